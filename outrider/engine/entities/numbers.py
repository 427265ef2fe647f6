"""Document numbers, claimed per series inside the business transaction: no gaps by rollback, no doubles."""

from __future__ import annotations

from datetime import date

from django.db import connection

from outrider.engine.entities import models as locked
from outrider.engine.entities.models import NumberSeries
from outrider.engine.entities.write import Write
from outrider.kernel.ids import uuid7
from outrider.kernel.registry import Registry

# What a series is made from when it is first claimed; an administrator may change it later.
defaults: Registry[tuple[str, str]] = Registry("number_series", "document number patterns")
PERIODS = {"day": "%Y%m%d", "month": "%Y%m", "year": "%Y", "none": ""}


def claim(write: Write, series: str, on: date) -> str:
    """The next number of a series for a business day, such as ``SO-20261123-0007``.

    One statement changes the counter in place and answers it, so that two claims at once queue on the row.
    """
    row = _next(series, on)
    if row is None:
        _found(write, series)
        row = _next(series, on)
    assert row is not None
    number, pattern = row
    return str(pattern).format(date=on, n=number)


def _next(series: str, on: date) -> tuple[int, str] | None:
    """Count on within the period of the day, or begin it at 1. None when there is no such series yet."""
    periods = [on.strftime(PERIODS[name]) for name in ("day", "month", "year")]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [*periods, *periods, series])
        row: tuple[int, str] | None = cursor.fetchone()
        return row


_PERIOD = "CASE period WHEN 'day' THEN %s WHEN 'month' THEN %s WHEN 'year' THEN %s ELSE '' END"
_COUNT = (
    f"UPDATE entities_numberseries SET last = CASE WHEN current = {_PERIOD} THEN last + 1 ELSE 1 END, "  # noqa: S608  # constant text
    f"current = {_PERIOD} WHERE key = %s AND deleted_at IS NULL RETURNING last, pattern"
)


def _found(write: Write, series: str) -> None:
    """Make the series from its declared pattern; somebody else may do so at the same moment."""
    pattern, period = defaults.get(series)
    row = NumberSeries(
        id=uuid7(), key=series, pattern=pattern, period=period, created_at=write.at, updated_at=write.at
    )
    with locked.writing():
        NumberSeries.objects.bulk_create([row], ignore_conflicts=True)
