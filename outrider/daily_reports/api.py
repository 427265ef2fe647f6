"""A manager's pages of daily reports."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from outrider.daily_reports import queries
from outrider.engine.access.actor import DESK
from outrider.engine.access.policy import require_role
from outrider.engine.entities.http import Router, actor_of, day_parameter, json_response, only
from outrider.engine.identity.company import of_module

router = Router(tags=["console"], auth=of_module("daily_reports"))


@router.get("/console/reports", summary="A day's reports of the team: handed in or not, read or not")
def reports(request: HttpRequest, on: str = "") -> HttpResponse:
    """Within the row scope."""
    only(request, "on")
    actor = actor_of(request)
    require_role(actor, DESK)
    return json_response(queries.reports_of(actor, day_parameter(on)))


@router.get(
    "/console/people/{uuid:person_id}/report",
    summary="One person's report, or what would stand in it",
)
def person_report(request: HttpRequest, person_id: UUID, on: str = "") -> HttpResponse:
    """One's own, or of somebody whom one leads."""
    only(request, "on")
    return json_response(queries.person_report(actor_of(request), person_id, day_parameter(on)))
