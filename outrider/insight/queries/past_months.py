"""What a person's phone carries of the months that his 业绩 is compared with: figures from their first day up to each.

The phone itself holds a month of orders and visits; beside it stand the month before and the same month a year before.
Of each the sums up to every day are sent, so that the phone compares the same days by its own calendar, also offline.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from outrider.engine.access.actor import Actor
from outrider.engine.sync.declarations import view_stamps, views
from outrider.insight.queries.results import BESIDE, Span, by_day_of, figures, rows_of
from outrider.kernel.period import month_bounds, same_days


def past_months(actor: Actor, today: date) -> list[dict[str, Any]]:
    """One row a month ("2026-10") of which anything is known: its figures from day 1 up to each of its days."""
    months = [same_days(today.replace(day=1), today, back)[0] for back in BESIDE.values()]
    return [row for first in months if (row := _month(actor, first))]


def _month(actor: Actor, first: date) -> dict[str, Any]:
    span = Span(first, month_bounds(first)[1] - timedelta(days=1))
    orders, visits = (rows.filter(span.within()) for rows in rows_of(actor, [actor.id]))
    found = by_day_of(orders, visits)
    if not found:
        return {}
    shops = dict[Any, date]()
    for customer, on in orders.order_by("business_date").values_list("customer", "business_date"):
        shops.setdefault(customer, on)
    sums: dict[str, int] = {}
    told = []
    for place in range((span.last - first).days + 1):
        on = first + timedelta(days=place)
        sums = {name: sums.get(name, 0) + found.get(on, {}).get(name, 0) for name in SUMMED}
        told.append(figures({**sums, "active_shops": sum(begun <= on for begun in shops.values())}))
    return {"id": first.isoformat()[:7], "sums": told}


def once_a_day(actor: Actor, today: date) -> str:
    """What is over changes seldom: a look a day is enough."""
    return today.isoformat()


SUMMED = ("orders", "amount", "visits", "effective_visits")
views.add("past_month", past_months)
view_stamps.add("past_month", once_a_day)
