"""The seal over the journal: whoever changes, adds, moves or removes an entry afterwards is found out.

Once a minute all final entries since the last seal are hashed in the order of their ids, together with the seal
before: a chain. What an entry says enters as H(salt ‖ changes), so that the values of a person can be erased
later (their hash stays) and the seals still hold. The newest seal is written outside the database as well, one
line of JSON in the file OUTRIDER_AUDIT_HEADS: a chain that was cut or computed anew does not fit that file.

The hashes are over the database's own text of an entry: what is moved from SQLite to PostgreSQL begins a new chain.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from outrider.engine.database.transaction import write_transaction
from outrider.engine.jobs.declarations import Progress, every, job
from outrider.engine.journal.models import Entry, Seal

MOST = 50_000
EMPTY = b"\0" * 32
# An insert that has its id and not yet its transaction number has one after this long.
_BREATH_S, _PATIENCE_S = 1.0, 20.0
_READ = 5_000

Row = tuple[int, str, bytes, str, bytes]
_FIELDS = {
    "postgresql": """id, concat_ws('|', id, (extract(epoch from at) * 1000000)::bigint,
        (extract(epoch from occurred_at) * 1000000)::bigint, coalesce(actor_id::text, ''), source, verb, entity,
        entity_id::text, coalesce(about_id::text, ''), coalesce(command_id::text, '')),
        salt, changes::text, content_hash""",
    "sqlite": """id, id || '|' || at || '|' || occurred_at || '|' || coalesce(actor_id, '') || '|' || source || '|'
        || verb || '|' || entity || '|' || entity_id || '|' || coalesce(about_id, '') || '|'
        || coalesce(command_id, ''), salt, changes, content_hash""",
}


def rows(first: int, last: int) -> Iterator[Row]:
    """The entries from one id to another: (id, what identifies it, salt, changes as text, kept hash)."""
    fields = _FIELDS[connection.vendor]
    statement = f"SELECT {fields} FROM journal_entry WHERE id > %s AND id <= %s ORDER BY id LIMIT %s"  # noqa: S608  # our own
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [first - 1, last, _READ])
            page = cursor.fetchall()
        yield from page
        if len(page) < _READ:
            return
        first = page[-1][0] + 1


def content_of(row: Row) -> bytes:
    """H(salt ‖ changes), or what was kept of it when the values were erased."""
    _, _, salt, changes, kept = row
    return bytes(kept) if kept else hashlib.sha256(bytes(salt) + changes.encode()).digest()


def leaf(row: Row) -> bytes:
    """The hash of one whole entry."""
    return hashlib.sha256(row[1].encode() + b"\0" + content_of(row)).digest()


def chained(previous: bytes, entries: Iterator[Row]) -> tuple[bytes, int]:
    """The digest over a seal's entries behind the one before; and how many there were."""
    sha, count = hashlib.sha256(previous), 0
    for row in entries:
        sha.update(leaf(row))
        count += 1
    return sha.digest(), count


def seal() -> int:
    """Seal all final entries; answers how many. Nothing is sealed twice: a seal's number is unique."""
    final, done = final_id(), 0
    while True:
        last = Seal.objects.order_by("-number").first()
        first = last.last_id + 1 if last else 1
        upto = _up_to(first, final)
        if upto < first:
            return done
        previous = bytes(last.digest) if last else EMPTY
        digest, count = chained(previous, rows(first, upto))
        with write_transaction():
            made = Seal.objects.create(
                number=last.number + 1 if last else 1, made_at=datetime.now(UTC),
                first_id=first, last_id=upto, count=count, previous=previous, digest=digest,
            )  # fmt: skip
        anchor(made)
        done += count


def _up_to(first: int, final: int) -> int:
    """The last id of the next seal; below ``first`` when there is nothing to seal."""
    ids = Entry.objects.filter(pk__gte=first, pk__lte=final).order_by("pk").values_list("pk", flat=True)
    return next(iter(ids[MOST - 1 : MOST]), None) or (final if ids.exists() else first - 1)


def final_id() -> int:
    """An id below which no entry can still appear; 0 when that is not sure now.

    On PostgreSQL ids are given before the commit: every transaction that may hold one up to the highest that is
    visible now is waited for. One that takes very long is left for the next time.
    """
    found: Any = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return int(found) if found and writers_ended() else 0


def writers_ended() -> bool:
    """Wait until every transaction that writes now is over; False when it takes too long."""
    if connection.vendor != "postgresql":
        return True
    time.sleep(_BREATH_S)
    deadline = time.monotonic() + _PATIENCE_S
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (begun,) = cursor.fetchone()
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] >= begun:
                return True
            time.sleep(0.1)
    return False


def heads_file() -> Path:
    """Where the newest seals are written outside the database."""
    return Path(settings.OUTRIDER_AUDIT_HEADS)


def anchor(made: Seal) -> None:
    """One line for a seal."""
    _write_line({"number": made.number, "last_id": made.last_id, "digest": bytes(made.digest).hex()})


def anchor_restore(epoch: str) -> None:
    """Say in the same file that the database is an older state from here on."""
    last = Seal.objects.order_by("-number").first()
    _write_line({"restored": epoch, "number": last.number if last else 0})


def _write_line(values: dict[str, Any]) -> None:
    line = json.dumps({**values, "at": datetime.now(UTC).isoformat(timespec="seconds")})
    file = heads_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())


@every("1m")
@job("journal.seal", once=True)
def seal_journal(progress: Progress) -> int:
    """The minute's seal."""
    return seal()
