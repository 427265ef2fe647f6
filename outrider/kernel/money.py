"""Money and quantities as whole numbers, exact on every database.

Money counts 1/10,000 of a currency unit, quantity 1/1,000 of a unit, both in 64 bits. Decimal strings
exist only at the edges.
"""

from __future__ import annotations

import re

MONEY_SCALE = 10_000
QUANTITY_SCALE = 1_000
CENT = MONEY_SCALE // 100
LIMIT = 2**63 - 1
MAX_PRICE = 1_000_000 * MONEY_SCALE
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d+)?")


def _parse(text: str, scale: int) -> int:
    """A plain decimal in units of 1/scale; ValueError for anything else or for more digits than fit."""
    if not _DECIMAL.fullmatch(text) or not text.isascii():
        raise ValueError("decimal")
    sign = -1 if text.startswith("-") else 1
    whole, _, fraction = text.lstrip("-").partition(".")
    digits = len(str(scale)) - 1
    fraction = fraction.rstrip("0")
    if len(fraction) > digits:
        raise ValueError("precision")
    value = sign * (int(whole) * scale + int(fraction.ljust(digits, "0") or 0))
    if abs(value) > LIMIT:
        raise ValueError("range")
    return value


def _format(value: int, scale: int, least: int) -> str:
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), scale)
    fraction = str(rest).rjust(len(str(scale)) - 1, "0").rstrip("0").ljust(least, "0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def parse_money(text: str) -> int:
    """``"42.00"`` as 420000. ValueError: ``decimal``, ``precision`` (over 4 places) or ``range``."""
    return _parse(text, MONEY_SCALE)


def parse_price(text: str) -> int:
    """Money that a unit may cost: from nothing to a million. ValueError as for money."""
    price = parse_money(text)
    if not 0 <= price <= MAX_PRICE:
        raise ValueError("range")
    return price


def is_price(text: str) -> str:
    """The text itself where it is a price, for inputs. ValueError as for money."""
    parse_price(text)
    return text


def format_money(value: int) -> str:
    """420000 as ``"42.00"``; at least two places."""
    return _format(value, MONEY_SCALE, 2)


def parse_quantity(text: str) -> int:
    """``"12.5"`` as 12500. ValueError as for money, with 3 places."""
    return _parse(text, QUANTITY_SCALE)


def format_quantity(value: int) -> str:
    """12500 as ``"12.5"``."""
    return _format(value, QUANTITY_SCALE, 0)


def round_half_up(numerator: int, denominator: int) -> int:
    """Whole-number division that rounds half away from zero."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    numerator, denominator = abs(numerator), abs(denominator)
    return sign * ((2 * numerator + denominator) // (2 * denominator))


def multiply(price: int, quantity: int) -> int:
    """Price × quantity as money, rounded half up to the cent (0.01)."""
    return round_half_up(price * quantity, QUANTITY_SCALE * CENT) * CENT
