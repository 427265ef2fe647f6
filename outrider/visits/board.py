"""What upper and lower packages add to the manager's day: figures, columns of a person, waiting cards.

Owns the registries and the shapes that pass through them; it reads no table. The visits package adds
its own members in ``queries/``; orders adds its figures and approvals; cards of the engine (unsent
phones, held commands) are added by visits as well, because the engine names no capability.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.aside import check_present, present
from outrider.kernel.errors import invalid
from outrider.kernel.registry import Registry
from outrider.kernel.text import T, Text

NO_ACTION = T("没有这个操作", "There is no such action")


@dataclass(frozen=True, slots=True)
class DayQuestion:
    """Who asks about which people on which business day; ``now`` is the company's present moment.

    ``people`` are already within the asker's row scope.
    """

    actor: Actor
    language: str
    on: date
    now: datetime
    people: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class QueueAction:
    """One button of a waiting card."""

    key: str
    label: Text
    danger: bool = False


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One card that waits for a decision; title and text are already in the reader's language."""

    kind: str
    record_id: UUID
    entity: str
    title: str
    text: str
    at: datetime | None
    actions: tuple[QueueAction, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueueSource:
    """One kind of card.

    ``items(question, limit)`` lists the oldest first; ``count(question)`` counts them all;
    ``act(question, record_id, action, reason)`` decides one by a verb, may answer in a sentence what came of it,
    and raises ``Problem`` when the card is not the asker's. ``actions`` are all that a card of this kind may offer.
    ``entity`` names what it tells of: while the company leaves that aside, the cards are not there.
    """

    kind: str
    label: Text
    items: Callable[[DayQuestion, int], list[QueueItem]]
    count: Callable[[DayQuestion], int]
    act: Callable[[DayQuestion, UUID, str, str], str | None]
    actions: tuple[QueueAction, ...]
    entity: str = ""

    def decide(self, asked: DayQuestion, record_id: UUID, action: str, reason: str) -> str | None:
        """Where every decision arrives. 403 for what the company leaves aside, 422 for an unknown action."""
        check_present(self.entity)
        if action not in {known.key for known in self.actions}:
            raise invalid("action", "action", NO_ACTION)
        return self.act(asked, record_id, action, reason)


# figure key -> its value in the answer of the day ("orders" -> {"count": 37, "amount": "41260.00", ...}).
day_figures: Registry[Callable[[DayQuestion], Any]] = Registry(
    "day_figures", "One figure in the head of the manager's day"
)
# any key -> for each person what is added to his row ({person: {"amount": "1286.00"}}).
person_figures: Registry[Callable[[DayQuestion], dict[UUID, dict[str, Any]]]] = Registry(
    "person_figures", "Columns of a person's row in the manager's day"
)
# any key -> for each visit what is added to it ({visit: {"orders": [ids], "amount": "1286.00"}}).
visit_figures: Registry[Callable[[list[UUID]], dict[UUID, dict[str, Any]]]] = Registry(
    "visit_figures", "What upper packages know about a visit"
)
queue_sources: Registry[QueueSource] = Registry("queue_sources", "Kinds of cards that wait for a manager")


def present_sources() -> list[QueueSource]:
    """The kinds of cards that this company wants to see."""
    return present(queue_sources, lambda source: source.entity)


# any key -> the plain layer under the map ({"layers": [...]}), or None: a demo's own city, for instance.
map_base: Registry[Callable[[], dict[str, Any] | None]] = Registry("map_base", "The ground of the map")
