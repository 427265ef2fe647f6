"""From a table to records: headers understood, rows mended, validated, written in chunks, all of it reported.

Promises: a record is taken as a whole or refused with a reason, never half; a chunk is one short write
transaction; a dry run does everything and keeps nothing; the same file again changes nothing; cancelling
keeps the chunks that were written and says so.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

from outrider.engine.entities.declaration import entities
from outrider.engine.exchange.declaration import Context, Importer, Refused, Row
from outrider.engine.exchange.headers import understand
from outrider.engine.exchange.parts import join
from outrider.engine.exchange.report import Report, RowReport
from outrider.engine.exchange.tables import Table
from outrider.engine.exchange.writing import (
    Key,
    Work,
    apply,
    keys_tried,
    may_import,
    refused,
    refused_by,
    said_of,
    whole_refused,
    with_it,
)
from outrider.kernel.text import T, Text, clean

# On SQLite a chunk holds the database's only pen: as many rows as are written in a moment, so that no phone
# waits long. PostgreSQL has a pen for everybody. How long a row takes is not known before the first chunk, which
# is therefore small; and a moment is well below what a phone may wait, because the chunk's guess of itself can be
# wrong threefold (a row with a long text, a cold index) and a phone may come as the chunk begins.
SMALLEST, FIRST_CHUNK, LARGEST, MOMENT_S = 20, 40, 500, 0.08
Progress = Callable[[int, int], None]

TWICE = T("文件中第 {row} 行已有相同编号", "Row {row} of this file has the same key")
BAD_TEXT = T("“{column}”含有无效字符", "“{column}” contains invalid characters")
CLEANED = T("“{column}”中的不可见字符已去掉", "Invisible characters were removed from “{column}”")
TITLE_ROW = T("横跨整表的标题行,不是记录", "A title across the sheet, no record")


@dataclass(slots=True)
class Sheet:
    """What an import will write: the rows of each record together, titles between them aside."""

    units: list[list[Row]]
    titles: list[Row] = field(default_factory=list)


def read_sheet(importer: Importer, table: Table, context: Context, report: Report) -> Sheet:
    """The records of a table. 403 when the actor may not bring them, 422 when no column is known."""
    may_import(importer, context.actor)
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
    rows = [row for row in sheet.rows if row.number not in table.titles]
    return Sheet(importer.gather(rows), [row for row in sheet.rows if row.number in table.titles])


def run_import(
    importer: Importer,
    sheet: Sheet,
    context: Context,
    report: Report,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Import on behalf of ``context.actor`` into ``report``, which is true at every moment.

    Whatever ``progress`` raises passes through between two chunks.
    """
    for row in sheet.titles:
        report.add(refused(row, "title_row", TITLE_ROW))
    with _file_kept():
        _run_chunks(importer, sheet.units, context, report, progress)
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
    importer: Importer, units: list[list[Row]], context: Context, report: Report, progress: Progress
) -> None:
    seen: dict[Key, int] = {}
    start, size = 0, FIRST_CHUNK
    while start < len(units):
        progress(len(report.rows), report.total)
        chunk = _filled(units, start, size)
        start += len(chunk)
        ready, left_out = _mend(importer, context, chunk, seen)
        began = time.monotonic()
        results = apply(Work(importer, context, ready, report.dry_run)) if ready else []
        size = _next_size(sum(map(len, ready)), time.monotonic() - began, size)
        for result in sorted([*results, *left_out], key=lambda result: result.number):
            report.add(result)


def _filled(units: list[list[Row]], start: int, size: int) -> list[list[Row]]:
    """So many records that they have ``size`` rows, and one at least."""
    chunk: list[list[Row]] = []
    rows = 0
    for unit in units[start : start + size]:
        if chunk and rows + len(unit) > size:
            break
        chunk.append(unit)
        rows += len(unit)
    return chunk


def _next_size(rows: int, took: float, size: int) -> int:
    """How many rows the next chunk takes, by what the last one did; never more than twice as many."""
    if connection.vendor != "sqlite":
        return LARGEST
    fitting = int(rows * MOMENT_S / took) if took > 0 and rows else size
    return max(SMALLEST, min(fitting, 2 * size, LARGEST))


def _mend(
    importer: Importer, context: Context, units: list[list[Row]], seen: dict[Key, int]
) -> tuple[list[list[Row]], list[RowReport]]:
    """Clean and mend the rows of a chunk; those that cannot be taken are reported at once, with their record."""
    left_out: list[RowReport] = []
    labels = {column.name: column.label for column in importer.columns}
    clean_rows = [row for unit in units for row in unit if _cleaned(labels, row, left_out)]
    importer.prepare(context, clean_rows)
    for row in clean_rows:
        try:
            importer.mend(context, row)
        except Refused as problem:
            left_out.append(refused_by(row, problem))
    wrong = {result.number for result in left_out}
    ready: list[list[Row]] = []
    for unit in units:
        at_fault = [row.number for row in unit if row.number in wrong]
        if not at_fault:
            try:
                join(entities.get(importer.entity), unit)
                _check_once(importer, context, unit[0], seen)
                ready.append(unit)
            except Refused as problem:
                left_out += whole_refused(unit, refused_by(unit[0], problem))
        others = [row for row in unit if at_fault and row.number not in wrong]
        left_out += [with_it(row, at_fault[0]) for row in others]
    return ready, left_out


def _cleaned(labels: Mapping[str, Text], row: Row, left_out: list[RowReport]) -> bool:
    """Every text of the row as it may be stored."""
    for name, text in row.raw.items():
        try:
            plain = clean(text, multiline=True)
        except ValueError:
            left_out.append(refused(row, "characters", BAD_TEXT, {"column": labels[name]}, name))
            return False
        if plain != text.strip() and plain.split() != text.split():
            row.mend("invisible", CLEANED, column=labels[name])
        row.raw[name] = plain
    return True


def _check_once(importer: Importer, context: Context, row: Row, seen: dict[Key, int]) -> None:
    """A key may stand in a file once: which of two rows is right is not for us to guess."""
    if importer.store is not None:
        return
    for fields in keys_tried(importer, context):
        said = said_of(row, fields)
        if said and seen.setdefault((fields, said), row.number) != row.number:
            raise Refused("twice_in_file", TWICE, fields[0], row=seen[fields, said])
