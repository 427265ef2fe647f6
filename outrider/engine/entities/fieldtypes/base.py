"""What every field type can do."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import Field
from outrider.kernel.errors import Problem, invalid
from outrider.kernel.registry import Registry
from outrider.kernel.text import T

BAD_FILTER = T("筛选值“{value}”无效", "“{value}” is not a valid filter value")
NO_OPERATOR = T("不能这样筛选这个字段", "This field cannot be filtered this way")


class FieldType:
    """A plain value held in one column. Subclasses say how it is validated, answered and filtered."""

    operators: frozenset[str] = frozenset({"", "empty"})
    # Whether one cell of a file can hold it, and whether it is a list.
    in_files = True
    several = False

    def from_cell(self, field: Field, text: str) -> Any:
        """A cell of somebody's file as an input; ValueError when it is not understood. See ``readable``."""
        return text

    def annotation(self, field: Field) -> Any:
        """The Pydantic type of an input."""
        raise TypeError(f"{type(self).__name__} has no annotation")

    def answer(self, field: Field) -> Any:
        """The type of an answer, for OpenAPI."""
        return str

    def column(self, field: Field) -> str:
        """The model attribute that holds the value."""
        return field.attribute

    def raw(self, field: Field, record: Any) -> Any:
        """The stored value."""
        return getattr(record, self.column(field))

    def columns(self, field: Field) -> tuple[str, ...]:
        """The columns that an answer is made of."""
        return (self.column(field),)

    def json_of(self, field: Field, *values: Any) -> Any:
        """The JSON value made of those columns' values."""
        return self.to_json(values[0])

    def encode(self, field: Field, record: Any) -> Any:
        """The value of a record as JSON."""
        return self.json_of(field, *[getattr(record, column) for column in self.columns(field)])

    def masked(self, value: Any) -> Any:
        """What lists and exports show of a sensitive value."""
        return None if value in (None, "") else "•••"

    def readable(self, value: Any) -> str:
        """An answered value as one cell of a spreadsheet; a type with a structure says it in words."""
        if isinstance(value, list):
            return "; ".join(str(item) for item in value)
        return "" if value is None else str(value)

    # Whether a record may be named by several texts, such as its labels in three languages.
    many_names = False

    def names(self, value: Any) -> list[str]:
        """The texts by which a file may say an answered value."""
        return [self.readable(value)]

    def to_json(self, value: Any) -> Any:
        """A stored value as JSON."""
        return value

    def from_input(self, value: Any) -> Any:
        """A validated input as it is stored."""
        return value

    def assign(self, field: Field, record: Any, value: Any) -> dict[str, Any]:
        """Set a validated input on a record; answers the attributes set."""
        stored = self.empty(field) if value is None else self.from_input(value)
        setattr(record, self.column(field), stored)
        return {self.column(field): stored}

    def empty(self, field: Field) -> Any:
        """What null stores."""
        return None

    def from_text(self, field: Field, text: str, actor: Actor) -> Any:
        """One filter value from a query string; ValueError when it is none."""
        return text

    def q(self, field: Field, operator: str, text: str, actor: Actor) -> Q:
        """The filter ``FIELD.operator=text``; several values are joined by commas. 422 when invalid."""
        if operator not in self.operators:
            raise invalid(f"{field.name}.{operator}".rstrip("."), "operator", NO_OPERATOR)
        column = self.column(field)
        if operator == "empty":
            return self._empty_q(field, text)
        try:
            if operator == "":
                return Q(
                    **{f"{column}__in": [self.from_text(field, part, actor) for part in text.split(",")]}
                )
            return self.compare(column, operator, self.from_text(field, text, actor))
        except (ValueError, OverflowError) as error:
            raise self.bad_filter(field, text) from error

    def bad_filter(self, field: Field, text: str) -> Problem:
        """422 for a text that is no value of this type."""
        return invalid(field.name, "filter", BAD_FILTER, value=text[:50])

    def compare(self, column: str, operator: str, value: Any) -> Q:
        """A filter with an operator other than equality."""
        lookups = {"from": "gte", "to": "lte", "contains": "icontains"}
        return Q(**{f"{column}__{lookups[operator]}": value})

    def _empty_q(self, field: Field, text: str) -> Q:
        column, nothing = self.column(field), self.empty(field)
        blank = Q(**{f"{column}__isnull": True}) if nothing is None else Q(**{column: nothing})
        if text not in ("true", "false"):
            raise invalid(f"{field.name}.empty", "filter", BAD_FILTER, value=text[:50])
        return blank if text == "true" else ~blank

    def meta(self, field: Field, language: str) -> dict[str, Any]:
        """What the screens must know beyond the common keys."""
        return {}


field_types: Registry[FieldType] = Registry("field_types", "kinds of value, one class and one folder each")
