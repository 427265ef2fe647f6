"""What a company needs done every day: memberships that begin, the bin, sessions that ended."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import ProtectedError

from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.write import Write
from outrider.engine.identity.actions import apply_due_memberships
from outrider.engine.identity.models import Session
from outrider.engine.identity.queries import system_actor
from outrider.engine.jobs.declarations import Progress, every, job
from outrider.kernel import clock
from outrider.kernel.period import business_date

BIN_KEEPS = timedelta(days=30)
CHUNK = 100


@every("1h")
@job("identity.begin_memberships", retries=3)
def begin_memberships(progress: Progress) -> int:
    """Move people whose next membership begins today."""
    with write_transaction():
        write = Write(system_actor(), "job", "person.move")
        moved = apply_due_memberships(write, business_date(write.at, write.time_zone))
        write.flush()
    return moved


@every("1d")
@job("entities.purge_bin", retries=3)
def purge_bin(progress: Progress) -> int:
    """Delete what has lain in the bin for 30 days and nobody refers to any more."""
    gone = 0
    for entity in entities:
        old = entity.model.all_objects.filter(deleted_at__lt=clock.now() - BIN_KEEPS)
        ids = list(old.values_list("pk", flat=True))
        for start in range(0, len(ids), CHUNK):
            gone += _purge(entity.key, ids[start : start + CHUNK])
            progress(gone)
    return gone


def _purge(key: str, ids: list[UUID]) -> int:
    gone = 0
    with write_transaction():
        write = Write(system_actor(), "job", f"{key}.purge")
        for record in entities.get(key).model.all_objects.filter(pk__in=ids):
            try:
                write.purge(record)
            except ProtectedError:
                continue  # a living record still needs it: an order its customer
            gone += 1
        write.flush()
    return gone


@every("1d")
@job("identity.forget_sessions")
def forget_sessions(progress: Progress) -> int:
    """Delete sessions that have ended."""
    with write_transaction():
        gone, _ = Session.objects.filter(expire_date__lt=clock.now()).delete()
    return gone
