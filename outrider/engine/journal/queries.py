"""Reading the journal: the history of a record, and the feed of what is certainly complete."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import QuerySet

from outrider.engine.database.prepared import Place, Prepared, key
from outrider.engine.journal.models import Entry

# Told to phones alone: something beside a record has moved.
BESIDE = "slice.beside"
# Likewise: the title has changed, which other rows say as well.
RENAMED = "slice.renamed"


def of_record(entity: str, record_id: UUID, limit: int = 100) -> list[Entry]:
    """The changes of one record, newest first; what merely told phones to look again is none."""
    return _history(limit)(record_id, entity)


@cache
def _history(limit: int) -> Prepared[Entry]:
    rows = Entry.objects.filter(entity_id=key(0), entity=Place(1, models.CharField()))
    rows = rows.exclude(verb__in=(BESIDE, RENAMED))
    return Prepared(lambda: rows.order_by("-id")[:limit])


def settled() -> QuerySet[Entry]:
    """Entries before which no entry can still appear."""
    return settled_rows(Entry.objects.all())


def settled_rows[R: models.Model](rows: QuerySet[R]) -> QuerySet[R]:
    """The same of any table that is numbered as the journal is, by transaction.

    On PostgreSQL ids are given before commit, so a lower id may become visible later; rows of
    transactions below the oldest running one are final when read in the order (txid, id). On SQLite one
    writer at a time makes all final.
    """
    if connection.vendor != "postgresql":
        return rows
    return rows.extra(where=["txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"])


def head() -> tuple[int, int]:
    """The last settled position as (txid, id), (0, 0) when the journal is empty."""
    last: Any = settled().order_by("-txid", "-id").values_list("txid", "id").first()
    return last or (0, 0)


def last_entry() -> int:
    """The highest id that is visible now: whatever this process writes from here on lies above it."""
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def after_position(txid: int, entry_id: int) -> QuerySet[Entry]:
    """The settled entries behind a position, in the order of the feed."""
    behind = settled().extra(where=["(txid, id) > (%s, %s)"], params=[txid, entry_id])
    return behind.order_by("txid", "id")
