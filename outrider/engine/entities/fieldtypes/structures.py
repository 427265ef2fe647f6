"""Structures in one JSON column: an administrator's labels, and plain JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, JsonValue, StringConstraints

from outrider.engine.entities.declaration import Field
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.kernel.text import LANGUAGES, clean

JSON_LIMIT = 100_000


def check_label(value: dict[str, str]) -> dict[str, str]:
    """At least one known language, cleaned. ValueError ``language`` otherwise."""
    label = {key: clean(text) for key, text in value.items() if key in LANGUAGES and clean(text)}
    if not label or set(value) - set(LANGUAGES):
        raise ValueError("language")
    return label


class LabelType(FieldType):
    """A label in up to three languages."""

    operators = frozenset({"contains"})
    many_names = True

    def names(self, value: Any) -> list[str]:
        """The label of each language."""
        return list(dict.fromkeys(value.values()))

    def from_cell(self, field: Field, text: str) -> Any:
        """The first language's label."""
        return {LANGUAGES[0]: text}

    def annotation(self, field: Field) -> Any:
        """``{"zh-Hans": …, "zh-Hant": …, "en": …}``, at least one."""
        short = Annotated[str, StringConstraints(max_length=field.max_length or 80)]
        return Annotated[dict[str, short], AfterValidator(check_label)]

    def answer(self, field: Field) -> Any:
        """An object."""
        return dict[str, str]

    def empty(self, field: Field) -> Any:
        """No label."""
        return {}


def _bounded(value: Any) -> Any:
    if len(str(value)) > JSON_LIMIT:
        raise ValueError("range")
    check_storable(value)
    return value


def check_storable(value: Any) -> None:
    """ValueError ``control`` for JSON that not every database can hold: NUL and half characters."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise ValueError("control")
    elif isinstance(value, dict):
        for key, item in value.items():
            check_storable(key)
            check_storable(item)
    elif isinstance(value, list):
        for item in value:
            check_storable(item)


class JsonType(FieldType):
    """Plain JSON of bounded size; a capability with a real structure registers its own type."""

    operators = frozenset()
    in_files = False

    def annotation(self, field: Field) -> Any:
        """Any JSON."""
        return Annotated[JsonValue, AfterValidator(_bounded)]

    def answer(self, field: Field) -> Any:
        """Any JSON."""
        return Any

    def empty(self, field: Field) -> Any:
        """The field's own default."""
        return field.default
