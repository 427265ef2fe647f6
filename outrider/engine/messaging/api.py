"""Endpoints of notices (what is new, and marking it as read) and of the comments on a record."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from outrider.engine.entities.actions import perform
from outrider.engine.entities.http import Router, actor_of, json_response, language_of, signed_in
from outrider.engine.messaging.actions import ReadNotices
from outrider.engine.messaging.comments import readable_comments
from outrider.engine.messaging.queries import newest
from outrider.kernel.errors import invalid
from outrider.kernel.ids import parse_uuid
from outrider.kernel.text import T

router = Router(tags=["notices"], auth=signed_in)
BAD_ID = T("编号无效", "This is not a valid id")
ONLY_AFTER = T("只有参数 after", "Only the parameter after is known")


@router.get("/notices")
def read_new(request: HttpRequest) -> HttpResponse:
    """One's newest notices; ``after=ID`` leaves out that one and what came before. Polled by both apps."""
    actor, text = actor_of(request), request.GET.get("after", "")
    if set(request.GET) - {"after", "app"}:
        raise invalid("query", "unknown_parameter", ONLY_AFTER)
    after = parse_uuid(text) if text else None
    if text and after is None:
        raise invalid("after", "id", BAD_ID)
    return json_response(newest(actor, after, language_of(request)))


@router.post("/notices/read")
def mark_read(request: HttpRequest, data: ReadNotices) -> HttpResponse:
    """Mark notices as read; answers how many were not yet."""
    return json_response({"read": perform("notice.read", data, actor=actor_of(request))})


@router.get("/comments/on/{entity}/{uuid:record_id}", summary="What was said of a record")
def read_comments(request: HttpRequest, entity: str, record_id: UUID) -> HttpResponse:
    """Oldest first; 404 when the record is not the reader's."""
    return json_response({"items": readable_comments(actor_of(request), entity, record_id)})
