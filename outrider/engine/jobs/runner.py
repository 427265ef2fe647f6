"""Runs one job: claims it, tells its progress, keeps it alive, records how it ended.

A job whose worker died is found by its silence (``upkeep``) and queued again; the claim makes sure that
one worker runs it, however often it was queued.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import close_old_connections, connection
from django.db.models import F

from outrider.engine.database.transaction import write_transaction
from outrider.engine.identity.queries import apply_company_clock
from outrider.engine.jobs.actions import put_in_queue
from outrider.engine.jobs.declarations import Cancelled, JobKind, jobs
from outrider.engine.jobs.models import CANCELLED, DONE, FAILED, QUEUED, RUNNING, Job
from outrider.kernel import clock, trace
from outrider.kernel.text import Text

log = logging.getLogger("outrider.jobs")
HEARTBEAT_S = 15.0
SILENT_S = 90.0
_LEAST_GAP_S = 0.5


class Running:
    """The progress of one running job; see ``declarations.Progress``."""

    def __init__(self, row: Job) -> None:
        self.job_id, self.owner_id = row.id, row.owner_id
        self._told_at = 0.0

    def __call__(self, done: int, total: int | None = None, message: Text | str = "", **params: Any) -> None:
        """Note the progress; raises Cancelled. Skipped while the last word is younger than half a second."""
        if time.monotonic() - self._told_at < _LEAST_GAP_S and done != total:
            return
        self._told_at = time.monotonic()
        changes: dict[str, Any] = {"done": done, "total": total, "alive_at": datetime.now(UTC)}
        if message:
            changes["message"] = message_of(message, params)
        with write_transaction():
            Job.objects.filter(pk=self.job_id).update(**changes)
        if Job.objects.filter(pk=self.job_id, cancel_wanted=True).exists():
            raise Cancelled


def message_of(message: Text | str, params: dict[str, Any]) -> dict[str, str]:
    """A message in every language."""
    return message.everywhere(**params) if isinstance(message, Text) else {"zh-Hans": message}


def run(job_id: str) -> None:
    """What django-q2 calls in a worker process. Never raises: how it ended stands in the job."""
    row = claim(UUID(job_id))
    if row is None:
        return
    kind = jobs.find(row.name)
    heart = Heart(row.id)
    heart.start()
    try:
        with trace.tracing(f"job:{row.id}"):
            execute(row, kind)
    finally:
        heart.stop()


def claim(job_id: UUID) -> Job | None:
    """Take a waiting job; None when it is taken, over or cancelled."""
    now = datetime.now(UTC)
    with write_transaction():
        taken = Job.objects.filter(pk=job_id, state=QUEUED).update(
            state=RUNNING, started_at=now, alive_at=now, attempts=F("attempts") + 1
        )
    return Job.objects.get(pk=job_id) if taken else None


def execute(row: Job, kind: JobKind | None) -> None:
    """Run a claimed job on the company's clock and record its end."""
    try:
        if kind is None:
            raise LookupError(f"no job is called {row.name}")
        apply_company_clock()
        result = kind.run(Running(row), **row.args)
        _finish(row.id, state=DONE, result=result)
    except Cancelled as stopped:
        _finish(row.id, state=CANCELLED, result=stopped.result)
    except Exception as error:
        log.exception("job %s failed", row.name)
        _failed(row, kind, error)
    finally:
        clock.set_offset(0)


def _failed(row: Job, kind: JobKind | None, error: Exception) -> None:
    detail = "".join(traceback.format_exception(error))[-8000:]
    if kind is None or row.attempts > kind.retries:
        _finish(row.id, state=FAILED, error=detail)
        return
    with write_transaction():
        Job.objects.filter(pk=row.id, state=RUNNING).update(state=QUEUED, error=detail)
        put_in_queue(row.id, delay_s=min(600, 5 * 2**row.attempts))


def _finish(job_id: UUID, **changes: Any) -> None:
    with write_transaction():
        Job.objects.filter(pk=job_id, state=RUNNING).update(finished_at=datetime.now(UTC), **changes)


class Heart(threading.Thread):
    """Says every few seconds that the job's process lives, even in a long silent stretch of work."""

    def __init__(self, job_id: UUID) -> None:
        super().__init__(name=f"heart-{job_id}", daemon=True)
        self._job_id = job_id
        self._over = threading.Event()

    def run(self) -> None:
        """Beat until stopped; a missed beat is no reason to end the job."""
        while not self._over.wait(HEARTBEAT_S):
            try:
                close_old_connections()
                with write_transaction():
                    Job.objects.filter(pk=self._job_id).update(alive_at=datetime.now(UTC))
            except Exception:
                log.warning("a heartbeat was missed", exc_info=True)
        connection.close()

    def stop(self) -> None:
        """The job is over."""
        self._over.set()
