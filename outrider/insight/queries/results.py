"""业绩: a month's orders, effective visits and active shops of a team, by person and by day, and beside them the same
days of the month before and of the same month a year before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.queries import visible
from outrider.engine.identity.queries import company_today, team_of
from outrider.kernel.money import format_money
from outrider.kernel.period import month_bounds, same_days
from outrider.orders.queries import SOLD

ORDERED = {"orders": Count("pk"), "amount": Sum("total", default=0)}
VISITED = {"visits": Count("pk"), "effective_visits": Count("pk", filter=Q(effective=True))}
SHOPS = {"active_shops": Count("customer", distinct=True)}
BESIDE = {"last_month": 1, "last_year": 12}
MOST_SHOPS = 500
COUNTED = ("orders", "visits", "effective_visits", "active_shops")


class Span(NamedTuple):
    """Days, both ends included."""

    first: date
    last: date

    def within(self) -> Q:
        """The rows of these days."""
        return Q(business_date__gte=self.first, business_date__lte=self.last)


def results_of(actor: Actor, month: date | None = None) -> dict[str, Any]:
    """``GET /api/console/results``: the month of a day (this one without), within the row scope."""
    today = company_today()
    first, after = month_bounds(month or today)
    own = Span(first, after - timedelta(days=1))
    passed = min(own.last, today)
    spans = {key: Span(*same_days(first, passed, back)) for key, back in BESIDE.items() if passed >= first}
    people = [person for person in team_of(actor) if {"rep", "manager"} & set(person.roles)]
    orders, visits = rows_of(actor, [person.pk for person in people])
    by_person = _by("rep", orders.filter(own.within()), visits.filter(own.within()))
    told = _told(orders, visits, {"own": own, **spans})
    return {
        "month": first.isoformat()[:7],
        "from": first.isoformat(),
        "to": own.last.isoformat(),
        "total": told["own"]["total"],
        "people": [
            {"person": {"id": str(person.pk), "name": person.name}, **figures(by_person.get(person.pk, {}))}
            for person in people
            if "rep" in person.roles or person.pk in by_person
        ],
        "days": [day for day in told["own"]["days"] if day["on"] <= passed.isoformat()],
        "beside": [{"key": key, **told[key]} for key in spans],
    }


def shops_of(actor: Actor, span: Span, rep: UUID | None = None) -> dict[str, Any]:
    """``GET /api/console/results/shops``: the active shops of some days, the largest sum first, at most 500."""
    people = [person.pk for person in team_of(actor) if rep in (None, person.pk)]
    orders, _ = rows_of(actor, people)
    sums = {**ORDERED, "last": Max("business_date")}
    names = ("customer", "customer__name", "customer__grade", "customer__owner__name")
    rows = orders.filter(span.within()).order_by().values(*names).annotate(**sums)
    rows = rows.order_by("-amount", "customer__name", "customer")
    return {
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "total": rows.count(),
        "items": [
            {
                "id": str(row["customer"]),
                "name": row["customer__name"],
                "grade": row["customer__grade"],
                "owner": row["customer__owner__name"] or "",
                "orders": row["orders"],
                "amount": format_money(int(row["amount"])),
                "last_order_on": row["last"].isoformat(),
            }
            for row in rows[:MOST_SHOPS]
        ],
    }


def rows_of(actor: Actor, people: Iterable[Any]) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """What these people sold, and their visits that have ended."""
    orders = visible(entities.get("order"), actor).filter(rep__in=people, status__in=SOLD)
    visits = visible(entities.get("visit"), actor).filter(rep__in=people).exclude(status="open")
    return orders, visits


def _told(orders: QuerySet[Any], visits: QuerySet[Any], spans: dict[str, Span]) -> dict[str, dict[str, Any]]:
    """Of each span its days and its figures as a whole; all spans are read at once."""
    any_of = Q()
    for span in spans.values():
        any_of |= span.within()
    orders, visits = orders.filter(any_of), visits.filter(any_of)
    by_day = by_day_of(orders, visits)
    distinct = {key: Count("customer", distinct=True, filter=span.within()) for key, span in spans.items()}
    shops = orders.aggregate(**distinct)
    return {key: _span(span, by_day, shops[key]) for key, span in spans.items()}


def _span(span: Span, by_day: dict[date, dict[str, Any]], shops: int) -> dict[str, Any]:
    days = [span.first + timedelta(days=place) for place in range((span.last - span.first).days + 1)]
    found = [by_day.get(on, {}) for on in days]
    sums = {name: sum(day.get(name, 0) for day in found) for name in ORDERED | VISITED}
    return {
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "total": figures({**sums, "active_shops": shops}),
        "days": [{"on": on.isoformat(), **figures(day)} for on, day in zip(days, found, strict=True)],
    }


def by_day_of(orders: QuerySet[Any], visits: QuerySet[Any]) -> dict[date, dict[str, Any]]:
    """Sums of each day on which there is something."""
    return _by("business_date", orders, visits)


def _by(name: str, orders: QuerySet[Any], visits: QuerySet[Any]) -> dict[Any, dict[str, Any]]:
    """Sums by person or by day."""
    found: dict[Any, dict[str, Any]] = {}
    for rows, sums in ((orders, ORDERED | SHOPS), (visits, VISITED)):
        for row in rows.order_by().values(name).annotate(**sums):
            found.setdefault(row.pop(name), {}).update(row)
    return found


def figures(sums: dict[str, Any]) -> dict[str, Any]:
    """Figures as they are answered; nothing is 0."""
    return {
        **{name: sums.get(name, 0) for name in COUNTED},
        "amount": format_money(int(sums.get("amount", 0))),
    }
