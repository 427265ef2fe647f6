"""A person's own consents, the texts he agrees to, who read what about him; revealing a masked value."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from outrider.engine.entities.http import Router, actor_of, json_response, language_of, only, signed_in
from outrider.engine.privacy import actions, queries
from outrider.engine.privacy.actions import RevealInput
from outrider.engine.privacy.policies import POLICIES
from outrider.kernel.errors import invalid
from outrider.kernel.text import T

BAD_PAGE = T("筛选值“{value}”无效", "“{value}” is not a valid filter value")
router = Router(tags=["privacy"], auth=signed_in)


@router.get("/consents", summary="My consents")
def consents(request: HttpRequest) -> HttpResponse:
    """Every consent given or withdrawn, newest first."""
    return json_response(queries.consents_of(actor_of(request).id))


@router.get("/privacy/policies", auth=None, summary="The texts to agree to")
def policies(request: HttpRequest) -> HttpResponse:
    """What, when, who reads it, how long, how to refuse; readable before signing in."""
    return json_response([queries.policy_text(key, language_of(request)) for key in POLICIES])


@router.get("/privacy/readings", summary="Who read my positions")
def readings(request: HttpRequest) -> HttpResponse:
    """The last hundred readings about me."""
    return json_response(queries.readings_about(actor_of(request)))


@router.get("/privacy/log", summary="Who read what about whom")
def log(request: HttpRequest) -> HttpResponse:
    """Every look at positions and every revealed number, newest first, 50 a page; for administrators."""
    only(request, "page")
    return json_response(queries.reading_log(actor_of(request), _page(request.GET.get("page", "1"))))


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) >= 1):
        raise invalid("page", "page", BAD_PAGE, value=text[:20])
    return int(text)


@router.post("/{slug:path}/{uuid:record_id}/reveal", summary="Reveal a masked value")
def reveal(request: HttpRequest, path: str, record_id: UUID, payload: RevealInput) -> HttpResponse:
    """The plain value of a sensitive field of a readable record; the reading is logged."""
    return json_response({"value": actions.reveal(actor_of(request), path, record_id, payload)})
