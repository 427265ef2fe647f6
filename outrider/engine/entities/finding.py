"""One record by its id, or several rows by theirs: the statement is made once per entity.

Unscoped: the caller judges the record with ``Scope.admits``, which says in memory what ``Scope.rows`` says
in SQL. References are joined, so that titles and scopes cost no further query.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.database.prepared import Prepared, key
from outrider.engine.entities.declaration import Entity, Field, entities


@cache
def _finder(entity: Entity, locked: bool) -> Prepared[Any]:
    rows = entity.model.all_objects.select_related(*entity.related).filter(pk=key())
    return Prepared(lambda: rows.select_for_update(of=("self",)) if locked else rows)


def find(entity: Entity, record_id: UUID | None, *, locked: bool = False) -> Any:
    """A record, also from the bin; None when there is none."""
    return None if record_id is None else _finder(entity, locked).first(record_id)


def referred(record: Any, field: Field) -> Any:
    """The record that a reference names, kept on ``record``; also from the bin."""
    relation = record._meta.get_field(field.attribute)
    if not relation.is_cached(record):
        setattr(
            record,
            field.attribute,
            find(entities.get(field.reference), getattr(record, f"{field.attribute}_id")),
        )
    return getattr(record, field.attribute)


def readable(entity: Entity, actor: Actor, record_id: UUID | None, action: str = "read") -> Any:
    """A living record within the actor's scope for an action, or None."""
    record = find(entity, record_id)
    if record is None or record.deleted_at is not None:
        return None
    return record if entity.scope.admits(actor, entity.policy.level(actor, action), record) else None
