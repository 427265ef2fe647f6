"""An importer for every entity that people may create, made from its declaration.

Promises: a cell is read by its field's own type, a reference by the title of exactly one record that the
person may see; what is not understood refuses the row and names the cell. What an export masked or the
product derives is left as it is, so that an exported list can be imported again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import NONE
from outrider.engine.entities.declaration import Entity, Field, entities, entity_at
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.queries import visible
from outrider.engine.exchange import parts
from outrider.engine.exchange.declaration import (
    AUTHOR,
    MADE,
    NO_IMPORTER,
    Column,
    Context,
    Importer,
    Lookup,
    Refused,
    Row,
    importers,
)
from outrider.kernel.errors import Problem
from outrider.kernel.text import T

NOT_UNDERSTOOD = T("“{column}”看不懂:{value}", "“{column}” is not understood: {value}")
NEEDED = T("缺少“{column}”", "“{column}” is missing")
NO_RECORD = T("“{column}”找不到“{value}”,或不止一个", "“{column}”: there is no “{value}”, or more than one")
MASKED = T("“{column}”是打码的,保持原样", "“{column}” is masked; it was left as it is")
NO_AUTHOR = T("找不到创建人“{name}”,记为导入人", "There is no “{name}”; the importer counts as the author")
NO_TIME = T("创建时间看不懂,记为现在", "The time of creation is not understood; now was taken")
MOST_TITLES = 200_000
# What else a file may name a record by.
ALSO_NAMED_BY = ("code", "mobile", "barcode", "external_key")


def importer_for_path(path: str) -> Importer:
    """The importer of an entity by its path: a capability's own, else the one made here. 404 without one."""
    found = importers.find(path)
    if found is not None:
        return found
    entity = entity_at(path)
    made = importer_of(entity) if entity is not None and entity.policy.create else None
    if made is None or not made.columns:
        raise Problem(404, "not_found", NO_IMPORTER)
    return made


def brings(entity: Entity, actor: Actor) -> bool:
    """Whether the person may import into an entity."""
    own = importers.find(entity.path)
    if own is not None and own.store is not None:
        return bool(actor.has(*own.roles))
    return entity.policy.level(actor, "create") != NONE and bool((own or importer_of(entity)).columns)


def taken_fields(entity: Entity) -> list[Field]:
    """The fields that a file may fill."""
    return [f for f in entity.fields if not f.read_only and field_types.get(f.type).in_files]


@cache
def importer_of(entity: Entity) -> Importer:
    """The importer that an entity's declaration makes; a capability may widen it and register its own."""
    columns = [Column(f.name, f.label, _headers(entity, f)) for f in taken_fields(entity)]
    lines = parts.taken(entity)
    made = Importer(
        key=entity.path,
        entity=entity.key,
        label=entity.plural,
        columns=(*columns, *(parts.columns_of(lines) if lines else ()), AUTHOR, MADE),
        keys=_usual_keys(entity),
        prepare=prepare,
        mend=lambda context, row: mend(entity, context, row),
    )
    return replace(made, gather=partial(parts.by_title, entity)) if lines else made


def _usual_keys(entity: Entity) -> tuple[str, ...]:
    """By what a record is found without anybody saying so; what has lines is held together by its title."""
    named = [name for name in ("code", "external_key", "mobile", "number") if name in entity.by_name]
    return (entity.title,) if parts.taken(entity) else tuple(named[:1])


def _headers(entity: Entity, field: Field) -> tuple[str, ...]:
    """ "客户名称" beside "名称", and the trade's other words for what every record has."""
    owners = entity.label.everywhere().values()
    words = [word for owner in owners for label in field.label.everywhere().values()
             for word in (f"{owner}{label}", f"{owner} {label}")]  # fmt: skip
    if field.name == entity.title:
        words += [*owners, *(f"{owner}名称" for owner in owners)]
    if field.type == "mobile":
        words += ["手机号", "手机号码", "联系电话", "mobile phone", "phone"]
    if field.name == "code":
        words += ["编号", "代码", "no"]
    return tuple(words)


def keys_of(importer: Importer) -> list[tuple[str, ...]]:
    """The combinations by which a row may find its record, for a person to choose from."""
    entity = entities.get(importer.entity)
    if not entity.policy.update or importer.store is not None:
        return []
    names = {column.name for column in importer.columns} & set(entity.by_name)
    single = [(name,) for name in ("code", "external_key", "number", "mobile") if name in names]
    title = entity.title if entity.title in names else ""
    pairs: list[tuple[str, ...]] = [
        (title, name) for name in ("address", "mobile") if title and name in names
    ]
    pairs += [(f.name, title) for f in entity.references if f.required and title and f.name in names]
    return [*single, *([(title,)] if title else []), *pairs]


# -- rows -------------------------------------------------------------------------------------------


def prepare(context: Context, rows: list[Row]) -> None:
    """People by name or number, for the authors."""
    if any(row.text("created_by") for row in rows):
        titles_of(context, entities.get("person"))


def titles_of(context: Context, entity: Entity) -> Lookup:
    """The records of an entity that the person may see, by title, code and number; read once per import."""
    key = f"titles:{entity.key}"
    if key not in context.memory:
        names = [n for n in (entity.title, *ALSO_NAMED_BY) if n == entity.title or n in entity.by_name]
        lookup = context.memory[key] = Lookup()
        for pk, *titles in visible(entity, context.actor).values_list("pk", *names)[:MOST_TITLES]:
            for title in titles:
                for text in _spellings(title):
                    lookup.add(text, pk)
    found: Lookup = context.memory[key]
    return found


def _spellings(title: Any) -> list[str]:
    if isinstance(title, dict):
        return list(dict.fromkeys(title.values()))
    text = str(title or "")
    return [text, text.removeprefix("+86")] if text.startswith("+86") else [text]


def mend(entity: Entity, context: Context, row: Row) -> None:
    """Fill the row's values from its cells. Refused with the cell that is not understood."""
    for field in taken_fields(entity):
        text = undefused(row.text(field.name))
        if not text:
            continue
        if (field.sensitive and "*" in text) or text == "•••":
            row.mend("masked", MASKED, column=field.label)
        elif field.reference:
            row.values[field.name] = _referred(context, field, text)
        else:
            row.values[field.name] = value_of(field, text)
    lines = parts.taken(entity)
    if lines and (cells := parts.cells_of(lines, row)):
        read = parts.parts.get(lines.type).read
        row.values[lines.name] = [read(context, cells)] if read else []
    origin(context, row)


def undefused(text: str) -> str:
    """Without the apostrophe that our exports put before what a spreadsheet would calculate."""
    return text[1:] if text.startswith("'") and text[1:2] in "=+-@＝＋－＠ \t" else text


def missing(field: Field) -> Refused:
    """The reason of a row that says nothing of a field without which it means nothing."""
    return Refused("required", NEEDED, field.name, column=field.label)


def value_of(field: Field, text: str) -> Any:
    """A cell as its field's type reads it. Refused when it is not understood."""
    try:
        return field_types.get(field.type).from_cell(field, text)
    except (ValueError, TypeError, OverflowError, ArithmeticError) as error:
        params = {"column": field.label, "value": text[:40]}
        raise Refused("not_understood", NOT_UNDERSTOOD, field.name, **params) from error


def _referred(context: Context, field: Field, text: str) -> Any:
    if not field_types.get(field.type).several:
        return str(named(context, field, text))
    parts = (part.strip() for part in fold_separators(text).split(";"))
    return [str(named(context, field, part)) for part in parts if part]


def named(context: Context, field: Field, text: str) -> UUID:
    """The one record that a reference's cell names. Refused when there is none, or more than one."""
    one = titles_of(context, entities.get(field.reference)).get(text)
    if one is None:
        params = {"column": field.label, "value": text[:40]}
        raise Refused("no_such_record", NO_RECORD, field.name, **params)
    return one


def fold_separators(text: str) -> str:
    """The marks between several titles as one."""
    return text.translate(dict.fromkeys(map(ord, "；、|\n"), ";"))


def origin(context: Context, row: Row) -> None:
    """Author and time of creation as the file has them; without them it is the importer, now."""
    if text := row.text("created_by"):
        row.author = titles_of(context, entities.get("person")).get(text)
        if row.author is None:
            row.mend("author_unknown", NO_AUTHOR, name=text[:40])
    if text := row.text("created_at"):
        try:
            row.made = datetime.fromisoformat(field_types.get("datetime").from_cell(_MOMENT, text))
        except (ValueError, OverflowError):
            row.mend("time_unread", NO_TIME)


_MOMENT = Field("created_at", "datetime", MADE.label)
__all__ = [
    "importer_for_path",
    "importer_of",
    "keys_of",
    "mend",
    "named",
    "origin",
    "prepare",
    "taken_fields",
    "value_of",
]
