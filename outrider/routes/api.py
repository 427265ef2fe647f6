"""The planning board's addresses, and the phone's "plan again from here"."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field as Limits

from outrider.engine.access.actor import DESK
from outrider.engine.access.policy import require_role
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.actions import perform
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.fieldtypes.times import PlausibleDate
from outrider.engine.entities.http import Router, actor_of, day_parameter, json_response, language_of, only
from outrider.engine.entities.queries import encode
from outrider.engine.entities.verbs import Input
from outrider.engine.identity.company import of_module
from outrider.engine.identity.queries import company_today
from outrider.engine.jobs.actions import enqueue
from outrider.engine.jobs.queries import Queued
from outrider.kernel.errors import invalid
from outrider.kernel.text import T
from outrider.routes import queries
from outrider.routes.actions import Arrange, DayOf, Here, Publish, SetDay
from outrider.routes.problem import MOST_STOPS, Place

router = Router(tags=["routes"], auth=of_module("routes"))
KINDS = ("due", "unvisited", "all")
BAD_VALUE = T("不认识的取值", "An unknown value")


class Ask(Input):
    """Whose day; with ``customer_ids`` these customers, else the day's open plans."""

    rep: UUID
    on: PlausibleDate
    customer_ids: Annotated[list[UUID], Limits(max_length=MOST_STOPS)] | None = None


class AskMany(Input):
    """Many days at once."""

    days: Annotated[list[DayOf], Limits(min_length=1, max_length=200)]


class Again(Input):
    """The rest of one's own day, from here."""

    here: Here | None = None


@router.get("/routes/board", summary="People and days with their stops and routes")
def board(request: HttpRequest, on: str = "", days: int = 5) -> HttpResponse:
    """The planning board, within the row scope."""
    only(request, "on", "days")
    actor = actor_of(request)
    require_role(actor, DESK)
    return json_response(queries.board(actor, language_of(request), day_parameter(on), days))


@router.get("/routes/pool", summary="Customers to plan: due, not visited, by area")
def pool(
    request: HttpRequest, kind: str = "due", area: str = "", q: str = "", on: str = "", rep: str = ""
) -> HttpResponse:
    """At most 100, the worthiest first."""
    only(request, "kind", "area", "q", "on", "rep")
    actor = actor_of(request)
    require_role(actor, DESK)
    if kind not in KINDS:
        raise invalid("kind", "choice", BAD_VALUE)
    try:
        person = UUID(rep) if rep else None
    except ValueError as error:
        raise invalid("rep", "uuid", BAD_VALUE) from error
    found = queries.pool(actor, kind=kind, area=area[:40], q=q[:60], on=day_parameter(on), rep=person)
    return json_response(found)


@router.post("/routes/set", summary="Draft a day: whom to visit, in order")
def set_day(request: HttpRequest, payload: SetDay) -> HttpResponse:
    """Adds, orders and takes out in one step; its rep hears of it when the day is published."""
    perform("route.set_day", payload, actor=actor_of(request))
    return json_response({})


@router.post("/routes/preview", summary="Propose a route for a day; changes nothing")
def preview(request: HttpRequest, payload: Ask) -> HttpResponse:
    """Before and after, stops with times, what is left out and why."""
    found = queries.proposal(
        actor_of(request), language_of(request), payload.rep, payload.on, payload.customer_ids
    )
    return json_response(found)


@router.post(
    "/routes/preview-many", response={202: Queued}, summary="Propose routes for many days; answers a job"
)
def preview_many(request: HttpRequest, payload: AskMany) -> HttpResponse:
    """The job's result is ``{"proposals": [...]}``, each as ``/routes/preview`` answers it."""
    actor = actor_of(request)
    days = [{"rep": str(day.rep), "on": day.on.isoformat()} for day in payload.days]
    with write_transaction():
        job = enqueue("routes.propose", {"days": days, "language": language_of(request)}, owner_id=actor.id)
    return json_response({"job": str(job.pk)}, 202)


@router.post("/routes/accept", summary="Use a proposed order for a day")
def accept(request: HttpRequest, payload: Arrange) -> HttpResponse:
    """Times and reasons are worked out again from the order."""
    actor = actor_of(request)
    route = perform("route.optimise", payload, actor=actor)
    return json_response(encode(entities.get("day_route"), route, actor))


@router.post("/routes/publish", summary="Let the reps have what is planned for them")
def publish(request: HttpRequest, payload: Publish) -> HttpResponse:
    """Answers how many people were told, and how many stops are new to them."""
    return json_response(perform("route.publish", payload, actor=actor_of(request)))


@router.post("/routes/replan", summary="Plan the rest of one's own day anew, from here and now")
def replan(request: HttpRequest, payload: Again) -> HttpResponse:
    """The result comes to the phone by sync; the answer says what changed in one line of figures."""
    actor, on = actor_of(request), company_today()
    here = Place(payload.here.lat, payload.here.lng) if payload.here else None
    found = queries.proposal(actor, language_of(request), actor.id, on, here=here)
    perform(
        "route.optimise",
        {
            "rep": str(actor.id),
            "on": on.isoformat(),
            "customer_ids": [stop["customer"] for stop in found["stops"]],
            "left_out": [out["customer"] for out in found["left_out"] if out["customer"]],
            "here": payload.here.model_dump() if payload.here else None,
        },
        actor=actor,
    )
    return json_response({key: found[key] for key in ("before", "after", "left_out")})
