"""What a held command holds, in the words of its reader: who decides about it must know what it says.

Names are those of the entity's fields; an id is said by its record's title where the reader may see it, else left
out, as is what only machines read. Promises one statement for each kind of record, however many commands are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import Entity, Field, entities
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.queries import visible
from outrider.engine.entities.verbs import verbs
from outrider.engine.identity.queries import clock_text
from outrider.kernel.ids import parse_uuid
from outrider.kernel.text import T, Text

MOST_PARTS, LONGEST = 12, 200
# What many verbs take and no field is named after.
COMMON: dict[str, Text] = {
    "at": T("时间", "Time"),
    "note": T("备注", "Note"),
    "text": T("内容", "Text"),
    "reason": T("原因", "Reason"),
    "lines": T("明细", "Lines"),
}
Titles = Mapping[UUID, str]


def accounts(actor: Actor, commands: Iterable[tuple[str, Any]]) -> list[list[dict[str, str]]]:
    """For each (verb, body): its parts as ``{label, value}``, the records that it names first."""
    given = [(verb, _payload(body)) for verb, body in commands]
    wanted: dict[str, set[UUID]] = {}
    for _, payload in given:
        _collect(payload, wanted)
    titles = {key: _titles(entities.get(key), actor, ids) for key, ids in wanted.items()}
    return [_account(verb, payload, titles, actor.language) for verb, payload in given]


def _payload(body: Any) -> dict[str, Any]:
    payload = body.get("payload") if isinstance(body, dict) else None
    return payload if isinstance(payload, dict) else {}


def _named(name: str) -> Entity | None:
    return entities.find(name.removesuffix("_id"))


def _id(value: Any) -> UUID | None:
    return parse_uuid(value) if isinstance(value, str) else None


def _masks() -> dict[str, Field]:
    """What is masked wherever it stands in a command: the sensitive fields of all entities, by name."""
    return {field.name: field for entity in entities for field in entity.fields if field.sensitive}


def _collect(value: Any, wanted: dict[str, set[UUID]]) -> None:
    for part in value if isinstance(value, list) else (value,):
        for name, inner in part.items() if isinstance(part, dict) else ():
            entity, known = _named(name), _id(inner)
            if entity and known:
                wanted.setdefault(entity.key, set()).add(known)
            _collect(inner, wanted)


def _titles(entity: Entity, actor: Actor, ids: set[UUID]) -> dict[UUID, str]:
    rows = visible(entity, actor).filter(pk__in=ids).values_list("pk", entity.by_name[entity.title].attribute)
    return {pk: str(title) for pk, title in rows if isinstance(title, str)}


def _account(
    verb: str, payload: dict[str, Any], titles: Mapping[str, Titles], language: str
) -> list[dict[str, str]]:
    known = verbs.find(verb)
    subject = entities.find((known.entity if known else "") or verb.partition(".")[0])
    told = []
    # Whom and what it is about, then what it says of it.
    for name, value in sorted(payload.items(), key=lambda part: _named(part[0]) is None):
        field = subject.by_name.get(name) if subject else None
        entity = _named(name)
        label = field.label if field else entity.label if entity else COMMON.get(name)
        words = _words(name, value, field, titles, language)
        if label and words:
            told.append({"label": label.say(language), "value": words[:LONGEST]})
    return told[:MOST_PARTS]


def _words(name: str, value: Any, field: Field | None, titles: Mapping[str, Titles], language: str) -> str:
    """One value; empty when there is nothing that a person would read."""
    if isinstance(value, list):
        parts = [_words(name, part, field, titles, language) for part in value]
        return "; ".join(part for part in parts if part)
    if isinstance(value, dict):
        parts = [_words(inner, part, None, titles, language) for inner, part in value.items()]
        return " ".join(part for part in parts if part)
    if value is None or isinstance(value, bool):
        return ""
    if secret := _masks().get(name):
        return str(field_types.get(secret.type).masked(str(value)) or "")
    known, entity = _id(value), _named(name)
    if known or entity:
        return titles.get(entity.key, {}).get(known, "") if known and entity else ""
    for option, label in field.options if field else ():
        if option == value:
            return label.say(language)
    return _moment(name, str(value))


def _moment(name: str, text: str) -> str:
    """A time as the company's clock shows it; everything else as it is."""
    if name != "at" and not name.endswith("_at"):
        return text
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{at:%Y-%m-%d} {clock_text(at)}" if at.tzinfo else text
