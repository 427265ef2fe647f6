"""A first look at a file: its columns with samples, and what they seem to mean.

Promises: whoever has imported a file with the same headers before finds his columns as he set them; the file
waits under a name that only the person who brought it can use, for two days at most.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping as Pairs
from contextlib import suppress
from pathlib import Path
from typing import Any

from outrider.engine.access.actor import Actor
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.exchange import headers
from outrider.engine.exchange.declaration import DUPLICATES, NO_KEY, Choices, Importer, bare
from outrider.engine.exchange.generic import keys_of
from outrider.engine.exchange.models import Mapping
from outrider.engine.exchange.tables import read_table
from outrider.engine.exchange.writing import may_import
from outrider.kernel import clock
from outrider.kernel.errors import not_found
from outrider.kernel.ids import uuid7

SAMPLES, SAMPLE_LENGTH = 3, 60
WAITING_S = 2 * 24 * 3600


def keep(folder: Path, actor: Actor, data: bytes) -> str:
    """Store a file for the import that follows; answers its name. What nobody came back for is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.upload"):
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > WAITING_S:
                old.unlink()
    name = f"{actor.id.hex}-{uuid7().hex}.upload"
    (folder / name).write_bytes(data)
    return name


def kept(folder: Path, actor: Actor, name: str) -> Path:
    """The stored file of this person. 404 for everybody else's."""
    path = folder / Path(name).name
    if not name.startswith(f"{actor.id.hex}-") or path.name != name or not path.is_file():
        raise not_found()
    return path


def look(importer: Importer, data: bytes, actor: Actor) -> dict[str, Any]:
    """What a person needs to decide. 403 without the right, 413 or 422 for what is no table."""
    entity = entities.get(importer.entity)
    may_import(importer, actor)
    table = read_table(data)
    header, first = headers.find_header(importer, table)
    guessed = headers.guess(importer, header)
    remembered = Mapping.objects.filter(entity=entity.key, headers=digest(header)).first()
    if remembered is not None:
        guessed = [str(remembered.columns.get(str(place), "")) for place in range(len(header))]
    language = actor.language
    labels = {column.name: column.label.say(language) for column in importer.columns}
    keys = keys_of(importer)
    return {
        "format": table.format,
        "rows": len(table.rows) - first,
        "sheet": table.sheet,
        "ignored_sheets": table.ignored_sheets,
        "remembered": remembered is not None,
        "columns": [
            {"header": cell, "guess": name, "samples": _samples(table.rows[first:], place)}
            for place, (cell, name) in enumerate(zip(header, guessed, strict=True))
        ],
        "targets": [
            {
                "name": column.name,
                "label": labels[column.name],
                "required": column.required or _needed(entity, column.name),
            }
            for column in importer.columns
        ],
        "keys": [
            {"fields": list(fields), "label": " + ".join(labels.get(name, name) for name in fields)}
            for fields in keys
        ],
        "key": list(_usual_key(remembered, keys, guessed, importer)),
        "finds_duplicates": importer.finds_twins,
        "own_key": importer.store is not None,
        "options": {name: sorted(values) for name, values in importer.options.items()},
        "chosen": _still_known(importer, remembered.options if remembered else {}),
    }


def _still_known(importer: Importer, chosen: Pairs[str, str]) -> dict[str, str]:
    """The options of last time that still exist: where the coordinates come from, what to do with duplicates."""
    known = {**importer.options, "duplicates": DUPLICATES}
    return {name: value for name, value in chosen.items() if value in known.get(name, ())}


def _needed(entity: Entity, name: str) -> bool:
    """Whether no record can be made without it: what has a default may be left out."""
    field = entity.by_name.get(name)
    return field is not None and field.required and field.default is None


def _usual_key(
    remembered: Mapping | None, keys: list[tuple[str, ...]], columns: list[str], importer: Importer
) -> tuple[str, ...]:
    """The key of last time, else the first one that the file holds; a capability's own keys are the best."""
    if remembered is not None:
        return tuple(remembered.key)
    if importer.finds_twins or importer.store is not None:
        return ()
    return next((fields for fields in keys if set(fields) <= set(columns)), NO_KEY)


def _samples(rows: list[tuple[int, list[str]]], place: int) -> list[str]:
    found: dict[str, None] = {}
    for _, cells in rows[:200]:
        if place < len(cells) and (text := cells[place].strip()):
            found[text[:SAMPLE_LENGTH]] = None
        if len(found) == SAMPLES:
            break
    return list(found)


def digest(header: list[str]) -> str:
    """A set of headers as one value, whatever the spelling of blanks and brackets."""
    return hashlib.sha256("\n".join(bare(cell) for cell in header).encode()).hexdigest()


def remember(importer: Importer, data: bytes, choices: Choices) -> None:
    """Keep how this file's columns were read, for the next one with the same headers."""
    header, _ = headers.find_header(importer, read_table(data))
    with write_transaction():
        Mapping.objects.update_or_create(
            entity=importer.entity,
            headers=digest(header),
            defaults={
                "columns": {str(place): name for place, name in choices.mapping.items() if name},
                "key": list(choices.key),
                "options": dict(choices.options),
                "used_at": clock.now(),
            },
        )
