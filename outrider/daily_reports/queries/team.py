"""团队: what a manager's phone carries of his people's day, so that it can be read and answered without network.

Bounded: today and yesterday, the first 60 people by exceptions, 60 visits of each, three pictures of a visit, 60 cards.
Nothing in it depends on the minute, so that a phone gets it again only when something has happened.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from outrider.daily_reports.models import DailyReport
from outrider.daily_reports.queries.facts import facts_of
from outrider.daily_reports.queries.handed_in import of_report, state_of
from outrider.daily_reports.rules import supplement
from outrider.engine.access.actor import Actor
from outrider.engine.messaging.queries import comments_on
from outrider.visits.queries.day import day_of, strips_of

DAYS, MOST_PEOPLE, MOST_VISITS, MOST_PICTURES, MOST_CARDS = 2, 60, 60, 3, 60
TIMELESS = (
    "state",
    "on_duty",
    "shift",
    "day_off",
    "done",
    "planned",
    "amount",
    "orders",
    "off_shift",
    "exceptions",
)


def team_view(actor: Actor, today: date) -> list[dict[str, Any]]:
    """One row a day for a manager; nothing for anybody else."""
    if not actor.has("manager"):
        return []
    return [_day(actor, today - timedelta(days=back), with_cards=back == 0) for back in range(DAYS)]


def _day(actor: Actor, on: date, *, with_cards: bool) -> dict[str, Any]:
    told = day_of(actor, actor.language, on, with_cards=with_cards)
    people = [row for row in told["people"] if row["person"]["id"] != str(actor.id)][:MOST_PEOPLE]
    ids = [UUID(row["person"]["id"]) for row in people]
    strips = strips_of(actor, ids, on, MOST_VISITS)
    facts = facts_of(ids, on)
    reports = {row.person_id: row for row in DailyReport.objects.filter(on=on, person__in=ids)}
    spoken = comments_on(_subjects(strips, facts, reports))
    figures = {key: value for key, value in told["figures"].items() if key != "waiting"}
    return {
        "id": on.isoformat(),
        "on": on.isoformat(),
        "figures": figures,
        "people": [
            {
                "person": row["person"],
                **{key: row.get(key) for key in TIMELESS},
                "last_act": row["last_act"],
                "visits": [_visit(one, spoken) for one in strips[person]],
                "orders_of_day": [
                    {**one, "comments": spoken.get(UUID(one["id"]), [])}
                    for one in facts[person]["orders"]["rows"]
                ],
                "report": {
                    **_report(actor, reports.get(person), facts[person], spoken),
                    "state": state_of(reports.get(person), facts[person], day_off=row["day_off"] is not None),
                },
            }
            for person, row in zip(ids, people, strict=True)
        ],
        "cards": [_card(card) for card in told["queue"][:MOST_CARDS]],
    }


def _subjects(strips: Any, facts: Any, reports: Any) -> list[UUID]:
    """The records of the day on which somebody may have said something."""
    visits = [UUID(one["id"]) for own in strips.values() for one in own]
    orders = [UUID(one["id"]) for told in facts.values() for one in told["orders"]["rows"]]
    return [*visits, *orders, *(report.pk for report in reports.values())]


def _visit(one: dict[str, Any], spoken: dict[UUID, list[dict[str, Any]]]) -> dict[str, Any]:
    return {
        **one,
        "photos": one["photos"][:MOST_PICTURES],
        "photo_count": len(one["photos"]),
        "comments": spoken.get(UUID(one["id"]), []),
    }


def _report(
    actor: Actor, report: DailyReport | None, now: dict[str, Any], spoken: dict[UUID, list[dict[str, Any]]]
) -> dict[str, Any]:
    """The report, or what would stand in it."""
    return {
        **of_report(actor, report),
        "facts": report.facts if report else now,
        "supplement": supplement(report.facts, now) if report else [],
        "comments": spoken.get(report.pk, []) if report else [],
    }


def _card(card: dict[str, Any]) -> dict[str, Any]:
    """A waiting card without what only a desk shows."""
    kept = ("id", "kind", "title", "text", "at", "entity", "record_id", "actions", "facts")
    return {key: card[key] for key in kept}
