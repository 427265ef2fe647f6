"""Moments and times of day as ISO 8601 writes them, the same on every Python.

Newer ones take 24:00 for the midnight that follows, and of a time alone for the one before: here it is no time.
"""

from __future__ import annotations

import re
from datetime import datetime, time

_HOUR_24 = re.compile(r"(?:^|[^0-9:.+-])24(?:[0-9:]|$)")


def moment_of(text: str) -> datetime:
    """A day with a time, with or without offset. ValueError otherwise."""
    return datetime.fromisoformat(_read(text))


def clock_of(text: str) -> time:
    """A time of day. ValueError otherwise."""
    return time.fromisoformat(_read(text))


def _read(text: str) -> str:
    if _HOUR_24.search(text):
        raise ValueError("time")
    return text
