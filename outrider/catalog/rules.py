"""Units of a product as pure whole-number rules: to base units and to the words people say.

Owns the conversion between a product's units. Promises exactness: quantities count 1/1,000 of a unit,
factors count 1/1,000 base units per unit; nothing here is a float. Mirrored by the phone, with the
vectors of ``web/modules/orders/shared/vectors.json`` as the common truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from outrider.kernel.money import QUANTITY_SCALE, format_quantity, parse_quantity

MAX_UNITS = 6
MAX_FACTOR = 100_000 * QUANTITY_SCALE


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a product; ``factor`` says how many base units it holds, in 1/1,000."""

    key: str
    name: str
    factor: int


class UnitError(ValueError):
    """A unit list that cannot be used; ``args`` are (index, field, code)."""


def units_of(stored: Iterable[Mapping[str, str]]) -> tuple[Unit, ...]:
    """A product's units from their stored form, order unit first; UnitError names the first mistake."""
    units: list[Unit] = []
    for index, item in enumerate(stored):
        units.append(_unit(index, item, {unit.key for unit in units}, {unit.name for unit in units}))
    if not units:
        raise UnitError(0, "key", "required")
    if len(units) > MAX_UNITS:
        raise UnitError(MAX_UNITS, "key", "too_many")
    if all(unit.factor != QUANTITY_SCALE for unit in units):
        raise UnitError(len(units) - 1, "factor", "base_missing")
    return tuple(units)


def _unit(index: int, item: Mapping[str, str], keys: set[str], names: set[str]) -> Unit:
    key, name = str(item.get("key") or ""), str(item.get("name") or "").strip()
    if not (key.isascii() and key.isidentifier() and len(key) <= 20):
        raise UnitError(index, "key", "format")
    if not name or len(name) > 20:
        raise UnitError(index, "name", "required" if not name else "too_long")
    if key in keys or name in names:
        raise UnitError(index, "key" if key in keys else "name", "duplicate")
    try:
        factor = parse_quantity(str(item.get("factor")))
    except ValueError as error:
        raise UnitError(index, "factor", "quantity") from error
    if not 0 < factor <= MAX_FACTOR:
        raise UnitError(index, "factor", "positive" if factor <= 0 else "too_large")
    return Unit(key, name, factor)


def to_base(units: Sequence[Unit], entered: Mapping[str, int]) -> int:
    """Quantities by unit key as base units (all 1/1,000), halves rounded up; KeyError for a foreign unit."""
    factors = {unit.key: unit.factor for unit in units}
    total = sum(quantity * factors[key] for key, quantity in entered.items())
    return (2 * total + QUANTITY_SCALE) // (2 * QUANTITY_SCALE)


def say(units: Sequence[Unit], entered: Mapping[str, int]) -> str:
    """What was entered, in the product's order of units: ``"12箱6瓶"``; noughts are not said."""
    return "".join(f"{format_quantity(entered[u.key])}{u.name}" for u in units if entered.get(u.key))
