"""Orders of the past in one go: history that is moved in, or told by the simulator.

Each sheet passes the checks of ``order.submit``; the rows of all are written together.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Limits

from outrider.customers.actions import FIELD_ROLES, mark_ordered
from outrider.engine.database.writing import insert
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.kernel.errors import forbidden
from outrider.kernel.text import T
from outrider.orders import rules
from outrider.orders.actions.sources import Sources
from outrider.orders.actions.submit import leave_draft, order_from, rows_of
from outrider.orders.models import Order, OrderLine
from outrider.orders.sheet import OrderInput

SOURCES = frozenset({"import", "simulator"})
MOST = 500


class RecordOrders(Input):
    """The actor's own sheets, in order of time; ``delivered`` says that all of them have come to their shops."""

    orders: Annotated[list[OrderInput], Limits(max_length=MOST)]
    delivered: bool = False


@verb("order.record", input=RecordOrders, label=T("补录订单", "Record past orders"), roles=FIELD_ROLES)
def record_orders(write: Write, data: RecordOrders) -> list[Order]:
    """Write orders of the past with their numbers and states. Known ids are left as they are."""
    if write.source not in SOURCES:
        raise forbidden()
    ids = [sheet.order_id for sheet in data.orders]
    known = set(Order.all_objects.filter(pk__in=ids).values_list("pk", flat=True))
    orders: list[Order] = []
    rows: list[OrderLine] = []
    sources = Sources()
    sources.load(data.orders)
    for sheet in data.orders:
        if sheet.order_id in known:
            continue
        order, priced = order_from(write, sheet, sources)
        if not sheet.draft:
            leave_draft(write, order)
            if data.delivered and order.status == rules.CONFIRMED:
                order.status = rules.COMPLETED
        orders.append(order)
        rows += rows_of(order, priced)
    write.create_many(orders)
    insert(rows)  # raw write: they repeat the orders' journalled lines
    _mark(write, [order for order in orders if order.number])
    return orders


def _mark(write: Write, orders: list[Order]) -> None:
    """The day of the last order, only where it is newer than the one that stands there."""
    for order in {order.customer_id: order for order in orders}.values():
        mark_ordered(write, order.customer, order.business_date)
