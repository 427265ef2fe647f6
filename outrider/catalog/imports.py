"""Goods from a file as offices keep them: with a price beside each, which goes into the default price list.

Promises: the price is that of the order unit, the first one named; without a default price list one is made;
a price that is not understood refuses its row; what a row does not say leaves the list as it is.
"""

from __future__ import annotations

from dataclasses import replace
from unicodedata import normalize
from uuid import UUID

from outrider.catalog.entities import PRODUCT
from outrider.catalog.models import PriceList, Product
from outrider.engine.entities.write import Write
from outrider.engine.exchange import generic
from outrider.engine.exchange.declaration import Column, Context, Refused, Row, importers
from outrider.engine.identity.queries import company
from outrider.kernel.money import parse_money
from outrider.kernel.text import T

PRICE = Column(
    "price", T("价格", "Price"), ("单价", "售价", "箱价", "批发价", "供货价", "unit price", "list price")
)
STANDARD = T("标准价", "Standard prices")
NO_PRICE = T("“价格”看不懂:{value}", "“Price” is not understood: {value}")


def mend(context: Context, row: Row) -> None:
    """The product's own cells, and its price: ``¥42.00``, ``42`` and ``1,234.5`` are all meant."""
    generic.mend(PRODUCT, context, row)
    said = normalize("NFKC", row.text("price")).strip().lstrip("¥").replace(",", "").strip()
    if not said:
        return
    try:
        price = parse_money(said)
    except ValueError as error:
        raise Refused("not_understood", NO_PRICE, "price", value=row.text("price")[:40]) from error
    if price < 0:
        raise Refused("not_understood", NO_PRICE, "price", value=row.text("price")[:40])
    prices(context)[row.number] = price


def prices(context: Context) -> dict[int, int]:
    """The price of each row that says one, by its number."""
    found: dict[int, int] = context.memory.setdefault("prices", {})
    return found


def keep_prices(context: Context, write: Write, rows: list[tuple[Row, UUID]]) -> None:
    """Put the chunk's prices into the default list, each in place of the product's former one."""
    told = {pk: price for row, pk in rows if (price := prices(context).get(row.number)) is not None}
    if not told:
        return
    products = Product.objects.filter(pk__in=told).values_list("pk", "units")
    units = {pk: str(known[0]["key"]) for pk, known in products}
    listed = PriceList.objects.select_for_update().filter(is_default=True).first()
    new = {(str(pk), units[pk]): price for pk, price in told.items() if pk in units}
    before = [line for line in (listed.lines if listed else []) if (line["product"], line["unit"]) not in new]
    lines = before + [{"product": pk, "unit": unit, "price": price} for (pk, unit), price in new.items()]
    if listed is None:
        name = STANDARD.say(write.actor.language)
        made = PriceList(name=name, currency=company().currency, is_default=True, lines=lines)
        write.create(made, verb="price_list.create")
    elif lines != listed.lines:
        write.update(listed, verb="price_list.update", lines=lines)


_own = generic.importer_of(PRODUCT)
importers.add("products", replace(_own, columns=(*_own.columns, PRICE), mend=mend, taken=keep_prices))
