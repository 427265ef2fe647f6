"""What a new company can begin with at once: a standard visit, so that the first check-in needs no set-up."""

from __future__ import annotations

from typing import Any

from outrider.engine.entities.verbs import Write, on
from outrider.engine.entities.write import Happened
from outrider.engine.identity.company import module_states
from outrider.kernel.text import T, Text
from outrider.visits.models import VisitType

STANDARD = T("门店标准拜访", "Standard shop visit")
STOREFRONT = T("门头照", "Storefront photo")
DISPLAY = T("陈列照", "Display photo")
STOCK = T("库存", "Stock")
ORDER = T("订单", "Order")
SUMMARY = T("小结", "Summary")
CHIPS = ["已补货", "陈列已整理", "老板满意", "竞品促销中", "老板不在"]
MIN_MINUTES = 3


def _step(key: str, kind: str, name: Text, *, required: bool = False, **config: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "name": name.everywhere(), "required": required, "config": config}


def first_steps(*, selling: bool) -> list[dict[str, Any]]:
    """Photos and a summary; with orders also the shop's stock and what it wants."""
    trade = [_step("stock", "stock_count", STOCK), _step("order", "order", ORDER)] if selling else []
    return [
        _step("storefront", "photo", STOREFRONT, required=True, min_photos=1),
        _step("display", "photo", DISPLAY, min_photos=1),
        *trade,
        _step("summary", "summary", SUMMARY, required=True, chips=CHIPS),
    ]


@on("company.found")
def make_first_visit_type(write: Write, happened: Happened) -> None:
    """The standard visit; an administrator changes it as he likes."""
    if happened.entry.entity != "department":
        return  # the founding writes people as well; the company's own row is its department
    steps = first_steps(selling=module_states().get("orders", True))
    kind = VisitType(name=STANDARD.everywhere(), steps=steps, min_minutes=MIN_MINUTES, is_default=True)
    write.create(kind, verb="visit_type.create")
