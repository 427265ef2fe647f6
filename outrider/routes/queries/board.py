"""The planning board: people × days with their stops and routes, and the pool of customers to drag from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from outrider.customers.queries import visible_customers
from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment
from outrider.engine.identity.queries import company_today, team_of
from outrider.routes.models import DayEnds, DayRoute
from outrider.routes.queries.asking import as_drafted, ends_of, plan_rows
from outrider.routes.rules import Pending, moved
from outrider.routes.values import VisitValue, values_of

MOST_DAYS, MOST_LISTED, RANKED = 7, 100, 2_000
LONG_AGO = timedelta(days=30)


def board(actor: Actor, language: str, first: date | None = None, days: int = 5) -> dict[str, Any]:
    """``GET /api/routes/board``: every rep of the scope with each day's stops in order."""
    first = first or company_today() + timedelta(days=1)
    dates = [first + timedelta(days=n) for n in range(max(1, min(MOST_DAYS, days)))]
    reps = [person for person in team_of(actor) if "rep" in person.roles]
    routes = {
        (row.rep_id, row.on): row
        for row in DayRoute.objects.filter(rep__in=[r.pk for r in reps], on__in=dates)
    }
    cells = _cells([rep.pk for rep in reps], dates, routes, language)
    ends = ends_of([rep.pk for rep in reps])
    return {
        "days": [day.isoformat() for day in dates],
        "today": company_today().isoformat(),
        "reps": [
            {
                "person": {"id": str(rep.pk), "name": rep.name},
                "ends": _ends(ends.get(rep.pk)),
                "days": {
                    day.isoformat(): {
                        **cells[rep.pk, day],
                        "route": _route(routes.get((rep.pk, day))),
                    }
                    for day in dates
                },
            }
            for rep in reps
        ],
    }


def _route(row: DayRoute | None) -> dict[str, Any] | None:
    if row is None or row.finish_at is None:
        # Nothing was worked out yet: the row only keeps what waits to be published.
        return None
    return {
        "status": row.status,
        "finish_at": moment(row.finish_at),
        "travel_min": round(row.travel_s / 60),
        "distance_m": row.distance_m,
        "lunch_from": moment(row.lunch_from),
        "lunch_to": moment(row.lunch_to),
    }


def _ends(row: DayEnds | None) -> dict[str, str]:
    """Where the days begin and end; never where the home is."""
    return {"start": row.start, "end": row.end} if row else {"start": "company", "end": "company"}


def _cells(
    reps: Sequence[UUID], dates: Sequence[date], routes: Mapping[tuple[UUID, date], DayRoute], language: str
) -> dict[tuple[UUID, date], dict[str, Any]]:
    """Each day's stops as they will stand once it is published, and those that its rep has and will lose."""
    words = {
        code: text.say(language) for code, text in entities.get("visit_plan").by_name["left_out"].options
    }
    rows = (
        plan_rows().filter(rep__in=reps, on__in=dates)
        .exclude(status__in=("cancelled", "postponed"))
        .select_related("customer")
        .order_by("position", "id")
    )  # fmt: skip
    found: dict[tuple[UUID, date], list[Any]] = defaultdict(list)
    for row in rows:
        found[row.rep_id, row.on].append(row)
    cells = {}
    for pair in ((rep, day) for rep in reps for day in dates):
        pending = routes[pair].pending if pair in routes else {}
        before = [str(row.pk) for row in found[pair] if row.status == "planned"]
        stay, going = as_drafted(found[pair], pending)
        after = [str(row.pk) for row in stay if row.status == "planned"]
        moving = moved([key for key in before if key in after], after)
        cells[pair] = {
            "stops": [_stop(row, words, pending, moved=str(row.pk) in moving) for row in stay],
            "going": [{"customer": str(row.customer_id), "title": row.title} for row in going],
        }
    return cells


def _stop(row: Any, words: Mapping[str, str], pending: Pending, *, moved: bool) -> dict[str, Any]:
    customer = row.customer
    return {
        "plan": str(row.pk),
        "customer": str(row.customer_id),
        "title": customer.name,
        "grade": customer.grade,
        "lat": customer.pin_lat,
        "lng": customer.pin_lng,
        "status": row.status,
        "must": row.must,
        "eta": moment(row.eta),
        "leave_at": moment(row.leave_at),
        "left_out": row.left_out,
        "why": words.get(row.left_out, ""),
        "changed": str(row.pk) in pending,
        "moved": moved,
    }


def pool(
    actor: Actor,
    *,
    kind: str = "due",
    area: str = "",
    q: str = "",
    on: date | None = None,
    rep: UUID | None = None,
) -> dict[str, Any]:
    """``GET /api/routes/pool``: outlets to plan, the worthiest first, those without a visit for longest next.

    ``due``: insight has a reason that day, or nobody was ever there; where nobody tells reasons, not visited for
    30 days. ``unvisited``: not visited this month. ``all``: every one. Planned ones of the next days are left out.
    """
    on = on or company_today() + timedelta(days=1)
    rows = _unplanned(actor, on)
    if rep is not None:
        rows = rows.filter(owner=rep)
    areas = sorted({name for name in rows.values_list("district", flat=True).distinct() if name})
    if area:
        rows = rows.filter(district=area)
    if q:
        rows = rows.filter(name__icontains=q)
    if kind == "unvisited":
        rows = rows.filter(
            Q(last_visit_on__isnull=True) | Q(last_visit_on__lt=company_today().replace(day=1))
        )
    oldest = rows.select_related("owner").order_by(F("last_visit_on").asc(nulls_first=True), "name_sort")
    listed = list(oldest[:RANKED])
    values = values_of(on, [row.pk for row in listed])
    if kind == "due":
        listed = [row for row in listed if _is_due(row, values.get(row.pk))]
    points = {pk: value.points for pk, value in values.items()}
    listed.sort(key=lambda row: -points.get(row.pk, 0))
    items = [_item(row, points.get(row.pk, 0)) for row in listed[:MOST_LISTED]]
    return {"areas": areas, "total": len(listed), "items": items}


def _is_due(row: Any, told: VisitValue | None) -> bool:
    """Whether somebody should go there: what is known of rhythm and frequency says so, else the last visit alone."""
    if row.last_visit_on is None:
        return True
    if told is None:
        return bool(row.last_visit_on <= company_today() - LONG_AGO)
    return bool(told.reasons)


def _unplanned(actor: Actor, on: date) -> Any:
    """The active outlets of the scope that nobody has a plan for in the next days."""
    planned = plan_rows().filter(
        on__gte=company_today(), on__lte=on + timedelta(days=MOST_DAYS), status__in=("planned", "draft")
    )
    rows = visible_customers(actor).filter(status="active", kind="outlet")
    return rows.exclude(pk__in=planned.values("customer_id"))


def _item(row: Any, points: int) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "name": row.name,
        "grade": row.grade,
        "district": row.district,
        "owner": {"id": str(row.owner_id), "name": row.owner.name} if row.owner else None,
        "last_visit_on": row.last_visit_on.isoformat() if row.last_visit_on else None,
        "points": points,
        "pin": row.pin_lat is not None,
        "lat": row.pin_lat,
        "lng": row.pin_lng,
    }
