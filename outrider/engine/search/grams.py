"""How text becomes index terms, and a query becomes terms that must all be there.

Chinese runs are cut into single characters and pairs (trigram indexes cannot serve two-character words);
runs of letters and digits into threes, and their beginnings into ones and twos, so that initials and
prefixes are found as well. A match by terms is a superset; the caller compares the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from outrider.kernel.text import fold

_RUN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[^\W_]+")
MAX_TERMS = 400
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The runs of folded text, each with whether it is Chinese."""
    for match in _RUN.finditer(text):
        run = match.group()
        if _HAN.match(run):
            yield run, True
            continue
        yield run, False


def terms(text: str) -> set[str]:
    """All index terms of a text (already folded), at most 400."""
    found: set[str] = set()
    for run, han in runs(text):
        if han:
            found.update(run)
            found.update(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.update((run[:1], run[:2]))
            found.update(run[i : i + 3] for i in range(len(run) - 2))
        if len(found) > MAX_TERMS:
            break
    found.discard("")
    return set(sorted(found)[:MAX_TERMS]) if len(found) > MAX_TERMS else found


def query_terms(text: str) -> list[str]:
    """The fewest terms that every match holds. A short run of letters must begin a word unless it is
    part of a longer query's middle; those of fewer than three letters are left to the comparison."""
    found: list[str] = []
    parts = list(runs(text))
    for position, (run, han) in enumerate(parts):
        if han:
            found.extend([run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)])
        elif len(run) >= 3:
            found.extend(run[i : i + 3] for i in range(len(run) - 2))
        elif len(parts) == 1 or position > 0:
            # Alone it is taken as a beginning; after a blank it begins its word for certain.
            found.append(run[:2])
    return list(dict.fromkeys(found))[:24]


# A name is a chain of words that recur (便利店, 解放路): each run is looked up once.
_PIECE = re.compile(f"({_HAN.pattern}+)")


@lru_cache(maxsize=8192)
def _syllables(run: str) -> tuple[str, ...]:
    """The syllables of a Chinese run, with tones as digits."""
    return tuple(lazy_pinyin(run, style=Style.TONE3, errors="default"))


def _spoken(text: str) -> list[tuple[str, bool]]:
    """A text in pieces: syllables of Chinese, everything else as it stands."""
    pieces: list[tuple[str, bool]] = []
    for place, piece in enumerate(_PIECE.split(text)):
        if place % 2:
            pieces.extend((syllable, True) for syllable in _syllables(piece))
        elif piece:
            pieces.append((piece, False))
    return pieces


def pinyin(text: str) -> tuple[str, str]:
    """Full pinyin without tones and the initials; both empty for a text without Chinese."""
    if not _HAN.search(text):
        return "", ""
    parts = [piece.rstrip("12345") if han else piece for piece, han in _spoken(text[:60])]
    return fold("".join(parts)), fold("".join(part[0] for part in parts if part))


def sort_key(text: str) -> str:
    """The stored key by which lists sort: pinyin, then the text itself."""
    folded = fold(text)[:80]
    if not _HAN.search(folded):
        return folded[:120]
    return " ".join(piece for piece, _ in _spoken(folded))[:120]
