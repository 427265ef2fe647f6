"""Writing the journal: only the write path calls this."""

from __future__ import annotations

from collections.abc import Iterable

from outrider.engine.journal.models import CurrentTransaction, Entry


def append(entries: Iterable[Entry]) -> None:
    """Insert entries in order, inside the caller's transaction; each gets its id."""
    rows = list(entries)
    for row in rows:
        row.txid = CurrentTransaction()  # an expression, on its way into SQL
    if rows:
        Entry.objects.bulk_create(rows, batch_size=500)
