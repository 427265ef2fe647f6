"""The photo wall: every photo of a scope by day, step, rep, shop and verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.queries import visible
from outrider.kernel.errors import invalid
from outrider.kernel.ids import parse_uuid
from outrider.kernel.text import T
from outrider.visits.queries.page import encode_photo, photo_mark, step_names

PAGE = 60
KNOWN = frozenset(
    {"on.from", "on.to", "step", "rep", "customer", "verdict", "check_code", "page", "received"}
)
UNKNOWN = T("没有参数“{name}”", "There is no parameter “{name}”")
BAD = T("筛选值“{value}”无效", "“{value}” is not a valid filter value")


def photo_wall(actor: Actor, params: Mapping[str, str], language: str) -> dict[str, Any]:
    """``GET /api/console/photos``: newest first, 60 a page. 422 for an unknown or malformed parameter."""
    for name in params:
        if name not in KNOWN:
            raise invalid(name[:100], "unknown_parameter", UNKNOWN, name=name[:100])
    rows = visible(entities.get("visit_photo"), actor).filter(_filters(params))
    page = _page(params.get("page", "1"))
    window = rows.select_related("visit__customer", "visit__rep").order_by("-occurred_at", "-id")
    shown = list(window[(page - 1) * PAGE : page * PAGE])
    names = step_names([photo.visit for photo in shown], language)
    return {
        "items": [_item(photo, names) for photo in shown],
        "total": rows.count(),
        "page": page,
        "size": PAGE,
    }


def _item(photo: Any, names: dict[tuple[UUID, str], str]) -> dict[str, Any]:
    visit = photo.visit
    label = names.get((visit.visit_type_id, photo.step_key), photo.step_key)
    encoded = encode_photo(photo, {photo.step_key: label})
    return {
        **encoded,
        "photo_id": encoded["id"],
        "visit": str(visit.pk),
        "customer": {"id": str(visit.customer_id), "name": visit.customer.name},
        "rep": {"id": str(visit.rep_id), "name": visit.rep.name},
        "flagged": visit.flagged,
        "mark": photo_mark(
            photo.occurred_at,
            photo.digest,
            visit.customer.name,
            visit.customer.address,
            visit.distance_m,
            visit.rep.name,
        ),
    }


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) >= 1):
        raise invalid("page", "page", BAD, value=text[:20])
    return int(text)


def _filters(params: Mapping[str, str]) -> Q:
    """The wanted photos as one expression."""
    wanted = Q()
    for name, lookup in (("on.from", "business_date__gte"), ("on.to", "business_date__lte")):
        if params.get(name):
            wanted &= Q(**{lookup: _date(name, params[name])})
    for name, lookup in (("rep", "visit__rep"), ("customer", "visit__customer")):
        if params.get(name):
            found = parse_uuid(params[name])
            if found is None:
                raise invalid(name, "id", BAD, value=params[name][:50])
            wanted &= Q(**{lookup: found})
    if params.get("step"):
        wanted &= Q(step_key=params["step"].replace("\x00", "")[:40])
    if params.get("check_code"):
        code = params["check_code"].upper().replace("-", "").replace(" ", "").replace("\x00", "")[:20]
        wanted &= Q(check_code__in=[code, f"{code[:4]}-{code[4:]}"])
    return wanted & _states(params)


def _states(params: Mapping[str, str]) -> Q:
    verdicts = {"": Q(), "none": Q(verdict=""), "ok": Q(verdict="ok"), "rejected": Q(verdict="rejected")}
    here = {"": Q(), "true": Q(held=True), "false": Q(held=False)}
    found = verdicts.get(params.get("verdict", ""))
    if found is None:
        raise invalid("verdict", "choice", BAD, value=params["verdict"][:20])
    received = here.get(params.get("received", ""))
    if received is None:
        raise invalid("received", "boolean", BAD, value=params["received"][:20])
    return found & received


def _date(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise invalid(name, "date", BAD, value=text[:20]) from error
