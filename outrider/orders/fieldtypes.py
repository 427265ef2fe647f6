"""The lines of an order as a field: read-only, written by the order's verbs."""

from __future__ import annotations

from typing import Any

from outrider.engine.entities import declaration
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.kernel.money import format_money, format_quantity


class OrderLinesType(FieldType):
    """``[{id, product, product_name, unit, unit_name, quantity, base_quantity, price, list_price, gift, amount}]``."""

    operators = frozenset()

    def annotation(self, field: declaration.Field) -> Any:
        """Never taken from a generic form."""
        return list[dict[str, Any]]

    def answer(self, field: declaration.Field) -> Any:
        """A list of objects."""
        return list[dict[str, Any]]

    def to_json(self, value: Any) -> Any:
        """Decimal strings."""
        return [line_json(line) for line in value or []]


def line_json(line: dict[str, Any]) -> dict[str, Any]:
    """A stored line as the API shows it."""
    listed = line.get("list_price")
    return {
        **line,
        "quantity": format_quantity(line["quantity"]),
        "base_quantity": format_quantity(line["base_quantity"]),
        "price": format_money(line["price"]),
        "list_price": None if listed is None else format_money(listed),
        "amount": format_money(line["amount"]),
    }


field_types.add("lines", OrderLinesType())
