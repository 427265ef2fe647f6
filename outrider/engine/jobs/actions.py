"""Enqueue and cancel jobs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min
from django_q.conf import Conf
from django_q.signing import SignedPackage

from outrider.engine.access.actor import Actor
from outrider.engine.database.transaction import write_transaction
from outrider.engine.jobs.broker import Broker
from outrider.engine.jobs.declarations import jobs
from outrider.engine.jobs.dispatcher import skip_to_head
from outrider.engine.jobs.models import CANCELLED, OVER, QUEUED, Job, Position
from outrider.engine.journal.models import Entry
from outrider.kernel.errors import not_found

__all__ = [
    "cancel",
    "enqueue",
    "enqueue_for",
    "follow_restored_journal",
    "may_see",
    "put_in_queue",
    "skip_to_head",
]
_RUN = "outrider.engine.jobs.runner.run"


def enqueue(
    name: str,
    args: dict[str, Any] | None = None,
    *,
    owner_id: UUID | None = None,
    delay_s: float = 0,
    scheduled: bool = False,
) -> Job:
    """Queue a job inside the caller's transaction: it runs once that has committed, or never.

    KeyError for a name that no package registered.
    """
    kind = jobs.get(name)
    with write_transaction():
        if kind.once and (waiting := _waiting(name, args or {})):
            return waiting
        row = Job.objects.create(
            name=name, args=args or {}, owner_id=owner_id, scheduled=scheduled, created_at=datetime.now(UTC)
        )
        put_in_queue(row.id, delay_s)
    return row


def _waiting(name: str, args: dict[str, Any]) -> Job | None:
    """A job that has not begun, locked: it cannot begin before what it is wanted for has committed."""
    return Job.objects.select_for_update().filter(name=name, state=QUEUED, args=args).order_by("id").first()


def enqueue_for(name: str, args: dict[str, Any], actor: Actor) -> Job:
    """What ``Write.later`` calls: the job belongs to the person who caused it."""
    return enqueue(name, args, owner_id=None if actor.is_system else actor.id)


def put_in_queue(job_id: UUID, delay_s: float = 0) -> None:
    """Hand a job's id to the workers."""
    task = {
        "id": job_id.hex,
        "name": job_id.hex,
        "func": _RUN,
        "args": (str(job_id),),
        "kwargs": {},
        "started": datetime.now(UTC),
        "ack_failure": True,
    }
    Broker(list_key=Conf.CLUSTER_NAME).enqueue(SignedPackage.dumps(task), timedelta(seconds=delay_s))


def cancel(job_id: UUID, actor: Actor) -> Job:
    """Ask a job to stop: at once while it waits, at its next progress while it runs. 404 for others' jobs."""
    with write_transaction(), transaction.atomic():
        row = Job.objects.select_for_update().filter(pk=job_id).first()
        if row is None or not may_see(row, actor):
            raise not_found()
        if row.state in OVER:
            return row
        row.cancel_wanted = True
        if row.state == QUEUED:
            row.state, row.finished_at = CANCELLED, datetime.now(UTC)
        row.save(update_fields=["cancel_wanted", "state", "finished_at"])
    return row


def follow_restored_journal() -> None:
    """Keep every listener's place while the journal is renumbered, inside the caller's transaction.

    A restored PostgreSQL counts transactions anew, so that entries will be ordered by id alone: each
    listener goes back to just before the first entry that it had not heard.
    """
    for row in Position.objects.select_for_update():
        unheard = Entry.objects.extra(where=["(txid, id) > (%s, %s)"], params=[row.txid, row.entry_id])
        first = unheard.aggregate(first=Min("id"))["first"]
        last = Entry.objects.aggregate(last=Max("id"))["last"] or 0
        row.txid, row.entry_id = 0, (first - 1 if first else last)
        row.save()


def may_see(row: Job, actor: Actor) -> bool:
    """A job is its owner's; an administrator sees all."""
    return actor.has("admin") or (row.owner_id is not None and row.owner_id == actor.id)
