"""The map: customers of the scope with today's state, and where reps last checked in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.customers.queries import GEOCODED, visible_customers
from outrider.engine.access.actor import Actor
from outrider.engine.entities.encoding import moment
from outrider.engine.identity.models import Person
from outrider.engine.privacy.actions import log_reading
from outrider.kernel.errors import invalid
from outrider.kernel.text import T
from outrider.tracking.queries import points_of
from outrider.visits.board import map_base
from outrider.visits.models import Visit, VisitPlan
from outrider.visits.queries.day import question

MOST = 3_000
BOUNDS = T("应为“南,西,北,东”四个数", "This must be four numbers: south, west, north, east")


def map_of(actor: Actor, language: str, bounds: str = "") -> dict[str, Any]:
    """``GET /api/console/map``. 422 for malformed bounds."""
    asked = question(actor, language)
    customers = visible_customers(actor).filter(pin_lat__isnull=False, status="active")
    if bounds:
        south, west, north, east = _bounds(bounds)
        customers = customers.filter(pin_lat__range=(south, north), pin_lng__range=(west, east))
    rows = list(
        customers.order_by("name_sort", "id").values_list(
            "pk", "name", "pin_lat", "pin_lng", "grade", "pin_given__source"
        )[:MOST]
    )
    visits = Visit.objects.filter(business_date=asked.on, rep__in=asked.people)
    done = set(visits.exclude(status="open").values_list("customer_id", flat=True))
    plans = VisitPlan.objects.filter(on=asked.on, rep__in=asked.people, status="planned")
    planned = set(plans.values_list("customer_id", flat=True))
    base = next((found for source in map_base if (found := source()) is not None), None)
    return {
        "customers": [
            {
                "id": str(pk),
                "name": name,
                "lat": lat,
                "lng": lng,
                "grade": grade,
                "state": "done" if pk in done else "planned" if pk in planned else "none",
                "unconfirmed": source == GEOCODED,
            }
            for pk, name, lat, lng, grade, source in rows
        ],
        "reps": _reps(actor, list(visits.order_by("rep_id", "-checked_in_at"))),
        "base": base,
    }


def _reps(actor: Actor, visits: list[Visit]) -> list[dict[str, Any]]:
    """Each rep's last check-in of the day; reading it is logged for each of them."""
    if not actor.has("manager", "director"):
        return []
    points = points_of(visit.pk for visit in visits)
    last: dict[UUID, Visit] = {}
    for visit in visits:
        if visit.pk in points:
            last.setdefault(visit.rep_id, visit)
    people = Person.objects.in_bulk(list(last))
    for rep_id in last:
        log_reading(actor, rep_id, "map", entity="person", record_id=rep_id)
    return [
        {
            "id": str(rep_id),
            "name": people[rep_id].name,
            "lat": points[visit.pk][0],
            "lng": points[visit.pk][1],
            "at": moment(visit.checked_in_at),
        }
        for rep_id, visit in last.items()
    ]


def _bounds(text: str) -> tuple[float, float, float, float]:
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError as error:
        raise invalid("bounds", "bounds", BOUNDS) from error
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise invalid("bounds", "bounds", BOUNDS)
    return south, west, north, east
