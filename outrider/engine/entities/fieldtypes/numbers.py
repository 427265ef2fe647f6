"""Numbers: integers, quantities, money. Quantities and money travel as decimal strings."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints
from pydantic import Field as Limits

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.kernel.money import format_money, format_quantity, parse_money, parse_quantity
from outrider.kernel.text import fold

_RANGE = frozenset({"", "from", "to", "empty"})
BIGGEST = 2**53 - 1
_WHOLE = re.compile(r"-?[0-9]{1,17}")
# 1,234.50 with a currency before or a unit behind it, as spreadsheets show numbers.
_SHOWN = re.compile(r"(?:¥|￥|rmb|cny|\$|€)?\s*(-?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?:元|个|天)?")


def shown_number(text: str) -> str:
    """A number as people write it in a table, as plain digits. ValueError ``number``."""
    found = _SHOWN.fullmatch(fold(text))
    if found is None:
        raise ValueError("number")
    return found[1] + found[2].replace(",", "")


class IntegerType(FieldType):
    """A whole number that JavaScript can hold."""

    operators = _RANGE

    def from_cell(self, field: Field, text: str) -> Any:
        """Digits, with or without thousands' commas; a fraction is none."""
        whole, _, rest = shown_number(text).partition(".")
        if rest.strip("0") or len(whole) > 17:
            raise ValueError("integer")
        return int(whole)

    def annotation(self, field: Field) -> Any:
        """Within the field's limits; booleans and fractions are no integers."""
        low = field.minimum if field.minimum is not None else -BIGGEST
        high = field.maximum if field.maximum is not None else BIGGEST
        return Annotated[int, Limits(strict=True, ge=low, le=high)]

    def answer(self, field: Field) -> Any:
        """A number."""
        return int

    def from_text(self, field: Field, text: str, actor: Actor) -> Any:
        """A filter value."""
        if not _WHOLE.fullmatch(text):
            raise ValueError("integer")
        number = int(text)
        if abs(number) > BIGGEST:
            raise ValueError("range")
        return number


class DurationType(IntegerType):
    """A span of time in whole seconds; screens say it in hours and minutes."""

    def from_cell(self, field: Field, text: str) -> Any:
        """Hours, minutes and seconds, or seconds."""
        if ":" not in text:
            return super().from_cell(field, text)
        hours, minutes, *seconds = (int(part) for part in fold(text).split(":"))
        return hours * 3600 + minutes * 60 + sum(seconds[:1])

    def readable(self, value: Any) -> str:
        """Hours, minutes and seconds, as spreadsheets read a time."""
        return "" if value is None else f"{value // 3600}:{value // 60 % 60:02}:{value % 60:02}"


class _Decimal(FieldType):
    operators = _RANGE

    def parse(self, text: str) -> int:
        """The stored number. ValueError otherwise."""
        raise TypeError("abstract")

    def from_cell(self, field: Field, text: str) -> Any:
        """With currency and commas."""
        return shown_number(text)

    def annotation(self, field: Field) -> Any:
        """A decimal string within the field's limits (whole units)."""

        def check(text: str) -> str:
            value = self.parse(text)
            if field.minimum is not None and value < self.parse(str(field.minimum)):
                raise ValueError("minimum")
            if field.maximum is not None and value > self.parse(str(field.maximum)):
                raise ValueError("maximum")
            return text

        return Annotated[str, StringConstraints(max_length=24), AfterValidator(check)]

    def from_input(self, value: Any) -> Any:
        """The stored number."""
        return self.parse(value)

    def from_text(self, field: Field, text: str, actor: Actor) -> Any:
        """A filter value."""
        return self.parse(text)


class QuantityType(_Decimal):
    """A quantity in 1/1,000 unit."""

    def parse(self, text: str) -> int:
        """See ``kernel.money``."""
        return parse_quantity(text)

    def to_json(self, value: Any) -> Any:
        """A decimal string."""
        return None if value is None else format_quantity(value)


class MoneyType(_Decimal):
    """Money in 1/10,000 unit of the company's currency."""

    def parse(self, text: str) -> int:
        """See ``kernel.money``."""
        return parse_money(text)

    def to_json(self, value: Any) -> Any:
        """A decimal string."""
        return None if value is None else format_money(value)
