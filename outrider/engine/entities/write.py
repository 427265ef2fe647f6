"""The one write path: check → change → record → announce.

A ``Write`` lives for one verb inside a write transaction. Every change goes through ``create``,
``update``, ``remove`` or ``create_many``; each leaves exactly one journal row, keeps the search index
true and tells the subscribers. Nothing of it can be forgotten or switched off by a verb's author.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects

from outrider.engine.access.actor import Actor
from outrider.engine.database.writing import change, insert
from outrider.engine.entities.declaration import POOL, Entity, entities, entity_of
from outrider.engine.entities.encoding import journal_value
from outrider.engine.entities.finding import readable, referred
from outrider.engine.entities.models import Fact, Record
from outrider.engine.entities.services import services
from outrider.engine.journal import actions as journal
from outrider.engine.journal.models import Entry
from outrider.engine.journal.queries import BESIDE, RENAMED
from outrider.engine.search import actions as search
from outrider.kernel import clock
from outrider.kernel.errors import FieldError, not_found, stale
from outrider.kernel.period import business_date
from outrider.kernel.registry import MultiRegistry
from outrider.kernel.text import T, Text

CHUNK = 500
_UNJOURNALLED = frozenset({"id", "version", "created_at", "created_by_id", "updated_at"})


@cache
def _journalled(model: type[Record]) -> tuple[str, ...]:
    names = (f.attname for f in model._meta.concrete_fields)
    return tuple(name for name in names if name not in _UNJOURNALLED)


# A record left an offline slice: the phones that held it must drop it.
REVOKE = "slice.revoke"
STALE_FIELD = T("你填的是 {yours},现在是 {theirs}", "You entered {yours}, it is now {theirs}")


@dataclass(frozen=True)
class Happened:
    """What a subscriber inside the transaction is told."""

    record: Record
    verb: str
    changes: dict[str, Any]
    entry: Entry


@dataclass(frozen=True)
class Flag:
    """A fact was stored, and a rule wants a person to look at it."""

    code: str
    text: Text
    params: dict[str, Any]


Subscriber = Callable[["Write", Happened], None]
inside: MultiRegistry[Subscriber] = MultiRegistry("subscribers", "listeners inside the transaction")
outside: MultiRegistry[Callable[[Entry], None]] = MultiRegistry("events", "listeners after the commit")


def on(*verbs: str) -> Callable[[Subscriber], Subscriber]:
    """Subscribe inside the transaction: only own tables, no refusal for business reasons."""

    def subscribe(listener: Subscriber) -> Subscriber:
        for verb in verbs:
            inside.add(verb, listener)
        return listener

    return subscribe


def after(*verbs: str) -> Callable[[Callable[[Entry], None]], Callable[[Entry], None]]:
    """Subscribe from the journal: at least once, idempotent by entry id, in a worker."""

    def subscribe(listener: Callable[[Entry], None]) -> Callable[[Entry], None]:
        for verb in verbs:
            outside.add(verb, listener)
        return listener

    return subscribe


def announces(entry: Entry) -> bool:
    """Whether an entry is its verb's own event: ``visit.check_out`` may change a plan as well, and a
    listener wants to hear of the visit, once."""
    subject = entry.verb.partition(".")[0]
    return subject not in entities or subject == entry.entity


class Write:
    """One verb's hold on the database; made by ``actions.perform`` alone."""

    def __init__(
        self,
        actor: Actor,
        source: str,
        verb: str,
        *,
        device_id: UUID | None = None,
        command_id: UUID | None = None,
    ) -> None:
        self.actor, self.source, self.verb = actor, source, verb
        self.device_id, self.command_id = device_id, command_id
        self.at: datetime = clock.now()
        # What the phone's clocks showed when the command was made: wall time, monotonic ms, boot id.
        self.ticks: tuple[datetime, float, str] | None = None
        self.flags: list[Flag] = []
        # Rows that this transaction holds locked, by what names them: a phone's next command finds them here.
        self.kept: dict[Any, Any] = {}
        # Who made new records and when, where an import knows better than the clock: by the records' ids.
        self.originals: dict[UUID, tuple[UUID | None, datetime | None]] = {}
        self._pending: list[Happened] = []
        self._reindex: dict[UUID, Record] = {}
        self._renamed: list[Record] = []

    # -- changing -------------------------------------------------------------------------------

    def create[R: Record](self, record: R, *, verb: str = "", occurred_at: datetime | None = None) -> R:
        """Insert a record; its author, times and derived columns are set here."""
        entity = self._prepare_new(record)
        insert([record])
        self._note(entity, record, verb or self.verb, self._initial(record), occurred_at)
        return record

    def create_many[R: Record](self, records: Sequence[R], *, verb: str = "") -> Sequence[R]:
        """Insert many records of one model, in chunks of 500, each with its journal row."""
        for start in range(0, len(records), CHUNK):
            chunk = records[start : start + CHUNK]
            # Scopes and slices look at the referenced records: one query each, not one per row.
            prefetch_related_objects(list(chunk), *entity_of(chunk[0]).referred)
            prepared = [self._prepare_new(record) for record in chunk]
            insert(chunk)
            for entity, record in zip(prepared, chunk, strict=True):
                self._note(entity, record, verb or self.verb, self._initial(record), None)
            self.flush()
        return records

    def update[R: Record](
        self, record: R, *, verb: str = "", occurred_at: datetime | None = None, **changes: Any
    ) -> R:
        """Set attributes, bump the version and journal the difference; nothing happens without one.

        Raises 409 ``stale`` when somebody changed the row since it was read.
        """
        entity = entity_of(record)
        former_slice = entity.slice(record)
        for name, value in changes.items():
            setattr(record, name, value)
        if entity.validate:
            entity.validate(self, record)
        if entity.before_save:
            entity.before_save(self, record)
        before = record._loaded or {}
        changed = {
            f.attname: getattr(record, f.attname)
            for f in record._meta.concrete_fields
            if f.attname not in _UNJOURNALLED
            and (f.attname not in before or before[f.attname] != getattr(record, f.attname))
        }
        if not changed:
            return record
        self._store(entity, record, changed)
        difference = {
            name: ["•••", "•••"]
            if name in record.SECRETS
            else [journal_value(before.get(name)), journal_value(value)]
            for name, value in changed.items()
        }
        record._loaded = {**before, **changed}
        if former_slice and former_slice != entity.slice(record):
            self._note(entity, record, REVOKE, {}, occurred_at, former_slice)
        self._note(entity, record, verb or self.verb, difference, occurred_at)
        if entity.is_named and entity.title in changed:
            self._note(entity, record, RENAMED, {}, occurred_at)
            self._renamed.append(record)
        return record

    def touch(self, record: Record) -> None:
        """Have phones fetch a record again because a column beside it has moved (``extensions.Columns``).

        No version, no history. Without effect when this write tells of the record anyway, or no phone has it.
        """
        entity = entity_of(record)
        key = entity.slice(record)
        if key and not any(happened.record.pk == record.pk for happened in self._pending):
            self._pending.append(
                Happened(record, BESIDE, {}, self._entry(entity, record, BESIDE, {}, None, key))
            )
            self._tell_bringer(entity, record, key)

    def remove(self, record: Record, *, verb: str = "") -> None:
        """Put a record into the bin."""
        self.update(record, verb=verb, deleted_at=self.at)

    def purge(self, record: Record) -> None:
        """Delete a record that is in the bin, for good. ProtectedError when another one still refers to it."""
        assert record.deleted_at is not None
        entity = entity_of(record)
        with transaction.atomic():
            QuerySet(type(record)).filter(pk=record.pk).delete()
        search.forget([record.pk])
        self._note(entity, record, f"{entity.key}.purge", {}, None)
        self._reindex.pop(record.pk, None)

    def note(self, entity: str, record_id: UUID, changes: dict[str, Any]) -> None:
        """Journal a change of what is no record itself (a device, the company): who, when, from what to what."""
        entry = Entry.of(
            at=self.at, occurred_at=self.at, actor_id=self.actor.id, source=self.source, verb=self.verb,
            entity=entity, entity_id=record_id, about_id=None, command_id=self.command_id, changes=changes,
            slice_key=None,
        )  # fmt: skip
        journal.append([entry])

    # -- helping --------------------------------------------------------------------------------

    def visible(self, entity_key: str, record_id: UUID | None, *, action: str = "read") -> Any:
        """A living record within the actor's scope. 404 otherwise."""
        record = readable(entities.get(entity_key), self.actor, record_id, action)
        if record is None:
            raise not_found()
        return record

    def flag(self, code: str, text: Text, **params: Any) -> None:
        """Store and mark: the answer becomes ``applied_flagged``."""
        self.flags.append(Flag(code, text, params))

    def later(self, job: str, **args: Any) -> Any:
        """Enqueue a job within this transaction."""
        return services.get("enqueue")(job, args, self.actor)

    def notify(
        self, person_id: UUID, kind: str, title: Text, text: Text | None = None, link: str = "", **params: Any
    ) -> None:
        """Leave a notice in the app for a person."""
        services.get("notify")(self, person_id, kind, title, text, link, params)

    def run(self, verb: str, payload: Any) -> Any:
        """Run another verb within this transaction, for the same actor."""
        return services.get("run")(self, verb, payload)

    def flush(self) -> None:
        """Tell the subscribers, then write the journal and the search index in bulk."""
        if self._renamed:
            services.get("renamed")(self, self._renamed)
            self._renamed.clear()
        position = 0
        while position < len(self._pending):
            happened = self._pending[position]
            if announces(happened.entry):
                for listener in inside.of(happened.verb):
                    listener(self, happened)
            position += 1
        journal.append(happened.entry for happened in self._pending)
        self._pending.clear()
        if self._reindex:
            search.index([(entity_of(record), record) for record in self._reindex.values()])
            self._reindex.clear()

    # -- inside ---------------------------------------------------------------------------------

    def _prepare_new(self, record: Record) -> Entity:
        entity = entity_of(record)
        author, made = self.originals.get(record.pk, (None, None))
        record.created_at = record.updated_at = made or self.at
        record.created_by_id = author or self.actor.id
        if isinstance(record, Fact):
            record.occurred_at = record.occurred_at or made or self.at
            record.business_date = record.business_date or business_date(record.occurred_at, self.time_zone)
        if entity.validate:
            entity.validate(self, record)
        if entity.before_save:
            entity.before_save(self, record)
        return entity

    @property
    def time_zone(self) -> str:
        """The company's time zone."""
        zone: str = services.get("time_zone")()
        return zone

    def _store(self, entity: Entity, record: Record, changed: dict[str, Any]) -> None:
        """One guarded UPDATE: it must meet the version that was read."""
        if not change(record, record.version, changed, updated_at=self.at):
            present = entity.model.all_objects.get(pk=record.pk)
            errors = [
                FieldError(
                    name,
                    "stale",
                    STALE_FIELD,
                    {"yours": value, "theirs": getattr(present, name)},
                    {"yours": journal_value(value), "theirs": journal_value(getattr(present, name))},
                )
                for name, value in changed.items()
            ]
            raise stale({"id": str(record.pk), "version": present.version}, errors)
        record.version += 1
        record.updated_at = self.at

    def _initial(self, record: Record) -> dict[str, Any]:
        held = record.__dict__
        values = {name: held[name] for name in _journalled(type(record))}
        record._loaded = values
        return {
            name: [None, "•••" if name in record.SECRETS else journal_value(value)]
            for name, value in values.items()
            if value
        }

    def _note(
        self,
        entity: Entity,
        record: Record,
        verb: str,
        changes: dict[str, Any],
        occurred_at: datetime | None,
        slice_key: str = "",
    ) -> None:
        entry = self._entry(entity, record, verb, changes, occurred_at, slice_key)
        self._pending.append(Happened(record, verb, changes, entry))
        if entity.search and (record.version == 1 or not entity.indexed.isdisjoint(changes)):
            self._reindex[record.pk] = record
        self._tell_bringer(entity, record, entry.slice_key)

    def _tell_bringer(self, entity: Entity, record: Record, key: str | None) -> None:
        """A fact in one person's slice reaches the phone of whom it comes along to, such as a customer's new owner."""
        if entity.comes_with and key:
            bringer = referred(record, entity.by_name[entity.comes_with])
            if entity_of(bringer).slice(bringer) not in (None, POOL, key):
                self.touch(bringer)

    def _entry(
        self,
        entity: Entity,
        record: Record,
        verb: str,
        changes: dict[str, Any],
        occurred_at: datetime | None,
        slice_key: str,
    ) -> Entry:
        return Entry.of(
            at=self.at,
            occurred_at=occurred_at or (record.occurred_at if isinstance(record, Fact) else self.at),
            actor_id=self.actor.id,
            source=self.source,
            verb=verb,
            entity=entity.key,
            entity_id=record.pk,
            about_id=entity.about(record),
            command_id=self.command_id,
            changes=changes,
            slice_key=slice_key or entity.slice(record),
        )
