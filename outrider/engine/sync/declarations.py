"""What packages declare of their share in a phone's slice.

An entity's ``slice`` says to which slice a record belongs (a person's id, or ``pool``); this says which of
those records a phone starts with, and what comes along with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from outrider.engine.access.actor import Actor
from outrider.kernel.registry import MultiRegistry, Registry


@dataclass(frozen=True)
class Slice:
    """An entity's rows on a fresh phone: ``rows(person id, today)``; ``fields`` when not all may leave."""

    rows: Callable[[UUID, date], Q]
    fields: tuple[str, ...] = ()


# (person id, ids of the entity's records) → (entity key, rows) that a phone needs with them although they
# are in nobody's slice or in another person's, such as the last visits of each customer. The ids may be a
# subquery: those of a whole slice.
Ids = Sequence[UUID] | QuerySet[Any, Any]
Companions = Callable[[UUID, Ids], Iterable[tuple[str, QuerySet[Any]]]]

slices: Registry[Slice] = Registry("slices", "which records a phone starts with")
companions: MultiRegistry[Companions] = MultiRegistry("companions", "what a record brings along on a phone")

# (actor, today) → rows that are computed for him, such as a manager's view of his team: each with an id, small, and
# the same until something happens. A phone gets all of them again whenever one has changed, at the end of a pull.
View = Callable[[Actor, date], list[dict[str, Any]]]
views: Registry[View] = Registry("views", "computed rows that a phone carries")
# (actor, today) → a mark; while it stays the same, that view is not computed again for a phone that has it.
view_stamps: Registry[Callable[[Actor, date], str]] = Registry(
    "view_stamps", "when a view is looked at again"
)
