"""References to other records."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as Limits

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import Field, entities
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.engine.entities.fieldtypes.choices import TagsType


class ReferenceType(FieldType):
    """The id of one other record; its title travels beside it."""

    def annotation(self, field: Field) -> Any:
        """An id."""
        return UUID

    def answer(self, field: Field) -> Any:
        """An id."""
        return UUID

    def column(self, field: Field) -> str:
        """Django's ``_id`` attribute."""
        return f"{field.attribute}_id"

    def to_json(self, value: Any) -> Any:
        """A string."""
        return None if value is None else str(value)

    def title(self, field: Field, record: Any) -> str | None:
        """The referenced record's title, from the join."""
        other = getattr(record, field.attribute) if self.raw(field, record) else None
        return None if other is None else str(getattr(other, entities.get(field.reference).title))

    def from_text(self, field: Field, text: str, actor: Actor) -> Any:
        """An id, or ``me`` for the reader himself."""
        return actor.id if text == "me" else UUID(text)

    def meta(self, field: Field, language: str) -> dict[str, Any]:
        """Which entity."""
        return {"reference": field.reference}


class ReferencesType(TagsType):
    """Ids of several other records, in order."""

    def annotation(self, field: Field) -> Any:
        """At most 500 ids."""
        return Annotated[list[UUID], Limits(max_length=500)]

    def meta(self, field: Field, language: str) -> dict[str, Any]:
        """Which entity."""
        return {"reference": field.reference}
