"""The visits that ended at customers, for what upper packages compute from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from outrider.engine.database.prepared import Prepared, key
from outrider.visits.models import Visit

# customer, visit, when it began, its business day
Ended = tuple[UUID, UUID, datetime, date]


def ended_visits(customer_ids: Sequence[UUID], newest: int) -> list[Ended]:
    """Visits that ended and 无法拜访, without those that a person rejected; the newest of each customer first.

    At most ``newest`` of one customer; of several customers the caller leaves out what lies beyond.
    """
    if len(customer_ids) == 1:
        return _of_one(newest)(customer_ids[0])
    return list(_columns(_ended().filter(customer__in=customer_ids)))


def _ended() -> QuerySet[Visit]:
    return Visit.objects.filter(status__in=("done", "could_not")).exclude(review="rejected")


def _columns(rows: QuerySet[Visit]) -> Any:
    ordered = rows.order_by("customer_id", "-checked_in_at", "-id")
    return ordered.values_list("customer_id", "pk", "checked_in_at", "business_date")


@cache
def _of_one(newest: int) -> Prepared[Ended]:
    return Prepared(lambda: _columns(_ended().filter(customer=key()))[:newest])
