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
from itertools import repeat
from typing import Any

import xlsxwriter

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import require
from outrider.engine.entities.declaration import Entity, Field, entities
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.queries import encode_rows, matching, parse_list
from outrider.engine.exchange.defuse import defuse
from outrider.engine.exchange.parts import columns_of as lines_columns
from outrider.engine.exchange.parts import nested, parts, yes_or_no
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
HEAD = T("{record}{column}", "{record}: {column}")


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
    """The fields that a list shows, in the order of the form; what stands in rows of its own is not among them."""
    return [f for f in entity.fields if f.listed and not parts.find(f.type)]


def _cells(export: Export) -> Iterator[list[str]]:
    """Header and rows as texts that are safe in a spreadsheet.

    The items of a record stand in rows below each other: beside the first one the record's own cells, beside the
    others its title alone, so that a sum over a column counts each record once.
    """
    language, lines = export.actor.language, nested(export.entity)
    fields = columns_of(export.entity)
    columns = lines_columns(lines) if lines else ()
    below = [column.label.say(language) for column in columns]
    yield [*(_head(export.entity, f, below, language) for f in fields), *map(defuse, below)]
    wanted = frozenset(f.name for f in ([*fields, lines] if lines else fields))
    for start in range(0, export.total, PIECE):
        piece = export.rows[start : start + PIECE]
        records = encode_rows(export.entity, piece, export.actor, listed=False, only=wanted)
        titles = _titles(fields, records)
        items = _items(lines, records, language) if lines else repeat([])
        for record, rows in zip(records, items, strict=False):
            own = [defuse(cell_of(f, record, titles, language)) for f in fields]
            title = [
                cell if f.name == export.entity.title else "" for f, cell in zip(fields, own, strict=True)
            ]
            for place, cells in enumerate(rows or [("",) * len(columns)]):
                yield [*(title if place else own), *map(defuse, cells)]


def _head(entity: Entity, field: Field, below: Sequence[str], language: str) -> str:
    """A column's name; with the record's before it where its items have a column of the same name."""
    label = field.label.say(language)
    if label in below:
        label = HEAD.say(language, record=entity.label.say(language), column=label)
    return defuse(label)


def _items(
    lines: Field, records: Sequence[Mapping[str, Any]], language: str
) -> Iterator[list[tuple[str, ...]]]:
    """The cells of each record's items."""
    counts = [len(record[lines.name] or ()) for record in records]
    said = parts.get(lines.type).say(
        [item for record in records for item in record[lines.name] or ()], language
    )
    start = 0
    for count in counts:
        yield said[start : start + count]
        start += count


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
        return yes_or_no(value, language)
    if field.options and isinstance(value, str):
        return next((text.say(language) for key, text in field.options if key == value), value)
    if isinstance(value, dict) and field.type == "label":
        return label_in(value, language)
    if isinstance(value, list) and field.options:
        words = dict(field.options)
        return "; ".join(words[item].say(language) if item in words else str(item) for item in value)
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
