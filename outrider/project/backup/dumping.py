"""The database as files, and back, for each of the two databases.

SQLite is copied by its own online backup. PostgreSQL is read table by table in one snapshot, with the server's
own COPY, so that no program beside this one is needed; it is loaded into a database that was migrated to the
very state of the backup, and migrated on from there.
"""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from outrider.project.backup.manifest import Manifest, Unfit
from outrider.project.upgrading import copy_sqlite

SQLITE = "outrider.sqlite3"
TABLES = "tables"
# What a table made by migrating alone holds already, or what is written by migrating itself.
_OWN = ("django_migrations",)
Say = Callable[[str], None]


def applied() -> list[tuple[str, str]]:
    """The migrations of this database, by app and name."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def dump(folder: Path, manifest: Manifest, say: Say) -> None:
    """Write the database into the folder; fills in tables and sequences."""
    if connection.vendor == "sqlite":
        copy_sqlite(Path(str(connection.settings_dict["NAME"])), folder / SQLITE)
        manifest.tables = sqlite_counts(folder / SQLITE)
        return
    (folder / TABLES).mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in _tables(cursor):
            say(table)
            manifest.tables[table] = _copy_out(cursor, table, folder / TABLES / f"{table}.gz")
            for sequence in connection.introspection.get_sequences(cursor, table):
                name, column = sequence["name"], sequence["column"]
                cursor.execute(f"SELECT last_value + is_called::int FROM {_quoted(name)}")  # noqa: S608  # our own
                manifest.sequences[f"{table}.{column}"] = cursor.fetchone()[0]


def sqlite_counts(file: Path) -> dict[str, int]:
    """Rows by table of a SQLite file; raises Unfit when SQLite finds it damaged."""
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        (sound,) = database.execute("PRAGMA integrity_check").fetchone()
        if sound != "ok":
            raise Unfit(f"SQLite: {sound}")
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        tables = [name for (name,) in names if not name.startswith("sqlite_")]
        return {name: _count(database, name) for name in tables}
    except sqlite3.DatabaseError as broken:
        raise Unfit(f"SQLite: {broken}") from broken
    finally:
        database.close()


def _count(database: sqlite3.Connection, table: str) -> int:
    found: int = database.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]  # noqa: S608  # its own name
    return found


def counts() -> dict[str, int]:
    """Rows by table of the present database."""
    if connection.vendor == "sqlite":
        return sqlite_counts(Path(str(connection.settings_dict["NAME"])))
    found = {}
    with connection.cursor() as cursor:
        for table in _tables(cursor):
            cursor.execute(f"SELECT COUNT(*) FROM {_quoted(table)}")  # noqa: S608  # our own
            found[table] = cursor.fetchone()[0]
    return found


def load(folder: Path, manifest: Manifest, say: Say) -> None:
    """Fill an empty PostgreSQL database; everything or nothing of its rows arrives."""
    _migrate_to(manifest.migrations)
    with transaction.atomic(), connection.cursor() as cursor:
        present = _tables(cursor)
        if strange := sorted(set(manifest.tables) - set(present)):
            raise Unfit(f"这个版本没有这些表 · this version has no such tables: {', '.join(strange)}")
        cursor.execute(f"TRUNCATE {', '.join(_quoted(table) for table in present)} CASCADE")
        for table, rows in manifest.tables.items():
            say(table)
            _copy_in(cursor, table, folder / TABLES / f"{table}.gz")
            cursor.execute(f"SELECT COUNT(*) FROM {_quoted(table)}")  # noqa: S608  # our own
            if (here := cursor.fetchone()[0]) != rows:
                raise Unfit(f"{table}: {here} 行,应为 {rows} · {here} rows, {rows} expected")
        for place, following in manifest.sequences.items():
            table, column = place.split(".")
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)",
                [_quoted(table), column, following],
            )
    call_command("migrate", verbosity=0)


def _migrate_to(wanted: list[tuple[str, str]]) -> None:
    """An empty database in the state of the backup, however old that is."""
    executor = MigrationExecutor(connection)
    known = executor.loader.graph.nodes
    if unknown := [f"{app}.{name}" for app, name in wanted if (app, name) not in known]:
        raise Unfit(f"备份来自更新的版本 · the backup is of a newer version: {', '.join(unknown[:3])}")
    have, nodes = set(wanted), executor.loader.graph.node_map
    executor.migrate([one for one in wanted if not _goes_on(nodes[one], have)])


def _goes_on(node: Any, have: set[tuple[str, str]]) -> bool:
    """Whether a later migration of the same app is among them."""
    return any(child.key in have and child.key[0] == node.key[0] for child in node.children)


def _tables(cursor: Any) -> list[str]:
    return sorted(table for table in connection.introspection.table_names(cursor) if table not in _OWN)


def _quoted(name: str) -> str:
    quoted: str = connection.ops.quote_name(name)
    return quoted


def _columns(cursor: Any, table: str) -> str:
    """What is stored: generated columns compute themselves."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return ", ".join(_quoted(name) for (name,) in cursor.fetchall())


def _copy_out(cursor: Any, table: str, file: Path) -> int:
    columns = _columns(cursor, table)
    with gzip.open(file, "wb", compresslevel=3) as out:
        out.write(columns.encode() + b"\n")
        with cursor.copy(f"COPY {_quoted(table)} ({columns}) TO STDOUT") as rows:
            for piece in rows:
                out.write(piece)
    return int(max(cursor.rowcount, 0))


def _copy_in(cursor: Any, table: str, file: Path) -> None:
    with gzip.open(file, "rb") as reading:
        columns = reading.readline().decode().strip()
        with cursor.copy(f"COPY {_quoted(table)} ({columns}) FROM STDIN") as rows:
            while piece := reading.read(256 * 1024):
                rows.write(piece)
