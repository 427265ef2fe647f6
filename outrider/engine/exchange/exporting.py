"""Any entity's list as CSV or XLSX: the same filters, the same row scope, the same masks as on the screen.

Promises bounded memory (rows are read and written in pieces), no cell that a spreadsheet would calculate,
and one line in the log of transfers for every export, written before the first row leaves.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import require
from outrider.engine.entities.declaration import Entity, Field
from outrider.engine.entities.queries import encode_rows, matching, parse_list
from outrider.engine.exchange.defuse import defuse
from outrider.kernel.errors import Problem, invalid
from outrider.kernel.text import T, label_in

PIECE = 500
MAX_ROWS = 200_000
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BAD_FORMAT = T("格式只能是 csv 或 xlsx", "The format must be csv or xlsx")
TOO_MANY = T("一次最多导出 {most} 行,请缩小范围", "At most {most} rows at a time; narrow the list")
YES, NO = T("是", "yes"), T("否", "no")


@dataclass(frozen=True)
class Export:
    """A decoded request: which rows, how many, in which format."""

    entity: Entity
    actor: Actor
    format: str
    rows: Any
    total: int

    @property
    def file_name(self) -> str:
        """An ASCII name that every system can store."""
        return f"{self.entity.path}.{self.format}"


def prepare(entity: Entity, actor: Actor, params: Mapping[str, str]) -> Export:
    """Check the right and the filters. 403, or 422 for a bad filter, format or too many rows."""
    level = require(entity.policy, entity.scope, actor, "export")
    kind = params.get("format", "csv")
    if kind not in FORMATS:
        raise invalid("format", "format", BAD_FORMAT)
    query = parse_list(entity, actor, params)
    rows = matching(entity, actor, query, level)
    total = rows.count()
    if total > MAX_ROWS:
        raise Problem(413, "too_large", TOO_MANY, most=MAX_ROWS)
    ordered = rows.order_by(*(query.sort or (entity.order_by(entity.default_sort),)), "pk")
    return Export(entity, actor, kind, ordered, total)


def columns_of(entity: Entity) -> list[Field]:
    """The fields that a list shows, in the order of the form."""
    return [f for f in entity.fields if f.listed]


def _cells(export: Export) -> Iterator[list[str]]:
    """Header and rows as texts that are safe in a spreadsheet."""
    language = export.actor.language
    fields = columns_of(export.entity)
    yield [defuse(f.label.say(language)) for f in fields]
    for start in range(0, export.total, PIECE):
        for record in encode_rows(export.entity, export.rows[start : start + PIECE], export.actor):
            yield [defuse(cell_of(f, record, language)) for f in fields]


def cell_of(field: Field, record: Mapping[str, Any], language: str) -> str:
    """One value as a person reads it."""
    title = record.get("_titles", {}).get(field.name)
    value = title if title is not None else record.get(field.name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return (YES if value else NO).say(language)
    if field.options:
        found = next((text for key, text in field.options if key == value), None)
        return found.say(language) if found else str(value)
    if isinstance(value, dict):
        return label_in(value, language) if field.type == "label" else _pairs(value)
    if isinstance(value, list):
        return "; ".join(_pairs(item) if isinstance(item, dict) else str(item) for item in value)
    return str(value)


def _pairs(value: Mapping[str, Any]) -> str:
    return " ".join(f"{key}={item}" for key, item in value.items() if not isinstance(item, dict | list))


def stream(export: Export) -> Iterator[bytes]:
    """The file, piece by piece."""
    return _csv(export) if export.format == "csv" else _xlsx(export)


def _csv(export: Export) -> Iterator[bytes]:
    """UTF-8 with a mark, without which Excel takes Chinese for something else."""
    yield b"\xef\xbb\xbf"
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for count, cells in enumerate(_cells(export)):
        writer.writerow(cells)
        if count % PIECE == 0:
            yield out.getvalue().encode("utf-8")
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode("utf-8")


def _xlsx(export: Export) -> Iterator[bytes]:
    """Written row by row into a temporary file, with every cell a text: leading zeros stay."""
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        sheet = book.add_worksheet()
        for row, cells in enumerate(_cells(export)):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text[:32_767])
        sheet.freeze_panes(1, 0)
        book.close()
        file.seek(0)
        while piece := file.read(64 * 1024):
            yield piece
