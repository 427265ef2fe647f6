"""What a visit is worth today: the registry through which upper packages tell the route, and its reading.

Insight registers what it knows of rhythm and cycles. A customer of whom no provider tells is not in the answer;
where none tells anything every visit is worth the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from outrider.kernel.registry import Registry
from outrider.routes.problem import MOST_POINTS


@dataclass(frozen=True, slots=True)
class VisitValue:
    """Points from 0 to 100, and the dated facts behind them; each reason is the provider's own JSON."""

    points: int
    reasons: tuple[dict[str, Any], ...] = ()


# any key -> fn(day, customer ids) -> values of those that it knows something of.
visit_values: Registry[Callable[[date, Sequence[UUID]], dict[UUID, VisitValue]]] = Registry(
    "visit_values", "What a visit to a customer is worth on a day"
)


def values_of(day: date, customer_ids: Sequence[UUID]) -> dict[UUID, VisitValue]:
    """What all providers together say: points added and capped, reasons one after the other."""
    found: dict[UUID, VisitValue] = {}
    for provider in visit_values:
        for customer_id, value in provider(day, customer_ids).items():
            before = found.get(customer_id, VisitValue(0))
            points = max(0, min(MOST_POINTS, before.points + value.points))
            found[customer_id] = VisitValue(points, (*before.reasons, *value.reasons))
    return found
