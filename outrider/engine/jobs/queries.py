"""The front door for reading jobs: where one stands, for those who may know, and what is still undelivered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min
from pydantic import BaseModel

from outrider.engine.access.actor import Actor
from outrider.engine.jobs.actions import may_see
from outrider.engine.jobs.models import OVER, Job, Schedule, Undelivered
from outrider.kernel.errors import not_found
from outrider.kernel.text import label_in


class Queued(BaseModel):
    """What is answered, with 202, when the work is a job's: its id."""

    job: UUID


def find(job_id: UUID, actor: Actor) -> Job:
    """A job that this person may see. 404 otherwise."""
    row = Job.objects.filter(pk=job_id).first()
    if row is None or not may_see(row, actor):
        raise not_found()
    return row


def at_work(job_id: UUID) -> bool:
    """Whether a job waits or runs."""
    return Job.objects.filter(pk=job_id).exclude(state__in=OVER).exists()


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


def overdue_since(now: datetime) -> timedelta:
    """For how long the most overdue scheduled job has waited for a worker; for ever when none ever ran."""
    first: datetime | None = Schedule.objects.aggregate(first=Min("due_at"))["first"]
    return max(timedelta(), now - first) if first else timedelta.max
