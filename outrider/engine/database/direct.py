"""One statement to the database with as little as possible in between.

Django's cursor and the driver's own each do more for a statement than PostgreSQL does to answer a small one.
Here it is prepared once per connection, run by the driver's low-level interface and its rows are read at
once. Whenever anything else wants to see the statement (query logging, wrappers), and always on SQLite, it
takes Django's ordinary way: the answer is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

MOST = 500
Rows = list[tuple[Any, ...]]


def run(sql: str, params: Sequence[Any] = ()) -> tuple[Rows, int]:
    """The rows of a statement (none for one without a result) and how many it touched or found.

    Raises Django's database errors.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql" and not (connection.queries_logged or connection.execute_wrappers):
        connection.ensure_connection()
        connection.validate_no_broken_transaction()
        with connection.wrap_database_errors:
            return _statements(connection).run(sql, params)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall() if cursor.description else []
        return rows, cursor.rowcount if cursor.rowcount >= 0 else len(rows)


def _statements(connection: Any) -> _Statements:
    """They live and die with the connection of the driver, which Django replaces when it is lost."""
    found: _Statements | None = getattr(connection, "outrider_statements", None)
    if found is None or found.raw is not connection.connection:
        found = _Statements(connection.connection, Transformer(connection.connection))
        connection.outrider_statements = found
    return found


@lru_cache(maxsize=1000)
def _numbered(sql: str) -> bytes:
    """The statement with its places as PostgreSQL counts them."""
    parts = sql.split("%s")
    numbered = "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], 1)) + parts[-1]
    return numbered.replace("%%", "%").encode()


@dataclass(eq=False)
class _Statements:
    """What one connection has prepared. All values travel as text: the server knows the types."""

    raw: Any
    transformer: Any
    names: dict[str, bytes] = field(default_factory=dict)
    count: int = 0

    def run(self, sql: str, params: Sequence[Any]) -> tuple[Rows, int]:
        values = self.transformer.dump_sequence(params, [PyFormat.TEXT] * len(params)) if params else []
        with self.raw.lock:
            # As the driver does: a transaction begins with its first statement.
            if not self.raw.autocommit and self.raw.pgconn.transaction_status == TransactionStatus.IDLE:
                self._check(self.raw.pgconn.exec_(b"BEGIN"))
            result = self.raw.pgconn.exec_prepared(self._name(sql), values)
        if result.status == ExecStatus.FATAL_ERROR:
            self.names.pop(sql, None)  # it may be the statement: its tables were changed meanwhile
        self._check(result)
        if not result.nfields:
            return [], int(result.command_tuples or 0)
        self.transformer.set_pgresult(result)
        rows: Rows = self.transformer.load_rows(0, result.ntuples, tuple)
        return rows, len(rows)

    def _name(self, sql: str) -> bytes:
        name = self.names.get(sql)
        if name is None:
            if len(self.names) >= MOST:
                self._check(self.raw.pgconn.exec_(b"DEALLOCATE " + self.names.pop(next(iter(self.names)))))
            self.count += 1
            name = b"outrider_%d" % self.count
            self._check(self.raw.pgconn.prepare(name, _numbered(sql)))
            self.names[sql] = name
        return name

    def _check(self, result: Any) -> None:
        if result.status in (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE):
            raise error_from_result(result, self.raw.info.encoding)
