"""Values of people: their roles, several of a list; a password, typed and never shown again."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from django.db.models import Q
from pydantic import AfterValidator, StringConstraints
from pydantic import Field as Limits

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.kernel.text import fold

# Longer ones would only keep the hash busy.
MOST = 200


def _once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


class RolesType(FieldType):
    """Role codes, at least one."""

    def from_cell(self, field: Field, text: str) -> Any:
        """By code or by word in any language, several with a mark between them. ValueError ``role``."""
        words = {
            fold(word): value
            for value, label in field.options
            for word in (value, *label.everywhere().values())
        }
        found = [words.get(part.strip()) for part in re.split(r"[;,、/|]", fold(text)) if part.strip()]
        if not found or None in found:
            raise ValueError("role")
        return found

    def readable(self, value: Any) -> str:
        """The codes: they mean the same in every language."""
        return "; ".join(value or [])

    def annotation(self, field: Field) -> Any:
        """One to five of the options."""
        option: Any = Literal[tuple(value for value, _ in field.options)]
        return Annotated[list[option], Limits(min_length=1, max_length=10), AfterValidator(_once)]

    def answer(self, field: Field) -> Any:
        """Codes."""
        return list[str]

    def empty(self, field: Field) -> Any:
        """No role."""
        return []

    def q(self, field: Field, operator: str, text: str, actor: Actor) -> Q:
        """Anybody with one of the roles; matched as text, the same on both databases."""
        found = Q(pk__in=[])
        known = {value for value, _ in field.options}
        if operator or not set(text.split(",")) <= known:
            raise self.bad_filter(field, text)
        for part in text.split(","):
            found |= Q(**{f"{self.column(field)}__icontains": f'"{part}"'})
        return found

    def meta(self, field: Field, language: str) -> dict[str, Any]:
        """The options with their labels."""
        return {"options": [{"value": v, "label": label.say(language)} for v, label in field.options]}


class PasswordType(FieldType):
    """A secret that a verb asks for: it has no column, no answer and no cell, so nothing can show or keep it."""

    operators = frozenset()
    in_files = False

    def annotation(self, field: Field) -> Any:
        """Text as it was typed; how strong it must be is judged by the verb."""
        return Annotated[str, StringConstraints(min_length=1, max_length=MOST)]

    def columns(self, field: Field) -> tuple[str, ...]:
        """Never part of a record."""
        raise TypeError("a password is a parameter of a verb, never a field of a record")

    def readable(self, value: Any) -> str:
        """Nothing."""
        return ""

    def meta(self, field: Field, language: str) -> dict[str, Any]:
        """The length limit."""
        return {"max_length": MOST}
