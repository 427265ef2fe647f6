"""Imports that run in a worker: progress by rows, cancelled between two chunks, a report however it ends.

Promises: the import is known under the job's id; one that is cancelled leaves its counts, its refused rows and the
way back; one whose worker died is gone on with by the next.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from outrider.engine.exchange.actions import Choices, import_file
from outrider.engine.exchange.report import Report
from outrider.engine.exchange.undoing import undo
from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import actor_for
from outrider.engine.jobs.declarations import Cancelled, Progress, job
from outrider.kernel.text import T

WORKING = T("已处理 {row} / {rows} 行", "{row} of {rows row|rows}")


def folder() -> Path:
    """Where files wait for their import and reports for their reader; shared by web and worker."""
    return Path(settings.OUTRIDER_FILES) / "imports"


def report_path(job_id: UUID | str) -> Path:
    """The report of one import as a CSV file."""
    return folder() / f"{job_id}.report.csv"


def refused_path(job_id: UUID | str) -> Path:
    """The rows that were refused, as a workbook to mend."""
    return folder() / f"{job_id}.refused.xlsx"


def _owner(progress: Progress) -> Person:
    # Whoever was disabled while his work waited does nothing any more.
    return Person.objects.get(pk=str(progress.owner_id), is_active=True)


@job("exchange.import_file")
def import_uploaded(
    progress: Progress,
    *,
    kind: str,
    file: str,
    name: str,
    dry_run: bool,
    options: dict[str, str],
    mapping: dict[str, str] | None = None,
    key: list[str] | None = None,
    keep: bool = False,
) -> dict[str, Any]:
    """Import a file that was uploaded; it is removed afterwards, unless a dry run is to be followed by the real one."""
    person = _owner(progress)
    path = folder() / Path(file).name
    columns = {int(place): column for place, column in (mapping or {}).items()}
    report = Report(dry_run)
    try:
        import_file(
            kind,
            path.read_bytes(),
            actor_for(person),
            file_name=name,
            dry_run=dry_run,
            choices=Choices(columns, tuple(key or ()), options),
            progress=lambda done, total: progress(done, total, WORKING, row=done, rows=total),
            batch=progress.job_id,
            report=report,
        )
    except Cancelled as stopped:
        report.cancelled = True
        _keep_report(progress, person, report)
        raise Cancelled(report.as_dict()) from stopped
    finally:
        if not keep:
            path.unlink(missing_ok=True)
    _keep_report(progress, person, report)
    return report.as_dict()


def _keep_report(progress: Progress, person: Person, report: Report) -> None:
    """The report as a file, and what was refused as a workbook, for whoever looks at the job."""
    report_path(progress.job_id).write_bytes(report.as_csv(person.locale))
    if report.counts["refused"]:
        refused_path(progress.job_id).write_bytes(report.refused_rows(person.locale))


@job("exchange.undo_import")
def undo_import(progress: Progress, *, transfer: str) -> dict[str, Any]:
    """Take an import back; what it cannot take back is in the result."""
    actor = actor_for(_owner(progress))
    return undo(UUID(transfer), actor, lambda d, t: progress(d, t, WORKING, row=d, rows=t))
