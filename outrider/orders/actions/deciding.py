"""What people decide about an order: confirm, approve, reject, deliver, complete, void, look at.

Promises: each verb starts only from the states of ``rules.MAY_START``; nobody approves his own order, nor
one whose amount changed since he looked; a void order no longer counts as the customer's last.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from outrider.customers.actions import mark_ordered, unmark_ordered
from outrider.engine.access.actor import DESK, STAFF
from outrider.engine.access.policy import require
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.verbs import Empty, Held, Input, Line, Retry, Write, verb
from outrider.kernel.errors import conflict, forbidden, invalid, not_found
from outrider.kernel.money import format_money
from outrider.kernel.text import T
from outrider.orders import rules
from outrider.orders.actions.submit import NO_LINES, leave_draft
from outrider.orders.entities import ORDER
from outrider.orders.models import Order
from outrider.orders.sheet import Price, Void

OWN_ORDER = T("不能审核自己的订单", "You cannot approve your own order")
AMOUNT_CHANGED = T("金额已变化,请重新查看", "The amount has changed; look again")
TOO_LATE = T("这个状态的订单不能作废", "An order in this state cannot be voided")
APPROVED = T("订单 {number} 已通过", "Order {number} was approved")
REJECTED = T("订单 {number} 被退回", "Order {number} was returned")
AT_CUSTOMER = T("{customer},{reason}", "{customer}: {reason}")


class Reason(Input):
    """Why."""

    reason: Annotated[Line, StringConstraints(min_length=1, max_length=500)]


class Remark(Input):
    """A remark, if there is one."""

    note: Annotated[Line, StringConstraints(max_length=500)] = ""


class Approve(Input):
    """What the approver saw: an approval counts for that amount only."""

    total: Price | None = None


REASON_FIELD = Field("reason", "text", T("原因", "Reason"), required=True, max_length=500)


@verb(
    "order.confirm",
    entity="order",
    input=Empty,
    label=T("确认下单", "Confirm"),
    icon="check",
    roles=STAFF,
    when=lambda order: rules.may("confirm", order.status),
    console=True,
)
def confirm(write: Write, order: Order, data: Empty) -> Order:
    """Turn a draft into an order: it gets its number, and waits for approval where that is wanted."""
    if not order.lines:
        raise invalid("lines", "required", NO_LINES)
    leave_draft(write, order)
    write.update(order)
    mark_ordered(write, order.customer, order.business_date)
    return order


@verb(
    "order.approve",
    entity="order",
    input=Approve,
    label=T("通过", "Approve"),
    icon="check-check",
    roles=DESK,
    when=lambda order: rules.may("approve", order.status),
    offline=True,
    console=True,
    bulk=True,
)
def approve(write: Write, order: Order, data: Approve) -> Order:
    """Confirm a pending order."""
    if order.rep_id == write.actor.id:
        raise forbidden(OWN_ORDER)
    if data.total is not None and data.total != format_money(order.total):
        raise conflict("amount_changed", AMOUNT_CHANGED)
    write.update(
        order,
        status=rules.CONFIRMED,
        confirmed_at=write.at,
        confirmed_by_id=write.actor.id,
        flagged=False,
        reason="",
    )
    _tell_rep(write, order, "order_approved", True)
    return order


@verb(
    "order.reject",
    entity="order",
    input=Reason,
    label=T("退回", "Return"),
    icon="undo-2",
    roles=DESK,
    when=lambda order: rules.may("reject", order.status),
    offline=True,
    console=True,
    danger=True,
    params=(REASON_FIELD,),
)
def reject(write: Write, order: Order, data: Reason) -> Order:
    """Void a pending order with a reason; the rep may place another one."""
    if order.rep_id == write.actor.id:
        raise forbidden(OWN_ORDER)
    _void(write, order, data.reason)
    _tell_rep(write, order, "order_rejected", False)
    return order


def _tell_rep(write: Write, order: Order, kind: str, approved: bool) -> None:
    write.notify(
        order.rep_id,
        kind,
        APPROVED if approved else REJECTED,
        AT_CUSTOMER,
        f"/orders/{order.pk}",
        number=order.number,
        customer=order.customer.name,
        reason=order.reason or format_money(order.total),
    )


@verb(
    "order.deliver_part",
    entity="order",
    input=Remark,
    label=T("部分发货", "Deliver in part"),
    icon="truck",
    roles=DESK,
    when=lambda order: rules.may("deliver_part", order.status),
    console=True,
    params=(Field("note", "text", T("说明", "Note"), max_length=500),),
)
def deliver_part(write: Write, order: Order, data: Remark) -> Order:
    """Note that some of it is on its way."""
    return write.update(order, status=rules.PARTLY_DELIVERED, reason=data.note)


@verb(
    "order.complete",
    entity="order",
    input=Empty,
    label=T("完成", "Complete"),
    icon="package-check",
    roles=DESK,
    when=lambda order: rules.may("complete", order.status),
    console=True,
    bulk=True,
)
def complete(write: Write, order: Order, data: Empty) -> Order:
    """All of it was delivered."""
    return write.update(order, status=rules.COMPLETED, reason="")


@verb("order.void", input=Void, label=T("作废", "Void"), roles=STAFF, offline=True)
def void(write: Write, data: Void) -> Order:
    """Void an order from a phone; one that was delivered meanwhile is held for a person to decide."""
    order = Order.objects.select_for_update(of=("self",)).filter(pk=data.order_id).first()
    if order is None:
        raise not_found() if write.source == "api" else Retry("order", data.order_id)
    require(ORDER.policy, ORDER.scope, write.actor, "update", order)
    if order.status == rules.VOID:
        return order
    if not rules.may("void", order.status):
        raise conflict("too_late", TOO_LATE) if write.source == "api" else Held("too_late", TOO_LATE)
    return _void(write, order, data.reason)


@verb(
    "order.cancel",
    entity="order",
    input=Reason,
    label=T("作废", "Void"),
    icon="ban",
    roles=STAFF,
    when=lambda order: rules.may("void", order.status),
    console=True,
    danger=True,
    params=(REASON_FIELD,),
)
def cancel(write: Write, order: Order, data: Reason) -> Order:
    """Void an order on the console; journalled as ``order.void`` like the phone's."""
    return _void(write, order, data.reason)


def _void(write: Write, order: Order, reason: str) -> Order:
    counted = order.status in rules.COUNTS
    write.update(order, verb="order.void", status=rules.VOID, reason=reason, flagged=False)
    if counted:
        unmark_ordered(write, order.customer_id, order.business_date, _last_order_on(order))
    return order


def _last_order_on(order: Order) -> date | None:
    """The business date of the customer's last order that still counts."""
    others = Order.objects.filter(customer_id=order.customer_id, status__in=rules.COUNTS)
    days = others.exclude(pk=order.pk).order_by("-business_date").values_list("business_date", flat=True)
    return days.first()


@verb(
    "order.seen",
    entity="order",
    input=Empty,
    label=T("已查看", "Looked at"),
    icon="eye",
    roles=DESK,
    when=lambda order: bool(order.flagged),
    console=True,
    bulk=True,
)
def seen(write: Write, order: Order, data: Empty) -> Order:
    """Somebody looked at the flags and lets the order stand."""
    return write.update(order, flagged=False)
