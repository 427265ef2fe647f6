"""Which column of a file is what: the header found, its names understood, the cells named by it.

Promises that a person's own decision stands above every guess, and that what of the file is not used is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from outrider.engine.exchange.declaration import Importer, Row, bare
from outrider.engine.exchange.tables import Table
from outrider.kernel.errors import Problem
from outrider.kernel.text import Sentences, T

NO_COLUMNS = T(
    "没有认出任何列,第一行应为列名,如:{examples}",
    "No column was recognised; the first row should hold names such as: {examples}",
)
EXTRA_CELLS = T("多出的单元格未使用", "Cells beyond the header were not used")


@dataclass(slots=True)
class Sheet:
    """Rows by column name, and what of the file was not used."""

    rows: list[Row]
    columns: list[str]
    unknown: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)


def understand(importer: Importer, table: Table, mapping: Mapping[int, str] | None = None) -> Sheet:
    """Find the header among the first ten rows and name the cells by it, or as ``mapping`` says.

    422 when no column is known.
    """
    header, first = find_header(importer, table)
    if mapping:
        names = [mapping.get(place, "") for place in range(len(header))]
        unknown = [
            cell.strip()[:60] for cell, name in zip(header, names, strict=True) if cell.strip() and not name
        ]
        repeated: list[str] = []
    else:
        names, unknown, repeated = _name_columns(importer.by_header(), header)
    if not any(names):
        examples = Sentences(*((column.label, {}) for column in importer.columns[:6]))
        raise Problem(422, "no_columns", NO_COLUMNS, examples=examples)
    rows = [_row(number, names, cells) for number, cells in table.rows[first:]]
    return Sheet(rows, [name for name in names if name], unknown, repeated, header)


def find_header(importer: Importer, table: Table) -> tuple[list[str], int]:
    """The header's cells and where the rows begin: the row, or the two rows, with most known names.

    Under a merged group ("联系方式") the second row says what it is; beside it the first one does.
    """
    known, best, score = importer.by_header(), ([cell for _, cells in table.rows[:1] for cell in cells], 1), 0
    for place, (_, cells) in enumerate(table.rows[:10]):
        for depth in (1, 2):
            if place + depth > len(table.rows):
                continue
            under = table.rows[place + 1][1] if depth == 2 else []
            merged = (
                [
                    lower if lower.strip() else upper
                    for upper, lower in zip_longest(cells, under, fillvalue="")
                ]
                if depth == 2
                else cells
            )
            found = len({known[bare(cell)] for cell in merged if bare(cell) in known})
            if found > score:
                best, score = (merged, place + depth), found
    return best


def guess(importer: Importer, header: list[str]) -> list[str]:
    """The column that each header seems to name, empty where none does."""
    return _name_columns(importer.by_header(), header)[0]


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
