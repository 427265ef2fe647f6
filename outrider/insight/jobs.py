"""What changes with the date, and making everything anew."""

from __future__ import annotations

from outrider.engine.jobs.declarations import Progress, every, job
from outrider.insight.actions import look_at_everything, look_at_the_day


@every("1h")
@job("insight.daily", retries=3)
def daily(progress: Progress) -> dict[str, int]:
    """The rows that the date has overtaken, and the warnings of the day."""
    return look_at_the_day(progress)


@job("insight.rebuild", retries=1, once=True)
def rebuild(progress: Progress) -> dict[str, int]:
    """Every row, from all orders and visits."""
    return look_at_everything(progress)
