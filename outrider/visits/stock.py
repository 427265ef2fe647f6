"""The stock count: the one step kind of this package that writes rows of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from outrider.catalog.queries import Goods, goods, to_base
from outrider.engine.entities.verbs import Write
from outrider.kernel.money import LIMIT, parse_quantity
from outrider.kernel.text import T
from outrider.visits.models import StepResult, StockLine, Visit
from outrider.visits.steps import StepKind, StockData, StockLineInput, step_kinds

UNKNOWN_PRODUCT = T(
    "盘点中有 {count} 个商品系统里没有", "{count counted product|counted products} unknown here"
)
UNKNOWN_UNIT = T(
    "盘点中有 {count} 个商品的单位已改变", "Changed units: {count counted product|counted products}"
)


def _done(data: Mapping[str, Any], photos: int, config: Mapping[str, Any]) -> bool:
    return bool(data.get("lines"))


def _entered(line: StockLineInput) -> dict[str, int]:
    return {unit: parse_quantity(text) for unit, text in line.units.items()}


def _base(product: Goods, line: StockLineInput) -> int | None:
    """The count in base units, or None when it names a unit that the product no longer has."""
    try:
        total = to_base(product.units, _entered(line))
    except KeyError:
        return None
    return total if total <= LIMIT else None


def keep_lines(write: Write, visit: Visit, result: StepResult, data: StockData) -> None:
    """One row per counted product; what cannot be understood stays in the result and is flagged."""
    keep_many(write, [(visit, result, data)])


def keep_many(write: Write, counts: Sequence[tuple[Visit, StepResult, StockData]]) -> None:
    """The rows of many counts at once."""
    products = goods(line.product_id for _, _, data in counts for line in data.lines)
    rows = [row for count in counts for row in _rows(write, *count, products)]
    write.create_many(rows)


def _rows(
    write: Write, visit: Visit, result: StepResult, data: StockData, products: Mapping[UUID, Goods]
) -> list[StockLine]:
    lines = {line.product_id: line for line in data.lines if line.product_id in products}
    unknown = len({line.product_id for line in data.lines}) - len(lines)
    if unknown:
        write.flag("product_unknown", UNKNOWN_PRODUCT, count=unknown)
    counted = {product_id: _base(products[product_id], line) for product_id, line in lines.items()}
    foreign = sum(1 for base in counted.values() if base is None)
    if foreign:
        write.flag("unit_unknown", UNKNOWN_UNIT, count=foreign)
    return [
        StockLine(
            visit=visit,
            step_result=result,
            customer_id=visit.customer_id,
            product_id=product_id,
            units=dict(line.units),
            quantity=counted[product_id],
            out_of_stock=line.out_of_stock,
            near_expiry=line.near_expiry,
            occurred_at=result.occurred_at,
            business_date=visit.business_date,
        )
        for product_id, line in lines.items()
    ]


step_kinds.add(
    "stock_count",
    StepKind(
        key="stock_count",
        label=T("盘点库存", "Stock count"),
        icon="package-search",
        data=StockData,
        done=_done,
        stored=keep_lines,
        stored_many=keep_many,
        entity="product",
    ),
)
