"""The one helper that opens a write transaction, on both databases.

SQLite admits one writer; without a queue in front of it two writers starve each other, so every write
first takes a lock of the operating system on a file beside the database. PostgreSQL needs no such queue.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from outrider.engine.database import direct

try:
    import fcntl
except ImportError:  # Windows has no flock; there SQLite's own lock with its timeout must do
    fcntl = None  # type: ignore[assignment]

# flock excludes processes, not the threads of one process that share a file description's owner:
# each take opens the file anew, and the thread lock keeps the queue inside the process fair.
_threads = threading.Lock()


@contextmanager
def _queue() -> Iterator[None]:
    name = str(connection.settings_dict["NAME"])
    if fcntl is None or ":memory:" in name or "mode=memory" in name:
        with _threads:
            yield
        return
    with _threads, Path(f"{name}.lock").open("a+b") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def write_transaction() -> Iterator[None]:
    """A transaction for writing. Inside another one it is a savepoint."""
    if connection.in_atomic_block or connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    with _queue(), transaction.atomic():
        yield


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of the open write transaction that is undone alone when it fails; the cheapest form of one.

    What was to happen after the commit is forgotten with it.
    """
    waiting = len(connection.run_on_commit)
    direct.run("SAVEPOINT part")
    try:
        yield
    except BaseException:
        transaction.set_rollback(False)
        direct.run("ROLLBACK TO SAVEPOINT part")
        del connection.run_on_commit[waiting:]
        raise
    direct.run("RELEASE SAVEPOINT part")
