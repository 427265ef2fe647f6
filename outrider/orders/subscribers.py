"""What orders plug into lower packages: the order step, the manager's cards, the phone's share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from outrider.customers.queries import by_ids
from outrider.engine.access.actor import DESK
from outrider.engine.entities.actions import perform
from outrider.engine.entities.verbs import Input
from outrider.engine.identity.queries import names_of
from outrider.engine.messaging.declarations import Commented, commented
from outrider.engine.sync.declarations import Slice, companions, slices
from outrider.kernel.money import format_money
from outrider.kernel.text import T
from outrider.orders import rules
from outrider.orders.models import Order
from outrider.orders.queries import last_orders, own_orders, readable
from outrider.visits.board import DayQuestion, QueueAction, QueueItem, QueueSource, queue_sources
from outrider.visits.steps import ConfigField, StepKind, step_kinds

# -- the order step ---------------------------------------------------------------------------------


class OrderStepData(Input):
    """Which order was placed in this step; the order itself is a command of its own. None: nothing ordered."""

    order_id: UUID | None = None


def _done(data: Mapping[str, Any], photos: int, config: Mapping[str, Any]) -> bool:
    return bool(data.get("order_id"))


step_kinds.add(
    "order",
    StepKind(
        key="order",
        label=T("下单", "Order"),
        icon="clipboard-list",
        data=OrderStepData,
        config_fields=(ConfigField("talking_points", "long_text", T("话术要点", "Talking points")),),
        done=_done,
        entity="order",
    ),
)

# -- what waits for a manager -----------------------------------------------------------------------

TITLE = T("{rep} · {customer}", "{rep} · {customer}")
APPROVAL_ACTIONS = (
    QueueAction("approve", T("通过", "Approve")),
    QueueAction("reject", T("退回", "Return"), danger=True),
)
FLAG_ACTIONS = (
    QueueAction("seen", T("知道了", "Let it stand")),
    QueueAction("cancel", T("作废", "Void"), danger=True),
)


def _waiting(asked: DayQuestion, **state: Any) -> Any:
    """Orders in the asker's scope; his own are decided by somebody else."""
    rows = readable(asked.actor).filter(**state).exclude(rep=asked.actor.id)
    return rows if asked.actor.has(*DESK) else rows.none()


def _pending(asked: DayQuestion) -> Any:
    return _waiting(asked, status=rules.PENDING)


def _flagged(asked: DayQuestion) -> Any:
    return _waiting(asked, flagged=True, status__in=rules.COUNTS - {rules.PENDING})


def _cards(kind: str, actions: tuple[QueueAction, ...], rows: Any, language: str) -> list[QueueItem]:
    orders: list[Order] = list(rows)
    names = names_of(order.rep_id for order in orders)
    customers = by_ids({order.customer_id for order in orders})
    return [
        QueueItem(
            kind=kind,
            record_id=order.pk,
            entity="order",
            title=TITLE.say(language, rep=names[order.rep_id], customer=customers[order.customer_id].name),
            text=_text(order, language),
            at=order.occurred_at,
            actions=actions,
            facts={"number": order.number, "total": format_money(order.total)},
        )
        for order in orders
    ]


def _text(order: Order, language: str) -> str:
    said = [order.number, order.quantity_text, f"¥{format_money(order.total)}"]
    what = " · ".join(part for part in said if part)
    return "\n".join([what, *(flag["text"].get(language, "") for flag in order.flags[:3])])


def _decide(asked: DayQuestion, record_id: UUID, action: str, reason: str) -> None:
    payload = {"reason": reason} if action in ("reject", "cancel") else {}
    perform(f"order.{action}", payload, actor=asked.actor, record_id=record_id)


queue_sources.add(
    "approval",
    QueueSource(
        "approval",
        T("待审核订单", "Orders to approve"),
        lambda asked, limit: _cards(
            "approval", APPROVAL_ACTIONS, _pending(asked).order_by("occurred_at")[:limit], asked.language
        ),
        lambda asked: _pending(asked).count(),
        _decide,
        APPROVAL_ACTIONS,
        entity="order",
    ),
)
queue_sources.add(
    "order_flags",
    QueueSource(
        "order_flags",
        T("订单提醒", "Orders to look at"),
        lambda asked, limit: _cards(
            "order_flags", FLAG_ACTIONS, _flagged(asked).order_by("occurred_at")[:limit], asked.language
        ),
        lambda asked: _flagged(asked).count(),
        _decide,
        FLAG_ACTIONS,
        entity="order",
    ),
)

commented.add("order", Commented("order", lambda order: f"{order.customer.name} {order.number}".strip()))

# -- what a phone carries ---------------------------------------------------------------------------

slices.add("order", Slice(rows=own_orders))
companions.add("customer", last_orders)
