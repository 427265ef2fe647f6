"""Forgets uploads that nobody goes on with: the phone begins them anew if it still wants to."""

from __future__ import annotations

from datetime import timedelta

from outrider.engine.database.transaction import write_transaction
from outrider.engine.files.models import COMPLETE, Upload
from outrider.engine.files.store import current_store
from outrider.engine.jobs.declarations import Progress, every, job
from outrider.kernel import clock

KEEP_OPEN = timedelta(days=30)


@every("6h")
@job("files.forget_uploads")
def forget_uploads(progress: Progress) -> int:
    """Drop the parts and rows of uploads begun a month ago and not complete."""
    gone = 0
    old = Upload.objects.exclude(state=COMPLETE).filter(begun_at__lt=clock.now() - KEEP_OPEN)
    for row in old[:2000]:
        current_store().drop(row.id)
        with write_transaction():
            Upload.objects.filter(pk=row.pk).exclude(state=COMPLETE).delete()
        gone += 1
        progress(gone)
    return gone
