"""Endpoints of files: begin an upload, send a piece, read a file through a record."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from pydantic import Field

from outrider.engine.entities.http import Router, actor_of, json_response, signed_in
from outrider.engine.entities.verbs import Input, Line
from outrider.engine.files import actions, queries
from outrider.engine.files.models import COMPLETE, Upload
from outrider.engine.files.store import current_store
from outrider.engine.sync.queries import file_receipt, own_device
from outrider.kernel.errors import Problem, invalid
from outrider.kernel.text import T

router = Router(tags=["files"], auth=signed_in)
NEEDS_OFFSET = T("缺少 Upload-Offset", "The header Upload-Offset is missing or no whole number")
PIECE_TOO_LARGE = T("每段最多 1 MB", "A piece holds at most 1 MB")
ONLY = T("只有参数 of、size 与 app", "Only the parameters of, size and app are known")


class NewUpload(Input):
    """What is announced. A phone names itself and gets a receipt; a browser at a desk has no device."""

    digest: Line
    size: Annotated[int, Field(strict=True)]
    type: Line
    device: UUID | None = None


@router.post("/uploads")
def begin_upload(request: HttpRequest, data: NewUpload) -> HttpResponse:
    """Begin an upload, or hear how far it has come."""
    actor = actor_of(request)
    if data.device is not None:
        own_device(actor, data.device)
    return json_response(_state(actions.begin(actor, data.device, data.digest, data.size, data.type)))


@router.patch("/uploads/{upload_id}")
def append_piece(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Send the next piece: raw bytes, with ``Upload-Offset``."""
    row = actions.append(actor_of(request), upload_id, _offset(request), _piece(request))
    return json_response(_state(row))


@router.get("/files/{digest}")
def read_file(request: HttpRequest, digest: str) -> Any:
    """A picture through the record that names it (``of=visit:ID``), whole or small (``size=thumb``)."""
    params = request.GET
    if set(params) - {"of", "size", "app"} or params.get("size", "thumb") != "thumb":
        raise invalid("query", "unknown_parameter", ONLY)
    file = queries.read(actor_of(request), digest, params.get("of", ""), thumbnail="size" in params)
    if request.headers.get("If-None-Match") == file.etag:
        return _with_headers(HttpResponse(status=304), file.etag)
    return _with_headers(FileResponse(file.path.open("rb"), content_type=file.content_type), file.etag)


def _state(row: Upload) -> dict[str, Any]:
    complete = row.state == COMPLETE
    offset = row.size if complete else current_store().received(row.id)
    state: dict[str, Any] = {"upload": str(row.id), "offset": offset, "complete": complete}
    if complete and row.device_id:
        state["receipt"] = file_receipt(row.device_id, row.digest)
    return state


def _offset(request: HttpRequest) -> int:
    text = request.headers.get("Upload-Offset", "")
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise invalid("Upload-Offset", "required", NEEDS_OFFSET)
    return int(text)


def _piece(request: HttpRequest) -> bytes:
    data = request.read(actions.PIECE_BYTES + 1)
    if len(data) > actions.PIECE_BYTES:
        raise Problem(413, "too_large", PIECE_TOO_LARGE)
    return data


def _with_headers(response: Any, etag: str) -> Any:
    """A picture is only ever a picture, whatever a browser would like to make of its bytes."""
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = "inline"
    response["Vary"] = "Cookie"
    return response
