"""Who agreed to what, and who read what about whom: one's own for everybody, all of it for administrators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import CharField

from outrider.engine.access.actor import Actor
from outrider.engine.database.prepared import Place, Prepared, key
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.queries import visible
from outrider.engine.privacy.models import Consent, Reading
from outrider.engine.privacy.policies import POLICIES
from outrider.kernel.errors import forbidden
from outrider.kernel.text import T

WHAT = {
    "positions": T("查看定位", "Viewed positions"),
    "track": T("查看当天行程", "Viewed the day's track"),
    "map": T("在地图上查看", "Viewed on the map"),
    "mobile": T("查看手机号", "Revealed a mobile number"),
}
REVEALED = T("查看{field}", "Revealed: {field}")
FOR_ADMINISTRATORS = T("只有管理员可以查看", "Only administrators may see this")
LOG_PAGE = 50


def consented(person_id: UUID, policy: str = "location") -> bool:
    """Whether the person's consent is in force now."""
    return _in_force.first(person_id, policy) is not None


_in_force: Prepared[tuple[UUID]] = Prepared(
    lambda: Consent.objects.filter(
        person_id=key(0), policy=Place(1, CharField()), withdrawn_at__isnull=True
    ).values_list("pk")[:1]
)


def answered(person_id: UUID, policy: str = "location") -> bool | None:
    """True: agreed to the present text; False: withdrawn; None: to be asked, for the first time or again."""
    rows = Consent.objects.filter(person_id=person_id, policy=policy)
    states = list(rows.values_list("policy_version", "withdrawn_at"))
    in_force = [version for version, withdrawn in states if withdrawn is None]
    if in_force:
        return True if POLICIES[policy].version in in_force else None
    return False if states else None


def standing(person_id: UUID | None) -> dict[str, Any]:
    """What a phone must know of a person's location consent: the present version and his answer to it."""
    consented = answered(person_id) if person_id else None
    return {"version": POLICIES["location"].version, "consented": consented}


def consents_of(person_id: UUID) -> list[dict[str, Any]]:
    """A person's own consents, newest first."""
    return [
        {
            "policy": row.policy,
            "version": row.policy_version,
            "given_at": moment(row.given_at),
            "withdrawn_at": moment(row.withdrawn_at),
        }
        for row in Consent.objects.filter(person_id=person_id).order_by("-given_at")
    ]


def policy_text(key: str, language: str) -> dict[str, Any] | None:
    """A policy in the reader's language, or None."""
    policy = POLICIES.get(key)
    if policy is None:
        return None
    return {
        "policy": policy.key,
        "version": policy.version,
        "title": policy.title.say(language),
        "paragraphs": [
            {"key": name, "heading": heading.say(language), "text": text.say(language)}
            for name, heading, text in policy.paragraphs
        ],
        "statement": policy.statement.say(language),
    }


def readings_about(actor: Actor, limit: int = 100) -> list[dict[str, Any]]:
    """Who read what about the actor, newest first."""
    rows = Reading.objects.filter(subject_id=actor.id).select_related("reader").order_by("-at", "-id")[:limit]
    return [_told(row, actor.language) for row in rows]


def reading_log(actor: Actor, page: int = 1) -> dict[str, Any]:
    """Every reading of anybody, newest first, 50 a page. 403 for who is no administrator."""
    if not actor.has("admin"):
        raise forbidden(FOR_ADMINISTRATORS)
    rows = Reading.objects.select_related("reader", "subject").order_by("-at", "-id")
    shown = list(rows[(page - 1) * LOG_PAGE : page * LOG_PAGE])
    titles = _titles(actor, shown)
    items = [{**_told(row, actor.language), "of": _of(row, titles)} for row in shown]
    return {"items": items, "total": rows.count(), "page": page, "size": LOG_PAGE}


def _told(row: Reading, language: str) -> dict[str, Any]:
    return {
        "at": moment(row.at),
        "reader": {"id": str(row.reader_id), "name": row.reader.name},
        "what": row.what,
        "text": _what(row, language),
        "entity": row.entity,
        "record_id": str(row.record_id) if row.record_id else None,
        "why": row.why,
    }


def _what(row: Reading, language: str) -> str:
    """A look by its name; a revealed value by that of its field."""
    if row.what in WHAT:
        return WHAT[row.what].say(language)
    entity = entities.find(row.entity)
    field = entity.by_name.get(row.what) if entity else None
    return REVEALED.say(language, field=field.label) if field else row.what


def _of(row: Reading, titles: dict[UUID, str]) -> dict[str, Any] | None:
    """Of whom: the person, or the record whose number was revealed."""
    if row.subject is not None:
        return {"entity": "person", "id": str(row.subject_id), "title": row.subject.name}
    if row.record_id is None:
        return None
    return {"entity": row.entity, "id": str(row.record_id), "title": titles.get(row.record_id, "")}


def _titles(actor: Actor, rows: list[Reading]) -> dict[UUID, str]:
    """The titles of the records named, one statement for each kind; what was deleted for good has none."""
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        if row.subject_id is None and row.record_id is not None and row.entity:
            wanted.setdefault(row.entity, set()).add(row.record_id)
    found: dict[UUID, str] = {}
    for name, ids in wanted.items():
        entity = entities.get(name)
        for record in visible(entity, actor).filter(pk__in=ids):
            found[record.pk] = str(getattr(record, entity.title))
    return found
