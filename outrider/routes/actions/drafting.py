"""A manager's draft of a day, and the order that he or the rep accepts for it. The search itself never runs in here.

A transaction holds the write lock; half a second of search would make everybody wait. Whoever asks for a
plan gets a proposal first (``queries.proposal``) and sends back the order that he accepts; the times and the
reasons are worked out from it again, so that nothing a client says is believed.

What a rep has on his phone stays as it is while his manager plans: new stops are drafts, and what is to change of
the others waits in ``DayRoute.pending`` until it is published. A rep who plans his own day changes it at once.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as Limits
from pydantic import model_validator

from outrider.engine.access.actor import LEADERS
from outrider.engine.entities.fieldtypes.times import PlausibleDate
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.kernel import geo
from outrider.kernel.text import T
from outrider.routes.actions.common import PLANNERS, keep_pending, route_of
from outrider.routes.models import DayRoute
from outrider.routes.problem import MOST_STOPS, Place, Plan
from outrider.routes.queries.asking import Asked, asked_of, pending_of, rep_of
from outrider.routes.queries.proposing import as_given
from outrider.routes.rules import Pending, as_kept, change_of, moment_of, taken_out
from outrider.visits.actions import Drafted, PlannedStop, arrange, draft_day


class Here(Input):
    """Where the rep is now; used for this plan alone and not kept."""

    lat: Annotated[float, Limits(ge=-90, le=90, strict=True)]
    lng: Annotated[float, Limits(ge=-180, le=180, strict=True)]

    @model_validator(mode="after")
    def _is_a_place(self) -> Here:
        if geo.is_zero(self.lat, self.lng):
            raise ValueError("zero")
        return self


Customers = Annotated[list[UUID], Limits(max_length=MOST_STOPS)]


class SetDay(Input):
    """A day as its manager wants it: whom to visit in order, who stays left out, who is a must (None: as it is)."""

    rep: UUID
    on: PlausibleDate
    customer_ids: Customers
    left_out_ids: Customers = []
    must_ids: Customers | None = None


class Arrange(Input):
    """The order that is accepted for a day: customers to visit, and those that are left out."""

    rep: UUID
    on: PlausibleDate
    customer_ids: Customers
    left_out: Customers = []
    here: Here | None = None


@verb("route.set_day", input=SetDay, label=T("草拟当天", "Draft the day"), roles=LEADERS)
def set_day(write: Write, data: SetDay) -> None:
    """Make the draft of a day read as given. Runs again without effect; no phone hears of it."""
    order = Drafted(data.customer_ids, data.left_out_ids, data.must_ids)
    held = draft_day(write, data.rep, data.on, order)
    former = pending_of(data.rep, data.on)
    out = set(data.left_out_ids)
    pending: Pending = {}
    for row, place in held:
        key = str(row.pk)
        change = change_of(
            row.position, row.left_out, place, former.get(key), stays_out=row.customer_id in out
        )
        if change is not None:
            pending[key] = change
    if pending != former:
        keep_pending(write, rep_of(write.actor, data.rep), data.on, pending)


@verb("route.optimise", input=Arrange, label=T("采用线路", "Use this route"), roles=PLANNERS)
def accept(write: Write, data: Arrange) -> DayRoute:
    """Write an accepted order with its times and the reasons of what is left out."""
    here = Place(data.here.lat, data.here.lng) if data.here else None
    asked = asked_of(write.actor, data.rep, data.on, data.customer_ids, here, data.left_out)
    plan, _ = as_given(asked, [str(pk) for pk in data.customer_ids])
    stops = [
        PlannedStop(
            UUID(timed.step.key),
            moment_of(asked.on, timed.arrive_s, asked.zone),
            moment_of(asked.on, timed.leave_s, asked.zone),
        )
        for timed in plan.steps
        if not timed.step.is_lunch
    ]
    # A shop whose place nobody knows is visited all the same: its address says where, and the check-in will.
    stops += [PlannedStop(UUID(entry.key)) for entry in plan.left_out if entry.reason == "no_place"]
    reasons = {
        UUID(entry.key): entry.reason
        for entry in plan.left_out
        if entry.key in asked.customers and entry.reason != "no_place"
    }
    hold = write.actor.id != data.rep
    going = taken_out(pending_of(data.rep, data.on))
    rows, held = arrange(
        write, data.rep, data.on, stops, reasons, hold=hold, without=set(going) if hold else ()
    )
    pending = {**{str(pk): {"removed": True} for pk in going}, **_differing(rows, held)}
    counts = {"stops": len(stops), "left_out": len(reasons)}
    published = any(row.status != "draft" for row in rows)
    return _kept(write, asked, plan, {**counts, "pending": pending}, published=published)


def _differing(rows: list[Any], held: dict[UUID, dict[str, Any]]) -> Pending:
    """Of what is held, that which says something else than the rep has."""
    found: Pending = {}
    for row in rows:
        change = held.get(row.pk)
        if change is not None and any(getattr(row, name) != value for name, value in change.items()):
            found[str(row.pk)] = as_kept(change)
    return found


def _kept(write: Write, asked: Asked, plan: Plan, more: dict[str, Any], *, published: bool) -> DayRoute:
    """The day's row, made on its first plan."""
    lunch = next((timed for timed in plan.steps if timed.step.is_lunch), None)
    values: dict[str, Any] = {
        "start_at": moment_of(asked.on, asked.day.start_s, asked.zone),
        "finish_at": moment_of(asked.on, plan.finish_s, asked.zone),
        "lunch_from": lunch and moment_of(asked.on, lunch.begin_s, asked.zone),
        "lunch_to": lunch and moment_of(asked.on, lunch.leave_s, asked.zone),
        "travel_s": plan.travel_s,
        "wait_s": plan.wait_s,
        "distance_m": plan.distance_m,
        **more,
    }
    row = route_of(asked.rep.pk, asked.on)
    if row is not None:
        return write.update(row, **values)
    status = "published" if published else "draft"
    return write.create(
        DayRoute(
            rep=asked.rep,
            on=asked.on,
            status=status,
            published_at=write.at if published else None,
            **values,
        )
    )
