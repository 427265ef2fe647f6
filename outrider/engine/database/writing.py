"""New rows, one or many, and the guarded change of one, by statements whose text is made once per table.

Unlocked: only the write path and what it calls may use it. Keys made by the database are not read back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models

# From this many rows on PostgreSQL reads them as one stream, which spares a statement for each.
STREAM = 20


@cache
def _columns(model: type[models.Model], instead: frozenset[str]) -> tuple[models.Field[Any, Any], ...]:
    given = (f for f in model._meta.concrete_fields if f.attname not in instead)
    return tuple(f for f in given if not isinstance(f, models.AutoField))


@cache
def _statement(model: type[models.Model], instead: tuple[tuple[str, str], ...]) -> str:
    fields = _columns(model, frozenset(name for name, _ in instead))
    names = ", ".join(f'"{f.column}"' for f in fields)
    places = ", ".join(["%s"] * len(fields))
    names = ", ".join([names, *(f'"{name}"' for name, _ in instead)])
    places = ", ".join([places, *(sql for _, sql in instead)])
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places})'  # noqa: S608  # constant names


def insert(rows: Sequence[models.Model], **instead: str) -> None:
    """Insert rows of one model as they are, in order; ``instead`` gives SQL in place of a column's value.

    Raises IntegrityError.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = _columns(model, frozenset(instead))
    values = [[f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields] for row in rows]
    with connection.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(_statement(model, tuple(instead.items())), values[0])
        elif len(values) < STREAM or connection.vendor != "postgresql":
            cursor.executemany(_statement(model, tuple(instead.items())), values)
        else:
            _stream(cursor, model, fields, values, instead)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _stream(
    cursor: Any,
    model: type[models.Model],
    fields: Sequence[models.Field[Any, Any]],
    values: Sequence[list[Any]],
    instead: dict[str, str],
) -> None:
    more: tuple[Any, ...] = ()
    if instead:
        cursor.execute("SELECT " + ", ".join(instead.values()))
        more = cursor.fetchone()
    names = ", ".join(f'"{name}"' for name in [*(f.column for f in fields), *instead])
    with (
        connection.wrap_database_errors,
        cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy,
    ):
        for row in values:
            copy.write_row([*row, *more])


def change(row: models.Model, version: int, values: Mapping[str, Any], **stamps: Any) -> bool:
    """Set columns of one row (by attribute name) and count its version up; False unless it has ``version``."""
    meta = row._meta
    by_name = _by_attribute(type(row))
    given = [(by_name[name], value) for name, value in {**values, **stamps}.items()]
    settings = ", ".join(f'"{f.column}" = %s' for f, _ in given)
    params = [f.get_db_prep_save(value, connection) for f, value in given]
    key = meta.pk
    sql = (
        f'UPDATE "{meta.db_table}" SET {settings}, "version" = "version" + 1 '  # noqa: S608  # constant names
        f'WHERE "{key.column}" = %s AND "version" = %s'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, key.get_db_prep_value(row.pk, connection), version])
        return bool(cursor.rowcount)


@cache
def _by_attribute(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    return {f.attname: f for f in model._meta.concrete_fields}
