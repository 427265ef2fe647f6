"""Goods from a file as offices keep them: with a price beside each, which goes into the default price list; and the
lines of any price list, a row for each.

Promises: the price is that of the order unit, the first one named; without a default price list one is made;
a price that is not understood refuses its row; what a row does not say leaves the list as it is; taking the import
back takes its prices back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from unicodedata import normalize
from uuid import UUID

from outrider.catalog.entities import PRODUCT
from outrider.catalog.models import PriceList, Product
from outrider.catalog.queries import goods, goods_named
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.write import Write
from outrider.engine.exchange import generic
from outrider.engine.exchange.declaration import Column, Context, Kept, Refused, Row, importers
from outrider.engine.exchange.parts import Parts, parts
from outrider.engine.identity.queries import company
from outrider.engine.journal.models import Entry
from outrider.kernel.money import format_money, parse_price
from outrider.kernel.text import T

PRICE = Column(
    "price", T("价格", "Price"), ("单价", "售价", "箱价", "批发价", "供货价", "unit price", "list price")
)
STANDARD = T("标准价", "Standard prices")
PRICE_CHANGED = T("价格导入后又改过,保持不动", "Its price was changed after the import and stays")
NO_PRICE = T("“价格”看不懂:{value}", "“Price” is not understood: {value}")


def mend(context: Context, row: Row) -> None:
    """The product's own cells, and its price: ``¥42.00``, ``42`` and ``1,234.5`` are all meant."""
    generic.mend(PRODUCT, context, row)
    if row.text("price").strip():
        prices(context)[row.number] = _price_of(row.text("price"), "price")


def _price_of(text: str, column: str) -> int:
    said = normalize("NFKC", text).strip().lstrip("¥").replace(",", "").strip()
    try:
        return parse_price(said)
    except ValueError as error:
        raise Refused("not_understood", NO_PRICE, column, value=text[:40]) from error


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
    lines = _living(before) + [
        {"product": pk, "unit": unit, "price": price} for (pk, unit), price in new.items()
    ]
    if listed is None:
        name = STANDARD.say(write.actor.language)
        made = PriceList(name=name, currency=company().currency, is_default=True, lines=lines)
        write.create(made, verb="price_list.create")
    elif lines != listed.lines:
        write.update(listed, verb="price_list.update", lines=lines)


Priced = dict[tuple[str, str], int]


def take_back_prices(write: Write, entries: Sequence[Entry]) -> list[Kept]:
    """Give every price its value from before the import; one that somebody changed since stays and is named."""
    kept: list[Kept] = []
    lists = {entry.entity_id for entry in entries if entry.entity == "price_list"}
    for listed in PriceList.objects.select_for_update().filter(pk__in=sorted(lists)):
        now = _priced(listed.lines)
        for entry in entries:
            if entry.entity_id == listed.pk and "lines" in entry.changes:
                before, after = map(_priced, entry.changes["lines"])
                kept += _prices_back(now, before, after)
        lines = _living([{"product": pk, "unit": unit, "price": price} for (pk, unit), price in now.items()])
        if not lines and any(entry.changes.get("is_default") == [None, True] for entry in entries):
            write.remove(listed, verb="price_list.undo_import")
        else:
            write.update(listed, verb="price_list.undo_import", lines=lines)
    return kept


def _prices_back(now: Priced, before: Priced, after: Priced) -> list[Kept]:
    kept: list[Kept] = []
    names = {str(pk): name for pk, name in Product.all_objects.values_list("pk", "name")}
    for line in after.keys() | before.keys():
        if before.get(line) == after.get(line):
            continue
        if now.get(line) != after.get(line):
            kept.append((UUID(line[0]), names.get(line[0], ""), PRICE_CHANGED))
        elif line in before:
            now[line] = before[line]
        else:
            del now[line]
    return kept


def _living(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the prices of products that are in the bin: a list may not name them when it is written anew."""
    wanted = {line["product"] for line in lines}
    alive = set(map(str, Product.objects.filter(pk__in=wanted).values_list("pk", flat=True)))
    return [line for line in lines if line["product"] in alive]


def _priced(lines: list[dict[str, Any]] | None) -> Priced:
    return {(line["product"], line["unit"]): line["price"] for line in lines or []}


# -- the lines of a price list ------------------------------------------------------------------------

LINE_PRODUCT = Field("product", "reference", T("商品", "Product"), reference="product")
LINE_UNIT = Field("unit", "text", T("单位", "Unit"))
PRODUCT_HEADERS = ("商品名称", "品名", "产品", "产品名称", "商品编码", "货号", "条码", "sku", "item")
LINE_COLUMNS = (
    Column("product", LINE_PRODUCT.label, PRODUCT_HEADERS),
    Column("unit", LINE_UNIT.label, ("销售单位", "计量单位", "uom")),
    Column("price", PRICE.label, PRICE.headers),
)


def read_line(context: Context, said: Mapping[str, str]) -> dict[str, Any]:
    """One price: of the unit that is named, else of the order unit."""
    if not said.get("product"):
        raise generic.missing(LINE_PRODUCT)
    product = goods_named(context)[generic.named(context, LINE_PRODUCT, generic.undefused(said["product"]))]
    if not said.get("price"):
        raise generic.missing(Field("price", "money", PRICE.label))
    unit = product.unit_named(said.get("unit", ""))
    price = format_money(_price_of(said["price"], "lines.price"))
    return {"product": str(product.id), "unit": unit, "price": price}


def say_lines(lines: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, ...]]:
    """The product by its name, or by its code where another one is called the same."""
    known = goods(UUID(line["product"]) for line in lines)
    called = Counter(
        Product.objects.filter(name__in={one.name for one in known.values()}).values_list("name")
    )
    codes = dict(Product.all_objects.filter(pk__in=known).values_list("pk", "code"))

    def cells(line: Mapping[str, Any]) -> tuple[str, ...]:
        product = known[UUID(line["product"])]
        alone = called[product.name,] < 2 or not codes[product.id]
        rank = product.rank(line["unit"])
        unit = line["unit"] if rank is None else product.units[rank].name
        return (product.name if alone else codes[product.id], unit, line["price"])

    return [cells(line) for line in lines]


parts.add("price_lines", Parts(columns=lambda: LINE_COLUMNS, read=read_line, say=say_lines))

_own = generic.importer_of(PRODUCT)
importers.add(
    "products",
    replace(
        _own,
        columns=(*_own.columns, PRICE),
        mend=mend,
        taken=keep_prices,
        take_back=take_back_prices,
    ),
)
