"""Any entity's list as CSV or XLSX: the same filters, the same row scope, the same masks as on the screen.

Promises bounded memory (rows are read and written in pieces), no cell that a spreadsheet would calculate,
and one line in the log of transfers for every export, written before the first row leaves.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import require
from outrider.engine.entities.declaration import Entity, Field, entities
from outrider.engine.entities.fieldtypes import field_types
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
        records = encode_rows(export.entity, export.rows[start : start + PIECE], export.actor)
        titles = _titles(fields, records)
        for record in records:
            yield [defuse(cell_of(f, record, titles, language)) for f in fields]


def _titles(fields: Sequence[Field], records: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Titles of what lists of references name; single references bring theirs along."""
    found: dict[str, str] = {}
    for f in fields:
        if f.type == "reference" or not f.reference:
            continue
        other = entities.get(f.reference)
        wanted = {record_id for record in records for record_id in record.get(f.name) or ()}
        rows = other.model.all_objects.filter(pk__in=wanted)
        found.update((str(pk), str(title)) for pk, title in rows.values_list("pk", other.title))
    return found


def cell_of(field: Field, record: Mapping[str, Any], titles: Mapping[str, str], language: str) -> str:
    """One value as a person reads it."""
    title = record.get("_titles", {}).get(field.name)
    value = title if title is not None else record.get(field.name)
    if isinstance(value, bool):
        return (YES if value else NO).say(language)
    if field.options and isinstance(value, str):
        return next((text.say(language) for key, text in field.options if key == value), value)
    if isinstance(value, dict) and field.type == "label":
        return label_in(value, language)
    if isinstance(value, list) and field.reference:
        return "; ".join(titles.get(item, "") for item in value)
    return field_types.get(field.type).readable(value)


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
