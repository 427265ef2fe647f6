"""Chance that repeats itself: every part of the story draws from a stream of its own, named after the part.

Promises: the same seed and the same names give the same draws, whatever else was drawn before; so one part
of the story can be changed without moving the others. Nothing here is for secrets.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

_LOW = (1 << 62) - 1


class Chance(random.Random):
    """A stream of draws under a name such as ``1/shops/惠民便利``."""

    def __init__(self, name: str | int) -> None:
        self.name = str(name)
        super().__init__(self.name)

    def part(self, *names: object) -> Chance:
        """The stream of one part of this one."""
        return Chance("/".join((self.name, *map(str, names))))

    def yes(self, share: float) -> bool:
        """True in this share of all draws."""
        return self.random() < share

    def weighted[V](self, options: Sequence[tuple[V, float]]) -> V:
        """One of (value, weight)."""
        return self.choices([value for value, _ in options], [weight for _, weight in options])[0]

    def uuid(self, at: datetime) -> UUID:
        """An id as a phone would make it at a moment: UUIDv7, its random part drawn from this stream."""
        milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
        drawn = self.getrandbits(74)
        value = milliseconds << 80 | 0x7 << 76 | (drawn >> 62) << 64 | 0b10 << 62 | drawn & _LOW
        return UUID(int=value)


__all__ = ["Chance"]
