"""Who agreed to what, and who read what about me."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import CharField

from outrider.engine.access.actor import Actor
from outrider.engine.database.prepared import Place, Prepared, key
from outrider.engine.entities.encoding import moment
from outrider.engine.privacy.models import Consent, Reading
from outrider.engine.privacy.policies import POLICIES
from outrider.kernel.text import T

WHAT = {
    "positions": T("查看定位", "Viewed positions"),
    "track": T("查看当天行程", "Viewed the day's track"),
    "map": T("在地图上查看", "Viewed on the map"),
    "mobile": T("查看手机号", "Revealed a mobile number"),
}


def consented(person_id: UUID, policy: str = "location") -> bool:
    """Whether the person's consent is in force now."""
    return _in_force.first(person_id, policy) is not None


_in_force: Prepared[tuple[UUID]] = Prepared(
    lambda: Consent.objects.filter(
        person_id=key(0), policy=Place(1, CharField()), withdrawn_at__isnull=True
    ).values_list("pk")[:1]
)


def answered(person_id: UUID, policy: str = "location") -> bool | None:
    """True: agreed; False: withdrawn; None: never asked."""
    states = Consent.objects.filter(person_id=person_id, policy=policy).values_list("withdrawn_at", flat=True)
    found = list(states)
    return None if not found else any(withdrawn is None for withdrawn in found)


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
            {"heading": heading.say(language), "text": text.say(language)}
            for heading, text in policy.paragraphs
        ],
    }


def readings_about(actor: Actor, limit: int = 100) -> list[dict[str, Any]]:
    """Who read what about the actor, newest first."""
    rows = Reading.objects.filter(subject_id=actor.id).select_related("reader").order_by("-at")[:limit]
    return [
        {
            "at": moment(row.at),
            "reader": {"id": str(row.reader_id), "name": row.reader.name},
            "what": row.what,
            "text": WHAT[row.what].say(actor.language) if row.what in WHAT else row.what,
            "entity": row.entity,
            "record_id": str(row.record_id) if row.record_id else None,
            "why": row.why,
        }
        for row in rows
    ]
