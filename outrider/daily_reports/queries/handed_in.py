"""未交 and 未读: a day's reports of one's people, and one person's day whether he has handed in or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from outrider.daily_reports.models import DailyReport
from outrider.daily_reports.queries.facts import facts_of
from outrider.daily_reports.rules import supplement
from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.queries import visible
from outrider.engine.identity.queries import company_today
from outrider.kernel.errors import not_found
from outrider.tracking.queries import days_off
from outrider.visits.queries.day import reps_of


def state_of(report: DailyReport | None, told: Mapping[str, Any], *, day_off: bool) -> str:
    """``submitted``; ``missing`` 未交: he was on shift or anywhere that day; ``none``: he was not, or had it off."""
    if report is not None:
        return "submitted"
    owes = bool(told["shift"] or told["visits"] or told["could_not"]) and not day_off
    return "missing" if owes else "none"


def reports_of(actor: Actor, on: date | None = None) -> dict[str, Any]:
    """A day's reports of the actor's people: handed in or not, read or not."""
    day = on or company_today()
    people = reps_of(actor)
    ids = [person.pk for person in people]
    facts, off = facts_of(ids, day), days_off(ids, day)
    reports = {row.person_id: row for row in DailyReport.objects.filter(on=day, person__in=ids)}
    rows = []
    for person in people:
        report = reports.get(person.pk)
        told = facts[person.pk]
        rows.append(
            {
                "person": {"id": str(person.pk), "name": person.name},
                "state": state_of(report, told, day_off=person.pk in off),
                **of_report(actor, report),
                "facts": told,
            }
        )
    rows.sort(key=lambda row: ("missing", "submitted", "none").index(row["state"]))
    return {
        "on": day.isoformat(),
        "people": rows,
        "missing": sum(row["state"] == "missing" for row in rows),
        "unread": sum(row["unread"] for row in rows),
    }


def person_report(actor: Actor, person_id: UUID, on: date | None = None) -> dict[str, Any]:
    """One person's day: his report if there is one, else what would stand in it now."""
    person = visible(entities.get("person"), actor).filter(pk=person_id).first()
    if person is None or (person.pk != actor.id and not _leads(actor, person)):
        raise not_found()
    day = on or company_today()
    report = DailyReport.objects.filter(person=person_id, on=day).first()
    now = facts_of([person_id], day)[person_id]
    return {
        "person": {"id": str(person.pk), "name": person.name},
        "on": day.isoformat(),
        **of_report(actor, report),
        "facts": report.facts if report else now,
        "supplement": supplement(report.facts, now) if report else [],
    }


def _leads(actor: Actor, person: Any) -> bool:
    led = actor.has("manager") and person.department_id in actor.subtree
    return led or actor.has("director", "back_office", "admin")


def of_report(actor: Actor, report: DailyReport | None) -> dict[str, Any]:
    """What a person added to a report, and whether this reader has read it."""
    if report is None:
        return {
            "id": None,
            "submitted_at": None,
            "unread": False,
            "problems": "",
            "support": "",
            "tomorrow": "",
        }
    return {
        "id": str(report.pk),
        "submitted_at": moment(report.submitted_at),
        "unread": str(actor.id) not in report.read_by and actor.id != report.person_id,
        "problems": report.problems,
        "support": report.support,
        "tomorrow": report.tomorrow,
    }
