"""Verbs: every change that means something to the business, named and declared once.

A verb is a function ``(write, data)`` or, when it names an entity, ``(write, record, data)``; ``perform``
in ``actions.py`` is the only caller. The same verb serves the API, sync, import, jobs and the simulator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from outrider.engine.entities.write import Write, after, on
from outrider.kernel.ids import DIGEST
from outrider.kernel.registry import Registry
from outrider.kernel.text import T, Text, clean


def _line(value: str) -> str:
    return clean(value)


def _lines(value: str) -> str:
    return clean(value, multiline=True)


Line = Annotated[str, AfterValidator(_line)]
Lines = Annotated[str, AfterValidator(_lines)]
Digest = Annotated[str, StringConstraints(pattern=f"^{DIGEST}$")]


class Input(BaseModel):
    """What a verb takes: unknown keys are refused; *missing* and *null* are told apart.

    Texts should be ``Line`` or ``Lines``, which clean them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Empty(Input):
    """A verb without parameters."""


class Retry(Exception):
    """What this command depends on is not here yet (its parent is still on its way, or busy)."""

    def __init__(self, entity: str, record_id: UUID | str) -> None:
        super().__init__(f"{entity} {record_id}")
        self.entity, self.record_id = entity, record_id


class Held(Exception):
    """The command is stored for a person to decide; it counts as received."""

    def __init__(self, code: str, text: Text, **params: Any) -> None:
        super().__init__(code)
        self.code, self.text, self.params = code, text, params


@dataclass(frozen=True, kw_only=True)
class Verb:
    """A declared verb. ``offline`` admits it from a phone's queue, ``console`` shows it on a record."""

    key: str
    run: Callable[..., Any]
    input: type[Input]
    label: Text
    entity: str = ""
    roles: frozenset[str] = frozenset()
    level: str = "update"
    when: Callable[[Any], bool] | None = None
    offline: bool = False
    console: bool = False
    bulk: bool = False
    danger: bool = False
    icon: str = ""
    params: tuple[Any, ...] = field(default_factory=tuple)

    @property
    def name(self) -> str:
        """The part after the dot, as in ``/do/confirm``."""
        return self.key.partition(".")[2]


verbs: Registry[Verb] = Registry("verbs", "everything that can change data")


def verb(
    key: str,
    *,
    input: type[Input],
    label: Text,
    roles: set[str] | frozenset[str] = frozenset(),
    **options: Any,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a verb; ``options`` are the fields of ``Verb``."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        verbs.add(
            key, Verb(key=key, run=function, input=input, label=label, roles=frozenset(roles), **options)
        )
        return function

    return declare


def verbs_of(entity_key: str) -> list[Verb]:
    """The record verbs of an entity."""
    return [v for v in verbs if v.entity == entity_key]


__all__ = [
    "Empty",
    "Held",
    "Input",
    "Line",
    "Lines",
    "Retry",
    "T",
    "Verb",
    "Write",
    "after",
    "on",
    "verb",
    "verbs",
    "verbs_of",
]
