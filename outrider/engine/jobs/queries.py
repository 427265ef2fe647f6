"""The front door for reading jobs: where one stands, for those who may know, and what is still undelivered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.jobs.actions import may_see
from outrider.engine.jobs.models import Job, Undelivered
from outrider.kernel.errors import not_found
from outrider.kernel.text import label_in


def find(job_id: UUID, actor: Actor) -> Job:
    """A job that this person may see. 404 otherwise."""
    row = Job.objects.filter(pk=job_id).first()
    if row is None or not may_see(row, actor):
        raise not_found()
    return row


def as_dict(row: Job, language: str) -> dict[str, Any]:
    """A job as the API shows it."""
    return {
        "id": str(row.id),
        "name": row.name,
        "state": row.state,
        "done": row.done,
        "total": row.total,
        "message": label_in(row.message, language),
        "result": row.result,
    }


def undelivered() -> int:
    """Entries that a listener has failed on and not yet heard: for the health page."""
    return Undelivered.objects.count()
