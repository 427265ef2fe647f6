"""What a visit is worth on a day, for the route: the customer's grade, and the reasons that hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from outrider.customers.queries import every_customer
from outrider.engine.identity.company import has_module
from outrider.insight import sentences
from outrider.insight.queries.known import reasons_on
from outrider.insight.rules import Reason
from outrider.kernel.text import LANGUAGES
from outrider.routes.values import VisitValue, visit_values

GRADE = {"A": 12, "B": 8, "C": 4}
LEAST, MOST = 2, 100
# A second reason adds a little: the first one is why somebody goes.
EACH_MORE = 5


def worth_of_visits(day: date, customer_ids: Sequence[UUID]) -> dict[UUID, VisitValue]:
    """Points and reasons by customer, in two statements; nothing while the module is off."""
    if not has_module("insight"):
        return {}
    reasons = reasons_on(customer_ids, day)
    grades = every_customer().filter(pk__in=customer_ids).values_list("pk", "grade")
    return {pk: _value(grade, reasons.get(pk, []), day) for pk, grade in grades}


def _value(grade: str, reasons: Sequence[Reason], day: date) -> VisitValue:
    points = GRADE.get(grade, LEAST)
    if reasons:
        points += max(reason.points_on(day) for reason in reasons) + EACH_MORE * (len(reasons) - 1)
    return VisitValue(min(MOST, points), tuple(_said(reason, day) for reason in reasons))


def _said(reason: Reason, day: date) -> dict[str, Any]:
    """The reason's facts, and its sentence of that day in every language."""
    return {
        "kind": reason.kind,
        "from": reason.begins.isoformat(),
        "points": reason.points_on(day),
        "facts": dict(reason.facts),
        "text": {language: sentences.say(reason, day, language) for language in LANGUAGES},
    }


visit_values.add("insight", worth_of_visits)
