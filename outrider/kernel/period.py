"""Days and months in the company's time zone, and when something happened that a phone tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from outrider.kernel.text import T, Text

AHEAD = timedelta(minutes=5)
OLDEST = timedelta(days=62)  # two months offline: longer means that the phone's clock is wrong

# What the codes of ``occurred`` say.
CLOCK_FLAGS: dict[str, Text] = {
    "clock_ahead": T(
        "手机时间比服务器快,已按到达时间记录", "The phone's clock is ahead; the time of receipt counts"
    ),
    "clock_behind": T(
        "手机时间差得太远,已按到达时间记录", "The phone's clock is far off; the time of receipt counts"
    ),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A stated moment after judging it: what counts, and the codes of what is odd about it."""

    at: datetime
    flags: tuple[str, ...] = ()


def occurred(stated: datetime, received: datetime) -> Moment:
    """When something happened, given when the phone says and when the server heard of it.

    A clock ahead by more than five minutes, or behind by more than two months, is wrong: then the
    moment of receipt counts. Everything between is an honest late upload, and a clock a little fast is
    left alone, so that the minutes between check-in and check-out stay true.
    """
    if stated > received + AHEAD:
        return Moment(received, ("clock_ahead",))
    if stated < received - OLDEST:
        return Moment(received, ("clock_behind",))
    return Moment(stated)


def business_date(moment: datetime, time_zone: str) -> date:
    """The calendar day of an aware moment where the company works."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def day_bounds(day: date, time_zone: str) -> tuple[datetime, datetime]:
    """Start (included) and end (excluded) of a business day, in UTC."""
    zone = ZoneInfo(time_zone)
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def month_bounds(day: date) -> tuple[date, date]:
    """First day of the month of ``day`` and first day of the next."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def same_days(first: date, last: date, back: int) -> tuple[date, date]:
    """The same days of the month ``back`` months before: from its first day to its day of the number that ``last``
    has, or to its end where it is shorter. ``first`` and ``last`` lie in one month, and ``first`` begins it."""
    months = first.year * 12 + first.month - 1 - back
    start, after = month_bounds(date(months // 12, months % 12 + 1, 1))
    return start, min(start + (last - first), after - timedelta(days=1))
