"""How a year goes in the trade: heat sells drinks, the weeks before the Spring Festival sell everything. Pure.

Promises: a day's factor follows from the day alone; the city rests over the Spring Festival and the national
holiday, but never within a month before the story, whose working days follow each other as anywhere.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from outrider.simulator.chance import Chance

SNACKS = "休闲食品"
# January to December; drinks go with the heat, snacks with the holidays.
DRINKS_BY_MONTH = (0.82, 0.86, 0.92, 0.98, 1.07, 1.2, 1.34, 1.32, 1.12, 1.0, 0.92, 0.88)
SNACKS_BY_MONTH = (1.25, 1.0, 0.95, 0.95, 0.98, 0.95, 0.92, 0.95, 1.05, 1.05, 1.0, 1.1)
BY_WEEKDAY = (1.06, 1.0, 0.97, 0.98, 1.04)
GROWTH_A_YEAR = 0.16
# The first day of the lunar year.
SPRING_FESTIVALS = tuple(
    map(
        date.fromisoformat,
        "2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 "
        "2033-01-31 2034-02-19 2035-02-08 2036-01-28".split(),
    )
)
HOLIDAY_BEFORE, HOLIDAY_AFTER = 1, 6
STOCKING_UP_DAYS, QUIET_DAYS = 24, 18
UNTOUCHED = timedelta(days=35)


@cache
def closed(on: date, story: date) -> bool:
    """Whether the company rests that day, seen from the story's day."""
    if on > story - UNTOUCHED:
        return False
    if on.month == 10 and on.day <= 7:
        return True
    return any(-HOLIDAY_BEFORE <= (on - first).days <= HOLIDAY_AFTER for first in SPRING_FESTIVALS)


@cache
def factor(category: str, on: date, story: date) -> float:
    """How much of a category shops take on a day, against a middling day at the time of the story."""
    months = SNACKS_BY_MONTH if category == SNACKS else DRINKS_BY_MONTH
    grown = 1 + GROWTH_A_YEAR * (on - story).days / 365
    return (
        months[on.month - 1] * BY_WEEKDAY[min(on.weekday(), 4)] * _festival(on) * _heat(category, on) * grown
    )


def _festival(on: date) -> float:
    """Shops stock up before the festival and live on it afterwards."""
    for first in SPRING_FESTIVALS:
        ahead = (first - on).days
        if 0 < ahead <= STOCKING_UP_DAYS:
            return 1.45
        if -QUIET_DAYS <= ahead <= 0:
            return 0.7
    return 1.0


def _heat(category: str, on: date) -> float:
    """Hot and cool weeks of a summer."""
    if category == SNACKS or not 6 <= on.month <= 9:
        return 1.0
    return Chance(f"heat/{on.isocalendar()[:2]}").uniform(0.9, 1.2)


__all__ = ["closed", "factor"]
