"""Values that insight keeps beside a customer: a figure that halves with time, and dated reasons."""

from __future__ import annotations

from typing import Any

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.insight import rules
from outrider.kernel import clock

LOWEST = -(2**53)


class DecayingType(FieldType):
    """Stored and answered in millionths of a logarithm (``rules.activity``); filtered and said as of now."""

    operators = frozenset({"from", "to", "empty"})

    def answer(self, field: Field) -> Any:
        """A number."""
        return int

    def readable(self, value: Any) -> str:
        """The figure as of now, with one decimal."""
        return "" if value is None else f"{rules.activity_on(value, clock.now()):.1f}"

    def from_text(self, field: Field, text: str, actor: Actor) -> Any:
        """A figure of now, in stored form."""
        if not text.replace(".", "", 1).isdecimal() or not text.isascii() or len(text) > 12:
            raise ValueError("number")
        return rules.activity_from(float(text), clock.now()) if float(text) else LOWEST


class ReasonsType(FieldType):
    """Dated reasons; the ids they rest on stay on the server and are told by the customer's panel."""

    operators = frozenset()

    def answer(self, field: Field) -> Any:
        """A list of objects."""
        return list[dict[str, Any]]

    def to_json(self, value: Any) -> Any:
        """Kind, days, weight and facts."""
        if value is None:
            return None
        return [{k: v for k, v in reason.items() if k not in ("orders", "visits")} for reason in value]

    def readable(self, value: Any) -> str:
        """The kinds; the sentences belong to a day."""
        return "; ".join(reason["kind"] for reason in value or ())


field_types.add("decaying", DecayingType())
field_types.add("reasons", ReasonsType())
