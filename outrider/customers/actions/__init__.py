"""Everything that changes customers: assigning, contacts, activities, new ones from a phone, pins, possible duplicates.

Creating, editing and binning at a desk go through the generic verbs of the engine; their derived columns are in
``derived.py``. Facts from a phone are never refused for business reasons: they are flagged.
"""

from __future__ import annotations

from outrider.customers.actions.creating import create_customer, keep_both
from outrider.customers.actions.history import days_again, rep_then
from outrider.customers.actions.pins import GivenPin, confirm_geocoded, decide_pin, propose_pin, suggest_pin
from outrider.customers.actions.records import (
    assign_owner,
    fact_customer,
    fact_time,
    log_activity,
    mark_ordered,
    mark_visited,
    save_contact,
    unmark_ordered,
    update_customer,
)
from outrider.customers.fieldtypes import pin_columns

__all__ = [
    "GivenPin",
    "assign_owner",
    "confirm_geocoded",
    "create_customer",
    "days_again",
    "decide_pin",
    "fact_customer",
    "fact_time",
    "keep_both",
    "log_activity",
    "mark_ordered",
    "mark_visited",
    "pin_columns",
    "propose_pin",
    "rep_then",
    "save_contact",
    "suggest_pin",
    "unmark_ordered",
    "update_customer",
]
