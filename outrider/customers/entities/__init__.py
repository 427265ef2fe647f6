"""What people must know of customers and of all that hangs on them."""

from __future__ import annotations

from outrider.customers.entities.places import PIN_CHANGE, POSSIBLE_DUPLICATE
from outrider.customers.entities.records import ACTIVITY, CONTACT, CUSTOMER, OWNERSHIP, TAG, customer_slice

__all__ = [
    "ACTIVITY",
    "CONTACT",
    "CUSTOMER",
    "OWNERSHIP",
    "PIN_CHANGE",
    "POSSIBLE_DUPLICATE",
    "TAG",
    "customer_slice",
]
