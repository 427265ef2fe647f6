"""Choices: one of a list, several tags, yes or no."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q
from pydantic import Field as Limits

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.kernel.text import fold

YES = frozenset({"是", "对", "有", "真", "y", "yes", "true", "1", "√", "✓"})
NO = frozenset({"否", "不", "无", "假", "n", "no", "false", "0", "×", "✗"})


class ChoiceType(FieldType):
    """One of the declared options."""

    def from_cell(self, field: Field, text: str) -> Any:
        """By value or by word in any language."""
        wanted = fold(text)
        for value, label in field.options:
            if wanted in (fold(value), *(fold(word) for word in label.everywhere().values())):
                return value
        raise ValueError("choice")

    def annotation(self, field: Field) -> Any:
        """One of the values; an optional choice may be empty."""
        values = [value for value, _ in field.options]
        return Literal[tuple(values if field.required else [*values, ""])]

    def empty(self, field: Field) -> Any:
        """Null clears a choice."""
        return ""

    def from_text(self, field: Field, text: str, actor: Actor) -> Any:
        """A filter value must be an option."""
        if text not in {value for value, _ in field.options}:
            raise ValueError("choice")
        return text

    def meta(self, field: Field, language: str) -> dict[str, Any]:
        """The options with their labels."""
        return {"options": [{"value": v, "label": label.say(language)} for v, label in field.options]}


class BooleanType(FieldType):
    """Yes or no."""

    def from_cell(self, field: Field, text: str) -> Any:
        """The words that people write."""
        plain = fold(text)
        if plain not in YES | NO:
            raise ValueError("boolean")
        return plain in YES

    def annotation(self, field: Field) -> Any:
        """A JSON boolean."""
        return Annotated[bool, Limits(strict=True)]

    def answer(self, field: Field) -> Any:
        """A boolean."""
        return bool

    def from_text(self, field: Field, text: str, actor: Actor) -> Any:
        """``true`` or ``false``."""
        if text not in ("true", "false"):
            raise ValueError("boolean")
        return text == "true"


class TagsType(FieldType):
    """Ids of tags, kept as a JSON list of strings."""

    several = True

    operators = frozenset({"", "empty"})

    def annotation(self, field: Field) -> Any:
        """At most 50 ids, each once."""
        return Annotated[list[UUID], Limits(max_length=50)]

    def answer(self, field: Field) -> Any:
        """Ids."""
        return list[UUID]

    def from_input(self, value: Any) -> Any:
        """Strings, in order, without repeats."""
        return list(dict.fromkeys(str(item) for item in value))

    def empty(self, field: Field) -> Any:
        """Null clears the list."""
        return []

    def q(self, field: Field, operator: str, text: str, actor: Actor) -> Q:
        """Any of the tags; a JSON list is matched as text, so that both databases do the same."""
        if operator == "":
            found = Q()
            try:
                ids = [str(UUID(part)) for part in text.split(",")]
            except ValueError as error:
                raise self.bad_filter(field, text) from error
            for one in ids:
                found |= Q(**{f"{self.column(field)}__icontains": one})
            return found
        return super().q(field, operator, text, actor)
