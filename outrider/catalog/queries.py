"""Reading products and prices for other packages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import DateField, Q, QuerySet

from outrider.catalog.models import MustStockList, PriceList, Product
from outrider.catalog.rules import Unit, say, to_base, units_of
from outrider.engine.database.prepared import Place, Prepared, among
from outrider.engine.entities.declaration import entities
from outrider.engine.exchange.declaration import Context, Refused
from outrider.engine.exchange.generic import titles_of
from outrider.kernel.text import T, fold

NO_UNIT = T("“{product}”没有单位“{unit}”", "“{product}” has no unit “{unit}”")


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as orders and stock counts need it; ``sold`` is false when stopped or binned."""

    id: UUID
    name: str
    units: tuple[Unit, ...]
    sold: bool

    def rank(self, unit: str) -> int | None:
        """The place of a unit among the product's units, 0 for the order unit; None for a foreign one."""
        return next((place for place, known in enumerate(self.units) if known.key == unit), None)

    def unit_named(self, said: str) -> str:
        """The key of the unit that a file names by word or key; of the order unit when it names none. Refused."""
        if not said:
            return self.units[0].key
        wanted = fold(said)
        for unit in self.units:
            if wanted in (fold(unit.name), fold(unit.key)):
                return unit.key
        raise Refused("no_unit", NO_UNIT, "unit", product=self.name, unit=said[:20])


@dataclass(frozen=True, slots=True)
class PriceBook:
    """The prices of one day."""

    prices: dict[tuple[str, str], int]

    def price(self, product_id: UUID, unit: str) -> int | None:
        """The list price of a unit in 1/10,000, or None when the list does not name it."""
        return self.prices.get((str(product_id), unit))


def goods(product_ids: Iterable[UUID]) -> dict[UUID, Goods]:
    """Products by id, also stopped and binned ones: a fact may name them."""
    return {
        pk: Goods(pk, name, units_of(units), status == "active" and deleted_at is None)
        for pk, name, units, status, deleted_at in _goods(set(product_ids))
    }


_goods: Prepared[Any] = Prepared(
    lambda: among(Product.all_objects.all(), 0).values_list("pk", "name", "units", "status", "deleted_at")
)


def goods_named(context: Context) -> dict[UUID, Goods]:
    """All products that a file of this person's may name, read once for the file."""
    if "goods" not in context.memory:
        known = titles_of(context, entities.get("product")).found.values()
        context.memory["goods"] = goods({pk for pk in known if pk})
    found: dict[UUID, Goods] = context.memory["goods"]
    return found


def counted(entered: Mapping[UUID, Mapping[str, int]]) -> dict[UUID, tuple[str, int | None]]:
    """Counted goods by product: its name and the base units (1/1,000); None when a unit is foreign.

    Products that were never heard of are left out.
    """
    found: dict[UUID, tuple[str, int | None]] = {}
    for product_id, product in goods(entered).items():
        known = {unit.key for unit in product.units}
        quantities = entered[product_id]
        base = to_base(product.units, quantities) if known >= set(quantities) else None
        found[product_id] = (product.name, base)
    return found


def price_book(on: date) -> PriceBook:
    """The default price list, if it holds on a business date."""
    row = _default_prices.first(on)
    if row is None:
        return PriceBook({})
    return PriceBook({(line["product"], line["unit"]): line["price"] for line in row[0]})


def _holding() -> QuerySet[Any, Any]:
    on = Place(0, DateField())
    holds = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    holds &= Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return PriceList.objects.filter(holds, is_default=True).order_by("pk").values_list("lines")[:1]


_default_prices: Prepared[Any] = Prepared(_holding)


def must_stock(shop_type: str) -> list[UUID]:
    """Ids of the products that a kind of shop must have, in the order of the sheet."""
    row = MustStockList.objects.filter(shop_type=shop_type).values_list("products", flat=True).first()
    return [UUID(product) for product in row or []]


__all__ = [
    "Goods",
    "PriceBook",
    "Unit",
    "counted",
    "goods",
    "goods_named",
    "must_stock",
    "price_book",
    "say",
    "to_base",
]
