"""Reading evidence in sentences, positions under the reading log, and who is on shift.

Scope is the caller's: visits hands over ids of acts that the reader may see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.database.prepared import Prepared, key
from outrider.engine.database.prepared import moment as moment_place
from outrider.engine.entities.encoding import moment
from outrider.engine.identity.company import has_module
from outrider.engine.privacy.actions import log_reading
from outrider.tracking import shifts
from outrider.tracking.entities import LOCATION_STATUSES
from outrider.tracking.models import DayOff, Evidence, Position, Shift
from outrider.tracking.rules import judge_photo
from outrider.tracking.sentences import HONESTY, INTEGRITY, OUTCOMES, PRESENCE, QUALITY, sentence

OUTCOME_OPTIONS = tuple(OUTCOMES.items())


def evidence_of(subject_id: UUID, language: str) -> dict[str, dict[str, Any]]:
    """The evidence of a visit by act, in the reader's language, without positions."""
    rows = Evidence.objects.filter(subject_id=subject_id)
    return {row.act: encode_evidence(row, language) for row in rows}


def encode_evidence(row: Evidence, language: str) -> dict[str, Any]:
    """Outcome, three results, and one sentence per signal that had something to say."""
    signals = [
        {
            "signal": reading["signal"],
            "group": reading["group"],
            "says": reading["says"],
            "weight": reading["weight"],
            "text": sentence(reading["code"], language, reading["params"]),
        }
        for reading in row.readings
    ]
    labels = {
        "outcome": OUTCOMES[row.outcome].say(language),
        "presence": PRESENCE[row.presence].say(language),
        "integrity": INTEGRITY[row.integrity].say(language),
        "quality": QUALITY[row.quality].say(language),
    }
    told = [s["text"] for s in signals if s["says"] != "not_available" or s["group"] == "place"]
    return {
        "id": str(row.pk),
        "act": row.act,
        "outcome": row.outcome,
        "presence": row.presence,
        "integrity": row.integrity,
        "quality": row.quality,
        "labels": labels,
        "sentences": [labels["presence"], *told, labels["integrity"], labels["quality"]],
        "signals": signals,
        "scores": row.scores,
        "model": row.model,
        "honesty": HONESTY.say(language),
        "status": row.status,
        "distance_m": row.distance_m,
        "accuracy_m": row.accuracy_m,
        "occurred_at": moment(row.occurred_at),
        "received_at": moment(row.received_at),
        "sources": row.sources,
        "fixes": [],
    }


def contradictions_of(subjects: Iterable[UUID], language: str) -> dict[UUID, str]:
    """What spoke against each act that opened a visit, in sentences; empty when nothing did."""
    rows = Evidence.objects.filter(subject_id__in=list(subjects)).exclude(act="check_out")
    return {
        row.subject_id: ";".join(
            sentence(reading["code"], language, reading["params"])
            for reading in row.readings
            if reading["says"] == "contradicts"
        )
        for row in rows
    }


def grounds_of(subject_id: UUID) -> list[dict[str, Any]]:
    """What the evidence of the act that opened a visit says, as codes with raw values: results, then findings."""
    row = Evidence.objects.filter(subject_id=subject_id).exclude(act="check_out").first()
    if row is None:
        return []
    told = [r for r in row.readings if r["says"] != "not_available" or r["group"] == "place"]
    return [
        {"code": f"presence_{row.presence}", "says": "", "params": {}},
        *({"code": r["code"], "says": r["says"], "params": r["params"]} for r in told),
        {"code": f"integrity_{row.integrity}", "says": "", "params": {}},
        {"code": f"quality_{row.quality}", "says": "", "params": {}},
    ]


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A photo's likeness to one of another visit; ``shop`` is None where its name is not the reader's to know."""

    same_file: bool
    same_customer: bool
    bits: int
    on: date
    shop: str | None


def photo_ground(found: Resemblance) -> dict[str, Any]:
    """What a resemblance says, as a code with raw values."""
    reading = judge_photo(found.same_file, found.same_customer, found.bits)
    name = f"“{found.shop}”" if found.shop else None
    when = {"on": found.on.isoformat(), "shop": name}
    return {
        "signal": "photo",
        "group": "photo",
        "says": reading.says,
        "weight": reading.weight,
        "code": reading.code,
        "params": {**reading.params, **when},
    }


def storefront_ground() -> dict[str, Any]:
    """What a 无法拜访 without its photo says: it proves nothing against anybody."""
    return {
        "signal": "photo",
        "group": "photo",
        "says": "neutral",
        "weight": 0.0,
        "code": "photo_no_storefront",
        "params": {},
    }


def said(grounds: Iterable[dict[str, Any]], language: str) -> list[str]:
    """Grounds in sentences."""
    return [sentence(ground["code"], language, ground["params"]) for ground in grounds]


def with_photos(evidence: dict[str, Any], grounds: list[dict[str, Any]], language: str) -> dict[str, Any]:
    """A visit's evidence as ``encode_evidence`` gives it, with what its photos say, in the group photo."""
    told = said(grounds, language)
    signals = [
        {**{key: ground[key] for key in ("signal", "group", "says", "weight")}, "text": text}
        for ground, text in zip(grounds, told, strict=True)
    ]
    odd = any(ground["says"] == "contradicts" for ground in grounds)
    first, *rest = evidence["sentences"]
    agrees = evidence["labels"]["integrity"]
    if odd and evidence["integrity"] == "consistent":
        # Where the phone was is one thing, what it sent another: all of it together does not agree.
        rest = [INTEGRITY["doubtful"].say(language) if text == agrees else text for text in rest]
    return {**evidence, "signals": evidence["signals"] + signals, "sentences": [first, *told, *rest]}


def fixes_of(actor: Actor, person_id: UUID, evidence_id: UUID, visit_id: UUID) -> list[dict[str, Any]]:
    """The fixes of one act as received; reading somebody else's is logged and shown to him."""
    rows = list(Position.objects.filter(evidence_id=evidence_id).order_by("at"))
    if rows:
        log_reading(actor, person_id, "positions", entity="visit", record_id=visit_id)
    return [
        {
            "lat": row.lat,
            "lng": row.lng,
            "datum": row.datum,
            "accuracy": row.accuracy,
            "altitude": row.altitude,
            "heading": row.heading,
            "speed": row.speed,
            "at": moment(row.at),
            "source": row.source,
        }
        for row in rows
    ]


def points_of(subjects: Iterable[UUID], act: str = "check_in") -> dict[UUID, tuple[float, float]]:
    """The best WGS-84 point of each act that still has positions; the caller logs the reading."""
    evidence = dict(
        Evidence.objects.filter(subject_id__in=list(subjects), act=act).values_list("pk", "subject_id")
    )
    points: dict[UUID, tuple[float, float]] = {}
    best: dict[UUID, float] = {}
    for row in Position.objects.filter(evidence_id__in=list(evidence)):
        subject = evidence[row.evidence_id]
        radius = 100.0 if row.accuracy is None else row.accuracy
        if subject not in best or radius < best[subject]:
            best[subject] = radius
            points[subject] = (row.wgs84_lat, row.wgs84_lng)
    return points


# -- working days -----------------------------------------------------------------------------------

_covering: Prepared[Shift] = Prepared(
    lambda: (
        Shift.objects.filter(person=key(0), occurred_at__lte=moment_place(1))
        .exclude(status="joined")
        .order_by("-occurred_at")[:1]
    )
)


def on_shift(person_id: UUID, at: datetime) -> bool:
    """Whether the person was on shift at a moment, as far as the server knows; always where nobody clocks in."""
    if not has_module("attendance"):
        return True
    last = _covering.first(person_id, at)
    return last is not None and shifts.Span(last.pk, last.occurred_at, last.ended_at).covers(at)


def covered(person_id: UUID, day: date, moments: Iterable[datetime]) -> dict[datetime, bool]:
    """For moments of one day, whether the person was on shift at each."""
    if not has_module("attendance"):
        return dict.fromkeys(moments, True)
    rows = shifts_on([person_id], day).get(person_id, [])
    spans = [shifts.Span(row.pk, row.occurred_at, row.ended_at) for row in rows]
    return {at: shifts.on_shift(spans, at) for at in moments}


def shifts_on(people: Iterable[UUID], day: date) -> dict[UUID, list[Shift]]:
    """The shifts of people on a day, in order; those that are part of another one are left out.

    Without attendance there are none, also where there were some before it was switched off.
    """
    found: dict[UUID, list[Shift]] = {}
    if not has_module("attendance"):
        return found
    rows = Shift.objects.filter(business_date=day, person__in=list(people)).exclude(status="joined")
    for row in rows.order_by("occurred_at", "id"):
        found.setdefault(row.person_id, []).append(row)
    return found


def breaks_on(person_id: UUID, day: date) -> list[tuple[datetime, datetime | None]]:
    """A person's breaks of a day in order; the last one has no end while it lasts."""
    pauses = [pause for row in shifts_on([person_id], day).get(person_id, []) for pause in row.breaks]
    return [
        (datetime.fromisoformat(one["from"]), datetime.fromisoformat(one["to"]) if one["to"] else None)
        for one in pauses
    ]


def days_off(people: Iterable[UUID], day: date) -> dict[UUID, DayOff]:
    """Who of these people has the day off, with the mark that says why."""
    if not has_module("attendance"):
        return {}
    return {row.person_id: row for row in DayOff.objects.filter(on=day, person__in=list(people))}


def shift_facts(rows: Iterable[Shift]) -> dict[str, Any] | None:
    """A person's working day in one: when it began and ended, what was worked; None without a shift."""
    told = list(rows)
    if not told:
        return None
    first, last = told[0], told[-1]
    return {
        "status": last.status,
        "started_at": moment(first.occurred_at),
        "ended_at": moment(last.ended_at),
        "ended_by": last.ended_by,
        "worked_s": sum(row.worked_s or 0 for row in told) if last.ended_at else None,
        "location_status": first.location_status,
    }


__all__ = [
    "LOCATION_STATUSES",
    "OUTCOME_OPTIONS",
    "Resemblance",
    "breaks_on",
    "contradictions_of",
    "covered",
    "days_off",
    "encode_evidence",
    "evidence_of",
    "fixes_of",
    "grounds_of",
    "on_shift",
    "photo_ground",
    "points_of",
    "said",
    "shift_facts",
    "shifts_on",
    "storefront_ground",
    "with_photos",
]
