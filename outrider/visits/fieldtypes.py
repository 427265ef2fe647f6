"""The kind of value that visits bring: the ordered steps of a visit type."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, JsonValue, StringConstraints
from pydantic import Field as Limits

from outrider.engine.entities.declaration import Field
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.engine.entities.fieldtypes.structures import check_label
from outrider.engine.entities.verbs import Input
from outrider.kernel.ids import is_digest
from outrider.kernel.text import clean
from outrider.visits.steps import ConfigField, step_kinds

MOST_STEPS = 30
KEY = r"^[a-z][a-z0-9_]{0,39}$"
Label = Annotated[dict[str, Annotated[str, StringConstraints(max_length=80)]], AfterValidator(check_label)]


class StepInput(Input):
    """One step as an administrator writes it."""

    key: Annotated[str, StringConstraints(pattern=KEY)]
    kind: Annotated[str, StringConstraints(max_length=40)]
    name: Label
    required: bool = False
    config: dict[str, JsonValue] = {}


def _integer(value: Any, maximum: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= maximum:
        raise ValueError("maximum")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 5_000:
        raise ValueError("range")
    return clean(value, multiline=True)


def _digest(value: Any) -> str:
    if not isinstance(value, str) or (value and not is_digest(value)):
        raise ValueError("digest")
    return value


def _phrases(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > 30:
        raise ValueError("range")
    phrases = [clean(item) if isinstance(item, str) and len(item) <= 40 else "" for item in value]
    if not all(phrases):
        raise ValueError("blank")
    return list(dict.fromkeys(phrases))


_CHECKS: dict[str, Callable[[Any], Any]] = {"photo": _digest, "tags": _phrases}


def _config_value(field: ConfigField, value: Any) -> Any:
    """One setting of a step, checked by the type that its kind names."""
    if field.type == "integer":
        return _integer(value, field.maximum or 1_000)
    check: Callable[[Any], Any] = _CHECKS.get(field.type, _text)
    return check(value)


def check_steps(steps: list[StepInput]) -> list[StepInput]:
    """Each key once, kinds that exist, settings that the kind knows. ValueError otherwise."""
    if len({step.key for step in steps}) != len(steps):
        raise ValueError("duplicate")
    checked = []
    for step in steps:
        kind = step_kinds.find(step.kind)
        if kind is None:
            raise ValueError("step_kind")
        known = {f.key: f for f in kind.config_fields}
        if set(step.config) - set(known):
            raise ValueError("unknown_key")
        config = {
            name: _config_value(known[name], value)
            for name, value in step.config.items()
            if value not in (None, "")
        }
        checked.append(step.model_copy(update={"config": config}))
    return checked


class StepsType(FieldType):
    """An ordered list of steps; a file has a row for each (``type_imports``)."""

    operators = frozenset()
    in_files = False

    def annotation(self, field: Field) -> Any:
        """``[{key, kind, name, required, config}]``, at most 30."""
        return Annotated[list[StepInput], Limits(max_length=MOST_STEPS), AfterValidator(check_steps)]

    def answer(self, field: Field) -> Any:
        """A list of objects."""
        return list[dict[str, Any]]

    def from_input(self, value: Any) -> Any:
        """Plain JSON."""
        return [step.model_dump() if isinstance(step, StepInput) else step for step in value]

    def empty(self, field: Field) -> Any:
        """No steps."""
        return []


class ChoicesType(FieldType):
    """Several of the declared options."""

    operators = frozenset()

    def from_cell(self, field: Field, text: str) -> Any:
        """Values or words between semicolons."""
        one = field_types.get("choice")
        return [one.from_cell(field, part.strip()) for part in re.split("[;；、|]", text) if part.strip()]

    def annotation(self, field: Field) -> Any:
        """A list of the options' values, each once."""
        known = {value for value, _ in field.options}

        def check(values: list[str]) -> list[str]:
            if not set(values) <= known:
                raise ValueError("choice")
            return list(dict.fromkeys(values))

        return Annotated[list[str], Limits(max_length=50), AfterValidator(check)]

    def answer(self, field: Field) -> Any:
        """A list of values."""
        return list[str]

    def empty(self, field: Field) -> Any:
        """None of them."""
        return []

    def meta(self, field: Field, language: str) -> dict[str, Any]:
        """The options with their labels."""
        return {"options": [{"value": v, "label": label.say(language)} for v, label in field.options]}


field_types.add("steps", StepsType())
field_types.add("choices", ChoicesType())
