"""From a table to records: headers understood, rows mended, validated, written in chunks, all of it reported.

Promises: a row is taken as a whole or refused with a reason, never half; a chunk is one short write
transaction; a dry run does everything and keeps nothing; the same file again changes nothing; cancelling
keeps the chunks that were written and says so.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic import ConfigDict

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import NONE, require
from outrider.engine.entities.actions import assign, decode_record, perform
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.models import Record
from outrider.engine.entities.schemas import create_schema, update_schema
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.engine.exchange.declaration import Context, Importer, Refused, Row
from outrider.engine.exchange.headers import understand
from outrider.engine.exchange.report import Reason, Report, RowReport
from outrider.engine.exchange.tables import Table
from outrider.kernel.errors import Problem, forbidden
from outrider.kernel.ids import uuid7
from outrider.kernel.text import T, Text, clean

# On SQLite a chunk holds the database's only pen: as many rows as are written in a moment, so that no phone
# waits long. PostgreSQL has a pen for everybody.
SMALLEST, FIRST_CHUNK, LARGEST, MOMENT_S = 20, 100, 500, 0.12
# "-" as a key: every row becomes a new record.
NO_KEY = ("-",)
Progress = Callable[[int, int], None]
Key = tuple[tuple[str, ...], tuple[str, ...]]

TWICE = T("文件中第 {row} 行已有相同编号", "Row {row} of this file has the same key")
NOT_YOURS = T("不在你的管理范围内", "Outside your own scope")
BAD_TEXT = T("“{column}”含有无效字符", "“{column}” contains invalid characters")
CLEANED = T("“{column}”中的不可见字符已去掉", "Invisible characters were removed from “{column}”")
TITLE_ROW = T("横跨整表的标题行,不是记录", "A title across the sheet, no record")
EXISTS = T("已有这条记录,不能用导入修改", "It exists already and cannot be changed by a file")
AMBIGUOUS = T(
    "有 {count} 条记录符合,不知道更新哪一条", "{count} records match; which one is meant is not clear"
)
DUPLICATE = T("疑似与“{name}”重复:{rule}", "It seems to repeat “{name}”: {rule}")


@dataclass(slots=True)
class _Work:
    """One chunk on its way through the write transaction."""

    importer: Importer
    context: Context
    rows: list[Row]
    dry_run: bool


class _Kept(Exception):
    """Carries a dry run's results past the transaction that must not commit."""

    def __init__(self, results: list[RowReport]) -> None:
        super().__init__("dry run")
        self.results = results


class _Chunk(Input):
    """Only this module can make one: JSON never becomes a ``_Work``."""

    model_config = ConfigDict(**{**Input.model_config, "arbitrary_types_allowed": True})
    work: _Work


# -- the run ----------------------------------------------------------------------------------------


def run_import(
    importer: Importer,
    table: Table,
    context: Context,
    report: Report,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Import a table on behalf of ``context.actor`` into ``report``, which is true at every moment.

    403 when the actor may neither create nor update; whatever ``progress`` raises passes through between
    two chunks.
    """
    entity = entities.get(importer.entity)
    may_import(entity, context.actor)
    sheet = understand(importer, table, context.mapping)
    report.total, report.header = len(sheet.rows), sheet.header
    report.cells = dict(table.rows)
    report.about = {
        "format": table.format,
        "encoding": table.encoding,
        "sheet": table.sheet,
        "columns": sheet.columns,
        "ignored_columns": sheet.unknown,
        "repeated_columns": sheet.repeated,
        "ignored_sheets": table.ignored_sheets,
    }
    with _file_kept():
        _run_chunks(importer, sheet.rows, table.titles, context, report, progress)
    progress(report.total, report.total)
    return report


@contextmanager
def _file_kept() -> Iterator[None]:
    """A file's rows stay to the end: the collector of garbage need not walk them again and again."""
    kept_already = gc.get_freeze_count() > 0
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        if not kept_already:
            gc.unfreeze()


def _run_chunks(
    importer: Importer,
    all_rows: list[Row],
    title_rows: Collection[int],
    context: Context,
    report: Report,
    progress: Progress,
) -> None:
    seen: dict[Key, int] = {}
    start, size = 0, FIRST_CHUNK
    while start < len(all_rows):
        progress(start, report.total)
        rows = all_rows[start : start + size]
        titles = [row for row in rows if row.number in title_rows]
        ready, refused = _mend(importer, context, [row for row in rows if row.number not in title_rows], seen)
        refused += [_refused(row, "title_row", TITLE_ROW) for row in titles]
        began = time.monotonic()
        results = _apply(_Work(importer, context, ready, report.dry_run)) if ready else []
        start, size = start + size, _next_size(len(ready), time.monotonic() - began, size)
        for result in sorted([*results, *refused], key=lambda result: result.number):
            report.add(result)


def _next_size(rows: int, took: float, size: int) -> int:
    """How many rows the next chunk takes, by what the last one did; never more than twice as many."""
    if connection.vendor != "sqlite":
        return LARGEST
    fitting = int(rows * MOMENT_S / took) if took > 0 and rows else size
    return max(SMALLEST, min(fitting, 2 * size, LARGEST))


def may_import(entity: Entity, actor: Actor) -> None:
    """403 unless the actor may create, and change what may be changed."""
    require(entity.policy, entity.scope, actor, "create")
    if entity.policy.update:
        require(entity.policy, entity.scope, actor, "update")


def _mend(
    importer: Importer, context: Context, rows: list[Row], seen: dict[Key, int]
) -> tuple[list[Row], list[RowReport]]:
    """Clean and mend the rows of a chunk; those that cannot be taken are reported at once."""
    refused: list[RowReport] = []
    clean_rows = [row for row in rows if _cleaned(importer, row, refused)]
    importer.prepare(context, clean_rows)
    ready: list[Row] = []
    for row in clean_rows:
        try:
            importer.mend(context, row)
            _check_once(importer, context, row, seen)
            ready.append(row)
        except Refused as problem:
            refused.append(_refused(row, problem.code, problem.text, problem.params, problem.field_name))
    return ready, refused


def _cleaned(importer: Importer, row: Row, refused: list[RowReport]) -> bool:
    """Every text of the row as it may be stored."""
    labels = {column.name: column.label.zh for column in importer.columns}
    for name, text in row.raw.items():
        try:
            plain = clean(text, multiline=True)
        except ValueError:
            refused.append(_refused(row, "characters", BAD_TEXT, {"column": labels[name]}, name))
            return False
        if plain != text.strip() and plain.split() != text.split():
            row.mend("invisible", CLEANED, column=labels[name])
        row.raw[name] = plain
    return True


def _keys(importer: Importer, context: Context) -> list[tuple[str, ...]]:
    """The combinations of fields that identify a record, tried in order."""
    if context.key == NO_KEY:
        return []
    return [context.key] if context.key else [(key,) for key in importer.keys]


def _values(row: Row, fields: tuple[str, ...]) -> tuple[str, ...] | None:
    """What a row says of a key, or None when it does not say it whole."""
    said = tuple(str(row.values.get(name) or "") for name in fields)
    return said if all(said) else None


def _check_once(importer: Importer, context: Context, row: Row, seen: dict[Key, int]) -> None:
    """A key may stand in a file once: which of two rows is right is not for us to guess."""
    for fields in _keys(importer, context):
        said = _values(row, fields)
        if said and seen.setdefault((fields, said), row.number) != row.number:
            raise Refused("twice_in_file", TWICE, fields[0], row=seen[fields, said])


def _refused(
    row: Row, code: str, text: Text, params: dict[str, Any] | None = None, field_name: str = ""
) -> RowReport:
    name = str(row.values.get("name") or row.text("name"))[:120]
    return RowReport(row.number, name, "refused", [Reason(code, text, params or {}, field_name)])


# -- writing ----------------------------------------------------------------------------------------


def _apply(work: _Work) -> list[RowReport]:
    """Write a chunk; when the database refuses it, halve it until the row at fault stands alone."""
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
        if len(work.rows) == 1:
            return [_as_refused(work.rows[0], problem)]
    half = len(work.rows) // 2
    parts = (work.rows[:half], work.rows[half:])
    return [
        result for part in parts for result in _apply(_Work(work.importer, work.context, part, work.dry_run))
    ]


@verb("exchange.import", input=_Chunk, label=T("导入", "Import"))
def import_chunk(write: Write, data: _Chunk) -> list[RowReport]:
    """Create and update the rows of one chunk through the write path."""
    work = data.work
    entity = entities.get(work.importer.entity)
    may_import(entity, write.actor)
    present = _present(entity, work)
    results: list[RowReport] = []
    fresh: list[tuple[Row, Record]] = []
    known: list[tuple[Row, UUID]] = []
    name = f"{entity.key}.import"
    for row in work.rows:
        try:
            record = _found(work, present, row)
            if record is not None:
                results.append(_updated(write, entity, row, record, name))
                known.append((row, record.pk))
                continue
            _check_twin(work, row)
            built = _built(write, entity, row)
            fresh.append((row, built))
            work.importer.remember(work.context, row, built.pk)
        except Problem as problem:
            results.append(_as_refused(row, problem))
        except Refused as problem:
            results.append(_refused(row, problem.code, problem.text, problem.params, problem.field_name))
    results += _created(write, entity, fresh, name)
    work.importer.taken(work.context, write, [*known, *((row, record.pk) for row, record in fresh)])
    if work.dry_run:
        write.flush()
        raise _Kept(results)
    return results


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


def _check_twin(work: _Work, row: Row) -> None:
    """What seems to be there already is left out or noted, as the person has chosen."""
    wanted = work.context.options.get("duplicates", "off")
    twin = work.importer.twin(work.context, row) if wanted != "off" else None
    if twin is None:
        return
    said = {"name": twin.name, "rule": twin.rule.zh}
    if wanted == "skip":
        raise Refused("duplicate", DUPLICATE, "", **said)
    row.mend("duplicate", DUPLICATE, **said)


def _found(work: _Work, present: dict[Key, list[Any]], row: Row) -> Any:
    """The one record that the row's keys name. Refused when there are several."""
    for fields in _keys(work.importer, work.context):
        said = _values(row, fields)
        records = present.get((fields, said), []) if said else []
        if len(records) > 1:
            raise Refused("ambiguous", AMBIGUOUS, fields[0], count=len(records))
        if records:
            return records[0]
    return None


def _present(entity: Entity, work: _Work) -> dict[Key, list[Any]]:
    """The records that the rows' keys name, locked."""
    found: dict[Key, list[Any]] = {}
    for fields in _keys(work.importer, work.context):
        wanted = {said for row in work.rows if (said := _values(row, fields))}
        if not wanted:
            continue
        kinds = [(entity.by_name[name], field_types.get(entity.by_name[name].type)) for name in fields]
        first, kind = kinds[0]
        rows = entity.model.objects.select_for_update(of=("self",)).filter(
            **{f"{kind.column(first)}__in": sorted({said[0] for said in wanted})}
        )
        for record in rows:
            said = tuple(str(kind.raw(known, record) or "") for known, kind in kinds)
            if said in wanted:
                found.setdefault((fields, said), []).append(record)
    return found


def _built(write: Write, entity: Entity, row: Row) -> Record:
    """A new record with the entity's defaults, in the actor's scope."""
    record = entity.model.fresh(uuid7())
    for known in entity.fields:
        if not known.read_only and known.name not in row.values and known.default is not None:
            value = known.default(write) if callable(known.default) else known.default
            field_types.get(known.type).assign(known, record, value)
    assign(entity, record, decode_record(create_schema(entity), row.values))
    return record


def _updated(write: Write, entity: Entity, row: Row, record: Any, name: str) -> RowReport:
    """A present record with what the file says; what the file leaves blank stays.

    A cell that says what an export of the record would say changes nothing, whatever else it could mean.
    """
    level = entity.policy.level(write.actor, "update")
    if level == NONE or not entity.scope.admits(write.actor, level, record):
        return _refused(row, "not_yours", NOT_YOURS)
    if not entity.policy.update:
        return _refused(row, "exists", EXISTS)
    said = {key: value for key, value in row.values.items() if not _same_text(entity, row, record, key)}
    values = decode_record(update_schema(entity), said)
    before = record.version
    write.update(record, verb=name, **assign(entity, entity.model(id=record.pk), values))
    return _taken(row, "updated" if record.version != before else "unchanged")


def _same_text(entity: Entity, row: Row, record: Any, key: str) -> bool:
    known = entity.by_name.get(key)
    if known is None or known.create_only:
        return known is not None
    kind = field_types.get(known.type)
    return not known.reference and kind.readable(kind.encode(known, record)) == row.text(key) != ""


def _taken(row: Row, outcome: str) -> RowReport:
    reasons = [Reason(code, text, params) for code, text, params in row.mends]
    return RowReport(row.number, str(row.values.get("name", ""))[:120], outcome, reasons)


def _as_refused(row: Row, problem: Problem) -> RowReport:
    first = problem.errors[0] if problem.errors else None
    if first is None:
        code = "not_yours" if problem.code == "forbidden" else problem.code
        return _refused(row, code, problem.text, problem.params)
    return _refused(row, f"{first.field}.{first.code}", first.text, first.params, first.field)
