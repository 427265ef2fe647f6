"""The team's results of a month, and the shops behind them."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from outrider.engine.access.actor import DESK
from outrider.engine.access.policy import require_role
from outrider.engine.entities.fieldtypes.times import plausible
from outrider.engine.entities.http import Router, actor_of, json_response, only, signed_in
from outrider.insight.queries import Span, results_of, shops_of
from outrider.kernel.errors import invalid
from outrider.kernel.text import T

router = Router(tags=["console"], auth=signed_in)
BAD_DATE = T("不是有效的日期", "This is not a valid date")
BAD_VALUE = T("不是有效的值", "This is not a valid value")
BAD_MONTH = T("月份应写成 2026-11", "A month is written as 2026-11")
_MONTH = re.compile(r"(19[7-9]|20[0-9])[0-9]-(0[1-9]|1[0-2])")


@router.get("/console/results", summary="A month's orders, effective visits and active shops of the team")
def results(request: HttpRequest, month: str = "") -> HttpResponse:
    """Within the row scope; this month unless another is named."""
    only(request, "month")
    actor = actor_of(request)
    require_role(actor, DESK)
    return json_response(results_of(actor, _first(month)))


@router.get(
    "/console/results/shops", summary="The active shops of some days: who ordered, how often, how much"
)
def shops(request: HttpRequest, rep: str = "") -> HttpResponse:
    """Within the row scope; ``from`` and ``to`` are days, both included; of one rep with ``rep``."""
    only(request, "from", "to", "rep")
    actor = actor_of(request)
    require_role(actor, DESK)
    span = Span(_day(request, "from"), _day(request, "to"))
    try:
        person = UUID(rep) if rep else None
    except ValueError as error:
        raise invalid("rep", "uuid", BAD_VALUE) from error
    return json_response(shops_of(actor, span, person))


def _day(request: HttpRequest, name: str) -> date:
    try:
        return plausible(date.fromisoformat(request.GET.get(name, "")))
    except ValueError as error:
        raise invalid(name, "date", BAD_DATE) from error


def _first(month: str) -> date | None:
    if not month:
        return None
    if not _MONTH.fullmatch(month):
        raise invalid("month", "month", BAD_MONTH)
    return date.fromisoformat(f"{month}-01")
