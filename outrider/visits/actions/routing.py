"""What a route does to a day's plans: their order with times, what is left out and why, publishing.

``draft_day``, ``arrange`` and ``publish`` are for the routes package, which knows how a day is ordered and keeps
what a manager has changed of a published day until he publishes it; ``plan.reorder`` is the rep's own hand,
offline too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as Limits

from outrider.engine.access.actor import FIELD
from outrider.engine.entities.fieldtypes.times import PlausibleDate
from outrider.engine.entities.verbs import Input, Retry, Write, verb
from outrider.kernel.text import T
from outrider.visits import rules
from outrider.visits.actions.plans import MOST_STOPS, check_day, known_customers, planned_rep
from outrider.visits.models import VisitPlan


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """When a customer is reached and left again; without times where nobody knows the place yet."""

    customer_id: UUID
    eta: datetime | None = None
    leave_at: datetime | None = None


class Reorder(Input):
    """The plans of a day in the order in which they are to be visited; others follow as they were."""

    on: PlausibleDate
    plan_ids: Annotated[list[UUID], Limits(min_length=1, max_length=MOST_STOPS)]


@verb("plan.reorder", input=Reorder, label=T("调整顺序", "Change the order"), roles=FIELD, offline=True)
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


@dataclass(frozen=True, slots=True)
class Drafted:
    """An order for a whole day: what is visited, what stays left out, which of it is a must (None: as it is)."""

    customer_ids: list[UUID]
    left_out_ids: list[UUID]
    must_ids: list[UUID] | None = None


def draft_day(write: Write, rep_id: UUID, on: date, order: Drafted) -> list[tuple[VisitPlan, int | None]]:
    """Make the drafts of a day fit an order; what its rep has already stays as it is on his phone.

    Answers each open plan that the rep has with its place in the order, None for one that is to go. Raises 403,
    404 or 422 unless the actor may plan that day for that person and may see whom he adds.
    """
    rep = planned_rep(write, rep_id)
    check_day(write, on)
    rows = _of_day(rep_id, on)
    open_rows = {row.customer_id: row for row in reversed(rows) if row.status in rules.OPEN_PLANS}
    decided = [row for row in rows if row.status not in (*rules.OPEN_PLANS, "cancelled")]
    first = max((row.position for row in decided), default=0) + 1
    wanted = dict.fromkeys((*order.customer_ids, *order.left_out_ids))
    places = {pk: place for place, pk in enumerate(wanted, start=first)}
    new = [pk for pk in order.customer_ids if pk not in open_rows]
    adding = {row.pk: row for row in known_customers(write, new)}
    must, held = order.must_ids, []
    for row in open_rows.values():
        place = places.get(row.customer_id)
        if must is not None and place is not None:
            write.update(row, must=row.customer_id in must)
        if row.status != "draft":
            held.append((row, place))
        elif place is None:
            write.remove(row)
        else:
            _draft_at(write, row, place, stays_out=row.customer_id in order.left_out_ids)
    for pk in {row.customer_id for row in decided}:
        adding.pop(pk, None)
    drafts = [
        VisitPlan(rep=rep, customer=row, on=on, position=places[pk], status="draft", must=pk in (must or ()))
        for pk, row in adding.items()
    ]
    write.create_many(drafts)
    return held


def _draft_at(write: Write, row: VisitPlan, place: int, *, stays_out: bool) -> None:
    """A draft in its place; times of another order say nothing any more."""
    if stays_out and row.left_out:
        write.update(row, position=place)
    elif row.left_out or row.position != place:
        write.update(row, position=place, eta=None, leave_at=None, left_out="")


def arrange(
    write: Write,
    rep_id: UUID,
    on: date,
    stops: Iterable[PlannedStop],
    left_out: Mapping[UUID, str],
    *,
    hold: bool = False,
    without: Collection[UUID] = (),
) -> tuple[list[VisitPlan], dict[UUID, dict[str, Any]]]:
    """Give the open plans of a day their order and times, and say of the others why they are left out.

    With ``hold`` what would change for the rep is not written but answered, by plan, for ``publish``; plans of
    ``without`` are on their way out and have no place. Raises 403, 404 or 422 unless the actor may plan that
    day for that person.
    """
    planned_rep(write, rep_id)
    check_day(write, on)
    rows = [row for row in _locked(rep_id, on) if row.pk not in without]
    by_customer = {row.customer_id: row for row in reversed(rows)}
    # Behind what has been done already.
    done = VisitPlan.objects.filter(rep=rep_id, on=on, status__in=("done", "could_not"))
    place = max(done.values_list("position", flat=True), default=0)
    held: dict[UUID, dict[str, Any]] = {}
    reached = [(by_customer.pop(stop.customer_id, None), stop.eta, stop.leave_at, "") for stop in stops]
    rest = [(row, None, None, left_out.get(pk, "")) for pk, row in by_customer.items()]
    for row, eta, leave_at, reason in (*reached, *(one for one in rest if one[3])):
        if row is None:
            continue
        place += 1
        placed = {"position": place, "eta": eta, "leave_at": leave_at, "left_out": reason}
        if hold and row.status != "draft":
            held[row.pk] = placed
        else:
            _place(write, row, placed)
    return rows, held


def _place(write: Write, row: VisitPlan, placed: Mapping[str, Any]) -> None:
    """A stop in its place. One that the rep has is planned or left out, as the reason says; a draft stays one."""
    if row.status == "draft":
        write.update(row, **placed)
    else:
        write.update(row, **placed, status="left_out" if placed["left_out"] else "planned")


@dataclass(slots=True)
class Published:
    """What a rep hears of a day: whether it is the first he has of it, his stops that are new to him, gone, or
    without room, and whether the others stand in another order or at other times."""

    first: bool
    added: list[VisitPlan] = field(default_factory=list)
    removed: list[VisitPlan] = field(default_factory=list)
    left_out: list[VisitPlan] = field(default_factory=list)
    reordered: bool = False
    timed: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.left_out or self.reordered or self.timed)


def publish(
    write: Write, rep_id: UUID, on: date, changes: Mapping[UUID, Mapping[str, Any] | None]
) -> Published:
    """Let a rep have the drafts of a day and what has changed of the stops that he has.

    ``changes`` are as ``arrange`` holds them, by plan; None takes a stop out. What has been decided meanwhile
    stays as it is.
    """
    planned_rep(write, rep_id)
    check_day(write, on)
    rows = _of_day(rep_id, on)
    known = [row for row in rows if row.status not in ("draft", "cancelled")]
    told = Published(first=not known)
    before = [row.pk for row in known if row.status == "planned"]
    times = {row.pk: (row.eta, row.leave_at) for row in known}
    for row in rows:
        if row.status == "draft":
            write.update(row, status="left_out" if row.left_out else "planned")
            (told.left_out if row.left_out else told.added).append(row)
        elif row.pk in changes and row.status in rules.OPEN_PLANS:
            _publish_change(write, row, changes[row.pk], told)
    stay = [row for row in known if row.pk in set(before) and row.status == "planned"]
    kept = {row.pk for row in stay}
    told.reordered = [pk for pk in before if pk in kept] != [
        row.pk for row in sorted(stay, key=lambda row: (row.position, row.pk))
    ]
    told.timed = any(row.eta and times[row.pk] != (row.eta, row.leave_at) for row in stay)
    return told


def _publish_change(write: Write, row: VisitPlan, change: Mapping[str, Any] | None, told: Published) -> None:
    if change is None:
        write.update(row, status="cancelled")
        told.removed.append(row)
        return
    out = row.left_out
    _place(write, row, change)
    if row.left_out and not out:
        told.left_out.append(row)
    elif out and not row.left_out:
        told.added.append(row)


def customer_gone(write: Write, customer_id: UUID, today: date) -> list[VisitPlan]:
    """A customer is closed or in the bin: his stops from today on are left out, and say why. Answers those."""
    rows = _ahead(customer_id, today).exclude(left_out="customer_closed")
    return [
        write.update(
            row,
            status="draft" if row.status == "draft" else "left_out",
            left_out="customer_closed",
            eta=None,
            leave_at=None,
        )
        for row in rows
    ]


def customer_returned(write: Write, customer_id: UUID, today: date) -> list[VisitPlan]:
    """He is open again, or out of the bin: the stops that were left out for it are planned again."""
    rows = _ahead(customer_id, today).filter(left_out="customer_closed")
    return [
        write.update(row, status="draft" if row.status == "draft" else "planned", left_out="") for row in rows
    ]


def _ahead(customer_id: UUID, today: date) -> Any:
    rows = VisitPlan.objects.select_for_update(of=("self",)).select_related("rep", "customer")
    return rows.filter(customer=customer_id, on__gte=today, status__in=rules.OPEN_PLANS).order_by("on", "id")


def _of_day(rep_id: UUID, on: date) -> list[VisitPlan]:
    rows = VisitPlan.objects.select_for_update(of=("self",)).select_related("rep", "customer")
    return list(rows.filter(rep=rep_id, on=on).order_by("position", "id"))


def _locked(rep_id: UUID, on: date) -> list[VisitPlan]:
    rows = VisitPlan.objects.select_for_update(of=("self",)).select_related("rep", "customer")
    return list(rows.filter(rep=rep_id, on=on, status__in=rules.OPEN_PLANS).order_by("position", "id"))


__all__ = [
    "Drafted",
    "PlannedStop",
    "Published",
    "arrange",
    "customer_gone",
    "customer_returned",
    "draft_day",
    "publish",
    "reorder",
]
