"""Writing the journal: only the write path calls this."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from outrider.engine.database.writing import insert
from outrider.engine.journal.models import Entry

# The running transaction, as the feed orders by it; one writer at a time needs none.
TXID = {"postgresql": "pg_current_xact_id()::text::bigint", "sqlite": "0"}


def append(entries: Iterable[Entry]) -> None:
    """Insert entries in order, inside the caller's transaction; their ids are not read back."""
    insert(list(entries), txid=TXID[connection.vendor])
