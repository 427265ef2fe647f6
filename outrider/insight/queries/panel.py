"""Why to go there, on the customer's page: the reasons of today with the orders and visits behind each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.extensions import Panel, panels
from outrider.engine.identity.queries import company_today
from outrider.insight import rules, sentences
from outrider.insight.queries.known import reasons_on
from outrider.insight.rules import Reason
from outrider.kernel.money import format_money
from outrider.kernel.text import T

LABEL = T("为什么去", "Why to go")


def _panel(actor: Actor, customer: Any) -> dict[str, Any]:
    today = company_today()
    reasons = reasons_on([customer.pk], today).get(customer.pk, [])
    orders = _orders(pk for reason in reasons for pk in reason.orders)
    visits = _visits(pk for reason in reasons for pk in reason.visits)
    return {
        "kind": "reasons",
        "on": today.isoformat(),
        "reasons": [
            {
                "kind": reason.kind,
                "name": sentences.name_of(reason.kind, actor.language),
                "text": sentences.say(reason, today, actor.language),
                "warning": reason.severity(today) == rules.WARNING,
                "from": reason.begins.isoformat(),
                "to": reason.ends and reason.ends.isoformat(),
                "points": reason.points_on(today),
                "rows": _behind(reason, orders, visits),
            }
            for reason in reasons
        ],
    }


def _behind(
    reason: Reason, orders: dict[str, dict[str, Any]], visits: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The rows that a reason rests on, newest first."""
    found = [orders[pk] for pk in reason.orders if pk in orders]
    found += [visits[pk] for pk in reason.visits if pk in visits]
    return sorted(found, key=lambda row: str(row["at"]), reverse=True)


def _orders(ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Orders by id: who reads the customer reads what was ordered there, by whomever."""
    rows: Any = entities.get("order").model.objects
    shown = ("pk", "number", "occurred_at", "quantity_text", "total")
    return {
        str(pk): {
            "entity": "order",
            "id": str(pk),
            "title": number,
            "at": moment(at),
            "text": quantity,
            "amount": format_money(total),
        }
        for pk, number, at, quantity, total in rows.filter(pk__in=_ids(ids)).values_list(*shown)
    }


def _visits(ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    rows: Any = entities.get("visit").model.objects
    shown = ("pk", "checked_in_at", "rep__name")
    return {
        str(pk): {
            "entity": "visit",
            "id": str(pk),
            "title": rep,
            "at": moment(at),
            "text": "",
            "amount": None,
        }
        for pk, at, rep in rows.filter(pk__in=_ids(ids)).values_list(*shown)
    }


def _ids(ids: Iterable[str]) -> list[UUID]:
    return [UUID(pk) for pk in ids]


panels.add("customer", Panel("reasons", LABEL, _panel, "warning"))
