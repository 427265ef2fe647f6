"""Document numbers, claimed per series inside the business transaction: no gaps by rollback, no doubles."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, F, Value, When

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

    The counter row is changed in place, so that two claims at once queue on it.
    """
    row = NumberSeries.objects.filter(key=series).only("id", "period", "pattern").first()
    if row is None:
        row = _found(write, series)
    current = on.strftime(PERIODS.get(row.period, "")) if row.period != "none" else ""
    with locked.writing():
        NumberSeries.objects.filter(pk=row.pk).update(
            last=Case(When(current=current, then=F("last") + 1), default=Value(1)), current=current
        )
    number = NumberSeries.objects.values_list("last", flat=True).get(pk=row.pk)
    return row.pattern.format(date=on, n=number)


def _found(write: Write, series: str) -> NumberSeries:
    pattern, period = defaults.get(series)
    row = NumberSeries(
        id=uuid7(), key=series, pattern=pattern, period=period, created_at=write.at, updated_at=write.at
    )
    with locked.writing():
        NumberSeries.objects.bulk_create([row], ignore_conflicts=True)
    return NumberSeries.objects.get(key=series)
