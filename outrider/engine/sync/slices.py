"""A person's slice: which keys he hears of, which rows a fresh phone gets, and how a row is encoded for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from outrider.engine.access.actor import Actor
from outrider.engine.entities.aside import left_aside, present
from outrider.engine.entities.declaration import POOL, Entity, entities
from outrider.engine.entities.extensions import unseen_fields
from outrider.engine.entities.queries import encode
from outrider.engine.sync.declarations import Ids, Slice, companions, slices

# Raise it when what a slice holds changes its meaning: phones then rebase.
FORM = "1"
_ALWAYS = ("id", "version", "created_at", "updated_at", "custom", "_titles")


def keys_of(person_id: UUID) -> frozenset[str]:
    """The slice keys whose changes reach this person's phone."""
    return frozenset((POOL, str(person_id)))


def form_of(actor: Actor) -> str:
    """A short mark of what makes up this person's slice; a cursor made under another one is rebased."""
    held = (":".join((entity.key, *entity.beside)) for entity in carried())
    parts = [FORM, str(actor.id), *sorted(actor.roles), *sorted(left_aside()), *held]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def carried() -> list[Entity]:
    """The entities that phones carry now, in order of registration: lower packages first."""
    return present(carriable(), lambda entity: str(entity.key))


def carriable() -> list[Entity]:
    """The same with those that the company leaves aside at present."""
    return [entity for entity in entities if slices.find(entity.key) or _has_slice(entity)]


def _has_slice(entity: Entity) -> bool:
    """Whether the declaration names a slice (the field's default answers None for everything)."""
    return entity.slice is not Entity.__dataclass_fields__["slice"].default


def rows_of(entity: Entity, person_id: UUID, today: date) -> QuerySet[Any]:
    """The living records of an entity that a fresh phone of this person gets."""
    declared = slices.find(entity.key)
    chosen = declared.rows(person_id, today) if declared else _by_scope(entity, person_id)
    return joined(entity, entity.model.objects.filter(chosen))


def joined(entity: Entity, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with their references and the tables beside them: nothing costs a query a row.

    What rows refer to is read once for a whole page, and of it only what a phone's row says: its title, and whose
    it is. Thousands of customers have one owner and one department.
    """
    rows = rows.select_related(*entity.beside) if entity.beside else rows
    references = [Prefetch(f.attribute, _briefly(f.reference)) for f in entity.references]
    return rows.prefetch_related(*references, *entity.sync_related)


def _briefly(key: str) -> QuerySet[Any]:
    """Records as others refer to them; any other column costs a query of its own."""
    entity = entities.get(key)
    own = (entity.title, entity.scope.owner, entity.scope.department, entity.scope.mine)
    names = {name for name in own if name and "__" not in name}
    return entity.model.all_objects.only("id", "deleted_at", *names)


def _by_scope(entity: Entity, person_id: UUID) -> Q:
    """Without a declared slice: what is the company's, else what is the person's."""
    scope = entity.scope
    if scope.public:
        return Q()
    chosen = Q(pk__in=[])
    for path in filter(None, (scope.owner, scope.mine)):
        chosen |= Q(**{path: person_id})
    return chosen


def brought_along(entity: Entity, person_id: UUID, ids: Ids) -> Iterable[tuple[Entity, QuerySet[Any]]]:
    """What comes along with records of an entity."""
    for companion in companions.of(entity.key):
        for key, rows in present(companion(person_id, ids), lambda pair: str(pair[0])):
            other = entities.get(key)
            yield other, joined(other, rows)


def dependents(
    entity: Entity, ids: list[UUID], person_id: UUID, today: date
) -> Iterable[tuple[Entity, list[Any]]]:
    """What a fresh phone of this person gets that refers to these records, which have just come into his slice."""
    keys = keys_of(person_id)
    for other in carried():
        named = Q()
        for reference in other.references:
            if reference.reference == entity.key:
                named |= Q(**{f"{reference.attribute}__in": ids})
        if named:
            rows = rows_of(other, person_id, today).filter(named)
            yield other, [record for record in rows if other.slice(record) in keys]


class Encoder:
    """Encodes one person's rows. What holds for every row of an entity is asked once, not for each of thousands."""

    def __init__(self, actor: Actor, keys: frozenset[str]) -> None:
        self.actor, self.own = actor, keys - {POOL}
        self._wanted: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def row(self, entity: Entity, record: Any) -> dict[str, Any]:
        """A record for the phone. Sensitive values are plain in one's own slice and masked in the pool."""
        row = encode(entity, record, self.actor, reveal=entity.slice(record) in self.own)
        if entity.key not in self._wanted:
            self._wanted[entity.key] = (unseen_fields(entity.key), _kept(entity))
        unseen, kept = self._wanted[entity.key]
        for name in unseen:
            row.pop(name, None)
        if kept:
            return {name: value for name, value in row.items() if name in kept}
        return row | entity.sync_extra(record) if entity.sync_extra else row


def _kept(entity: Entity) -> frozenset[str]:
    """The only names that phones get, where the slice names them."""
    declared: Slice | None = slices.find(entity.key)
    return frozenset((*_ALWAYS, *declared.fields)) if declared and declared.fields else frozenset()
