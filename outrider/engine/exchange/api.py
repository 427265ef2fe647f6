"""Endpoints of exchange: export a list, import a file, fetch an import's report."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import File, Form, UploadedFile
from pydantic import Field as Limits
from pydantic import StringConstraints

from outrider.engine.entities.aside import check_present
from outrider.engine.entities.declaration import entity_at
from outrider.engine.entities.http import Router, actor_of, json_response, signed_in
from outrider.engine.entities.verbs import Input, Line
from outrider.engine.exchange import actions, exporting, jobs, looking, undoing
from outrider.engine.exchange.tables import MAX_BYTES, Unreadable
from outrider.engine.jobs import queries as job_queries
from outrider.engine.jobs.actions import enqueue
from outrider.kernel.errors import not_found

router = Router(tags=["exchange"], auth=signed_in)
Place = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$")]
ColumnName = Annotated[str, StringConstraints(max_length=60)]


@router.get("/{slug:path}/export", summary="Export a list as CSV or XLSX")
def export_list(request: HttpRequest, path: str) -> StreamingHttpResponse:
    """The list with its filters; masked and defused, and noted in the log of transfers."""
    entity = entity_at(path)
    if entity is None:
        raise not_found()
    check_present(entity.key)
    prepared = actions.export(entity, actor_of(request), request.GET.dict())
    answer = StreamingHttpResponse(
        exporting.stream(prepared), content_type=exporting.FORMATS[prepared.format]
    )
    answer["Content-Disposition"] = f'attachment; filename="{prepared.file_name}"'
    return answer


class Run(Input):
    """An import as a person has decided it."""

    file: Annotated[str, StringConstraints(max_length=100)]
    name: Annotated[Line, StringConstraints(max_length=200)] = ""
    mapping: Annotated[
        dict[Annotated[str, StringConstraints(pattern=r"^\d{1,4}$")], ColumnName], Limits(max_length=5_000)
    ]
    key: Annotated[list[ColumnName], Limits(max_length=5)] = []
    options: Annotated[dict[ColumnName, ColumnName], Limits(max_length=10)] = {}
    dry_run: bool = False


@router.post(
    "/imports/{slug:kind}/look", summary="Look at a file: its columns, samples, and what they seem to be"
)
def look_at(request: HttpRequest, kind: str, file: File[UploadedFile]) -> HttpResponse:
    """Nothing is imported yet; the file waits for two days."""
    actor = actor_of(request)
    importer = actions.importer_for(kind, {})
    data = _bytes(file)
    seen = looking.look(importer, data, actor)
    return json_response({"file": looking.keep(jobs.folder(), actor, data), **seen})


@router.post(
    "/imports/{slug:kind}/run",
    response={202: job_queries.Queued},
    summary="Import a file that was looked at",
)
def run_import(request: HttpRequest, kind: str, payload: Run) -> HttpResponse:
    """Queue it, or its dry run; the choices are remembered for files with the same headers."""
    actor = actor_of(request)
    choices = actions.Choices(
        {int(place): name for place, name in payload.mapping.items()}, tuple(payload.key), payload.options
    )
    importer = actions.importer_for(kind, payload.options)
    actions.check_choices(importer, choices)
    path = looking.kept(jobs.folder(), actor, payload.file)
    looking.remember(importer, path.read_bytes(), choices)
    said = {
        "kind": kind,
        "file": path.name,
        "name": payload.name,
        "dry_run": payload.dry_run,
        "options": payload.options,
        "mapping": payload.mapping,
        "key": payload.key,
        "keep": payload.dry_run,
    }
    queued = enqueue("exchange.import_file", said, owner_id=actor.id)
    return json_response({"job": str(queued.id)}, 202)


def _bytes(file: UploadedFile) -> bytes:
    if (file.size or 0) > MAX_BYTES:
        raise Unreadable("too_large", MAX_BYTES // 1024 // 1024)
    data: bytes = file.read()
    return data


@router.post(
    "/imports/{uuid:transfer_id}/undo", response={202: job_queries.Queued}, summary="Take an import back"
)
def undo(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """By the person who imported or an administrator, within 30 days; as a job."""
    actor = actor_of(request)
    undoing.check(transfer_id, actor)
    queued = enqueue("exchange.undo_import", {"transfer": str(transfer_id)}, owner_id=actor.id)
    return json_response({"job": str(queued.id)}, 202)


@router.get("/imports/{uuid:job_id}/refused", summary="An import's refused rows as a workbook to mend")
def refused_file(request: HttpRequest, job_id: UUID) -> FileResponse:
    """The rows as they were sent, with a column that says what is wrong."""
    job_queries.find(job_id, actor_of(request))
    path = jobs.refused_path(job_id)
    if not path.is_file():
        raise not_found()
    return FileResponse(path.open("rb"), as_attachment=True, filename="refused-rows.xlsx")


@router.post("/imports/{slug:kind}", response={202: job_queries.Queued}, summary="Import a CSV or XLSX file")
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
    name = looking.keep(jobs.folder(), actor, _bytes(file))
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
