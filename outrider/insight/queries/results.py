"""业绩: a month's orders, effective visits and active shops of a team, by person and by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.queries import visible
from outrider.engine.identity.queries import team_of, time_zone
from outrider.kernel import clock
from outrider.kernel.money import format_money
from outrider.kernel.period import business_date, month_bounds
from outrider.orders.queries import SOLD

ORDERED = {
    "orders": Count("pk"),
    "amount": Sum("total", default=0),
    "active_shops": Count("customer", distinct=True),
}
VISITED = {"visits": Count("pk"), "effective_visits": Count("pk", filter=Q(effective=True))}


def results_of(actor: Actor, month: date | None = None) -> dict[str, Any]:
    """``GET /api/console/results``: the month of a day (this one without), within the row scope."""
    today = business_date(clock.now(), time_zone())
    first, after = month_bounds(month or today)
    people = [person for person in team_of(actor) if {"rep", "manager"} & set(person.roles)]
    period = {"business_date__gte": first, "business_date__lt": after, "rep__in": [p.pk for p in people]}
    orders = visible(entities.get("order"), actor).filter(**period, status__in=SOLD)
    visits = visible(entities.get("visit"), actor).filter(**period).exclude(status="open")
    by_person, by_day = _by("rep", orders, visits), _by("business_date", orders, visits)
    last = min(after - timedelta(days=1), today)
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return {
        "month": first.isoformat()[:7],
        "from": first.isoformat(),
        "to": (after - timedelta(days=1)).isoformat(),
        "total": _figures(orders.aggregate(**ORDERED) | visits.aggregate(**VISITED)),
        "people": [
            {"person": {"id": str(person.pk), "name": person.name}, **_figures(by_person.get(person.pk, {}))}
            for person in people
            if "rep" in person.roles or person.pk in by_person
        ],
        "days": [{"on": on.isoformat(), **_figures(by_day.get(on, {}))} for on in days],
    }


def _by(name: str, orders: QuerySet[Any], visits: QuerySet[Any]) -> dict[Any, dict[str, Any]]:
    """Sums by person or by day."""
    found: dict[Any, dict[str, Any]] = {}
    for rows, sums in ((orders, ORDERED), (visits, VISITED)):
        for row in rows.order_by().values(name).annotate(**sums):
            found.setdefault(row.pop(name), {}).update(row)
    return found


def _figures(sums: dict[str, Any]) -> dict[str, Any]:
    """Figures as they are answered; nothing is 0."""
    return {
        **{name: sums.get(name, 0) for name in ("orders", "visits", "effective_visits", "active_shops")},
        "amount": format_money(int(sums.get("amount", 0))),
    }
