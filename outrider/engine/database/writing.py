"""New rows, one or many, and the guarded change of one, by statements whose text is made once per table.

Unlocked: only the write path and what it calls may use it. Keys made by the database are not read back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from pydantic_core import to_json

from outrider.engine.database import direct

# From this many rows on PostgreSQL reads them as one stream, which spares a statement for each.
STREAM = 20


@cache
def _columns(model: type[models.Model], instead: frozenset[str]) -> tuple[models.Field[Any, Any], ...]:
    given = (f for f in model._meta.concrete_fields if f.attname not in instead)
    return tuple(f for f in given if not isinstance(f, models.AutoField))


@cache
def _statement(model: type[models.Model], instead: tuple[tuple[str, str], ...], count: int = 1) -> str:
    fields = _columns(model, frozenset(name for name, _ in instead))
    names = ", ".join(f'"{f.column}"' for f in fields)
    places = ", ".join(["%s"] * len(fields))
    names = ", ".join([names, *(f'"{name}"' for name, _ in instead)])
    places = ", ".join([places, *(sql for _, sql in instead)])
    rows = ", ".join([f"({places})"] * count)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {rows}'  # noqa: S608  # constant names


def insert(rows: Sequence[models.Model], *, returning: str = "", **instead: str) -> list[Any]:
    """Insert rows of one model as they are, in order; ``instead`` gives SQL in place of a column's value.

    Answers the column ``returning`` of each row, such as a key that the database made. Raises IntegrityError.
    """
    answered: list[Any] = []
    if not rows:
        return answered
    model = type(rows[0])
    values = _values(model, frozenset(instead), rows)
    if len(values) < STREAM or returning:
        statement = _statement(model, tuple(instead.items()), len(values))
        if returning:
            statement += f' RETURNING "{returning}"'
        found, _ = direct.run(statement, list(chain.from_iterable(values)))
        answered = [value for (value,) in found]
    elif connection.vendor == "postgresql":
        _stream(model, values, instead)
    else:
        with connection.cursor() as cursor:
            cursor.executemany(_statement(model, tuple(instead.items())), values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return answered


_SAME = (
    models.CharField, models.TextField, models.IntegerField, models.FloatField, models.BooleanField,
)  # fmt: skip
# What PostgreSQL's driver takes as it is.
_AS_IT_IS = (*_SAME, models.UUIDField, models.ForeignKey, models.DateTimeField, models.DateField)


Way = Callable[[Any], Any] | None


def _values(
    model: type[models.Model], instead: frozenset[str], rows: Sequence[models.Model]
) -> list[list[Any]]:
    plan = _plan(model, instead, connection.vendor)
    return [
        [held[name] if way is None else way(held[name]) for name, way in plan]
        for held in (row.__dict__ for row in rows)
    ]


@cache
def _plan(model: type[models.Model], instead: frozenset[str], vendor: str) -> list[tuple[str, Way]]:
    return [(field.attname, _way(field, vendor)) for field in _columns(model, instead)]


def _way(field: models.Field[Any, Any], vendor: str) -> Way:
    """How a column's value becomes a parameter, the same as Django makes of it; None where it is one."""
    if vendor == "postgresql" and isinstance(field, _AS_IT_IS):
        return None
    if type(field) is models.JSONField and field.encoder is None:
        return _json
    if vendor == "sqlite":
        while isinstance(field, models.ForeignKey):
            field = field.target_field
        if isinstance(field, _SAME):
            return None
        if type(field) in _SQLITE:
            return _SQLITE[type(field)]
    return lambda value: field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])


def _json(value: Any) -> str | None:
    return None if value is None else to_json(value).decode()


def _hex(value: UUID | str | None) -> str | None:
    if value is None:
        return None
    return value.hex if isinstance(value, UUID) else UUID(value).hex


def _in_utc(value: datetime | None) -> str | None:
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _day(value: date | None) -> str | None:
    return None if value is None else str(value.date() if isinstance(value, datetime) else value)


_SQLITE: dict[type[models.Field[Any, Any]], Way] = {
    models.UUIDField: _hex,
    models.DateTimeField: _in_utc,
    models.DateField: _day,
}


def _stream(model: type[models.Model], values: Sequence[list[Any]], instead: dict[str, str]) -> None:
    more: list[Any] = []
    if instead:
        ((*more,),), _ = direct.run("SELECT " + ", ".join(instead.values()))
    columns = (f.column for f in _columns(model, frozenset(instead)))
    names = ", ".join(f'"{name}"' for name in [*columns, *instead])
    with (
        connection.cursor() as cursor,
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
    real = connections[DEFAULT_DB_ALIAS]
    params = [f.get_db_prep_save(value, real) for f, value in given]
    key = meta.pk
    sql = (
        f'UPDATE "{meta.db_table}" SET {settings}, "version" = "version" + 1 '  # noqa: S608  # constant names
        f'WHERE "{key.column}" = %s AND "version" = %s'
    )
    return bool(direct.run(sql, [*params, key.get_db_prep_value(row.pk, real), version])[1])


@cache
def _by_attribute(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    return {f.attname: f for f in model._meta.concrete_fields}
