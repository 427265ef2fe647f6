"""Where this installation keeps its things, how it names a moment, and how it says how far it is.

Needs no Django: the command line asks before any settings are read.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("OUTRIDER_HOME") or PROJECT / "var")


def stamp() -> str:
    """The present moment for the name of a file or folder."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S")


def progress(text: str) -> None:
    """How far it is, on one line of the terminal that the next call writes over; an empty text clears it."""
    print(f"\r\033[K  {text}" if text else "\r\033[K", end="", file=sys.stderr, flush=True)
