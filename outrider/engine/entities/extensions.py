"""What upper packages add to a lower one's record: panels, timeline sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.kernel.registry import MultiRegistry
from outrider.kernel.text import Text


@dataclass(frozen=True)
class Panel:
    """A box on a record's page; ``load`` answers ``{"kind": "facts"|"rows"|"text", ...}``."""

    key: str
    label: Text
    load: Callable[[Actor, Any], dict[str, Any]]


# (actor, record id, before, limit) → items {kind, entity, id, at, title, text, person, photos, facts}
TimelineSource = Callable[[Actor, UUID, datetime | None, int], list[dict[str, Any]]]

panels: MultiRegistry[Panel] = MultiRegistry("panels", "boxes on a record's page")
timeline: MultiRegistry[TimelineSource] = MultiRegistry("timeline", "sources of a record's timeline")


def read_timeline(
    entity: str, actor: Actor, record_id: UUID, before: datetime | None = None, limit: int = 20
) -> list[dict[str, Any]]:
    """The newest items of all sources, newest first."""
    items = [item for source in timeline.of(entity) for item in source(actor, record_id, before, limit)]
    items.sort(key=lambda item: item["at"], reverse=True)
    return items[:limit]
