"""The facts of a day, computed for several people at once, and a report's page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from outrider.daily_reports.rules import NO_ORDERS, supplement
from outrider.engine.access.actor import Actor
from outrider.engine.identity.queries import names_of
from outrider.orders.queries import sold_on
from outrider.visits.queries import day_summaries


def facts_of(people: Sequence[UUID], on: date) -> dict[UUID, dict[str, Any]]:
    """What the product knows of each person's day now; see ``rules`` for the shape."""
    sold = sold_on(people, on)
    return {
        person: {**facts, "orders": sold.get(person, NO_ORDERS)}
        for person, facts in day_summaries(people, on).items()
    }


def report_detail(actor: Actor, report: Any, language: str) -> dict[str, Any]:
    """What a report's page shows beyond its columns: what came after it, and who has read it."""
    now = facts_of([report.person_id], report.on)[report.person_id]
    readers = names_of(UUID(person) for person in report.read_by)
    return {
        "facts": report.facts,
        "supplement": supplement(report.facts, now),
        "readers": [{"name": name, "at": report.read_by[str(person)]} for person, name in readers.items()],
        "unread": actor.id != report.person_id and str(actor.id) not in report.read_by,
    }
