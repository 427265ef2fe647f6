"""The plan board: reps of the scope with their ordered stops of a day, and customers not yet planned."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from outrider.customers.queries import visible_customers
from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.queries import encode_rows
from outrider.engine.identity.queries import company_today
from outrider.visits.models import Visit, VisitPlan
from outrider.visits.queries.day import reps_of

UNPLANNED = 50
USUAL_STAY_S, ENOUGH_STAYS, STAYS = 15 * 60, 5, 30


def board_of(actor: Actor, on: date | None = None) -> dict[str, Any]:
    """``GET /api/plans/board``."""
    day = on or company_today()
    reps = reps_of(actor)
    plans = plans_of([rep.pk for rep in reps], day, actor)
    planned = VisitPlan.objects.filter(on=day, status="planned").values("customer_id")
    free = visible_customers(actor).filter(status="active", kind="outlet").exclude(pk__in=planned)
    oldest = free.order_by(F("last_visit_on").asc(nulls_first=True), "grade", "name_sort")[:UNPLANNED]
    return {
        "on": day.isoformat(),
        "reps": [{"person": {"id": str(rep.pk), "name": rep.name}, "plans": plans[rep.pk]} for rep in reps],
        "unplanned": encode_rows(entities.get("customer"), oldest, actor),
    }


def plans_of(reps: list[UUID], on: date, actor: Actor) -> dict[UUID, list[dict[str, Any]]]:
    """Plans of a day by rep, in order, without the cancelled ones."""
    rows = (
        VisitPlan.objects.filter(rep__in=reps, on=on).exclude(status="cancelled").order_by("position", "id")
    )
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in encode_rows(entities.get("visit_plan"), rows, actor):
        found[UUID(row["rep"])].append(row)
    return found


def last_seen_at(rep_id: UUID, on: date) -> Any:
    """The customer where this rep was last on a day, planned or not; None before his first visit."""
    rows = Visit.objects.filter(rep=rep_id, business_date=on).select_related("customer")
    last = rows.order_by("-checked_in_at", "-id").first()
    return last and last.customer


def usual_stay_s(rep_id: UUID) -> int:
    """How long this rep usually stays: the middle one of his last 30 visits; 15 minutes while there are few."""
    rows = Visit.objects.filter(rep=rep_id, time_in_store_s__gte=60).order_by("-checked_in_at")
    known = sorted(seconds or 0 for seconds in rows.values_list("time_in_store_s", flat=True)[:STAYS])
    if len(known) < ENOUGH_STAYS:
        return USUAL_STAY_S
    return round(known[len(known) // 2] / 60) * 60
