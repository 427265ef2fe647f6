"""A photo and its file may be committed at the same moment, each not yet seeing the other: this joins them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.verbs import Write
from outrider.engine.files.queries import held
from outrider.engine.identity.queries import system_actor
from outrider.engine.jobs.declarations import Progress, every, job
from outrider.kernel import clock
from outrider.visits.actions import file_arrived
from outrider.visits.models import VisitPhoto

RECENT = timedelta(days=2)


@every("1m")
@job("visits.join_photos")
def join_photos(progress: Progress) -> int:
    """Mark awaited photos whose file is here after all; answers how many."""
    since = clock.now() - RECENT
    rows = VisitPhoto.objects.filter(held=False, created_at__gte=since).values_list("visit__rep", "digest")
    awaited: dict[UUID, set[str]] = {}
    for rep_id, digest in rows[:5_000]:
        awaited.setdefault(rep_id, set()).add(digest)
    joined = 0
    for rep_id, digests in awaited.items():
        for digest in sorted(held(rep_id, digests)):
            with write_transaction():
                write = Write(system_actor(), "job", "visit.photo_arrived")
                file_arrived(write, rep_id, digest)
                write.flush()
            joined += 1
            progress(joined)
    return joined
