"""Endpoints of exchange: export a list, import a file, fetch an import's report."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import File, Form, UploadedFile

from outrider.engine.entities.declaration import entities
from outrider.engine.entities.http import Router, actor_of, json_response, signed_in
from outrider.engine.exchange import actions, exporting, jobs
from outrider.engine.exchange.tables import MAX_BYTES, Unreadable
from outrider.engine.jobs import queries as job_queries
from outrider.engine.jobs.actions import enqueue
from outrider.kernel.errors import not_found
from outrider.kernel.ids import uuid7

router = Router(tags=["exchange"], auth=signed_in)


@router.get("/{slug:path}/export", summary="Export a list as CSV or XLSX")
def export_list(request: HttpRequest, path: str) -> StreamingHttpResponse:
    """The list with its filters; masked and defused, and noted in the log of transfers."""
    entity = next((entity for entity in entities if entity.path == path), None)
    if entity is None:
        raise not_found()
    prepared = actions.export(entity, actor_of(request), request.GET.dict())
    answer = StreamingHttpResponse(
        exporting.stream(prepared), content_type=exporting.FORMATS[prepared.format]
    )
    answer["Content-Disposition"] = f'attachment; filename="{prepared.file_name}"'
    return answer


@router.post("/imports/{slug:kind}", summary="Import a CSV or XLSX file")
def import_list(
    request: HttpRequest,
    kind: str,
    file: File[UploadedFile],
    dry_run: Form[bool] = False,
    datum: Form[str] = "",
) -> HttpResponse:
    """Queue the import; its progress and report are the job's."""
    actor = actor_of(request)
    options = {"datum": datum} if datum else {}
    actions.importer_for(kind, options)
    if (file.size or 0) > MAX_BYTES:
        raise Unreadable("too_large", MAX_BYTES // 1024 // 1024)
    name = uuid7().hex
    jobs.folder().mkdir(parents=True, exist_ok=True)
    (jobs.folder() / name).write_bytes(file.read())
    said = {
        "kind": kind,
        "file": name,
        "name": (file.name or "")[:200],
        "dry_run": dry_run,
        "options": options,
    }
    queued = enqueue("exchange.import_file", said, owner_id=actor.id)
    return json_response({"job": str(queued.id)}, 202)


@router.get("/imports/{uuid:job_id}/report", summary="An import's report, every row with its outcome")
def report_file(request: HttpRequest, job_id: UUID) -> FileResponse:
    """CSV in the language of the person who imported; his or an administrator's to read."""
    job_queries.find(job_id, actor_of(request))
    path = jobs.report_path(job_id)
    if not path.is_file():
        raise not_found()
    return FileResponse(path.open("rb"), as_attachment=True, filename="import-report.csv")
