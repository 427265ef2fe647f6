"""What insight does when something happens below: renew the customer's row, in the same transaction."""

from __future__ import annotations

from typing import Any

from outrider.customers import events as customers
from outrider.engine.entities.verbs import Write, on
from outrider.engine.entities.write import Happened
from outrider.engine.exchange import events as exchange
from outrider.insight.actions import renew
from outrider.insight.queries import cards, panel, past_months, worth
from outrider.orders import events as orders
from outrider.orders.queries import SOLD
from outrider.visits import events as visits

assert cards
assert panel
assert past_months
assert (
    worth
)  # importing them registers cards, the customer's box, what phones carry, and what a visit is worth

WATCHED = frozenset({"grade", "status"})


@on(visits.CHECKED_OUT, visits.COULD_NOT, visits.REVIEWED)
def visited(write: Write, happened: Happened) -> None:
    """A visit ended, or a person decided whether it was one."""
    if {"status", "review"} & happened.changes.keys():
        _renew(write, happened.record)


@on(orders.SUBMITTED, orders.CONFIRMED, orders.VOIDED)
def ordered(write: Write, happened: Happened) -> None:
    """An order began or ceased to count as sold."""
    if SOLD & set(happened.changes.get("status", ())):
        _renew(write, happened.record)


@on(customers.UPDATED)
def changed(write: Write, happened: Happened) -> None:
    """A grade or a state changed: other frequencies, or none."""
    if WATCHED & happened.changes.keys():
        renew(write, {happened.record.pk: happened.record}, outcome="passed")  # type: ignore[dict-item]


def _renew(write: Write, fact: Any) -> None:
    renew(write, {fact.customer_id: fact.customer})


@on(visits.RECORDED, orders.RECORDED)
def recorded(write: Write, happened: Happened) -> None:
    """History was moved in: all of it is looked at once, by a job."""
    if write.source == "import" and write.kept.setdefault("insight.rebuild", happened) is happened:
        write.later("insight.rebuild")


@on(exchange.IMPORTED, exchange.UNDONE)
def moved_in(write: Write, happened: Happened) -> None:
    """A file of orders or visits was imported, or taken back."""
    if getattr(happened.record, "what", "") in ("order", "visit"):
        write.later("insight.rebuild")
