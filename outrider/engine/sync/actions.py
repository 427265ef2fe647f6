"""Merging offline edits, and the decisions of people on conflicts and on held commands."""

from __future__ import annotations

import json
from typing import Any, Literal
from uuid import UUID

from outrider.engine.access.policy import require
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.actions import assign, check_references, decode_record, load
from outrider.engine.entities.declaration import Entity, entities, entity_of
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.models import Record
from outrider.engine.entities.schemas import update_schema
from outrider.engine.entities.verbs import Input, verb, verbs
from outrider.engine.entities.write import Write
from outrider.engine.identity.models import Company, Person
from outrider.engine.identity.queries import actor_for, forget_company
from outrider.engine.jobs.actions import follow_restored_journal
from outrider.engine.journal.models import Entry
from outrider.engine.sync import answers
from outrider.engine.sync.merging import three_way
from outrider.engine.sync.models import APPLIED, FLAGGED, HELD, CommandRecord, SyncConflict
from outrider.engine.sync.queries import people_in_sight
from outrider.engine.sync.replay import apply
from outrider.kernel.errors import INVALID, FieldError, Problem, conflict, not_found
from outrider.kernel.ids import uuid7
from outrider.kernel.text import T

BOTH_CHANGED = T(
    "“{field}”已被别人改过,两份内容都已保留", "“{field}” was changed by somebody else too; both are kept"
)
UNKNOWN_FIELD = T("没有这个字段", "There is no such field")
STILL_HELD = T("重新提交后仍需处理:{why}", "It still needs a decision: {why}")
ALREADY = T("这一条已经处理过了", "This has been decided already")
DECIDED_TITLE = T("你的一条离线记录已处理", "One of your offline entries was decided")
DECIDED = {
    "discarded": T("{by}:不再提交", "{by}: not to be submitted"),
    "replaced": T("{by}:已用新内容代替", "{by}: replaced by a new entry"),
    "replayed": T("{by}:已重新提交", "{by}: submitted again"),
}


def begin_epoch() -> UUID:
    """Say that this database was restored from a backup; run once after every restore, before serving.

    Phones see the new epoch, pull everything and offer again what the server's sequences lack. Transaction
    numbers of the old server mean nothing here, so the feeds are ordered by id from now on.
    """
    epoch = uuid7()
    with write_transaction():
        follow_restored_journal()
        Entry.objects.exclude(txid=0).update(txid=0)
        CommandRecord.objects.exclude(txid=0).update(txid=0)
        Company.objects.update(epoch=epoch)
    forget_company()
    return epoch


def merge[R: Record](write: Write, record: R, entity_key: str, changes: dict[str, Any]) -> R:
    """Merge ``{field: {"from", "to"}}`` (API values) into a record, field by field.

    What two people changed stays as it is, and the phone's value goes to the list of conflicts. Checks the
    actor's right to update, the fields and the references. Raises 403, 404 or 422.
    """
    entity = entities.get(entity_key)
    require(entity.policy, entity.scope, write.actor, "update", record)
    _check_fields(entity, changes)
    values = _decoded(entity, {name: change.get("to") for name, change in changes.items()}, "to")
    wanted = {
        name: (_normal(entity, name, change.get("from")), _as_json(entity, name, values[name]))
        for name, change in changes.items()
    }
    present = {name: _present(entity, name, record) for name in changes}
    merged = three_way(wanted, present)
    taken = {name: values[name] for name in merged.changes}
    check_references(write, entity, taken)
    if taken:
        # On a twin: the record itself changes inside Write, which must see what it was before.
        write.update(record, **assign(entity, entity.model(id=record.pk), taken))
    for name, (now, other) in merged.conflicts.items():
        record_conflict(write, record, name, now, other)
    return record


def record_conflict(write: Write, record: Record, field: str, current: Any, other: Any) -> SyncConflict:
    """Keep a value that lost against the one that stands, for its author to decide. Values as JSON."""
    entity = entity_of(record)
    known = entity.by_name.get(field)
    label = known.label.say(write.actor.language) if known else field
    write.flag("both_changed", BOTH_CHANGED, field=label)
    title = getattr(record, entity.by_name[entity.title].attribute, "")
    return write.create(
        SyncConflict(
            person_id=write.actor.id,
            entity=entity.key,
            record_id=record.pk,
            record_title=str(title)[:200],
            field=field,
            current=current,
            other=other,
            command_id=write.command_id,
        ),
        verb="conflict.found",
    )


def _check_fields(entity: Entity, changes: dict[str, Any]) -> None:
    """Only changeable fields, each with exactly ``from`` and ``to``."""
    wrong = []
    for name, change in changes.items():
        field = entity.by_name.get(name)
        if field is None or field.read_only or field.create_only:
            wrong.append(FieldError(f"changes.{name}"[:200], "unknown_key", UNKNOWN_FIELD))
        elif not isinstance(change, dict) or set(change) != {"from", "to"}:
            wrong.append(FieldError(f"changes.{name}"[:200], "invalid", INVALID))
    if wrong:
        raise Problem(422, "unknown_key", INVALID, wrong)


def _decoded(entity: Entity, values: dict[str, Any], leaf: str) -> dict[str, Any]:
    try:
        return decode_record(update_schema(entity), values)
    except Problem as problem:
        errors = [
            FieldError(f"changes.{e.field}.{leaf}"[:200], e.code, e.text, e.params) for e in problem.errors
        ]
        raise Problem(problem.status, problem.code, problem.text, errors) from problem


def _normal(entity: Entity, name: str, seen: Any) -> Any:
    """What the phone saw, in the spelling of the server ("42.0" is "42.00"); as it is when it is no value."""
    try:
        return _as_json(entity, name, decode_record(update_schema(entity), {name: seen})[name])
    except Problem:
        return seen


def _as_json(entity: Entity, name: str, value: Any) -> Any:
    twin = entity.model()
    assign(entity, twin, {name: value})
    return _present(entity, name, twin)


def _present(entity: Entity, name: str, record: Record) -> Any:
    field = entity.by_name[name]
    return json.loads(json.dumps(field_types.get(field.type).encode(field, record), default=str))


class ResolveConflict(Input):
    """Which value shall stand."""

    conflict_id: UUID
    choice: Literal["current", "other"]


@verb("conflict.resolve", input=ResolveConflict, label=T("处理冲突", "Decide a conflict"), offline=True)
def resolve_conflict(write: Write, data: ResolveConflict) -> SyncConflict:
    """Keep what stands, or set the other value now. Deciding twice the same changes nothing."""
    found: SyncConflict = write.visible("sync_conflict", data.conflict_id)
    if found.state != "open":
        if found.choice == data.choice:
            return found
        raise conflict("already_decided", ALREADY)
    if data.choice == "other":
        entity = entities.get(found.entity)
        record = load(entity, write.actor, found.record_id, "update")
        values = decode_record(update_schema(entity), {found.field: found.other})
        write.update(record, **assign(entity, entity.model(id=record.pk), values))
    return write.update(found, state="resolved", choice=data.choice)


class ResolveCommand(Input):
    """What shall become of a held command; ``replacement`` names the new one that says it better."""

    command_id: UUID
    resolution: Literal["discard", "resend"]
    replacement: UUID | None = None


@verb("command.resolve", input=ResolveCommand, label=T("处理离线记录", "Decide an entry"), offline=True)
def resolve_command(write: Write, data: ResolveCommand) -> dict[str, Any]:
    """Decide a held command: its author, or whoever it is shown to because he leads him or works in the office.

    ``resend`` without a replacement runs the stored body again, as its author; when it is refused again it
    stays held and the answer is flagged.
    """
    row = CommandRecord.objects.select_for_update().filter(id=data.command_id).first()
    if row is None or not (row.status == HELD or row.resolution):
        raise not_found()
    if not people_in_sight(write.actor).filter(pk=row.person_id).exists():
        raise not_found()
    if row.resolution:
        return {"id": str(row.id), "resolution": row.resolution}
    resolution = "discarded" if data.resolution == "discard" else "replaced"
    if data.resolution == "resend" and data.replacement is None:
        if not _replayed(write, row):
            return {"id": str(row.id), "resolution": ""}
        resolution = "replayed"
    row.resolution, row.resolved_at, row.resolved_by = resolution, write.at, write.actor.id
    row.save()
    if row.person_id != write.actor.id:
        by = write.actor.name
        write.notify(row.person_id, "command_decided", DECIDED_TITLE, DECIDED[resolution], "/me/sync", by=by)
    return {"id": str(row.id), "resolution": resolution}


def _replayed(write: Write, row: CommandRecord) -> bool:
    """Run a held body again for its author; keep the new answer when it went through."""
    known = verbs.find(row.verb)
    body = json.loads(row.body)
    if known is None or not known.offline or not isinstance(body.get("payload"), dict):
        write.flag("still_held", STILL_HELD, why=row.verb)
        return False
    author = actor_for(Person.all_objects.get(pk=row.person_id), device_id=row.device_id, app="rep")
    answer = apply(author, known, body["payload"], row.device_id, row.id)
    if answer.status not in (APPLIED, FLAGGED):
        why = (answer.said(row.id, write.actor.language).get("reason") or {}).get("message", "")
        write.flag("still_held", STILL_HELD, why=why)
        row.answer = answers.Answer(HELD, reason=answer.reason).stored()
        row.save()
        return False
    row.status, row.answer = answer.status, answer.stored()
    return True
