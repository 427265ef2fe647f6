"""The manager's day: figures, people by exceptions, waiting cards; and one person's strip."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.queries import visible
from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import clock_text, company_today, team_of
from outrider.engine.privacy.actions import log_reading
from outrider.kernel import clock
from outrider.kernel.errors import not_found
from outrider.kernel.text import T
from outrider.tracking.queries import days_off, points_of, shift_facts, shifts_on
from outrider.visits.board import DayQuestion, QueueItem, day_figures, person_figures, present_sources
from outrider.visits.models import Visit, VisitPlan
from outrider.visits.queries.page import figures_of, reads_positions, visit_photos
from outrider.visits.rules import OFF_SHIFT

CARDS = 100
GAP = timedelta(minutes=45)
LAST_ACTS = {
    "open": T("{at} 在 {customer} 签到", "{at} checked in at {customer}"),
    "done": T("{at} 离开 {customer}", "{at} left {customer}"),
    "could_not": T("{at} {customer} 无法拜访", "{at} could not visit {customer}"),
}


def reps_of(actor: Actor) -> list[Person]:
    """The people of the actor's scope who make visits, by name."""
    return [person for person in team_of(actor) if "rep" in person.roles]


def question(actor: Actor, language: str, on: date | None = None) -> DayQuestion:
    """The question that figures and cards answer."""
    people = tuple(person.pk for person in reps_of(actor))
    return DayQuestion(actor, language, on or company_today(), clock.now(), people)


def day_of(actor: Actor, language: str, on: date | None = None, *, with_cards: bool = True) -> dict[str, Any]:
    """``GET /api/console/day``."""
    people = reps_of(actor)
    asked = DayQuestion(actor, language, on or company_today(), clock.now(), tuple(p.pk for p in people))
    rows = _person_rows(asked, people)
    planned, done = sum(r["planned"] for r in rows), sum(r["done"] for r in rows)
    away = sum(r["day_off"] is not None for r in rows)
    figures: dict[str, Any] = {
        "on_duty": [sum(r["on_duty"] for r in rows), len(rows) - away],
        "planned_done": [done, planned],
        "effective_visits": _visits(asked).filter(effective=True).count(),
        "orders": {"count": 0, "amount": "0.00", "against": None},
        "waiting": sum(source.count(asked) for source in present_sources()) if with_cards else 0,
    }
    for key in day_figures.keys():  # noqa: SIM118  # a registry iterates its members
        figures[key] = day_figures.get(key)(asked)
    return {
        "on": asked.on.isoformat(),
        "figures": figures,
        "people": rows,
        "queue": cards(asked) if with_cards else [],
    }


def cards(asked: DayQuestion) -> list[dict[str, Any]]:
    """Everything that waits for a decision, oldest first."""
    items = [item for source in present_sources() for item in source.items(asked, CARDS)]
    items.sort(key=lambda item: (item.at or asked.now, str(item.record_id)))
    return [_card(item, asked.language) for item in items[:CARDS]]


def _card(item: QueueItem, language: str) -> dict[str, Any]:
    return {
        "id": f"{item.kind}:{item.record_id}",
        "kind": item.kind,
        "title": item.title,
        "text": item.text,
        "at": moment(item.at),
        "entity": item.entity,
        "record_id": str(item.record_id),
        "actions": [{"key": a.key, "label": a.label.say(language), "danger": a.danger} for a in item.actions],
        "facts": item.facts,
    }


def _visits(asked: DayQuestion) -> Any:
    """The visits of the day by the people asked about, within the row scope."""
    return visible(entities.get("visit"), asked.actor).filter(business_date=asked.on, rep__in=asked.people)


def _person_rows(asked: DayQuestion, people: Sequence[Person]) -> list[dict[str, Any]]:
    visits: dict[UUID, list[Visit]] = defaultdict(list)
    for visit in _visits(asked).select_related("customer").order_by("checked_in_at", "id"):
        visits[visit.rep_id].append(visit)
    plans: dict[UUID, Counter[str]] = defaultdict(Counter)
    planned = VisitPlan.objects.filter(on=asked.on, rep__in=asked.people).exclude(
        status__in=("cancelled", "draft", "left_out")
    )
    for rep_id, status in planned.values_list("rep_id", "status"):
        plans[rep_id][status] += 1
    extra: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for figure in person_figures:
        for person_id, values in figure(asked).items():
            extra[person_id].update(values)
    shifts, off = shifts_on(asked.people, asked.on), days_off(asked.people, asked.on)
    for person in people:
        extra[person.pk]["shift"] = shift_facts(shifts.get(person.pk, []))
        extra[person.pk]["day_off"] = _day_off(off.get(person.pk))
    rows = [_person_row(asked, p, visits[p.pk], plans[p.pk], extra[p.pk]) for p in people]
    rows.sort(key=lambda row: -row["exceptions"])
    return rows


def _person_row(
    asked: DayQuestion, person: Person, visits: list[Visit], plans: Counter[str], extra: dict[str, Any]
) -> dict[str, Any]:
    last = max(visits, key=lambda v: v.checked_out_at or v.checked_in_at, default=None)
    here = next((v for v in visits if v.status == "open"), None)
    row = {
        "person": {"id": str(person.pk), "name": person.name},
        "state": _state(visits, plans, extra),
        "on_duty": _on_duty(asked, visits, extra["shift"]),
        "at_customer": {"id": str(here.customer_id), "name": here.customer.name} if here else None,
        "minutes": int((asked.now - here.checked_in_at).total_seconds() // 60) if here else None,
        "done": plans["done"],
        "planned": plans.total(),
        "amount": "0.00",
        "last_act": _last_act(asked, last),
        "unsent": None,
        **extra,
    }
    waiting = sum(v.outcome == "for_review" and not v.review for v in visits)
    row["off_shift"] = sum(OFF_SHIFT in v.flagged for v in visits)
    odd = sum(bool(v.photos_rejected) or "still_open" in v.flagged or bool(v.missing_reason) for v in visits)
    row["exceptions"] = waiting + odd + extra.get("exceptions", 0)
    return row


def _day_off(mark: Any) -> dict[str, str] | None:
    return {"id": str(mark.pk), "reason": mark.reason} if mark else None


def _on_duty(asked: DayQuestion, visits: list[Visit], shift: dict[str, Any] | None) -> bool:
    """在岗: on shift now (on a past day: there was one); without a shift, whoever has checked in anywhere."""
    if shift is None:
        return bool(visits)
    return shift["status"] != "ended" or asked.on < company_today()


def _state(visits: list[Visit], plans: Counter[str], extra: dict[str, Any]) -> str:
    shift = extra["shift"]
    if any(v.status == "open" for v in visits):
        return "in_store"
    if shift and shift["status"] == "break":
        return "on_break"
    if shift and shift["status"] == "ended":
        return "off_work"
    if not visits:
        return "on_leave" if extra["day_off"] else "between" if shift else "not_started"
    return "between" if plans["planned"] else "finished"


def _last_act(asked: DayQuestion, visit: Visit | None) -> dict[str, Any] | None:
    if visit is None:
        return None
    at = visit.checked_out_at or visit.checked_in_at
    local = clock_text(at)
    return {
        "at": moment(at),
        "text": LAST_ACTS[visit.status].say(asked.language, at=local, customer=visit.title),
    }


def person_day(actor: Actor, person_id: UUID, on: date | None = None) -> dict[str, Any]:
    """``GET /api/console/people/{id}/day``: visits, the gaps between them, and the check-ins as a line.

    The reading of somebody else's track is logged and shown to him.
    """
    if not visible(entities.get("person"), actor).filter(pk=person_id).exists():
        raise not_found()
    day = on or company_today()
    rows = visible(entities.get("visit"), actor).filter(rep=person_id, business_date=day)
    visits = list(rows.select_related("customer").order_by("checked_in_at", "id"))
    ids = [visit.pk for visit in visits]
    photos, figures = visit_photos(ids, marked=True), figures_of(ids)
    return {
        "on": day.isoformat(),
        "visits": [_strip(visit, photos.get(visit.pk, []), figures.get(visit.pk, {})) for visit in visits],
        "gaps": _gaps(visits),
        "track": _track(actor, person_id, visits),
    }


def strips_of(actor: Actor, people: Sequence[UUID], on: date, most: int) -> dict[UUID, list[dict[str, Any]]]:
    """The visits of several people's day, the newest ``most`` of each, in order; no positions."""
    rows = visible(entities.get("visit"), actor).filter(rep__in=people, business_date=on)
    found: dict[UUID, list[Visit]] = {person: [] for person in people}
    for visit in rows.select_related("customer").order_by("checked_in_at", "id"):
        found[visit.rep_id].append(visit)
    shown = {person: visits[-most:] for person, visits in found.items()}
    ids = [visit.pk for visits in shown.values() for visit in visits]
    photos, figures = visit_photos(ids, limit=5_000), figures_of(ids)
    return {
        person: [
            {
                **_strip(visit, photos.get(visit.pk, []), figures.get(visit.pk, {})),
                "could_not_reason": visit.could_not_reason or None,
                "summary": visit.summary,
                "flagged": visit.flagged,
            }
            for visit in visits
        ]
        for person, visits in shown.items()
    }


def _strip(visit: Visit, photos: list[dict[str, Any]], figures: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(visit.pk),
        "customer": {"id": str(visit.customer_id), "name": visit.customer.name},
        "from": moment(visit.checked_in_at),
        "to": moment(visit.checked_out_at),
        "minutes": None if visit.time_in_store_s is None else visit.time_in_store_s // 60,
        "status": visit.status,
        "outcome": visit.outcome,
        "effective": visit.effective,
        "location_status": visit.location_status,
        "distance_m": visit.distance_m,
        "amount": None,
        "photos": photos,
        **figures,
    }


def _gaps(visits: list[Visit]) -> list[dict[str, Any]]:
    """Stretches of more than 45 minutes between two visits: shown as gaps, not filled in."""
    gaps = []
    for before, after in pairwise(visits):
        left = before.checked_out_at or before.checked_in_at
        if after.checked_in_at - left > GAP:
            gaps.append({"from": moment(left), "to": moment(after.checked_in_at)})
    return gaps


def _track(actor: Actor, person_id: UUID, visits: list[Visit]) -> list[dict[str, Any]]:
    """The check-ins that still have positions, in order of time."""
    readable = (v.pk for v in visits if reads_positions(actor, person_id, v.department_id))
    points = points_of(readable)
    if points:
        log_reading(actor, person_id, "track", entity="person", record_id=person_id)
    return [
        {
            "lat": points[visit.pk][0],
            "lng": points[visit.pk][1],
            "at": moment(visit.checked_in_at),
            "visit_id": str(visit.pk),
        }
        for visit in visits
        if visit.pk in points
    ]
