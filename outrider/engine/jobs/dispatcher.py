"""Tells the listeners after the commit (``@after``) what the journal announces.

At least once and in the journal's order, by one process at a time (a lease); a listener knows an entry by
its id and must not mind hearing it twice. One that fails is passed by: the entry is kept for it and tried
again, so that a broken listener holds up nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import F

from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.write import outside
from outrider.engine.identity.queries import apply_company_clock
from outrider.engine.jobs.models import Lease, Position, Undelivered
from outrider.engine.journal.models import Entry
from outrider.engine.journal.queries import after_position, head

log = logging.getLogger("outrider.dispatch")
BATCH = 500
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 20
_LONGEST_WAIT_S = 3600

Listener = Callable[[Entry], None]


def listeners() -> dict[str, tuple[Listener, frozenset[str]]]:
    """Every listener by its name, with the verbs that it wants to hear of."""
    found: dict[str, tuple[Listener, frozenset[str]]] = {}
    for verb in outside.keys():  # noqa: SIM118  # a registry, not a dict
        for listener in outside.of(verb):
            name = f"{listener.__module__}.{listener.__qualname__}"
            found[name] = (listener, found[name][1] | {verb} if name in found else frozenset({verb}))
    return found


def ensure_positions() -> None:
    """Let listeners that are new begin at the journal's present end."""
    known = set(Position.objects.values_list("listener", flat=True))
    missing = [name for name in listeners() if name not in known]
    if missing:
        txid, entry_id = head()
        rows = [Position(listener=name, txid=txid, entry_id=entry_id) for name in missing]
        with write_transaction():
            Position.objects.bulk_create(rows, ignore_conflicts=True)


def skip_to_head() -> None:
    """Forget what was announced so far: after history has been written that nobody need hear of."""
    ensure_positions()
    txid, entry_id = head()
    with write_transaction():
        Position.objects.update(txid=txid, entry_id=entry_id)


def dispatch(holder: UUID) -> int:
    """Deliver one batch. Answers how many entries were read; 0 also when another process is at it."""
    known = listeners()
    if not known or not take_lease("dispatch", holder):
        return 0
    apply_company_clock()
    _retry_due(known)
    places = {row.listener: (row.txid, row.entry_id) for row in Position.objects.filter(listener__in=known)}
    if len(places) < len(known):
        ensure_positions()
        return 0
    entries = list(after_position(*min(places.values()))[:BATCH])
    for entry in entries:
        for name, (listener, verbs) in known.items():
            if entry.verb in verbs and places[name] < (entry.txid, entry.id):
                _deliver(name, listener, entry)
    if entries:
        last = entries[-1]
        ahead = [name for name, place in places.items() if place > (last.txid, last.id)]
        with write_transaction():
            behind = Position.objects.filter(listener__in=known).exclude(listener__in=ahead)
            behind.update(txid=last.txid, entry_id=last.id)
    return len(entries)


def _deliver(name: str, listener: Listener, entry: Entry) -> None:
    try:
        listener(entry)
    except Exception as error:
        log.exception("%s failed on entry %s", name, entry.id)
        with write_transaction():
            Undelivered.objects.update_or_create(
                listener=name,
                entry_id=entry.id,
                defaults={"next_at": datetime.now(UTC) + timedelta(seconds=5), "error": repr(error)[:2000]},
            )


def _retry_due(known: dict[str, tuple[Listener, frozenset[str]]]) -> None:
    due = Undelivered.objects.filter(next_at__lte=datetime.now(UTC), attempts__lt=MOST_ATTEMPTS)
    for row in due.filter(listener__in=known)[:50]:
        entry = Entry.objects.filter(pk=row.entry_id).first()
        try:
            if entry is not None:
                known[row.listener][0](entry)
        except Exception as error:
            wait = timedelta(seconds=min(_LONGEST_WAIT_S, 5 * 2**row.attempts))
            with write_transaction():
                Undelivered.objects.filter(pk=row.pk).update(
                    attempts=F("attempts") + 1, next_at=datetime.now(UTC) + wait, error=repr(error)[:2000]
                )
        else:
            with write_transaction():
                row.delete()


def take_lease(name: str, holder: UUID) -> bool:
    """Hold the lease for the next minute; False when another process holds it. Claims by one UPDATE."""
    now = datetime.now(UTC)
    row = Lease.objects.filter(name=name).first()
    if row is None:
        with write_transaction():
            Lease.objects.bulk_create([Lease(name=name, holder=None, until=now)], ignore_conflicts=True)
        row = Lease.objects.get(name=name)
    if row.holder == holder and row.until - now > LEASE / 2:
        return True
    if row.holder != holder and row.until > now:
        return False
    with write_transaction():
        return bool(
            Lease.objects.filter(name=name, holder=row.holder, until=row.until).update(
                holder=holder, until=now + LEASE
            )
        )
