"""A chunk of rows into the database: found or built, checked and written in one short transaction.

Promises: every row of a chunk is written or refused with a reason; when the database refuses a chunk, only the
records at fault are left out; a dry run writes all of it and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import NONE, require, require_role
from outrider.engine.entities.actions import assign, begun, decode_record, perform
from outrider.engine.entities.declaration import Entity, Field, entities
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.engine.entities.models import Record
from outrider.engine.entities.schemas import create_schema, update_schema
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.engine.exchange.declaration import NO_KEY, Context, Fate, Importer, Refused, Row
from outrider.engine.exchange.parts import at_fault, parts, taken
from outrider.engine.exchange.report import Reason, RowReport
from outrider.kernel.errors import Problem, forbidden
from outrider.kernel.text import T, Text

Key = tuple[tuple[str, ...], tuple[str, ...]]

NOT_YOURS = T("不在你的管理范围内", "Outside your own scope")
EXISTS = T("已有这条记录,不能用导入修改", "It exists already and cannot be changed by a file")
AMBIGUOUS = T(
    "有 {count} 条记录符合,不知道更新哪一条", "{count} records match; which one is meant is not clear"
)
WITH_IT = T(
    "同一条记录的第 {row} 行有问题,整条不导入",
    "Row {row} of the same record has a problem; the whole of it is left out",
)
DUPLICATE = T("疑似与“{name}”重复:{rule}", "It seems to repeat “{name}”: {rule}")


@dataclass(slots=True)
class Work:
    """One chunk on its way through the write transaction: the rows of each record together."""

    importer: Importer
    context: Context
    units: list[list[Row]]
    dry_run: bool


class _Kept(Exception):
    """Carries a dry run's results past the transaction that must not commit."""

    def __init__(self, results: list[RowReport]) -> None:
        super().__init__("dry run")
        self.results = results


class _Chunk(Input):
    """Only this package can make one: JSON never becomes a ``Work``."""

    model_config = ConfigDict(**{**Input.model_config, "arbitrary_types_allowed": True})
    work: Work


def may_import(importer: Importer, actor: Actor) -> None:
    """403 unless the actor may create, and change what may be changed; facts of the past: unless he has the role."""
    entity = entities.get(importer.entity)
    if importer.store is not None:
        require_role(actor, importer.roles)
        return
    require(entity.policy, entity.scope, actor, "create")
    if entity.policy.update:
        require(entity.policy, entity.scope, actor, "update")


def keys_tried(importer: Importer, context: Context) -> list[tuple[str, ...]]:
    """The combinations of fields that identify a record, tried in order."""
    if context.key == NO_KEY:
        return []
    return [context.key] if context.key else [(key,) for key in importer.keys]


def said_of(row: Row, fields: tuple[str, ...]) -> tuple[str, ...] | None:
    """What a row says of a key, or None when it does not say it whole."""
    values = (row.values.get(name) for name in fields)
    said = tuple(
        str(next(iter(value.values())) if isinstance(value, dict) else value or "") for value in values
    )
    return said if all(said) else None


def refused(
    row: Row, code: str, text: Text, params: dict[str, Any] | None = None, field_name: str = ""
) -> RowReport:
    """The report of a row that is not taken."""
    return RowReport(row.number, _name(row), "refused", [Reason(code, text, params or {}, field_name)])


def refused_by(row: Row, problem: Refused) -> RowReport:
    """The same from what was raised."""
    return refused(row, problem.code, problem.text, problem.params, problem.field_name)


def with_it(row: Row, number: int) -> RowReport:
    """A good row of a record that another row refuses."""
    return refused(row, "record_refused", WITH_IT, {"row": number})


def whole_refused(unit: list[Row], fault: RowReport) -> list[RowReport]:
    """All rows of a record: the one at fault with its reason, the others because of it."""
    return [fault if row.number == fault.number else with_it(row, fault.number) for row in unit]


def _name(row: Row) -> str:
    return str(row.values.get("name") or row.text("name"))[:120]


def apply(work: Work) -> list[RowReport]:
    """Write a chunk; when the database refuses it, halve it until the record at fault stands alone."""
    try:
        results: list[RowReport] = perform(
            "exchange.import",
            _Chunk(work=work),
            actor=work.context.actor,
            source="import",
            command_id=work.context.batch,
        )
        return results
    except _Kept as kept:
        return kept.results
    except Problem as problem:
        if len(work.units) == 1:
            return _unit_refused(entities.get(work.importer.entity), work.units[0], problem)
    half = len(work.units) // 2
    halves = (work.units[:half], work.units[half:])
    return [
        result for part in halves for result in apply(Work(work.importer, work.context, part, work.dry_run))
    ]


@verb("exchange.import", input=_Chunk, label=T("导入", "Import"))
def import_chunk(write: Write, data: _Chunk) -> list[RowReport]:
    """Create and update the records of one chunk through the write path."""
    work = data.work
    may_import(work.importer, write.actor)
    results, units = _done_already(work)
    if work.importer.store is None:
        results += _by_form(write, work, units)
    else:
        for unit, fate in zip(units, work.importer.store(work.context, write, units), strict=True):
            results += [_fate(row, fate) for row in unit]
    if work.dry_run:
        write.flush()
        raise _Kept(results)
    return results


def _done_already(work: Work) -> tuple[list[RowReport], list[list[Row]]]:
    """What a worker that died had created of this chunk, and what remains to do."""
    if not work.context.resumed:
        return [], work.units
    ids = {work.context.record_id(unit[0]): unit for unit in work.units}
    model = entities.get(work.importer.entity).model
    done = set(model.all_objects.filter(pk__in=ids).values_list("pk", flat=True))
    results = [_taken(row, "created") for pk in done for row in ids[pk]]
    return results, [unit for pk, unit in ids.items() if pk not in done]


def _fate(row: Row, fate: Fate) -> RowReport:
    return refused_by(row, fate) if isinstance(fate, Refused) else _taken(row, fate)


def _by_form(write: Write, work: Work, units: Sequence[list[Row]]) -> list[RowReport]:
    """Records that the entity's own form can make or change; the first row of each holds what all of them say."""
    entity = entities.get(work.importer.entity)
    present = _present(entity, work)
    results: list[RowReport] = []
    fresh: list[tuple[Row, Record]] = []
    known: list[tuple[Row, UUID]] = []
    followers: dict[int, list[Row]] = {}
    name = f"{entity.key}.import"
    for unit in units:
        row = unit[0]
        try:
            record = _found(work, present, row)
            if record is not None:
                results += _like_first(unit, _updated(write, entity, row, record, name))
                known.append((row, record.pk))
                continue
            _check_twin(work, row)
            built = _built(write, entity, work.context, row)
            fresh.append((row, built))
            followers[row.number] = unit[1:]
            work.importer.remember(work.context, row, built.pk)
        except Problem as problem:
            results += _unit_refused(entity, unit, problem)
        except Refused as problem:
            results += whole_refused(unit, refused_by(row, problem))
    for created in _created(write, entity, fresh, name):
        results += [created, *(_taken(row, "created") for row in followers[created.number])]
    work.importer.taken(work.context, write, [*known, *((row, record.pk) for row, record in fresh)])
    return results


def _like_first(unit: list[Row], first: RowReport) -> list[RowReport]:
    """The reports of a record's rows, by what became of the first one."""
    if first.outcome == "refused":
        return whole_refused(unit, first)
    return [first, *(_taken(row, first.outcome) for row in unit[1:])]


def _unit_refused(entity: Entity, unit: list[Row], problem: Problem) -> list[RowReport]:
    place = problem.errors[0].field if problem.errors else ""
    return whole_refused(unit, _as_refused(at_fault(entity, unit, place), problem))


def _created(write: Write, entity: Entity, fresh: list[tuple[Row, Record]], name: str) -> list[RowReport]:
    """Insert the new ones of a chunk, with their original author and time."""
    write.originals.update(
        {record.pk: (row.author, row.made) for row, record in fresh if row.author or row.made}
    )
    write.create_many([record for _, record in fresh], verb=name)
    level = entity.policy.level(write.actor, "create")
    # The derived columns are known only now; a chunk with one stranger is halved until he stands alone.
    if not all(entity.scope.admits(write.actor, level, record) for _, record in fresh):
        raise forbidden(NOT_YOURS)
    return [_taken(row, "created") for row, _ in fresh]


def _check_twin(work: Work, row: Row) -> None:
    """What seems to be there already is left out or noted, as the person has chosen."""
    wanted = work.context.options.get("duplicates", "off")
    twin = work.importer.twin(work.context, row) if wanted != "off" else None
    if twin is None:
        return
    said = {"name": twin.name, "rule": twin.rule}
    if wanted == "skip":
        raise Refused("duplicate", DUPLICATE, "", **said)
    row.mend("duplicate", DUPLICATE, **said)


def _found(work: Work, present: dict[Key, list[Any]], row: Row) -> Any:
    """The one record that the row's keys name. Refused when there are several."""
    for fields in keys_tried(work.importer, work.context):
        said = said_of(row, fields)
        records = present.get((fields, said), []) if said else []
        if len(records) > 1:
            raise Refused("ambiguous", AMBIGUOUS, fields[0], count=len(records))
        if records:
            return records[0]
    return None


def _present(entity: Entity, work: Work) -> dict[Key, list[Any]]:
    """The records that the rows' keys name, locked."""
    found: dict[Key, list[Any]] = {}
    for fields in keys_tried(work.importer, work.context):
        wanted = {said for unit in work.units for row in unit if (said := said_of(row, fields))}
        if not wanted:
            continue
        kinds = [(entity.by_name[name], field_types.get(entity.by_name[name].type)) for name in fields]
        first, kind = kinds[0]
        rows = entity.model.objects.select_for_update(of=("self",))
        if not kind.many_names:
            rows = rows.filter(**{f"{kind.column(first)}__in": sorted({said[0] for said in wanted})})
        for record in rows:
            for said in product(*(_names(known, kind, record) for known, kind in kinds)):
                if said in wanted:
                    found.setdefault((fields, said), []).append(record)
    return found


def _names(field: Field, kind: FieldType, record: Any) -> list[str]:
    """What a file may call a record by one of its fields."""
    return kind.names(kind.encode(field, record)) if kind.many_names else [str(kind.raw(field, record) or "")]


def _built(write: Write, entity: Entity, context: Context, row: Row) -> Record:
    """A new record with the entity's defaults, in the actor's scope."""
    said = _completed(entity, row.values, None)
    record = begun(write, entity, context.record_id(row), said)
    assign(entity, record, decode_record(create_schema(entity), said))
    return record


def _updated(write: Write, entity: Entity, row: Row, record: Any, name: str) -> RowReport:
    """A present record with what the file says; what the file leaves blank stays.

    A cell that says what an export of the record would say changes nothing, whatever else it could mean.
    """
    level = entity.policy.level(write.actor, "update")
    if level == NONE or not entity.scope.admits(write.actor, level, record):
        return refused(row, "not_yours", NOT_YOURS)
    if not entity.policy.update:
        return refused(row, "exists", EXISTS)
    said = {key: value for key, value in row.values.items() if not _same_text(entity, row, record, key)}
    values = decode_record(update_schema(entity), _completed(entity, said, record))
    before = record.version
    write.update(record, verb=name, **assign(entity, entity.model(id=record.pk), values))
    return _taken(row, "updated" if record.version != before else "unchanged")


def _completed(entity: Entity, said: dict[str, Any], record: Any) -> dict[str, Any]:
    """With what a file cannot say of the items that a record holds."""
    field = taken(entity)
    if field is None or field.name not in said:
        return said
    present = field_types.get(field.type).encode(field, record) if record else []
    return {**said, field.name: parts.get(field.type).over(present, said[field.name])}


def _same_text(entity: Entity, row: Row, record: Any, key: str) -> bool:
    known = entity.by_name.get(key)
    if known is None or known.create_only:
        return known is not None
    kind = field_types.get(known.type)
    said = row.text(key)
    return bool(said) and not known.reference and said in kind.names(kind.encode(known, record))


def _taken(row: Row, outcome: str) -> RowReport:
    reasons = [Reason(code, text, params) for code, text, params in row.mends]
    return RowReport(row.number, _name(row), outcome, reasons)


def _as_refused(row: Row, problem: Problem) -> RowReport:
    first = problem.errors[0] if problem.errors else None
    if first is None:
        code = "not_yours" if problem.code == "forbidden" else problem.code
        return refused(row, code, problem.text, problem.params)
    return refused(row, f"{first.field}.{first.code}", first.text, first.params, first.field)
