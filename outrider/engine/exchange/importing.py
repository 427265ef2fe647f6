"""From a table to records: headers understood, rows mended, validated, written in chunks, all of it reported.

Promises: a row is taken as a whole or refused with a reason, never half; a chunk is one short write
transaction; a dry run does everything and keeps nothing; the same file again changes nothing; cancelling
keeps the chunks that were written and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ConfigDict

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import NONE, require
from outrider.engine.entities.actions import assign, decode_record, perform
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.models import Record
from outrider.engine.entities.schemas import create_schema, update_schema
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.engine.exchange.declaration import Context, Importer, Refused, Row, bare
from outrider.engine.exchange.report import Reason, Report, RowReport
from outrider.engine.exchange.tables import Table
from outrider.kernel.errors import Problem, forbidden
from outrider.kernel.ids import uuid7
from outrider.kernel.text import T, Text, clean

CHUNK = 200
Progress = Callable[[int, int], None]

NO_COLUMNS = T(
    "没有认出任何列,第一行应为列名,如:{examples}",
    "No column was recognised; the first row should hold names such as: {examples}",
)
TWICE = T("文件中第 {row} 行已有相同编号", "Row {row} of this file has the same key")
NOT_YOURS = T("不在你的管理范围内", "Outside your own scope")
BAD_TEXT = T("“{column}”含有无效字符", "“{column}” contains invalid characters")
CLEANED = T("“{column}”中的不可见字符已去掉", "Invisible characters were removed from “{column}”")
EXTRA_CELLS = T("多出的单元格未使用", "Cells beyond the header were not used")
AS_PROBLEM = T("{message}", "{message}")


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


# -- the table --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Sheet:
    """Rows by column name, and what of the file was not used."""

    rows: list[Row]
    columns: list[str]
    unknown: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def understand(importer: Importer, table: Table) -> Sheet:
    """Find the header among the first ten rows and name the cells by it. 422 when nothing is known."""
    known = importer.by_header()
    scores = [sum(bare(cell) in known for cell in cells) for _, cells in table.rows[:10]]
    best = max(range(len(scores)), key=lambda place: scores[place])
    if not scores[best]:
        examples = "、".join(column.label.zh for column in importer.columns[:6])
        raise Problem(422, "no_columns", NO_COLUMNS, examples=examples)
    names, unknown, repeated = _name_columns(known, table.rows[best][1])
    rows = [_row(number, names, cells) for number, cells in table.rows[best + 1 :]]
    return Sheet(rows, [name for name in names if name], unknown, repeated)


def _name_columns(known: dict[str, str], cells: list[str]) -> tuple[list[str], list[str], list[str]]:
    names: list[str] = []
    unknown: list[str] = []
    repeated: list[str] = []
    for cell in cells:
        name = known.get(bare(cell), "")
        if name and name in names:
            repeated.append(cell.strip()[:60])
            name = ""
        elif not name and cell.strip():
            unknown.append(cell.strip()[:60])
        names.append(name)
    return names, unknown, repeated


def _row(number: int, names: list[str], cells: list[str]) -> Row:
    row = Row(number, {name: cell for name, cell in zip(names, cells, strict=False) if name})
    if any(cell.strip() for cell in cells[len(names) :]):
        row.mend("extra_cells", EXTRA_CELLS)
    return row


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
    _may_import(entity, context.actor)
    sheet = understand(importer, table)
    report.total = len(sheet.rows)
    report.about = {
        "format": table.format,
        "encoding": table.encoding,
        "sheet": table.sheet,
        "columns": sheet.columns,
        "ignored_columns": sheet.unknown,
        "repeated_columns": sheet.repeated,
        "ignored_sheets": table.ignored_sheets,
    }
    seen: dict[tuple[str, str], int] = {}
    for start in range(0, len(sheet.rows), CHUNK):
        progress(start, report.total)
        rows = sheet.rows[start : start + CHUNK]
        ready, refused = _mend(importer, context, rows, seen)
        results = _apply(_Work(importer, context, ready, report.dry_run)) if ready else []
        for result in sorted([*results, *refused], key=lambda result: result.number):
            report.add(result)
    progress(report.total, report.total)
    return report


def _may_import(entity: Entity, actor: Actor) -> None:
    require(entity.policy, entity.scope, actor, "create")
    require(entity.policy, entity.scope, actor, "update")


def _mend(
    importer: Importer, context: Context, rows: list[Row], seen: dict[tuple[str, str], int]
) -> tuple[list[Row], list[RowReport]]:
    """Clean and mend the rows of a chunk; those that cannot be taken are reported at once."""
    refused: list[RowReport] = []
    clean_rows = [row for row in rows if _cleaned(importer, row, refused)]
    importer.prepare(context, clean_rows)
    ready: list[Row] = []
    for row in clean_rows:
        try:
            importer.mend(context, row)
            _check_once(importer, row, seen)
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


def _check_once(importer: Importer, row: Row, seen: dict[tuple[str, str], int]) -> None:
    """A key may stand in a file once: which of two rows is right is not for us to guess."""
    for key in importer.keys:
        value = row.values.get(key)
        if value and seen.setdefault((key, value), row.number) != row.number:
            raise Refused("twice_in_file", TWICE, key, row=seen[key, value])


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
            "exchange.import", _Chunk(work=work), actor=work.context.actor, source="import"
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
    _may_import(entity, write.actor)
    present = _present(entity, work)
    results: list[RowReport] = []
    fresh: list[tuple[Row, Record]] = []
    name = f"{entity.key}.import"
    for row in work.rows:
        try:
            named = ((key, row.values.get(key)) for key in work.importer.keys)
            record = next((present[pair] for pair in named if pair in present), None)
            if record is None:
                fresh.append((row, _built(write, entity, row)))
            else:
                results.append(_updated(write, entity, row, record, name))
        except Problem as problem:
            results.append(_as_refused(row, problem))
    write.create_many([record for _, record in fresh], verb=name)
    level = entity.policy.level(write.actor, "create")
    # The derived columns are known only now; a chunk with one stranger is halved until he stands alone.
    if not all(entity.scope.admits(write.actor, level, record) for _, record in fresh):
        raise forbidden(NOT_YOURS)
    results += [_taken(row, "created") for row, _ in fresh]
    if work.dry_run:
        write.flush()
        raise _Kept(results)
    return results


def _present(entity: Entity, work: _Work) -> dict[tuple[str, str], Any]:
    """The records that the rows' keys name, locked."""
    found: dict[tuple[str, str], Any] = {}
    for key in work.importer.keys:
        wanted = [value for row in work.rows if (value := row.values.get(key))]
        if not wanted:
            continue
        column = entity.by_name[key].attribute
        rows = entity.model.objects.select_for_update(of=("self",)).filter(**{f"{column}__in": wanted})
        found.update({(key, getattr(record, column)): record for record in rows})
    return found


def _built(write: Write, entity: Entity, row: Row) -> Record:
    """A new record with the entity's defaults, in the actor's scope."""
    record = entity.model(id=uuid7())
    for known in entity.fields:
        if not known.read_only and known.name not in row.values and known.default is not None:
            value = known.default(write) if callable(known.default) else known.default
            field_types.get(known.type).assign(known, record, value)
    assign(entity, record, decode_record(create_schema(entity), row.values))
    return record


def _updated(write: Write, entity: Entity, row: Row, record: Any, name: str) -> RowReport:
    """A present record with what the file says; what the file leaves blank stays."""
    level = entity.policy.level(write.actor, "update")
    if level == NONE or not entity.scope.admits(write.actor, level, record):
        return _refused(row, "not_yours", NOT_YOURS)
    values = decode_record(update_schema(entity), row.values)
    before = record.version
    write.update(record, verb=name, **assign(entity, entity.model(id=record.pk), values))
    return _taken(row, "updated" if record.version != before else "unchanged")


def _taken(row: Row, outcome: str) -> RowReport:
    reasons = [Reason(code, text, params) for code, text, params in row.mends]
    return RowReport(row.number, str(row.values.get("name", ""))[:120], outcome, reasons)


def _as_refused(row: Row, problem: Problem) -> RowReport:
    first = problem.errors[0] if problem.errors else None
    if first is None:
        code = "not_yours" if problem.code == "forbidden" else problem.code
        return _refused(row, code, problem.text, problem.params)
    return _refused(row, f"{first.field}.{first.code}", first.text, first.params, first.field)
