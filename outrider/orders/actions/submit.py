"""Submitting an order: a phone's sheet becomes a draft or an order.

Promises: a sheet from a phone is stored whatever changed meanwhile, with flags; the number is claimed once,
when the order leaves the draft; its lines are never changed after that.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from outrider.customers.actions import fact_customer, fact_time, mark_ordered
from outrider.engine.access.actor import STAFF
from outrider.engine.access.policy import require
from outrider.engine.entities.actions import same_or_conflict
from outrider.engine.entities.finding import find
from outrider.engine.entities.numbers import claim
from outrider.engine.entities.verbs import Retry, Write, verb
from outrider.engine.identity.queries import company, setting
from outrider.kernel.errors import invalid
from outrider.kernel.money import parse_quantity
from outrider.kernel.period import business_date
from outrider.kernel.text import T, Text
from outrider.orders import rules
from outrider.orders.actions.sources import Sources
from outrider.orders.entities import ORDER
from outrider.orders.models import Order
from outrider.orders.sheet import OrderInput, Sheet, price_sheet

NO_LINES = T("订单没有商品", "The order has no lines")
DELIVERY_PAST = T("期望送货日早于下单日", "The wished delivery day lies before the order")
DISTRIBUTOR_GONE = T("供货经销商已停用", "The supplying distributor is gone")
OTHER_VISIT = T("订单写的拜访不属于这位客户", "The visit named belongs to another customer")


class Taker(NamedTuple):
    """Whose order it is."""

    id: UUID
    department_id: UUID | None


@verb("order.submit", input=OrderInput, label=T("下单", "Submit order"), roles=STAFF, offline=True)
def submit(write: Write, data: OrderInput) -> Order:
    """Store a sheet as a draft or an order.

    A draft of the same rep is replaced; a repeated id with equal contents answers the present order, with
    other contents it is refused.
    """
    if not data.lines and not data.draft:
        raise invalid("lines", "required", NO_LINES)
    present: Order | None = find(ORDER, data.order_id, locked=True)
    if present is not None and present.status != rules.DRAFT:
        return _repeated(write, present, data)
    taker = Taker(write.actor.id, write.actor.department_id)
    values = _understood(write, data, taker)
    if present:
        return _replace(write, present, data, values)
    return _new(write, _drafted(data, values, taker), data)


def _understood(
    write: Write, data: OrderInput, taker: Taker, sources: Sources | None = None
) -> dict[str, Any]:
    """The columns of the order that a sheet asks for."""
    sources = sources or Sources()
    customer = fact_customer(write, data.customer_id, sources.customer(data.customer_id))
    placed = fact_time(write, data.placed_at)
    on = business_date(placed, write.time_zone)
    sheet = price_sheet(data.lines, sources.goods(line.product_id for line in data.lines), sources.book(on))
    _check_references(write, data, sheet, on, sources, taker)
    return {
        "customer": customer,
        "visit_id": data.visit_id,
        "supplying_distributor_id": data.supplying_distributor_id,
        "delivery_on": data.delivery_on,
        "payment": data.payment,
        "note": data.note or "",
        "occurred_at": placed,
        "business_date": on,
        **_priced(sheet),
    }


def _priced(sheet: Sheet) -> dict[str, Any]:
    sums = rules.totals(sheet.values)
    return {
        "lines": sheet.stored,
        "flags": sheet.flags,
        "flagged": bool(sheet.flags),
        "total": sums.total,
        "quantity_text": sums.quantity_text[:120],
        "product_count": sums.product_count,
    }


def order_from(write: Write, data: OrderInput, sources: Sources, taker: Taker) -> Order:
    """A new order from a sheet, still a draft and not yet stored."""
    return _drafted(data, _understood(write, data, taker, sources), taker)


def _drafted(data: OrderInput, values: dict[str, Any], taker: Taker) -> Order:
    return Order(
        id=data.order_id,
        rep_id=taker.id,
        department_id=taker.department_id,
        currency=company().currency,
        **values,
    )


def _new(write: Write, order: Order, data: OrderInput) -> Order:
    if not data.draft:
        leave_draft(write, order)
    write.create(order)
    return _announce(write, order)


def _replace(write: Write, order: Order, data: OrderInput, values: dict[str, Any]) -> Order:
    require(ORDER.policy, ORDER.scope, write.actor, "update", order)
    same_or_conflict(order.rep_id == write.actor.id)
    for name, value in values.items():
        setattr(order, name, value)
    if not data.draft:
        leave_draft(write, order)
    write.update(order)
    return _announce(write, order)


def leave_draft(write: Write, order: Order, number: str = "") -> None:
    """Claim the number, unless it has had one, and decide whether somebody must look first."""
    order.number = number or claim(write, "order", order.business_date)
    lines = [_value(line) for line in order.lines]
    order.status = rules.status_after_submit(setting("orders.approval"), lines)
    if order.status == rules.CONFIRMED:
        order.confirmed_at, order.confirmed_by_id = write.at, write.actor.id


def _value(line: dict[str, Any]) -> rules.Line:
    return rules.Line(
        line["product"],
        line["unit_name"],
        line["unit_rank"],
        line["quantity"],
        line["price"],
        line["gift"],
        line["list_price"],
    )


def _announce(write: Write, order: Order) -> Order:
    for flag in order.flags:
        write.flag(flag["code"], Text(flag["text"]["zh-Hans"], flag["text"]["en"]))
    if order.status != rules.DRAFT:
        mark_ordered(write, order.customer, order.business_date)
    return order


def _check_references(
    write: Write, data: OrderInput, sheet: Sheet, on: date, sources: Sources, taker: Taker
) -> None:
    """What the sheet names besides its customer: unknown is still on its way, changed is flagged."""
    if data.delivery_on and data.delivery_on < on:
        sheet.flag("delivery_past", DELIVERY_PAST)
    if data.supplying_distributor_id:
        found = sources.firm(data.supplying_distributor_id)
        if found is None:
            raise Retry("customer", data.supplying_distributor_id)
        if found.deleted_at is not None or found.status != "active":
            sheet.flag("distributor_gone", DISTRIBUTOR_GONE)
    if data.visit_id:
        visit = sources.visit(data.visit_id)
        if visit is None:
            raise Retry("visit", data.visit_id)
        if visit != (data.customer_id, taker.id):
            sheet.flag("other_visit", OTHER_VISIT)


def _repeated(write: Write, present: Order, data: OrderInput) -> Order:
    """The present order when the sheet says the same; 409 otherwise."""
    require(ORDER.policy, ORDER.scope, write.actor, "read", present)
    said = [
        (str(line.line_id), str(line.product_id), line.unit, parse_quantity(line.quantity), line.gift)
        for line in data.lines
    ]
    kept = [
        (line["id"], line["product"], line["unit"], line["quantity"], line["gift"]) for line in present.lines
    ]
    about = (present.customer_id, present.payment)
    same_or_conflict(said == kept and about == (data.customer_id, data.payment))
    return present
