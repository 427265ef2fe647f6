"""``GET /api/meta``: what the screens derive their labels, columns, options and verbs from."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import ACTIONS, NONE
from outrider.engine.entities.aside import left_aside
from outrider.engine.entities.bulk import LIMIT
from outrider.engine.entities.declaration import Entity, Field, entities
from outrider.engine.entities.extensions import panels_of, unseen_fields
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.http import json_response, language_of
from outrider.engine.entities.verbs import Verb, verbs_of
from outrider.kernel.registry import Registry

# Further parts of the answer, such as the company or the step kinds: (actor, language) → value.
parts: Registry[Any] = Registry("meta_parts", "further parts of /api/meta")


def meta_response(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The description with an ETag; 304 when the reader has it already."""
    language = language_of(request)
    body: dict[str, Any] = {name: parts.get(name)(actor, language) for name in parts.keys()}  # noqa: SIM118
    aside = left_aside()
    body["entities"] = {
        entity.key: described
        for entity in entities
        if entity.key not in aside and (described := describe(entity, actor, language))
    }
    tag = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
    if request.headers.get("If-None-Match", "").strip('"') == tag:
        return HttpResponse(status=304)
    response = json_response({"version": tag, **body})
    response["ETag"] = f'"{tag}"'
    response["Cache-Control"] = "private, no-cache"
    return response


def describe(entity: Entity, actor: Actor, language: str) -> dict[str, Any] | None:
    """An entity as this person may see it; None when he may not read it at all."""
    if entity.policy.level(actor, "read") == NONE:
        return None
    unseen = unseen_fields(entity.key)
    return {
        "key": entity.key,
        "path": entity.path,
        "label": entity.label.say(language),
        "plural_label": entity.plural.say(language),
        "icon": entity.icon,
        "title_field": entity.title,
        "sections": [
            {"label": section.label.say(language), "fields": shown}
            for section in entity.sections
            if (shown := [name for name in section.fields if name not in unseen])
        ],
        "columns": [name for name in entity.columns if name not in unseen],
        "filters": [name for name in entity.filters if name not in unseen],
        "sorts": [name for name in entity.sorts if name not in unseen],
        "default_sort": entity.default_sort,
        "fields": {f.name: _field(f, language) for f in entity.fields if f.name not in unseen},
        "verbs": [
            _verb(v, language)
            for v in verbs_of(entity.key)
            if v.console and (not v.roles or actor.has(*v.roles))
        ],
        "can": {action: entity.policy.level(actor, action) != NONE for action in ACTIONS},
        "panels": [{"key": p.key, "label": p.label.say(language)} for p in panels_of(entity.key)],
        "bin": entity.bin,
        "bulk_limit": LIMIT,
        "searchable": bool(entity.search),
    }


def _field(f: Field, language: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "key": f.name,
        "label": f.label.say(language),
        "type": f.type,
        "required": f.required,
        "read_only": f.read_only,
        "create_only": f.create_only,
        "masked": f.sensitive,
        **field_types.get(f.type).meta(f, language),
    }
    if f.reference:
        described["reference"] = f.reference
    if f.default is not None and not callable(f.default):
        described["default"] = f.default
    if not f.listed:
        described["listed"] = False
    if f.help:
        described["help"] = f.help.say(language)
    return described


def _verb(verb: Verb, language: str) -> dict[str, Any]:
    return {
        "key": verb.name,
        "label": verb.label.say(language),
        "icon": verb.icon,
        "danger": verb.danger,
        "bulk": verb.bulk,
        "params": [_field(f, language) for f in verb.params],
    }
