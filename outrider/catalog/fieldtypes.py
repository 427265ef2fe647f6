"""Two structures that the catalogue brings: a product's units and a price list's lines."""

from __future__ import annotations

import re
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from outrider.catalog.rules import MAX_UNITS, UnitError, units_of
from outrider.engine.entities import declaration
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.engine.entities.verbs import Input, Line
from outrider.kernel.money import format_money, is_price, parse_money

MAX_LINES = 2_000
_UNIT = re.compile(r"(?:1?\s*(\D+?)\s*=\s*(\d+(?:\.\d+)?))?\s*(\D{1,20})")
_KEYS = {"箱": "box", "件": "case", "盒": "pack", "提": "tray"}


class UnitInput(Input):
    """One unit: its key, the word for it and how many base units it holds."""

    key: Annotated[str, StringConstraints(max_length=20)]
    name: Annotated[Line, StringConstraints(max_length=20)]
    factor: Annotated[str, StringConstraints(max_length=24)]


def _units(value: list[UnitInput]) -> list[UnitInput]:
    try:
        units_of([unit.model_dump() for unit in value])
    except UnitError as error:
        _, field, code = error.args
        raise ValueError(f"unit_{field}_{code}") from error
    return value


Price = Annotated[str, StringConstraints(max_length=24), AfterValidator(is_price)]


class PriceLineInput(Input):
    """The price of one unit of one product."""

    product: UUID
    unit: Annotated[str, StringConstraints(max_length=20)]
    price: Price


def _once(value: list[PriceLineInput]) -> list[PriceLineInput]:
    if len({(line.product, line.unit) for line in value}) != len(value):
        raise ValueError("duplicate_line")
    return value


class _Structure(FieldType):
    operators = frozenset()
    in_files = False

    def answer(self, field: declaration.Field) -> Any:
        """A list of objects."""
        return list[dict[str, Any]]

    def empty(self, field: declaration.Field) -> Any:
        """An empty list."""
        return []


class UnitsType(_Structure):
    """``[{"key", "name", "factor"}]``, order unit first."""

    in_files = True

    def from_cell(self, field: declaration.Field, text: str) -> Any:
        """``1箱=15瓶; 1盒=3瓶``, or the base unit's word alone. ValueError ``units`` otherwise."""
        above: list[dict[str, str]] = []
        base = ""
        for part in re.split(r"[;；,，]", text):
            found = _UNIT.fullmatch(part.strip())
            if found is None:
                raise ValueError("units")
            if found[1]:
                above.append({"name": found[1], "factor": found[2]})
            base = base or found[3]
        named = [*above, {"name": base, "factor": "1"}]
        keys = [_KEYS.get(unit["name"], f"u{place}") for place, unit in enumerate(named, start=1)]
        keys[-1] = "piece" if "piece" not in keys[:-1] else "base"
        return [{"key": key, **unit} for key, unit in zip(keys, named, strict=True)]

    def annotation(self, field: declaration.Field) -> Any:
        """One to six units, one of them the base unit of factor 1."""
        return Annotated[list[UnitInput], Field(min_length=1, max_length=MAX_UNITS), AfterValidator(_units)]

    def from_input(self, value: Any) -> Any:
        """Plain JSON."""
        return [unit if isinstance(unit, dict) else unit.model_dump() for unit in value]

    def readable(self, value: Any) -> str:
        """``1箱=15瓶`` for each unit above the base unit."""
        base = next((unit["name"] for unit in value if unit["factor"] == "1"), "")
        said = [f"1{unit['name']}={unit['factor']}{base}" for unit in value if unit["name"] != base]
        return "; ".join(said or [base])


class PriceLinesType(_Structure):
    """``[{"product", "unit", "price"}]``; prices are whole numbers in the column."""

    def annotation(self, field: declaration.Field) -> Any:
        """At most 2,000 lines, each product and unit once."""
        return Annotated[list[PriceLineInput], Field(max_length=MAX_LINES), AfterValidator(_once)]

    def from_input(self, value: Any) -> Any:
        """Plain JSON with whole-number prices."""
        return [
            {"product": str(line.product), "unit": line.unit, "price": parse_money(line.price)}
            for line in value
        ]

    def to_json(self, value: Any) -> Any:
        """Decimal strings."""
        return [{**line, "price": format_money(line["price"])} for line in value or []]


field_types.add("units", UnitsType())
field_types.add("price_lines", PriceLinesType())
