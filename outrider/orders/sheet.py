"""From the sheet that a phone sends to the lines that are stored, with what is worth a look.

Owns the input of an order and its flags. Promises that a well-formed sheet is never refused because the
world moved on while the phone was offline: a changed price, a stopped product, a changed unit are flagged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, StringConstraints
from pydantic import Field as Limits

from outrider.catalog.queries import Goods, PriceBook, to_base
from outrider.engine.entities.fieldtypes.times import PlausibleDate, PlausibleMoment
from outrider.engine.entities.verbs import Held, Input, Line, Lines
from outrider.kernel.money import format_money, is_price, parse_money, parse_quantity
from outrider.kernel.text import T, Text
from outrider.orders import rules

PRICE_CHANGED = T("{product}:¥{seen},价格表 ¥{listed}", "{product}: ¥{seen}, price list ¥{listed}")
NO_PRICE = T("{product}:价格表没有这个单位的价格", "{product}: the price list has no price for this unit")
STOPPED = T("{product}:已停售", "{product}: no longer on sale")
UNIT_CHANGED = T("{product}:单位“{unit}”已不存在", "{product}: the unit “{unit}” no longer exists")
UNKNOWN_PRODUCT = T("订单里有系统不认识的商品", "The order names a product that the system does not know")


def _quantity(text: str) -> str:
    if parse_quantity(text) <= 0:
        raise ValueError("minimum")
    if parse_quantity(text) > rules.MAX_QUANTITY:
        raise ValueError("range")
    return text


Price = Annotated[str, StringConstraints(max_length=24), AfterValidator(is_price)]
Quantity = Annotated[str, StringConstraints(max_length=24), AfterValidator(_quantity)]


class LineInput(Input):
    """One line as the phone saw it; ``price`` is what stood on its screen."""

    line_id: UUID
    product_id: UUID
    unit: Annotated[Line, StringConstraints(min_length=1, max_length=20)]
    quantity: Quantity
    price: Price | None = None
    gift: bool = False


def _each_once(lines: list[LineInput]) -> list[LineInput]:
    if len({line.line_id for line in lines}) != len(lines):
        raise ValueError("duplicate_line")
    return lines


class OrderInput(Input):
    """The whole sheet."""

    order_id: UUID
    customer_id: UUID
    visit_id: UUID | None = None
    supplying_distributor_id: UUID | None = None
    delivery_on: PlausibleDate | None = None
    payment: Literal["now", "monthly"] = "now"
    note: Annotated[Lines, StringConstraints(max_length=500)] | None = None
    draft: bool = False
    placed_at: PlausibleMoment
    lines: Annotated[list[LineInput], Limits(max_length=rules.MAX_LINES), AfterValidator(_each_once)]
    replaces_draft: bool = False


class Void(Input):
    """Why an order is void."""

    order_id: UUID
    reason: Annotated[Line, StringConstraints(max_length=500)]


@dataclass(slots=True)
class Sheet:
    """Priced lines, as stored and as values for the rules, and the flags they raised."""

    stored: list[dict[str, Any]] = field(default_factory=list)
    values: list[rules.Line] = field(default_factory=list)
    flags: list[dict[str, Any]] = field(default_factory=list)

    def flag(self, code: str, text: Text, line: UUID | None = None, **params: Any) -> None:
        """Note something worth a look."""
        self.flags.append(
            {"code": code, "line": str(line) if line else None, "text": text.everywhere(**params)}
        )


def price_sheet(lines: list[LineInput], goods: dict[UUID, Goods], book: PriceBook) -> Sheet:
    """Price the lines. Held when a product was never heard of: nothing can be sold without its name."""
    sheet = Sheet()
    for line in lines:
        product = goods.get(line.product_id)
        if product is None:
            raise Held("product_unknown", UNKNOWN_PRODUCT)
        _add(sheet, line, product, book)
    return sheet


def _add(sheet: Sheet, line: LineInput, product: Goods, book: PriceBook) -> None:
    rank = product.rank(line.unit)
    quantity = parse_quantity(line.quantity)
    listed = book.price(product.id, line.unit)
    price = parse_money(line.price) if line.price is not None else (listed or 0)
    unit_name = product.units[rank].name if rank is not None else line.unit
    if rank is None:
        sheet.flag("unit_changed", UNIT_CHANGED, line.line_id, product=product.name, unit=line.unit)
    if not product.sold:
        sheet.flag("product_stopped", STOPPED, line.line_id, product=product.name)
    if listed is None and not line.gift:
        sheet.flag("no_price", NO_PRICE, line.line_id, product=product.name)
    elif listed is not None and price != listed and not line.gift:
        says = {"product": product.name, "seen": format_money(price), "listed": format_money(listed)}
        sheet.flag("price_changed", PRICE_CHANGED, line.line_id, **says)
    amount = rules.line_amount(price, quantity, line.gift)
    sheet.values.append(rules.Line(str(product.id), unit_name, rank or 0, quantity, price, line.gift, listed))
    sheet.stored.append(
        {
            "id": str(line.line_id),
            "product": str(product.id),
            "product_name": product.name,
            "unit": line.unit,
            "unit_name": unit_name,
            "unit_rank": rank or 0,
            "quantity": quantity,
            "base_quantity": to_base(product.units, {line.unit: quantity}) if rank is not None else quantity,
            "price": price,
            "list_price": listed,
            "gift": line.gift,
            "amount": amount,
        }
    )
