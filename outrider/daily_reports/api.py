"""A manager's pages of daily reports."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from outrider.daily_reports import queries
from outrider.engine.access.policy import require_role
from outrider.engine.entities.fieldtypes.times import plausible
from outrider.engine.entities.http import Router, actor_of, json_response, only
from outrider.engine.identity.company import of_module
from outrider.kernel.errors import invalid
from outrider.kernel.text import T

router = Router(tags=["console"], auth=of_module("daily_reports"))
DESK = frozenset({"manager", "director", "back_office", "admin"})
BAD_DATE = T("不是有效的日期", "This is not a valid date")


def _day(text: str) -> date | None:
    try:
        return plausible(date.fromisoformat(text)) if text else None
    except ValueError as error:
        raise invalid("on", "date", BAD_DATE) from error


@router.get("/console/reports", summary="A day's reports of the team: handed in or not, read or not")
def reports(request: HttpRequest, on: str = "") -> HttpResponse:
    """Within the row scope."""
    only(request, "on")
    actor = actor_of(request)
    require_role(actor, DESK)
    return json_response(queries.reports_of(actor, _day(on)))


@router.get(
    "/console/people/{uuid:person_id}/report",
    summary="One person's report, or what would stand in it",
)
def person_report(request: HttpRequest, person_id: UUID, on: str = "") -> HttpResponse:
    """One's own, or of somebody whom one leads."""
    only(request, "on")
    return json_response(queries.person_report(actor_of(request), person_id, _day(on)))
