"""A day of several people in figures and lists, for what upper packages write of it: five statements for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from outrider.kernel.geo import distance_m
from outrider.tracking.queries import shift_facts, shifts_on
from outrider.visits.models import StockLine, Visit, VisitPlan

NOT_PLANNED = ("cancelled", "draft", "left_out")
MOST = 60


def day_summaries(people: Iterable[UUID], on: date) -> dict[UUID, dict[str, Any]]:
    """What each person did on a day. The caller has judged whose days may be read."""
    wanted = list(people)
    visits: dict[UUID, list[Visit]] = defaultdict(list)
    for visit in (
        Visit.objects.filter(rep__in=wanted, business_date=on)
        .select_related("customer")
        .order_by("checked_in_at", "id")
    ):
        visits[visit.rep_id].append(visit)
    plans: dict[UUID, list[VisitPlan]] = defaultdict(list)
    rows = VisitPlan.objects.filter(rep__in=wanted, on=on).exclude(status__in=NOT_PLANNED)
    for plan in rows.select_related("customer", "visit").order_by("position", "id"):
        plans[plan.rep_id].append(plan)
    shelves = _shelves(wanted, on)
    shifts = shifts_on(wanted, on)
    return {
        person: {
            "shift": shift_facts(shifts.get(person, [])),
            **_figures(visits[person], plans[person]),
            "missed": [_missed(plan) for plan in plans[person] if plan.status != "done"][:MOST],
            **shelves.get(person, {"out_of_stock": [], "near_expiry": []}),
        }
        for person in wanted
    }


def _figures(visits: Sequence[Visit], plans: Sequence[VisitPlan]) -> dict[str, Any]:
    stays = [visit for visit in visits if visit.status != "could_not"]
    return {
        "planned": len(plans),
        "done": sum(plan.status == "done" for plan in plans),
        "visits": len(stays),
        "could_not": len(visits) - len(stays),
        "effective": sum(visit.effective is True for visit in stays),
        "ad_hoc": sum(not visit.planned for visit in stays),
        "in_store_s": sum(visit.time_in_store_s or 0 for visit in stays),
        "photos": sum(visit.photos_named for visit in visits),
        "photos_rejected": sum(visit.photos_rejected for visit in visits),
        "off_shift": sum("off_shift" in visit.flagged for visit in visits),
        "distance_m": _joined(visits),
    }


def _joined(visits: Sequence[Visit]) -> int:
    """Straight lines between the shops where one checked in, in their order; a shop without a pin is passed over."""
    places = [
        (visit.customer.pin_lat, visit.customer.pin_lng)
        for visit in visits
        if visit.customer.pin_lat is not None and visit.customer.pin_lng is not None
    ]
    return round(sum(distance_m(*one, *other) for one, other in pairwise(places)))


def _missed(plan: VisitPlan) -> dict[str, Any]:
    """A planned customer that was not visited, and why as far as it is known."""
    reason = plan.visit.could_not_reason if plan.visit and plan.status == "could_not" else ""
    known = reason or {"postponed": "rescheduled", "planned": "not_visited"}.get(plan.status, plan.status)
    return {"customer": str(plan.customer_id), "name": plan.customer.name, "reason": known}


def _shelves(people: Sequence[UUID], on: date) -> dict[UUID, dict[str, Any]]:
    """Products that were out of stock or near expiry, and at how many customers, by what was counted last there."""
    rows = (
        StockLine.objects.filter(business_date=on, visit__rep__in=people)
        .order_by("occurred_at", "id")
        .values_list(
            "visit__rep", "customer", "product", "product__name", "out_of_stock", "near_expiry", named=False
        )
    )
    last = {(rep, customer, product): (name, out, near) for rep, customer, product, name, out, near in rows}
    counts: dict[tuple[UUID, str], dict[UUID, dict[str, Any]]] = defaultdict(dict)
    for (rep, _, product), (name, out, near) in last.items():
        for kind, is_so in (("out_of_stock", out), ("near_expiry", near)):
            if is_so:
                entry = counts[rep, kind].setdefault(
                    product, {"product": str(product), "name": name, "customers": 0}
                )
                entry["customers"] += 1
    return {
        rep: {
            kind: sorted(counts[rep, kind].values(), key=lambda one: (-one["customers"], one["name"]))[:MOST]
            for kind in ("out_of_stock", "near_expiry")
        }
        for rep in {rep for rep, _ in counts}
    }
