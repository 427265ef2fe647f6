"""What is known of customers, their reasons of a day, and whose row the date has overtaken."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat

from outrider.customers.queries import every_customer
from outrider.engine.identity.queries import setting
from outrider.insight import rules
from outrider.insight.entities import FREQUENCIES
from outrider.insight.models import CustomerInsight, CustomerWarning
from outrider.insight.rules import Bought, Came, Known, Reason, Ways
from outrider.kernel.period import business_date
from outrider.orders.queries import sold_to
from outrider.visits.queries import ended_visits

if TYPE_CHECKING:
    from outrider.customers.models import Customer

# More orders or visits of one customer say nothing more: a habit shows in far fewer.
NEWEST = 500
# Raise it when the rules change what they answer: every row is then made again by the hourly job.
FORM = "1"


def ways() -> Ways:
    """How the company wants it: days between visits by grade (those that have a frequency), days of notice."""
    chosen = {grade.upper(): setting(f"frequency.{grade}") for grade, _ in FREQUENCIES}
    every = {grade: days for grade, days in chosen.items() if days}
    return Ways(every, setting("frequency.lead_days"))


def basis_form(used: Ways) -> str:
    """A short mark of rules and settings."""
    said = json.dumps([FORM, dict(used.every), used.lead], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def basis_of(form: str, customer: Customer) -> str:
    """What a customer's row was made with beside orders and visits."""
    return f"{form}:{customer.grade}:{customer.status}"


def known_of(customers: Mapping[UUID, Customer], zone: str) -> dict[UUID, Known]:
    """What is known of customers: two statements, however many they are."""
    ids = list(customers)
    orders: dict[UUID, list[Bought]] = defaultdict(list)
    for customer_id, pk, at, on, total, quantity in sold_to(ids, NEWEST):
        if len(orders[customer_id]) < NEWEST:
            orders[customer_id].append(Bought(str(pk), at, on, total, quantity))
    visits: dict[UUID, list[Came]] = defaultdict(list)
    for customer_id, pk, at, on in ended_visits(ids, NEWEST):
        if len(visits[customer_id]) < NEWEST:
            visits[customer_id].append(Came(str(pk), at, on))
    return {
        pk: Known(
            grade=customer.grade,
            active=customer.status == "active" and customer.deleted_at is None,
            since=business_date(customer.created_at, zone),
            orders=orders[pk],
            visits=visits[pk],
        )
        for pk, customer in customers.items()
    }


def outdated(used: Ways, today: date) -> QuerySet[Any]:
    """Ids of the living customers whose row is missing, of yesterday, or made with other settings."""
    wanted = Concat(Value(f"{basis_form(used)}:"), F("grade"), Value(":"), F("status"))
    stale = Q(insight__isnull=True) | Q(insight__next_on__lte=today) | ~Q(insight__basis=wanted)
    # Planned, and the day has passed: either somebody went, or the warning opens again.
    stale |= Q(
        pk__in=CustomerWarning.objects.filter(status="planned", planned_on__lt=today).values("customer")
    )
    return every_customer().filter(stale).order_by("pk").values_list("pk", flat=True)


def warned(today: date) -> QuerySet[Any]:
    """Ids of the customers of whom some reason may be worth a manager's eye."""
    rows = CustomerInsight.objects.filter(warns_on__lte=today, customer__deleted_at__isnull=True)
    return rows.order_by("pk").values_list("pk", flat=True)


def reasons_on(customer_ids: Iterable[UUID], on: date) -> dict[UUID, list[Reason]]:
    """The reasons that hold on a day by customer, the weightiest first; one statement."""
    rows = CustomerInsight.objects.filter(customer__in=list(customer_ids)).values_list("customer", "reasons")
    return {pk: rules.best(map(Reason.read, reasons), on) for pk, reasons in rows}
