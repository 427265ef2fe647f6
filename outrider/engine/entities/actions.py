"""The front door for every change: ``perform`` a verb, or create, update, delete, restore generically."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from pydantic import ValidationError

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import require, require_role
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.finding import find, readable
from outrider.engine.entities.models import Record
from outrider.engine.entities.queries import visible
from outrider.engine.entities.schemas import create_schema, problem_from, update_schema
from outrider.engine.entities.services import services
from outrider.engine.entities.verbs import Input, Verb, verbs
from outrider.engine.entities.write import STALE_FIELD, Write
from outrider.kernel.errors import FieldError, Problem, conflict, forbidden, invalid, not_found, stale
from outrider.kernel.ids import parse_uuid, uuid7
from outrider.kernel.text import T

ID_TAKEN = T("这个编号已用于另一条内容不同的记录", "This id already names a record with other contents")
DUPLICATE = T("已有相同的记录", "Such a record exists already")
VERSION_REQUIRED = T("缺少版本号", "The record's version is missing")
NOT_NOW = T("当前状态不能执行“{verb}”", "“{verb}” is not possible in the present state")
NOT_YOURS = T("不能把记录建在你的范围之外", "You cannot create this outside your own scope")


def perform(
    key: str,
    payload: Mapping[str, Any] | Input,
    *,
    actor: Actor,
    source: str = "api",
    record_id: UUID | None = None,
    device_id: UUID | None = None,
    command_id: UUID | None = None,
) -> Any:
    """Run a verb in a write transaction of its own and answer what it answers.

    Raises Problem (403, 404, 409, 422), Retry or Held.
    """
    with write_transaction():
        write = Write(actor, source, key, device_id=device_id, command_id=command_id)
        return run(write, key, payload, record_id)


def run(write: Write, key: str, payload: Mapping[str, Any] | Input, record_id: UUID | None = None) -> Any:
    """Run a verb inside an open ``Write``: check → change → record → announce."""
    verb = verbs.get(key)
    require_role(write.actor, verb.roles)
    data = decode(verb.input, payload)
    before, write.verb = write.verb, key
    try:
        if verb.entity:
            result = verb.run(write, _record_for(verb, write, record_id), data)
        else:
            result = verb.run(write, data)
        write.flush()
    except IntegrityError as error:
        raise duplicate_problem(error) from error
    finally:
        write.verb = before
    return result


services.add("run", run)


def decode[I: Input](schema: type[I], payload: Mapping[str, Any] | Input) -> I:
    """The payload as the verb's input. 422 with field paths otherwise."""
    if isinstance(payload, schema):
        return payload
    try:
        return schema.model_validate(payload)
    except ValidationError as error:
        raise problem_from(error) from error


def _record_for(verb: Verb, write: Write, record_id: UUID | None) -> Record:
    entity = entities.get(verb.entity)
    record: Record | None = find(entity, record_id, locked=True)
    if record is None or record.deleted_at is not None:
        raise not_found()
    require(entity.policy, entity.scope, write.actor, verb.level, record)
    if verb.when and not verb.when(record):
        raise conflict("not_now", NOT_NOW, verb=verb.label.say(write.actor.language))
    return record


def duplicate_problem(error: IntegrityError) -> Problem:
    """The database's refusal as a 409 that names no table."""
    text = str(error)
    if "unique" in text.lower():
        return conflict("duplicate", DUPLICATE)
    return conflict("constraint", T("与现有数据冲突", "This contradicts existing data"))


def create(
    key: str, actor: Actor, data: Mapping[str, Any] | Input, *, source: str = "api"
) -> tuple[Record, bool]:
    """Create a record of an entity. Answers it and whether it is new.

    A known id with an equal body answers the present row; another body is 409.
    """
    entity = entities.get(key)
    level = require(entity.policy, entity.scope, actor, "create")
    values = decode_record(create_schema(entity), data)
    given = parse_uuid(values.pop("id", None))
    with write_transaction():
        if given and (present := find(entity, given)):
            return _same_record(entity, actor, present, values), False
        write = Write(actor, source, f"{key}.create")
        record = begun(write, entity, given or uuid7(), values)
        assign(entity, record, values)
        check_references(write, entity, values, record)
        try:
            write.create(record)
            if not entity.scope.admits(actor, level, record):
                raise forbidden(NOT_YOURS)
            write.flush()
        except IntegrityError as error:
            raise duplicate_problem(error) from error
    for path in entity.beside:
        # Nobody has put a row beside a new record: the answer need not look for one.
        record._state.fields_cache.setdefault(path, None)
    return record, True


def begun(write: Write, entity: Entity, record_id: UUID, given: Mapping[str, Any]) -> Record:
    """A new record with the defaults of what was not given."""
    record = entity.model.fresh(record_id)
    for field in entity.defaulted:
        if field.name not in given:
            default = field.default(write) if callable(field.default) else field.default
            field_types.get(field.type).assign(field, record, default)
    return record


def same_or_conflict(equal: bool) -> None:
    """A repeat with an equal body is welcome, another body under a known id is 409."""
    if not equal:
        raise conflict("id_taken", ID_TAKEN)


def _same_record(entity: Entity, actor: Actor, present: Record, values: dict[str, Any]) -> Record:
    require(entity.policy, entity.scope, actor, "read", present)
    twin = entity.model(id=present.pk)
    assign(entity, twin, values)
    same_or_conflict("custom" not in values or twin.custom == present.custom)
    for name in values:
        kind = field_types.get(entity.by_name[name].type) if name in entity.by_name else None
        if kind:
            same_or_conflict(kind.raw(entity.by_name[name], twin) == kind.raw(entity.by_name[name], present))
    return present


def update(
    key: str, actor: Actor, record_id: UUID, data: Mapping[str, Any] | Input, *, source: str = "api"
) -> Record:
    """Change fields of a record; ``data`` carries the ``version`` it was read at. 409 when stale."""
    entity = entities.get(key)
    values = decode_record(update_schema(entity), data)
    version = values.pop("version", None)
    if version is None:
        raise Problem(428, "version_required", VERSION_REQUIRED)
    with write_transaction():
        write = Write(actor, source, f"{key}.update")
        record = load(entity, actor, record_id, "update")
        if record.version != version:
            raise _stale(entity, record, values)
        check_references(write, entity, values)
        # On a twin: the record itself changes inside Write, which must see what it was before.
        attributes = assign(entity, entity.model(id=record.pk), values)
        level = entity.policy.level(actor, "update")
        try:
            write.update(record, **attributes)
            if not entity.scope.admits(actor, level, record):
                raise forbidden(NOT_YOURS)
            write.flush()
        except IntegrityError as error:
            raise duplicate_problem(error) from error
    return record


def _stale(entity: Entity, record: Record, values: dict[str, Any]) -> Problem:
    """Both values of every field that the writer wanted to set."""
    twin = entity.model(id=record.pk)
    assign(entity, twin, values)
    present, errors = {}, []
    for name in values:
        if (field := entity.by_name.get(name)) is None:
            continue
        kind = field_types.get(field.type)
        present[name], yours = kind.encode(field, record), kind.encode(field, twin)
        if present[name] != yours:
            both = {"yours": yours, "theirs": present[name]}
            errors.append(FieldError(name, "stale", STALE_FIELD, both, both))
    return stale({"id": str(record.pk), "version": record.version, **present}, errors)


def delete(key: str, actor: Actor, record_id: UUID, version: int | None, *, source: str = "api") -> None:
    """Put a record into the bin. 409 when ``version`` is not the present one."""
    entity = entities.get(key)
    if not entity.bin:
        raise forbidden()
    with write_transaction():
        write = Write(actor, source, f"{key}.delete")
        record = load(entity, actor, record_id, "delete")
        if version is not None and record.version != version:
            raise _stale(entity, record, {})
        write.remove(record)
        write.flush()


def restore(key: str, actor: Actor, record_id: UUID, *, source: str = "api") -> Record:
    """Take a record out of the bin."""
    entity = entities.get(key)
    with write_transaction():
        write = Write(actor, source, f"{key}.restore")
        record = load(entity, actor, record_id, "delete", binned=True)
        try:
            write.update(record, deleted_at=None)
            write.flush()
        except IntegrityError as error:
            raise duplicate_problem(error) from error
    return record


def load(entity: Entity, actor: Actor, record_id: UUID, action: str, *, binned: bool = False) -> Record:
    """A record for changing, locked, within the actor's scope for the action."""
    record: Record | None = find(entity, record_id, locked=True)
    if record is None or (record.deleted_at is not None) != binned:
        raise not_found()
    require(entity.policy, entity.scope, actor, action, record)
    return record


def decode_record(schema: type[Input], data: Mapping[str, Any] | Input) -> dict[str, Any]:
    """Only the fields that were sent, cleaned. 422 with paths for everything else."""
    model = decode(schema, data)
    return {name: getattr(model, name) for name in model.model_fields_set}


def assign(entity: Entity, record: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set decoded values on a record; answers the model attributes that were set."""
    touched: dict[str, Any] = {}
    for name, value in values.items():
        field = entity.by_name.get(name)
        if field is not None:
            touched.update(field_types.get(field.type).assign(field, record, value))
        elif name == "custom":
            record.custom = touched["custom"] = value
    return touched


def check_references(
    write: Write, entity: Entity, values: Mapping[str, Any], record: Record | None = None
) -> None:
    """Every referenced record must exist and be visible to the actor. 422 otherwise.

    What was read for it is kept on ``record``, so that nobody reads it again.
    """
    for name, value in values.items():
        field = entity.by_name.get(name)
        if field is None or not field.reference or value in (None, []):
            continue
        if value == {"person": write.actor.id, "department": write.actor.department_id}.get(field.reference):
            continue  # read with his session already
        other = entities.get(field.reference)
        if isinstance(value, UUID) and (known := readable(other, write.actor, value)):
            if record is not None:
                setattr(record, field.attribute, known)
            continue
        wanted = set(value) if isinstance(value, (list, tuple)) else {value}
        rows = visible(other, write.actor).filter(pk__in=wanted)
        if len(set(rows.values_list("pk", flat=True))) != len(wanted):
            raise invalid(
                name,
                "no_such_record",
                T("找不到所选的{label}", "The chosen {label} does not exist"),
                label=field.label.say(write.actor.language),
            )
