"""Statements whose SQL is made once: the shape is kept by the process, the values travel with each call.

Making SQL costs the ORM more than the database needs to answer it. ``Prepared`` compiles a queryset of
places once and runs it ever after; ``insert`` does the same for new rows. Nothing is kept but the text of
statements: no row, no right, no setting.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import QuerySet
from django.db.models.expressions import Expression
from django.db.models.query import ModelIterable

from outrider.kernel.ids import hex_of


class Place(Expression):
    """Where the value of one argument goes."""

    def __init__(self, index: int, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.index, self.kind = index, field

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        """A placeholder that remembers which argument it stands for."""
        return "%s", [_Slot(self.index, self.kind)]


@dataclass(frozen=True, slots=True)
class _Slot:
    index: int
    field: models.Field[Any, Any] | None

    def value(self, arguments: Sequence[Any]) -> Any:
        value = arguments[self.index]
        if self.field is not None:
            return self.field.get_db_prep_value(value, connection)
        if connection.vendor == "postgresql":
            return list(value)
        return json.dumps([hex_of(item) for item in value])


def among[M: models.Model](rows: QuerySet[M], index: int) -> QuerySet[M]:
    """The rows whose key is in the list that argument ``index`` names: one shape for every length."""
    column = f'"{rows.model._meta.db_table}"."{rows.model._meta.pk.column}"'
    listed = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    return rows.extra(where=[f"{column} {listed}"], params=[_Slot(index, None)])  # noqa: S610  # constant names


UUID_FIELD = models.UUIDField()


def key(index: int = 0) -> Place:
    """The place of an id."""
    return Place(index, UUID_FIELD)


class Prepared[Row]:
    """A queryset of places, compiled at its first use on each kind of database."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, *arguments: Any) -> list[Row]:
        """All rows: model instances, or tuples of a ``values_list``."""
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = _Compiled(self._build())
        return compiled.rows(arguments)

    def first(self, *arguments: Any) -> Row | None:
        """The first row, if there is one."""
        return next(iter(self(*arguments)), None)


class _Compiled:
    """The text of a statement, where its values go, and how its rows are read."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self.template = rows
        self.compiler: Any = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.sql, self.params = self.compiler.as_sql()
        fields = [column[0] for column in self.compiler.select[: self.compiler.col_count]]
        self.converters = list(self.compiler.get_converters(fields).items())
        self.of_models = rows._iterable_class is ModelIterable  # type: ignore[attr-defined]  # Django's own

    def rows(self, arguments: Sequence[Any]) -> list[Any]:
        """Run it."""
        params = [p.value(arguments) if isinstance(p, _Slot) else p for p in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if not found:
            return []
        if self.of_models:
            return list(ModelIterable(cast(Any, _Answered(self, found))))
        return list(self.converted(found))

    def converted(self, found: Sequence[Any]) -> Iterator[Sequence[Any]]:
        """The rows with their values as Python's."""
        if not self.converters:
            return iter(found)
        return self._convert(found)

    def _convert(self, found: Sequence[Any]) -> Iterator[Sequence[Any]]:
        for row in map(list, found):
            for position, (steps, expression) in self.converters:
                value = row[position]
                for step in steps:
                    value = step(value, expression, connection)
                row[position] = value
            yield row


class _Answered:
    """What Django's model iterator asks of a queryset and its compiler, for rows that are here already."""

    def __init__(self, compiled: _Compiled, found: Sequence[Any]) -> None:
        self.compiled, self.found, self.query = compiled, found, self
        self.db, self.model = DEFAULT_DB_ALIAS, compiled.template.model
        self._fetch_mode = compiled.template._fetch_mode  # type: ignore[attr-defined]  # Django's own
        self._known_related_objects: dict[Any, Any] = {}
        self.select, self.klass_info = compiled.compiler.select, compiled.compiler.klass_info
        self.annotation_col_map = compiled.compiler.annotation_col_map

    def get_compiler(self, using: str) -> _Answered:
        """Itself."""
        return self

    def execute_sql(self, **_: Any) -> Sequence[Any]:
        """What was answered."""
        return self.found

    def results_iter(self, found: Sequence[Any]) -> Iterator[Sequence[Any]]:
        """The same, converted."""
        return self.compiled.converted(found)


@cache
def _insertion(model: type[models.Model], fields: tuple[str, ...], instead: tuple[tuple[str, str], ...]) -> str:
    quote = connection.ops.quote_name
    columns = [model._meta.get_field(name).column for name in fields]
    names = ", ".join(quote(name) for name in [*columns, *(name for name, _ in instead)])
    places = ", ".join([*["%s"] * len(columns), *(sql for _, sql in instead)])
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608  # constant names


@cache
def _columns(model: type[models.Model], left_out: frozenset[str]) -> tuple[models.Field[Any, Any], ...]:
    return tuple(
        f for f in model._meta.concrete_fields if f.attname not in left_out and not isinstance(f, models.AutoField)
    )


def insert(rows: Sequence[models.Model], **instead: str) -> None:
    """Insert rows of one model as they are; ``instead`` gives SQL in place of a column's value.

    The caller holds the write path's lock. Keys made by the database are not read back.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = _columns(model, frozenset(instead))
    sql = _insertion(model, tuple(f.name for f in fields), tuple(instead.items()))
    values = [[f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields] for row in rows]
    with connection.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(sql, values[0])
        else:
            cursor.executemany(sql, values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
