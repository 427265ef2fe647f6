"""Keeps the queue itself in order: silent jobs are queued again, old ones forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from outrider.engine.database.transaction import write_transaction
from outrider.engine.jobs.actions import put_in_queue
from outrider.engine.jobs.declarations import Progress, every, job
from outrider.engine.jobs.models import OVER, QUEUED, RUNNING, Job
from outrider.engine.jobs.runner import SILENT_S

KEEP = timedelta(days=30)
KEEP_SCHEDULED = timedelta(days=1)


def revive_silent() -> int:
    """Queue again every running job that has said nothing for 90 seconds: its worker is dead."""
    now = datetime.now(UTC)
    revived = 0
    for job_id in Job.objects.filter(
        state=RUNNING, alive_at__lt=now - timedelta(seconds=SILENT_S)
    ).values_list("pk", flat=True)[:100]:
        with write_transaction():
            silent = Job.objects.filter(
                pk=job_id, state=RUNNING, alive_at__lt=now - timedelta(seconds=SILENT_S)
            )
            if silent.update(state=QUEUED):
                put_in_queue(job_id)
                revived += 1
    return revived


@every("1h")
@job("jobs.forget_old")
def forget_old(progress: Progress) -> int:
    """Delete what is long over, 500 rows at a time."""
    now, gone = datetime.now(UTC), 0
    for scheduled, keep in ((True, KEEP_SCHEDULED), (False, KEEP)):
        while True:
            old = Job.objects.filter(state__in=OVER, scheduled=scheduled, finished_at__lt=now - keep)
            ids = list(old.values_list("pk", flat=True)[:500])
            if not ids:
                break
            with write_transaction():
                Job.objects.filter(pk__in=ids).delete()
            gone += len(ids)
            progress(gone)
    return gone
