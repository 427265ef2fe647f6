"""Reading orders: the customer's panel and timeline, the manager's figures and cards, the phone's share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from outrider.customers.queries import owned
from outrider.engine.access.actor import Actor
from outrider.engine.database.prepared import Prepared, key
from outrider.engine.database.prepared import moment as moment_place
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.extensions import Panel, panels, timeline
from outrider.engine.entities.queries import visible
from outrider.engine.sync.declarations import Ids
from outrider.kernel import clock
from outrider.kernel.money import format_money
from outrider.kernel.text import T, Text
from outrider.orders.entities import ORDER, STATUSES
from outrider.orders.models import Order
from outrider.orders.rules import COUNTS
from outrider.visits.board import DayQuestion, day_figures, person_figures, visit_figures

PLACED = T("订单 {number}", "Order {number}")
DRAFTED = T("订单草稿", "Draft order")
COLUMNS: tuple[tuple[str, Text], ...] = (
    ("number", T("单号", "Number")),
    ("placed_at", T("下单时间", "Placed at")),
    ("quantity_text", T("数量", "Quantity")),
    ("total", T("金额", "Total")),
    ("status", T("状态", "Status")),
)
PHONE_DAYS = 31
LAST_ORDERS = 3


def status_label(status: str, language: str) -> str:
    """The word for a state."""
    return next(text for key, text in STATUSES if key == status).say(language)


# -- on the customer's page -------------------------------------------------------------------------


def _of_customer(actor: Actor, customer_id: UUID) -> QuerySet[Order]:
    """A customer's orders: who may read the customer reads what was ordered there, by whomever."""
    return Order.objects.filter(customer_id=customer_id)


def _panel(actor: Actor, customer: Any) -> dict[str, Any]:
    rows = _of_customer(actor, customer.pk).order_by("-occurred_at")[:5]
    return {
        "kind": "rows",
        "entity": ORDER.key,
        "columns": [{"key": key, "label": label.say(actor.language)} for key, label in COLUMNS],
        "rows": [
            {
                "id": str(row.pk),
                "number": row.number or DRAFTED.say(actor.language),
                "placed_at": moment(row.occurred_at),
                "quantity_text": row.quantity_text,
                "total": format_money(row.total),
                "status": status_label(row.status, actor.language),
            }
            for row in rows
        ],
    }


def _timeline(actor: Actor, customer_id: UUID, before: datetime | None, limit: int) -> list[dict[str, Any]]:
    return [_event(row, actor.language) for row in _told(limit)(customer_id, before or clock.NEVER)]


@cache
def _told(limit: int) -> Prepared[Order]:
    shown = ("number", "occurred_at", "quantity_text", "total", "status", "note", "rep__name")
    rows = Order.objects.filter(customer_id=key(), occurred_at__lt=moment_place(1)).select_related("rep")
    return Prepared(lambda: rows.only(*shown).order_by("-occurred_at")[:limit])


def _event(order: Order, language: str) -> dict[str, Any]:
    title = PLACED.say(language, number=order.number) if order.number else DRAFTED.say(language)
    return {
        "kind": "order",
        "entity": ORDER.key,
        "id": str(order.pk),
        "at": moment(order.occurred_at),
        "title": title,
        "text": order.quantity_text,
        "person": {"id": str(order.rep_id), "name": order.rep.name},
        "photos": [],
        "facts": {"status": order.status, "total": format_money(order.total), "note": order.note},
    }


panels.add("customer", Panel("orders", T("最近订单", "Last orders"), _panel, "order"))
timeline.add("customer", _timeline)


# -- in the manager's day ---------------------------------------------------------------------------


def _counted(asked: DayQuestion, on: date, until: datetime | None = None) -> QuerySet[Order]:
    rows = Order.objects.filter(business_date=on, rep__in=asked.people, status__in=COUNTS)
    return rows.filter(occurred_at__lte=until) if until else rows


def figures_of_day(asked: DayQuestion) -> dict[str, Any]:
    """Orders and their amount, against the same weekday last week up to the same hour."""
    week = timedelta(days=7)
    sums = _counted(asked, asked.on).aggregate(count=Count("pk"), amount=Sum("total"))
    former = _counted(asked, asked.on - week, asked.now - week).aggregate(amount=Sum("total"))["amount"] or 0
    amount = sums["amount"] or 0
    # Whole percent, rounded half up; against nothing there is no percentage.
    percent = (200 * (amount - former) + former) // (2 * former) if former else None
    against = {"amount": format_money(former), "percent": percent}
    return {"count": sums["count"], "amount": format_money(amount), "against": against}


def figures_of_people(asked: DayQuestion) -> dict[UUID, dict[str, Any]]:
    """Each person's amount of the day."""
    rows = (
        _counted(asked, asked.on).values("rep_id").annotate(count=Count("pk"), amount=Sum("total")).order_by()
    )
    return {row["rep_id"]: {"amount": format_money(row["amount"]), "orders": row["count"]} for row in rows}


def figures_of_visits(visit_ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """What was ordered on each visit."""
    found: dict[UUID, dict[str, Any]] = {}
    sums: dict[UUID, int] = {}
    rows = Order.objects.filter(visit_id__in=visit_ids, status__in=COUNTS | {"draft"})
    for order_id, visit_id, status, total in rows.order_by("occurred_at").values_list(
        "pk", "visit_id", "status", "total"
    ):
        entry = found.setdefault(visit_id, {"orders": [], "amount": "0.00"})
        entry["orders"].append(str(order_id))
        sums[visit_id] = sums.get(visit_id, 0) + (total if status in COUNTS else 0)
        entry["amount"] = format_money(sums[visit_id])
    return found


day_figures.add("orders", figures_of_day)
person_figures.add("orders", figures_of_people)
visit_figures.add("orders", figures_of_visits)


# -- on the phone -----------------------------------------------------------------------------------


def own_orders(person_id: UUID, today: date) -> Q:
    """A rep's own orders of the last month, and drafts of any age."""
    recent = Q(business_date__gte=today - timedelta(days=PHONE_DAYS)) | Q(status="draft")
    return Q(rep=person_id) & recent


def last_orders(person_id: UUID, customer_ids: Ids) -> list[tuple[str, QuerySet[Any]]]:
    """The last three orders of each own customer, whoever took them."""
    place = Window(RowNumber(), partition_by=F("customer"), order_by=F("occurred_at").desc())
    rows = Order.objects.filter(customer__in=owned(person_id, customer_ids))
    return [(ORDER.key, rows.annotate(place=place).filter(place__lte=LAST_ORDERS))]


# -- for what upper packages compute of a customer's orders -------------------------------------------

# States in which an order counts as sold.
SOLD = COUNTS
# customer, order, when it was placed, its business day, total, quantities in words
Sold = tuple[UUID, UUID, datetime, date, int, str]


def sold_to(customer_ids: Sequence[UUID], newest: int) -> list[Sold]:
    """Orders that count as sold, the newest of each customer first.

    At most ``newest`` of one customer; of several customers the caller leaves out what lies beyond.
    """
    if len(customer_ids) == 1:
        return _sold_to_one(newest)(customer_ids[0])
    return list(_sold(Order.objects.filter(customer__in=customer_ids)))


def _sold(rows: QuerySet[Order]) -> Any:
    counted = rows.filter(status__in=sorted(COUNTS)).order_by("customer_id", "-occurred_at", "-id")
    return counted.values_list("customer_id", "pk", "occurred_at", "business_date", "total", "quantity_text")


@cache
def _sold_to_one(newest: int) -> Prepared[Sold]:
    return Prepared(lambda: _sold(Order.objects.filter(customer=key()))[:newest])


def sold_on(people: Sequence[UUID], on: date, most: int = 60) -> dict[UUID, dict[str, Any]]:
    """Each person's orders of a day that count: how many, their amount, and the first of them in a list."""
    found: dict[UUID, dict[str, Any]] = {}
    sums: dict[UUID, int] = {}
    rows = Order.objects.filter(business_date=on, rep__in=people, status__in=COUNTS).select_related(
        "customer"
    )
    for row in rows.only(
        "rep_id", "customer__name", "total", "quantity_text", "status", "number", "customer_id"
    ).order_by("occurred_at", "id"):
        entry = found.setdefault(row.rep_id, {"count": 0, "amount": "0.00", "rows": []})
        sums[row.rep_id] = sums.get(row.rep_id, 0) + row.total
        entry["count"] += 1
        entry["amount"] = format_money(sums[row.rep_id])
        if len(entry["rows"]) < most:
            entry["rows"].append({
                "id": str(row.pk), "customer": str(row.customer_id), "name": row.customer.name,
                "number": row.number, "status": row.status, "total": format_money(row.total),
                "quantity": row.quantity_text,
            })  # fmt: skip
    return found


def readable(actor: Actor) -> QuerySet[Order]:
    """The orders that the actor may read."""
    return visible(ORDER, actor)
