"""Changing routes: accept an order for a day, publish drafts. The search itself never runs in here.

A transaction holds the write lock; half a second of search would make everybody wait. Whoever asks for a
plan gets a proposal first (``queries.proposal``) and sends back the order that he accepts; the times and the
reasons are worked out from it again, so that nothing a client says is believed.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field as Limits

from outrider.engine.entities.fieldtypes.times import PlausibleDate
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.kernel.text import T
from outrider.routes.models import DayRoute
from outrider.routes.problem import MOST_STOPS, Place, Plan
from outrider.routes.queries.asking import Asked, asked_of
from outrider.routes.queries.proposing import as_given
from outrider.routes.rules import moment_of
from outrider.visits.actions import PlannedStop, arrange, publish

PLANNERS = frozenset({"rep", "manager", "director", "admin"})
LEADERS = frozenset({"manager", "director", "admin"})
TITLE = T("{day}的拜访已排好", "Your visits for {day} are planned")
TEXT = T("共 {count} 家", "{count} stops")
TEXT_TIME = T("共 {count} 家,预计 {time} 收工", "{count} stops, expected to finish at {time}")


class Here(Input):
    """Where the rep is now; used for this plan alone and not kept."""

    lat: Annotated[float, Limits(ge=-90, le=90)]
    lng: Annotated[float, Limits(ge=-180, le=180)]


class Arrange(Input):
    """The order that is accepted for a day: customers to visit, and those that are left out."""

    rep: UUID
    on: PlausibleDate
    customer_ids: Annotated[list[UUID], Limits(max_length=MOST_STOPS)]
    left_out: Annotated[list[UUID], Limits(max_length=MOST_STOPS)] = []
    here: Here | None = None


class Publish(Input):
    """Which people get their drafts of which days."""

    days: Annotated[list[PlausibleDate], Limits(min_length=1, max_length=31)]
    reps: Annotated[list[UUID], Limits(min_length=1, max_length=200)]


@verb("route.optimise", input=Arrange, label=T("采用线路", "Use this route"), roles=PLANNERS)
def accept(write: Write, data: Arrange) -> DayRoute:
    """Write an accepted order with its times and the reasons of what is left out."""
    here = Place(data.here.lat, data.here.lng) if data.here else None
    asked = asked_of(write.actor, data.rep, data.on, [*data.customer_ids, *data.left_out], here)
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
    reasons = {UUID(entry.key): entry.reason for entry in plan.left_out if entry.key in asked.customers}
    rows = arrange(write, data.rep, data.on, stops, reasons)
    return _kept(write, asked, plan, published=any(row.status != "draft" for row in rows))


def _kept(write: Write, asked: Asked, plan: Plan, *, published: bool) -> DayRoute:
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
        "stops": len(plan.order),
        "left_out": sum(entry.key in asked.customers for entry in plan.left_out),
    }
    row = _route(asked.rep.pk, asked.on)
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


def _route(rep_id: UUID, on: date) -> DayRoute | None:
    rows = DayRoute.objects.select_for_update(of=("self",)).select_related("rep")
    return rows.filter(rep=rep_id, on=on).first()


@verb("route.publish", input=Publish, label=T("发布计划", "Publish"), roles=LEADERS)
def publish_days(write: Write, data: Publish) -> dict[str, int]:
    """Let the reps have their drafts, and tell each once for each day. Runs again without effect."""
    counts = publish(write, data.reps, data.days)
    for (rep_id, on), count in counts.items():
        route = _route(rep_id, on)
        if route is not None and route.status != "published":
            write.update(route, status="published", published_at=write.at)
        finish = route.finish_at if route is not None else None
        day = {"day": f"{on.month}-{on.day:02d}", "count": count}
        if finish is None:
            write.notify(rep_id, "route", TITLE, TEXT, "/", **day)
        else:
            time = finish.astimezone(ZoneInfo(write.time_zone)).strftime("%H:%M")
            write.notify(rep_id, "route", TITLE, TEXT_TIME, "/", **day, time=time)
    return {"reps": len({rep for rep, _ in counts}), "stops": sum(counts.values())}
