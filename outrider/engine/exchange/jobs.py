"""The import that runs in a worker: progress by rows, cancelled between two chunks, a report at the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from outrider.engine.exchange.actions import import_file
from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import actor_for
from outrider.engine.jobs.declarations import Progress, job
from outrider.kernel.text import T

WORKING = T("已处理 {row} / {rows} 行", "{row} of {rows} rows")


def folder() -> Path:
    """Where files wait for their import and reports for their reader; shared by web and worker."""
    return Path(settings.OUTRIDER_FILES) / "imports"


def report_path(job_id: UUID | str) -> Path:
    """The report of one import as a CSV file."""
    return folder() / f"{job_id}.report.csv"


@job("exchange.import_file")
def import_uploaded(
    progress: Progress, *, kind: str, file: str, name: str, dry_run: bool, options: dict[str, str]
) -> dict[str, Any]:
    """Import a file that was uploaded; it is removed afterwards, whatever became of it."""
    # Whoever was disabled while his file waited imports nothing any more.
    person = Person.objects.get(pk=str(progress.owner_id), is_active=True)
    path = folder() / Path(file).name
    try:
        report = import_file(
            kind,
            path.read_bytes(),
            actor_for(person),
            file_name=name,
            dry_run=dry_run,
            options=options,
            progress=lambda done, total: progress(done, total, WORKING, row=done, rows=total),
        )
    finally:
        path.unlink(missing_ok=True)
    report_path(progress.job_id).write_bytes(report.as_csv(person.locale))
    return report.as_dict()
