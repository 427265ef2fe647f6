"""History that is moved in: whose it was, and the days that are kept on a customer because of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from outrider.customers.models import Customer
from outrider.engine.entities.verbs import Write
from outrider.engine.exchange.declaration import Refused, Row
from outrider.kernel.text import T

NO_REP = T("没写业务员,客户也没有负责人", "No rep is written, and the customer has no owner")
REP_TAKEN = T("没写业务员,记为客户现在的负责人", "No rep is written; the customer's present owner was taken")
NAMES = {"last_visit_on": "customer.visited", "last_order_on": "customer.ordered"}


def rep_then(row: Row, said: UUID | None, customer: Customer) -> UUID | Refused:
    """Who did it: as the file says, else the customer's present owner, which the row's report then says."""
    rep = said or customer.owner_id
    if rep is None:
        return Refused("no_rep", NO_REP, "rep")
    if said is None:
        row.mend("rep_taken", REP_TAKEN)
    return rep


def days_again(write: Write, customer_id: UUID, **days: date | None) -> None:
    """Set the day of the last visit or order to what the remaining facts say."""
    customer = Customer.all_objects.select_for_update(of=("self",)).get(pk=customer_id)
    for column, on in days.items():
        changed: dict[str, Any] = {column: on}
        if getattr(customer, column) != on:
            write.update(customer, verb=NAMES[column], **changed)
