"""Before a SQLite database is migrated, a copy of it: an upgrade that fails costs nothing.

PostgreSQL is left to its administrator's backups. The copy is made by SQLite's own online backup, so that it
is whole even while the server runs; the newest three are kept.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from outrider.project.places import stamp

KEPT = 3


def migrate(verbosity: int = 0) -> Path | None:
    """Bring the database up to date; answers where the copy of the old one is, if one was needed."""
    copy = copy_if_needed()
    call_command("migrate", verbosity=verbosity)
    return copy


def copy_if_needed() -> Path | None:
    """Copy a SQLite database that holds something and has migrations to come."""
    if connection.vendor != "sqlite":
        return None
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not pending or not executor.loader.applied_migrations:
        return None
    return _copy(Path(str(connection.settings_dict["NAME"])))


def _copy(database: Path) -> Path:
    target = database.with_name(f"{database.name}.before-{stamp()}")
    copy_sqlite(database, target)
    for old in sorted(database.parent.glob(f"{database.name}.before-2*"))[:-KEPT]:
        old.unlink()
    return target


def copy_sqlite(database: Path, target: Path) -> None:
    """SQLite's own online backup: whole even while others write, and one file."""
    source, sink = sqlite3.connect(database), sqlite3.connect(target)
    try:
        source.backup(sink)
        sink.execute("PRAGMA journal_mode = DELETE")
    finally:
        source.close()
        sink.close()
