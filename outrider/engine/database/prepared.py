"""Statements whose SQL is made once: the shape is kept by the process, the values travel with each call.

Making SQL costs the ORM more than the database needs to answer it. ``Prepared`` compiles a queryset of
places once and runs it ever after. Nothing is kept but the text of statements: no row, no right, no setting.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import QuerySet
from django.db.models.expressions import Expression
from django.db.models.query import ModelIterable

from outrider.engine.database import direct


class Place(Expression):
    """Where the value of one argument goes."""

    def __init__(self, index: int, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.index, self.kind = index, field

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """A placeholder that remembers which argument it stands for."""
        return "%s", [_Slot(self.index, self.kind)]


@dataclass(frozen=True, slots=True)
class _Slot:
    index: int
    field: models.Field[Any, Any] | None

    def value(self, arguments: Sequence[Any]) -> Any:
        value = arguments[self.index]
        if self.field is not None:
            return self.field.get_db_prep_value(value, connections[DEFAULT_DB_ALIAS])
        return keys_value(value)


def key_value(key: UUID) -> Any:
    """An id as this kind of database takes it."""
    return key if connection.vendor == "postgresql" else key.hex


def keys_value(keys: Iterable[UUID]) -> Any:
    """Ids as the one parameter of ``one_of``."""
    if connection.vendor == "postgresql":
        return list(keys)
    return json.dumps([key.hex for key in keys])


def one_of() -> str:
    """The condition on a column of ids: one shape for every number of them."""
    return "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"


def as_key(value: Any) -> UUID:
    """An id as it was read."""
    return value if isinstance(value, UUID) else UUID(value)


def among[M: models.Model](rows: QuerySet[M], index: int) -> QuerySet[M]:
    """The rows whose key is in the list that argument ``index`` names: one shape for every length."""
    column = f'"{rows.model._meta.db_table}"."{rows.model._meta.pk.column}"'
    return rows.extra(where=[f"{column} {one_of()}"], params=[_Slot(index, None)])  # noqa: S610  # constant names


UUID_FIELD, MOMENT_FIELD = models.UUIDField(), models.DateTimeField()


def key(index: int = 0) -> Place:
    """The place of an id."""
    return Place(index, UUID_FIELD)


def moment(index: int = 0) -> Place:
    """The place of a moment."""
    return Place(index, MOMENT_FIELD)


class Prepared[Row]:
    """A queryset of places, compiled at its first use on each kind of database."""

    # Compiling works on the queryset itself: two threads at once would leave a join out for good.
    _making = RLock()

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, *arguments: Any) -> list[Row]:
        """All rows: model instances, or tuples of a ``values_list``."""
        compiled = self._compiled.get(connection.vendor) or self._compile(connection.vendor)
        return compiled.rows(arguments)

    def _compile(self, vendor: str) -> _Compiled:
        with self._making:
            if vendor not in self._compiled:
                self._compiled[vendor] = _Compiled(self._build())
            return self._compiled[vendor]

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
        self.of_models = rows._iterable_class is ModelIterable

    def rows(self, arguments: Sequence[Any]) -> list[Any]:
        """Run it."""
        params = [p.value(arguments) if isinstance(p, _Slot) else p for p in self.params]
        found, _ = direct.run(self.sql, params)
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
        real = connections[DEFAULT_DB_ALIAS]
        for row in map(list, found):
            for position, (steps, expression) in self.converters:
                value = row[position]
                for step in steps:
                    value = step(value, expression, real)
                row[position] = value
            yield row


class _Answered:
    """What Django's model iterator asks of a queryset and its compiler, for rows that are here already."""

    def __init__(self, compiled: _Compiled, found: Sequence[Any]) -> None:
        self.compiled, self.found, self.query = compiled, found, self
        self.db, self.model = DEFAULT_DB_ALIAS, compiled.template.model
        self._fetch_mode = getattr(compiled.template, "_fetch_mode")  # noqa: B009  # Django's own
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
