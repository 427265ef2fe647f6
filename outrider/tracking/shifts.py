"""A working day as pure rules over values: which shift covers a moment, what counts as worked, when it must end.

No database, no clock. Moments are aware; a shift never passes the midnight of the company's day it began on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from outrider.kernel.period import business_date, day_bounds


@dataclass(frozen=True, slots=True)
class Span:
    """A shift as a rule sees it; ``end`` is None while it is open."""

    id: UUID
    start: datetime
    end: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether a moment lies in it: the start belongs to it, and so does the end."""
        return self.start <= at and (self.end is None or at <= self.end)


def midnight_after(start: datetime, time_zone: str) -> datetime:
    """The end of the company's day on which a shift began: no shift goes on after it."""
    return day_bounds(business_date(start, time_zone), time_zone)[1]


def on_shift(spans: Iterable[Span], at: datetime) -> bool:
    """Whether somebody was on shift at a moment; a break belongs to the shift."""
    return any(span.covers(at) for span in spans)


def overlapping(spans: Sequence[Span], start: datetime) -> Span | None:
    """The shift of the same day that a fresh clock-in is part of, if there is one.

    A clock-in has no end yet: it is part of a shift that covers it, and of one that began later on the same
    day, because two phones told of one working day. ``spans`` are those of the clock-in's own day.
    """
    inside = [span for span in spans if span.start <= start and (span.end is None or start < span.end)]
    later = sorted((span for span in spans if span.start > start), key=lambda span: span.start)
    return next(iter([*inside, *later]), None)


def worked_s(start: datetime, end: datetime, breaks: Iterable[Mapping[str, Any]]) -> int:
    """Seconds between start and end without the breaks that lie between them; never negative."""
    away = 0.0
    for pause in breaks:
        begins = max(start, datetime.fromisoformat(pause["from"]))
        ends = min(end, datetime.fromisoformat(pause["to"]) if pause["to"] else end)
        away += max(0.0, (ends - begins).total_seconds())
    return max(0, int((end - start).total_seconds() - away))


def ended(start: datetime, at: datetime, midnight: datetime) -> tuple[datetime, tuple[str, ...]]:
    """When a shift ended, given when the person says so: within its day, and not before it began."""
    if at < start:
        return start, ("ends_before_start",)
    if at > midnight:
        return midnight, ("past_midnight",)
    return at, ()
