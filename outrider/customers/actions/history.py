"""When history that was moved in is taken back: the days that were kept on a customer because of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from outrider.customers.models import Customer
from outrider.engine.entities.verbs import Write

NAMES = {"last_visit_on": "customer.visited", "last_order_on": "customer.ordered"}


def days_again(write: Write, customer_id: UUID, **days: date | None) -> None:
    """Set the day of the last visit or order to what the remaining facts say."""
    customer = Customer.all_objects.select_for_update(of=("self",)).get(pk=customer_id)
    for column, on in days.items():
        changed: dict[str, Any] = {column: on}
        if getattr(customer, column) != on:
            write.update(customer, verb=NAMES[column], **changed)
