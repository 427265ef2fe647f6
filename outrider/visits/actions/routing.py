"""What a route does to a day's plans: their order with times, what is left out and why, publishing.

``arrange`` and ``publish`` are for the routes package, which knows how a day is ordered; ``plan.reorder`` is
the rep's own hand, offline too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field as Limits

from outrider.engine.entities.fieldtypes.times import PlausibleDate
from outrider.engine.entities.verbs import Input, Retry, Write, verb
from outrider.kernel.text import T
from outrider.visits.actions.common import REPS
from outrider.visits.actions.plans import MOST_STOPS, OPEN, check_day, planned_rep
from outrider.visits.models import VisitPlan


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """When a customer is reached and left again."""

    customer_id: UUID
    eta: datetime
    leave_at: datetime


class Reorder(Input):
    """The plans of a day in the order in which they are to be visited; others follow as they were."""

    on: PlausibleDate
    plan_ids: Annotated[list[UUID], Limits(min_length=1, max_length=MOST_STOPS)]


@verb("plan.reorder", input=Reorder, label=T("调整顺序", "Change the order"), roles=REPS, offline=True)
def reorder(write: Write, data: Reorder) -> list[VisitPlan]:
    """Put one's own stops of a day into an order; what is decided, or moved meanwhile, stays where it is."""
    rows = _locked(write.actor.id, data.on)
    known = {row.pk: row for row in rows}
    for missing in (pk for pk in data.plan_ids if pk not in known):
        if not VisitPlan.all_objects.filter(pk=missing).exists():
            raise Retry("visit_plan", missing)
    wanted = list(dict.fromkeys(pk for pk in data.plan_ids if pk in known))
    # The places that these stops have among themselves: the others keep theirs.
    places = sorted(known[pk].position for pk in wanted)
    if len(set(places)) < len(places):
        places = list(range(places[0], places[0] + len(places)))
    for place, pk in zip(places, wanted, strict=True):
        if known[pk].position != place:
            write.update(known[pk], position=place, eta=None, leave_at=None)
    return rows


def arrange(
    write: Write, rep_id: UUID, on: date, stops: Iterable[PlannedStop], left_out: Mapping[UUID, str]
) -> list[VisitPlan]:
    """Give the open plans of a day their order and times, and say of the others why they are left out.

    Raises 403, 404 or 422 unless the actor may plan that day for that person.
    """
    planned_rep(write, rep_id)
    check_day(write, on)
    rows = _locked(rep_id, on)
    by_customer = {row.customer_id: row for row in reversed(rows)}
    # Behind what has been done already.
    done = VisitPlan.objects.filter(rep=rep_id, on=on, status__in=("done", "could_not"))
    place = max(done.values_list("position", flat=True), default=0)
    for stop in stops:
        row = by_customer.pop(stop.customer_id, None)
        if row is None:
            continue
        place += 1
        status = "planned" if row.status == "left_out" else row.status
        write.update(row, position=place, eta=stop.eta, leave_at=stop.leave_at, left_out="", status=status)
    for customer_id, row in by_customer.items():
        reason = left_out.get(customer_id)
        if reason:
            place += 1
            status = "left_out" if row.status == "planned" else row.status
            write.update(row, position=place, eta=None, leave_at=None, left_out=reason, status=status)
    return rows


def publish(write: Write, rep_ids: Collection[UUID], days: Collection[date]) -> dict[tuple[UUID, date], int]:
    """Let reps have their drafts; answers how many stops each got on which day."""
    for rep_id in rep_ids:
        planned_rep(write, rep_id)
    for day in days:
        check_day(write, day)
    drafts = VisitPlan.objects.select_for_update(of=("self",)).select_related("rep", "customer")
    counts: dict[tuple[UUID, date], int] = {}
    for row in drafts.filter(rep__in=rep_ids, on__in=days, status="draft").order_by("id"):
        write.update(row, status="left_out" if row.left_out else "planned")
        counts[row.rep_id, row.on] = counts.get((row.rep_id, row.on), 0) + (not row.left_out)
    return counts


def _locked(rep_id: UUID, on: date) -> list[VisitPlan]:
    rows = VisitPlan.objects.select_for_update(of=("self",)).select_related("rep", "customer")
    return list(rows.filter(rep=rep_id, on=on, status__in=OPEN).order_by("position", "id"))


__all__ = ["PlannedStop", "arrange", "publish", "reorder"]
