"""Rows of every entity, by looking at the tables: for tests that count statements, not for tests of meaning.

Every reference of a row names another row than the one before, so that a query per row cannot hide.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models

from outrider.engine.database.writing import insert
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.models import Record
from outrider.engine.search import actions as search
from outrider.kernel.ids import uuid7

# What a row must hold so that its own verbs can work with it, where the column's type alone does not say so.
SOUND: dict[tuple[str, str], Any] = {
    ("product", "units"): [{"key": "piece", "name": "瓶", "factor": "1"}],
    ("pin_change", "pin_given"): {"lat": 31.2, "lng": 121.4, "datum": "WGS-84", "source": "device"},
    ("visit_type", "name"): {"zh-Hans": "常规"},
}
NOW = datetime.now(UTC).replace(microsecond=0)
_numbers = itertools.count(1000)


class Filled:
    """What was made of each model, in the order of their references."""

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[Any]] = {}

    def grow(self, count: int) -> None:
        """Add ``count`` rows of every entity, and of what they need."""
        for entity in entities:
            self._grow(entity.model, count, ())
        for rows in self.rows.values():
            known = [entity for entity in entities if entity.model is type(rows[0]) and entity.search]
            search.index([(entity, row) for entity in known for row in rows[-count:]])

    def _grow(self, model: type[models.Model], count: int, above: tuple[Any, ...]) -> None:
        made = self.rows.setdefault(model, [])
        for field in model._meta.concrete_fields:
            other = field.related_model
            if (
                isinstance(other, type)
                and other not in above
                and other is not model
                and not self.rows.get(other)
            ):
                self._grow(other, count, (*above, model))
        fresh = [self._row(model, len(made) + place) for place in range(count)]
        insert(fresh)
        made += fresh

    def _row(self, model: type[models.Model], place: int) -> models.Model:
        number = next(_numbers)
        entity = next((e for e in entities if e.model is model), None)
        row = model(**{
            f.attname: self._value(entity, f, number, place)
            for f in model._meta.concrete_fields
            if not isinstance(f, models.AutoField)
        })  # fmt: skip
        if hasattr(row, "path") and hasattr(row, "parent_id"):
            row.path = f"/{row.pk}/"
        return row

    def _value(self, entity: Entity | None, field: models.Field[Any, Any], number: int, place: int) -> Any:
        alone = any(field.name in constraint.fields for constraint in _uniques(field.model))
        if field.name in ("deleted_at", "is_system"):
            return None if field.null else False
        if isinstance(field, models.ForeignKey):
            others = self.rows.get(field.related_model, [])
            # By place: which rows refer to a record does not depend on how many entities there are.
            return others[place % len(others)].pk if others else None
        declared = entity.by_name.get(field.name) if entity else None
        if alone and type(field) is models.DateField:
            return NOW.date() - timedelta(days=number % 1000)
        if entity and (entity.key, field.name) in SOUND:
            return SOUND[entity.key, field.name]
        if declared and declared.options and not alone:
            first = declared.options[0][0]
            return [first] if isinstance(field, models.JSONField) else first
        return _plain(field, number)


def _uniques(model: type[models.Model]) -> list[models.UniqueConstraint]:
    return [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]


def _plain(field: models.Field[Any, Any], number: int) -> Any:
    if isinstance(field, models.UUIDField):
        return uuid7() if field.primary_key or not field.null else None
    if isinstance(field, models.DateTimeField):
        return None if field.null else NOW - timedelta(minutes=number % 300)
    if isinstance(field, models.DateField):
        # Of two days the second comes later: periods must not be empty.
        return NOW.date() + timedelta(days=1) if field.name == "valid_to" else NOW.date()
    if isinstance(field, models.TimeField):
        return None
    if field.has_default() or field.null:
        return field.get_default()
    if field.name == "digest":
        return f"{number:064x}"
    if isinstance(field, models.CharField):
        return f"{field.name} {number}"[: field.max_length]
    return f"{field.name} {number}" if isinstance(field, models.TextField) else number


def one_of(rows: list[Record]) -> UUID:
    """A row in the middle."""
    return rows[len(rows) // 2].pk


def give(row: Any, path: str, value: UUID) -> None:
    """Set the end of a path, in the row that holds it; a row's own key stays what it is."""
    *steps, last = path.split("__")
    for step in steps:
        row = getattr(row, step)
    if not path or last in ("id", "pk") or row is None:
        return
    field, key = type(row)._meta.get_field(last), type(row)._meta.pk
    with connection.cursor() as cursor:  # past the write path, which is not asked here
        cursor.execute(
            f'UPDATE "{type(row)._meta.db_table}" SET "{field.column}" = %s WHERE "{key.column}" = %s',
            [one.get_db_prep_value(given, connection) for one, given in ((field, value), (key, row.pk))],
        )
    row.refresh_from_db()
