"""The two verbs of the simulator: many new records of one entity, and photos that a person has brought.

Both are refused to everybody but the simulator itself; what they write passes the same schemas, checks,
derivations and journal as a single record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import JsonValue

from outrider.engine.entities.actions import assign, check_references, decode_record
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.models import Record
from outrider.engine.entities.schemas import (
    create_schema,
)  # front door: the schema that a single create passes
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.engine.files.actions import hold_many
from outrider.kernel.errors import forbidden
from outrider.kernel.ids import uuid7
from outrider.kernel.text import T

SOURCE = "simulator"


class NewRecords(Input):
    """Records of one entity as the API takes them, each with its id."""

    entity: str
    records: list[dict[str, JsonValue]]


class Brought(Input):
    """Digests of pictures that are in the store."""

    digests: list[str]


def _only_here(write: Write) -> None:
    if write.source != SOURCE:
        raise forbidden()


@verb("simulator.create", input=NewRecords, label=T("生成数据", "Make data"))
def create_records(write: Write, data: NewRecords) -> Sequence[Record]:
    """Create the records, 500 rows in a statement, each with its journal row."""
    _only_here(write)
    entity = entities.get(data.entity)
    decoded = [decode_record(create_schema(entity), values) for values in data.records]
    _check_references(write, entity, decoded)
    records = [_built(entity, values) for values in decoded]
    return write.create_many(records, verb=f"{entity.key}.create")


def _check_references(write: Write, entity: Entity, decoded: Sequence[dict[str, Any]]) -> None:
    """Every named record exists: asked once for all."""
    for field in entity.fields:
        if field.reference:
            values = [values[field.name] for values in decoded if values.get(field.name)]
            named = {one for value in values for one in (value if isinstance(value, list) else [value])}
            check_references(write, entity, {field.name: sorted(named)})


def _built(entity: Entity, values: dict[str, Any]) -> Record:
    given: UUID | None = values.pop("id", None)
    record = entity.model(id=given or uuid7())
    assign(entity, record, values)
    return record


@verb("simulator.bring", input=Brought, label=T("带来照片", "Bring photos"))
def bring_photos(write: Write, data: Brought) -> None:
    """Note that the actor has uploaded pictures which the simulator drew."""
    _only_here(write)
    hold_many(write, write.actor.id, data.digests)
