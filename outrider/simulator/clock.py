"""The demo's time: whatever hour or weekday it starts, today is a working day half done.

Owns which day the story is at and the company's ``clock_offset_ms``. Promises: the first day is a Friday in
the second half of a month, so that the month's figures say something; each further start goes on with the
next working day; the clock never goes back behind what has been recorded; it runs on in real time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from outrider.engine.identity.models import Company
from outrider.engine.identity.queries import apply_company_clock, company
from outrider.simulator.world import ZONE, local

DAY = "demo.day"
MORNING_ENDS = (11, 20)
EVENING = 17
FRIDAY = 4


def first_day(real: datetime) -> date:
    """The Friday nearest to the real day that lies between the 16th and the 24th of its month."""
    today = real.astimezone(ZONE).date()
    days = (today + timedelta(days=apart) for apart in sorted(range(-31, 32), key=abs))
    return next(day for day in days if day.weekday() == FRIDAY and 16 <= day.day <= 24)


def is_workday(day: date) -> bool:
    """Monday to Friday; the fictional city keeps no holidays."""
    return day.weekday() <= FRIDAY


def workday_after(day: date) -> date:
    """The next working day."""
    return next(d for d in (day + timedelta(days=n) for n in range(1, 8)) if is_workday(d))


def workdays_before(day: date, days: int) -> list[date]:
    """The working days among so many calendar days before a day, oldest first."""
    return [d for d in (day - timedelta(days=n) for n in range(days, 0, -1)) if is_workday(d)]


def moment_of(day: date) -> datetime:
    """The moment of a day at which the demo opens."""
    return local(day, *MORNING_ENDS)


def half_done(day: date, now: datetime) -> bool:
    """Whether a day that was begun may simply go on at a moment."""
    return moment_of(day) <= now < local(day, EVENING)


def set_to(moment: datetime) -> None:
    """Let the company's clock show a moment now, and run on from there."""
    offset = int((moment - datetime.now(UTC)).total_seconds() * 1000)
    own = company()
    own.clock_offset_ms = offset
    own.settings = {**own.settings, DAY: moment.astimezone(ZONE).date().isoformat()}
    Company.objects.filter(pk=own.pk).update(  # raw write: the company's row is configuration, no record
        clock_offset_ms=offset, settings=own.settings
    )
    apply_company_clock()


def story_day() -> date:
    """The day that the story has come to."""
    return date.fromisoformat(company().settings[DAY])


def now() -> datetime:
    """The company's moment in its own zone, whatever process asks."""
    offset = timedelta(milliseconds=company().clock_offset_ms)
    return (datetime.now(UTC) + offset).astimezone(ZONE)


__all__ = ["first_day", "half_done", "moment_of", "now", "set_to", "story_day", "workday_after"]
