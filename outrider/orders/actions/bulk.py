"""Orders of the past in one go: history that is moved in, or told by the simulator.

Each sheet passes the checks of ``order.submit``; the rows of all are written together. An order that comes from
elsewhere keeps its number and who took it.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field as Limits

from outrider.customers.actions import mark_ordered
from outrider.engine.access.actor import STAFF
from outrider.engine.entities.numbers import hold
from outrider.engine.entities.verbs import Input, Line, Write, verb
from outrider.kernel.errors import forbidden
from outrider.kernel.text import T
from outrider.orders import rules
from outrider.orders.actions.sources import Sources
from outrider.orders.actions.submit import Taker, leave_draft, order_from
from outrider.orders.entities import ORDER
from outrider.orders.models import Order
from outrider.orders.sheet import OrderInput

SOURCES = frozenset({"import", "simulator"})
MOST = 500


class RecordedOrder(OrderInput):
    """One sheet; ``rep`` took it when it was not the actor, ``number`` is the one that it has had."""

    rep: UUID | None = None
    number: Annotated[Line, Limits(max_length=40)] = ""


class RecordOrders(Input):
    """Sheets in order of time; ``delivered`` says that all of them have come to their shops."""

    orders: Annotated[list[RecordedOrder], Limits(max_length=MOST)]
    delivered: bool = False


@verb("order.record", input=RecordOrders, label=T("补录订单", "Record past orders"), roles=STAFF)
def record_orders(write: Write, data: RecordOrders) -> list[Order]:
    """Write orders of the past with their numbers and states. Known ids are left as they are."""
    if write.source not in SOURCES:
        raise forbidden()
    ids = [sheet.order_id for sheet in data.orders]
    known = set(Order.all_objects.filter(pk__in=ids).values_list("pk", flat=True))
    orders: list[Order] = []
    sources = Sources()
    sources.load(data.orders)
    takers = _takers(write, data.orders)
    hold(write, ORDER.key, [sheet.number for sheet in data.orders if sheet.number])
    for sheet in data.orders:
        if sheet.order_id in known:
            continue
        taker = takers[sheet.rep]
        order = order_from(write, sheet, sources, taker)
        if sheet.rep:
            write.originals[order.pk] = (taker.id, order.occurred_at)
        if not sheet.draft:
            leave_draft(write, order, sheet.number)
            if data.delivered and order.status == rules.CONFIRMED:
                order.status = rules.COMPLETED
        orders.append(order)
    write.create_many(orders)
    _mark(write, [order for order in orders if order.number])
    return orders


def _takers(write: Write, sheets: list[RecordedOrder]) -> dict[UUID | None, Taker]:
    """Who took the orders: people whom the actor may read, and himself."""
    takers: dict[UUID | None, Taker] = {None: Taker(write.actor.id, write.actor.department_id)}
    for rep in dict.fromkeys(sheet.rep for sheet in sheets):
        if rep is not None:
            person = write.visible("person", rep)
            takers[rep] = Taker(person.pk, person.department_id)
    return takers


def _mark(write: Write, orders: list[Order]) -> None:
    """The day of the last order, only where it is newer than the one that stands there."""
    for order in {order.customer_id: order for order in orders}.values():
        mark_ordered(write, order.customer, order.business_date)
