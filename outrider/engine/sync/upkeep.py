"""Forgets the bodies of commands once nobody has to look at them: they may hold positions, which expire.

Answer and hash stay for ever, so that a repeat is still known. A held command keeps its body until a
person has decided it.
"""

from __future__ import annotations

from datetime import timedelta

from outrider.engine.database.transaction import write_transaction
from outrider.engine.jobs.declarations import Progress, every, job
from outrider.engine.sync.models import HELD, CommandRecord
from outrider.kernel import clock

KEEP_BODIES = timedelta(days=30)
CHUNK = 500


@every("6h")
@job("sync.forget_bodies")
def forget_bodies(progress: Progress) -> int:
    """Empty the bodies of decided commands received more than 30 days ago, 500 in a transaction."""
    old = CommandRecord.objects.exclude(body="").filter(received_at__lt=clock.now() - KEEP_BODIES)
    gone = 0
    while True:
        ids = list(old.exclude(status=HELD, resolution="").values_list("number", flat=True)[:CHUNK])
        if not ids:
            return gone
        with write_transaction():
            CommandRecord.objects.filter(number__in=ids).update(body="")
        gone += len(ids)
        progress(gone)
