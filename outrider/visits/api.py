"""The manager's pages: the day, waiting cards, a person's strip, the photo wall, the map, the plan board."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field as Limits

from outrider.engine.access.actor import DESK, Actor
from outrider.engine.access.policy import require_role
from outrider.engine.entities.actions import perform
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.http import (
    Router,
    actor_of,
    day_parameter,
    json_response,
    language_of,
    only,
    signed_in,
)
from outrider.engine.entities.queries import encode
from outrider.engine.entities.verbs import Input, Line
from outrider.kernel.errors import not_found
from outrider.visits import queries
from outrider.visits.actions import PlanDay
from outrider.visits.board import queue_sources
from outrider.visits.queries.day import question

router = Router(tags=["console"], auth=signed_in)


class Decision(Input):
    """What to do with a waiting card."""

    action: Annotated[Line, Limits(max_length=40)]
    reason: Annotated[Line, Limits(max_length=500)] = ""


class Verdict(Input):
    """合格 or 不合格 with its reason."""

    verdict: Annotated[Line, Limits(max_length=10)]
    reason: Annotated[Line, Limits(max_length=200)] = ""


def _desk(request: HttpRequest) -> Actor:
    """The console's pages are for those who lead or work in the office. 403 otherwise."""
    actor = actor_of(request)
    require_role(actor, DESK)
    return actor


@router.get("/console/day", summary="Figures, people by exceptions, and what waits for a decision")
def day(request: HttpRequest, on: str = "") -> HttpResponse:
    """The manager's day, within the row scope."""
    only(request, "on")
    return json_response(queries.day_of(_desk(request), language_of(request), day_parameter(on)))


@router.post("/console/queue/{kind}/{uuid:record_id}", summary="Decide a waiting card in place")
def decide(request: HttpRequest, kind: str, record_id: UUID, payload: Decision) -> HttpResponse:
    """Each kind of card knows its own verbs."""
    actor, source = _desk(request), queue_sources.find(kind)
    if source is None:
        raise not_found()
    said = source.decide(question(actor, language_of(request)), record_id, payload.action, payload.reason)
    return json_response({"ok": True, "text": said or ""})


@router.get("/console/people/{uuid:person_id}/day", summary="One person's day as a strip")
def person_day(request: HttpRequest, person_id: UUID, on: str = "") -> HttpResponse:
    """Visits, gaps, track; the reading is logged and shown to the person."""
    only(request, "on")
    return json_response(queries.person_day(actor_of(request), person_id, day_parameter(on)))


@router.get("/console/photos", summary="The photo wall")
def photos(request: HttpRequest) -> HttpResponse:
    """Photos of the scope, newest first, 60 a page."""
    return json_response(queries.photo_wall(_desk(request), request.GET.dict(), language_of(request)))


@router.post("/console/photos/{uuid:photo_id}/verdict", summary="Say whether a photo will do")
def verdict(request: HttpRequest, photo_id: UUID, payload: Verdict) -> HttpResponse:
    """合格 or 不合格."""
    data = payload.model_dump()
    photo = perform("photo.judge", data, actor=actor_of(request), record_id=photo_id)
    return json_response(encode(entities.get("visit_photo"), photo, actor_of(request)))


@router.get("/console/map", summary="Customers and last check-ins of the scope")
def map_page(request: HttpRequest, bounds: str = "") -> HttpResponse:
    """Works with no outside service: the ground is the company's own layer, or none."""
    only(request, "bounds")
    return json_response(queries.map_of(_desk(request), language_of(request), bounds[:100]))


@router.get("/plans/board", summary="Reps and their ordered stops of a day")
def board(request: HttpRequest, on: str = "") -> HttpResponse:
    """For the simple plan editor."""
    only(request, "on")
    return json_response(queries.board_of(_desk(request), day_parameter(on)))


@router.post("/plans/set", summary="Make a rep's day read as given")
def set_plans(request: HttpRequest, payload: PlanDay) -> HttpResponse:
    """Adds, orders and cancels in one step."""
    actor = actor_of(request)
    plans = perform("plan.set_day", payload, actor=actor)
    return json_response({"plans": [encode(entities.get("visit_plan"), plan, actor) for plan in plans]})
