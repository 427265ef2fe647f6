"""Making text harmless for a spreadsheet: a cell that a program would calculate is shown as text.

Promises that no cell of ours begins a formula, also behind blanks, invisible marks or full-width signs;
plain negative numbers stay numbers.
"""

from __future__ import annotations

import re
import unicodedata

# Line ends and tabs count: some programs cut the cell there and calculate what follows.
_STARTERS = frozenset("=+-@\t\r\n")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


def defuse(text: str) -> str:
    """The text with an apostrophe in front when a spreadsheet could take it for a formula."""
    if not text or _NUMBER.fullmatch(text):
        return text
    for char in text:
        plain = unicodedata.normalize("NFKC", char)
        if plain[:1] in _STARTERS:
            return f"'{text}"
        # Blanks and marks that cannot be seen hide what stands behind them.
        if not plain.strip() or unicodedata.category(char) in ("Cf", "Cc", "Zs", "Mn"):
            continue
        return text
    return text
