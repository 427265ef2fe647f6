"""What the write path checks and derives in the catalogue, whoever changes it."""

from __future__ import annotations

from outrider.catalog.models import MustStockList, PriceList, Product
from outrider.catalog.rules import units_of
from outrider.engine.entities.write import Write
from outrider.engine.identity.queries import company
from outrider.engine.search.grams import sort_key
from outrider.kernel.errors import invalid
from outrider.kernel.money import QUANTITY_SCALE
from outrider.kernel.text import T

END_FIRST = T("失效日期早于生效日期", "The end lies before the beginning")
OTHER_CURRENCY = T("币种须为公司币种 {currency}", "The currency must be the company's: {currency}")
NO_PRODUCT = T("第 {line} 行的商品不存在", "Line {line}: this product does not exist")
NO_UNIT = T("第 {line} 行的单位不属于该商品", "Line {line}: this unit does not belong to the product")
TOO_MANY = T("最多 500 个商品", "At most 500 products")


def before_product(write: Write, product: Product) -> None:
    """The sort key, and the word for the unit of factor 1."""
    loaded = product._loaded
    if loaded is None or loaded.get("name") != product.name:
        product.name_sort = sort_key(product.name)
    if loaded is None or loaded.get("units") != product.units or not product.base_unit:
        base = next(unit for unit in units_of(product.units) if unit.factor == QUANTITY_SCALE)
        product.base_unit = base.name


def check_price_list(write: Write, price_list: PriceList) -> None:
    """Dates in order, the company's currency, products and units that exist. 422 with the line."""
    if price_list.valid_from and price_list.valid_to and price_list.valid_to < price_list.valid_from:
        raise invalid("valid_to", "end_before_start", END_FIRST)
    currency = company().currency
    if price_list.currency != currency:
        raise invalid("currency", "currency", OTHER_CURRENCY, currency=currency)
    loaded = price_list._loaded
    if loaded is None or loaded.get("lines") != price_list.lines:
        _check_lines(price_list)


def _check_lines(price_list: PriceList) -> None:
    wanted = {line["product"] for line in price_list.lines}
    units = {
        str(pk): {unit["key"] for unit in units}
        for pk, units in Product.objects.filter(pk__in=wanted).values_list("pk", "units")
    }
    for position, line in enumerate(price_list.lines):
        if line["product"] not in units:
            raise invalid(f"lines.{position}.product", "no_such_record", NO_PRODUCT, line=position + 1)
        if line["unit"] not in units[line["product"]]:
            raise invalid(f"lines.{position}.unit", "unit", NO_UNIT, line=position + 1)


def before_price_list(write: Write, price_list: PriceList) -> None:
    """There is one default: the former one steps back."""
    if not price_list.is_default or (price_list._loaded or {}).get("is_default"):
        return
    for other in PriceList.objects.filter(is_default=True).exclude(pk=price_list.pk):
        write.update(other, verb="price_list.update", is_default=False)


def check_must_stock(write: Write, must_stock: MustStockList) -> None:
    """A list that fits on the sheet."""
    if len(must_stock.products) > 500:
        raise invalid("products", "too_many", TOO_MANY)
