"""Lists within a record as rows of a sheet: one row for each item, below each other under the record's title.

A capability says of its structure how an item stands in cells (``Parts``); grouping, reporting by row, exporting and
importing are the same for all. In a file the record's own cells may stand in its first row alone or be repeated;
its title may be left out below the first row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from outrider.engine.entities.declaration import Entity, Field
from outrider.engine.exchange.declaration import Column, Context, Refused, Row
from outrider.kernel.registry import Registry
from outrider.kernel.text import T, fold

YES, NO = T("是", "yes"), T("否", "no")
DIFFER = T("同一条记录各行的“{column}”不一致", "Rows of one record differ in “{column}”")
Item = dict[str, Any]


def _as_said(present: Sequence[Item], said: list[Item]) -> list[Item]:
    return said


@dataclass(frozen=True, kw_only=True)
class Parts:
    """How the items of a type of field stand in rows.

    ``say(items, language)`` answers the cells of many items at once, in the order of the columns. ``read(context,
    cells)`` makes an item of the entity's form from the cells of a row, or raises ``Refused``; without it no form
    takes them. ``over(present, said)`` completes what a file said with what it cannot say of the items that are there.
    """

    columns: Callable[[], tuple[Column, ...]]
    say: Callable[[Sequence[Mapping[str, Any]], str], list[tuple[str, ...]]]
    read: Callable[[Context, Mapping[str, str]], Item] | None = None
    over: Callable[[Sequence[Item], list[Item]], list[Item]] = _as_said


parts: Registry[Parts] = Registry("line_parts", "lists within a record, as rows of a sheet")


def yes_or_no(value: object, language: str) -> str:
    """A boolean as a cell says it."""
    return (YES if value else NO).say(language)


def nested(entity: Entity) -> Field | None:
    """The field of an entity whose items stand in rows, if it has one."""
    return next((f for f in entity.fields if parts.find(f.type)), None)


def taken(entity: Entity) -> Field | None:
    """The same where the entity's own form takes it."""
    field = nested(entity)
    return field if field and not field.read_only and parts.get(field.type).read else None


def columns_of(field: Field) -> tuple[Column, ...]:
    """The columns of its items, named by field and part."""
    return tuple(
        replace(column, name=f"{field.name}.{column.name}") for column in parts.get(field.type).columns()
    )


def cells_of(field: Field, row: Row) -> dict[str, str]:
    """What a row says of an item, empty when it says nothing."""
    start = f"{field.name}."
    said = {
        name.removeprefix(start): text.strip() for name, text in row.raw.items() if name.startswith(start)
    }
    return said if any(said.values()) else {}


def by_title(entity: Entity, rows: list[Row]) -> list[list[Row]]:
    """The rows of each record, in the order of the file: a row without a title belongs to the one above it."""
    units: dict[str, list[Row]] = {}
    last = ""
    for row in rows:
        last = fold(row.text(entity.title)) or last or f"\n{row.number}"
        units.setdefault(last, []).append(row)
    return list(units.values())


def join(entity: Entity, unit: list[Row]) -> None:
    """Gather what the rows of one record say in the first of them. Refused when they contradict each other."""
    field = taken(entity)
    if field is None:
        return
    head, *rest = unit
    items = list(head.values.get(field.name, ()))
    for row in rest:
        for name, value in row.values.items():
            if name == field.name:
                items += value
            elif head.values.setdefault(name, value) != value:
                raise Refused("differ", DIFFER, name, column=entity.by_name[name].label)
    if items:
        head.values[field.name] = items


def at_fault(entity: Entity, unit: list[Row], place: str) -> Row:
    """The row that a field path such as ``lines.3.unit`` is about; the first one for the record's own fields."""
    field, (name, _, rest) = taken(entity), place.partition(".")
    number = rest.partition(".")[0]
    if field is None or name != field.name or not number.isdigit():
        return unit[0]
    telling = [row for row in unit if cells_of(field, row)]
    return telling[int(number)] if int(number) < len(telling) else unit[0]
