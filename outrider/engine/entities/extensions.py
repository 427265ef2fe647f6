"""What upper packages add to a lower one's record: panels, timeline sources, columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.aside import left_aside, present
from outrider.engine.entities.declaration import Field, Section, entities
from outrider.kernel.registry import MultiRegistry
from outrider.kernel.text import Text


@dataclass(frozen=True)
class Panel:
    """A box on a record's page; ``load`` answers ``{"kind": "facts"|"rows"|"text", ...}``, a kind that a
    screen was made for, or ``{"kind": "none"}``: then there is no box.

    ``entity`` names what it tells of: it is not there while that is left aside.
    """

    key: str
    label: Text
    load: Callable[[Actor, Any], dict[str, Any]]
    entity: str = ""


@dataclass(frozen=True)
class Columns:
    """An upper package's one-to-one table whose columns are shown, sorted, filtered and synced like the record's own.

    ``path`` is the reverse name of the table's one-to-one field to the record; every field's ``attr`` begins
    with it and is read-only. The table's owner tells phones of a change by ``Write.touch``. While ``entity`` is
    left aside, screens do not show them.
    """

    path: str
    fields: tuple[Field, ...]
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    entity: str = ""


# (actor, record id, before, limit) → items {kind, entity, id, at, title, text, person, photos, facts}
TimelineSource = Callable[[Actor, UUID, datetime | None, int], list[dict[str, Any]]]

panels: MultiRegistry[Panel] = MultiRegistry("panels", "boxes on a record's page")
timeline: MultiRegistry[TimelineSource] = MultiRegistry("timeline", "sources of a record's timeline")

columns: MultiRegistry[Columns] = MultiRegistry("columns", "tables of upper packages beside a record")
# What an entity derives from its own declaration, once.
_DERIVED = ("by_name", "references", "referred", "related", "indexed")


def add_columns(entity_key: str, added: Columns) -> None:
    """Put a table's columns among an entity's fields: at start-up, before anything is made of the declaration.

    Everything that reads the declaration (lists, schemas, metadata, sync, exports) has them from then on, and
    an entity without columns is left as it was.
    """
    entity = entities.get(entity_key)
    if added in columns.of(entity_key):
        return
    columns.add(entity_key, added)
    wider: dict[str, tuple[Any, ...]] = {
        "beside": (added.path,),
        "fields": added.fields,
        "columns": added.columns,
        "filters": added.filters,
        "sorts": added.sorts,
        "sections": added.sections,
    }
    for name, more in wider.items():
        object.__setattr__(entity, name, (*getattr(entity, name), *more))
    for name in _DERIVED:
        entity.__dict__.pop(name, None)


def unseen_fields(entity_key: str) -> frozenset[str]:
    """The names of columns that a package which is left aside has put beside this entity's."""
    added = columns.of(entity_key)
    if not any(one.entity for one in added):
        return frozenset()
    aside = left_aside()
    return frozenset(f.name for one in added if one.entity in aside for f in one.fields)


def panels_of(entity_key: str) -> list[Panel]:
    """The boxes of an entity's page, without those that tell of what is left aside."""
    return present(panels.of(entity_key), lambda panel: str(panel.entity))


def read_timeline(
    entity: str, actor: Actor, record_id: UUID, before: datetime | None = None, limit: int = 20
) -> list[dict[str, Any]]:
    """The newest items of all sources, newest first."""
    found = [item for source in timeline.of(entity) for item in source(actor, record_id, before, limit)]
    items = present(found, lambda item: str(item.get("entity") or ""))
    items.sort(key=lambda item: item["at"], reverse=True)
    return items[:limit]
