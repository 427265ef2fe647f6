"""Keeping evidence: fixes in, positions and an explained result out.

Promises: without the person's location consent no position is stored, whatever was sent; a fix that is
no place on earth is counted and named, not silently dropped; nothing here refuses an act. Positions are
written beside the journal on purpose: a journal row would outlive them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field as InputField

from outrider.engine.database.prepared import Prepared, key
from outrider.engine.database.prepared import moment as moment_place
from outrider.engine.database.writing import insert
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.fieldtypes.times import PlausibleMoment
from outrider.engine.entities.verbs import Input, Line, Write
from outrider.engine.privacy.queries import consented
from outrider.kernel.text import T
from outrider.tracking import rules
from outrider.tracking.models import Evidence, Position
from outrider.tracking.rules import FENCE_M, Fix, Pin, Scene, Sighting, Status, Tick, Verdict

MAX_FIXES = 200
KEEP = timedelta(days=30)  # how long a person's positions are kept
MEMORY = timedelta(hours=24)  # an older sighting says nothing about how fast somebody came
NO_CONSENT = T("未同意使用位置信息,定位未保存", "There is no location consent: the positions were not stored")
UNUSABLE = T("{count} 个定位点无效,未使用", "{count fix|fixes} outside the earth, not used")
FOR_REVIEW = T("定位依据待复核", "The location evidence is for review")


class FixInput(Input):
    """One fix as a phone sends it."""

    lat: float
    lng: float
    datum: Literal["WGS-84", "GCJ-02", "BD-09"] = "WGS-84"
    accuracy: float | None = None
    altitude: float | None = None
    heading: float | None = None
    speed: float | None = None
    at: PlausibleMoment
    source: Annotated[Line, InputField(max_length=20)] = "browser"


class LocationInput(Input):
    """What a phone says about where it is; several fixes over up to a minute, or why there is none."""

    status: Status = "pending"
    fixes: Annotated[list[FixInput], InputField(max_length=MAX_FIXES)] = []


@dataclass(frozen=True, slots=True)
class Act:
    """What the evidence is about: whose act, which one, when, and where it should have been."""

    subject_id: UUID
    name: str
    person_id: UUID
    department_id: UUID | None
    at: datetime
    pin: Pin | None
    fence_m: float = FENCE_M


def observe(write: Write, act: Act, location: LocationInput) -> Evidence:
    """Keep and judge the evidence of an act that has none yet."""
    fixes, unusable, status = _admitted(write, act, location)
    evidence = Evidence(
        subject_id=act.subject_id,
        act=act.name,
        person_id=act.person_id,
        department_id=act.department_id,
        received_at=write.at,
        occurred_at=act.at,
        unusable_fixes=unusable,
        ticks=_ticks(write),
    )
    for name, value in _judged(evidence, act, status, fixes).items():
        setattr(evidence, name, value)
    write.create(evidence)
    _keep(evidence, fixes)
    _flag(write, evidence)
    return evidence


def observe_many(write: Write, acts: Sequence[tuple[Act, LocationInput]]) -> list[Evidence]:
    """The evidence of many past acts of one person, in order of time; each was received when it was made.

    For history that is written in bulk: the same consent, cleaning and judgement as ``observe``.
    """
    found: list[Evidence] = []
    kept: list[Position] = []
    last: Sighting | None = None
    agreed = {person_id: consented(person_id) for person_id in {act.person_id for act, _ in acts}}
    for act, location in acts:
        fixes, unusable, status = _admitted(write, act, location, agreed[act.person_id])
        evidence = Evidence(
            subject_id=act.subject_id,
            act=act.name,
            person_id=act.person_id,
            department_id=act.department_id,
            received_at=act.at,
            occurred_at=act.at,
            unusable_fixes=unusable,
        )
        recent = last if last and act.at - last.at <= MEMORY else None
        for name, value in _judged(evidence, act, status, fixes, recent).items():
            setattr(evidence, name, value)
        if fixes:
            last = Sighting(*fixes[-1].point, fixes[-1].at, fixes[-1].accuracy)
        found.append(evidence)
        kept += _positions(evidence, fixes, act.at)
    write.create_many(found)
    insert(kept)  # raw write: positions are not journalled, they expire
    return found


def observe_more(write: Write, act: Act, location: LocationInput) -> Evidence:
    """Late fixes: stored once each, and everything judged again."""
    evidence = Evidence.objects.filter(subject_id=act.subject_id, act=act.name).first()
    if evidence is None:
        return observe(write, act, location)
    fixes, unusable, status = _admitted(write, act, location)
    known = list(Position.objects.filter(evidence_id=evidence.pk).order_by("at"))
    before = tuple(fix_of(row) for row in known)
    fresh = tuple(f for f in fixes if all((f.at, f.lat, f.lng) != (b.at, b.lat, b.lng) for b in before))
    everything, _ = rules.clean_fixes([*before, *fresh[: MAX_FIXES - len(before)]])
    if not everything and evidence.status in ("located", "refused"):
        status = evidence.status
    judged = _judged(evidence, act, "located" if everything else status, everything)
    write.update(evidence, unusable_fixes=evidence.unusable_fixes + unusable, **judged)
    _keep(evidence, fresh[: MAX_FIXES - len(before)])
    _flag(write, evidence)
    return evidence


def observe_again(write: Write, act: Act) -> Evidence | None:
    """Judge an act anew against its pin as it is now; None when its positions are gone and nothing can be said."""
    evidence = Evidence.objects.filter(subject_id=act.subject_id, act=act.name).first()
    known = list(Position.objects.filter(evidence_id=evidence.pk).order_by("at")) if evidence else []
    if evidence is None or not known:
        return None
    judged = _judged(evidence, act, evidence.status, tuple(fix_of(row) for row in known))
    return write.update(evidence, **judged)


def _admitted(
    write: Write, act: Act, location: LocationInput, agreed: bool | None = None
) -> tuple[tuple[Fix, ...], int, Any]:
    """The fixes that may be stored, how many were unusable, and the status that follows."""
    if not (_agreed(write, act.person_id) if agreed is None else agreed):
        if location.fixes:
            write.flag("no_consent", NO_CONSENT)
        return (), 0, "refused"
    fixes, unusable = rules.clean_fixes(Fix(**fix.model_dump()) for fix in location.fixes)
    if unusable:
        write.flag("fix_unusable", UNUSABLE, count=unusable)
    if fixes:
        return fixes, unusable, "located"
    return fixes, unusable, "unavailable" if location.status == "located" else location.status


def _agreed(write: Write, person_id: UUID) -> bool:
    """Asked once for all commands of one message: consent changes between messages."""
    asked = ("location consent", person_id)
    if asked not in write.kept:
        write.kept[asked] = consented(person_id)
    return bool(write.kept[asked])


def _judged(
    evidence: Evidence, act: Act, status: Any, fixes: Sequence[Fix], previous: Sighting | None = None
) -> dict[str, Any]:
    """The columns that follow from the fixes; ``previous`` spares looking up the last sighting."""
    scene = Scene(
        at=act.at,
        received_at=evidence.received_at,
        status=status,
        fixes=tuple(fixes),
        pin=act.pin,
        fence_m=act.fence_m,
        clock=_tick(evidence.ticks),
        clock_before=_tick_before(evidence),
    )
    if scene.best:
        before = previous or _last_sighting(act.person_id, evidence.pk, scene.best.at)
        scene = replace(scene, previous=before)
    verdict = rules.judge(scene)
    best, distance = scene.best, scene.distance
    accuracy = best.accuracy if best else None
    return {
        "status": status,
        "fix_count": len(fixes),
        "distance_m": None if distance is None else round(distance),
        "accuracy_m": None if accuracy is None else round(accuracy),
        "inside": rules.within_fence(distance, accuracy, act.fence_m),
        "sources": sorted({fix.source for fix in fixes}),
        "model": rules.MODEL,
        **_columns(verdict),
    }


def _ticks(write: Write) -> dict[str, Any] | None:
    if write.ticks is None:
        return None
    wall, monotonic_ms, boot_id = write.ticks
    return {"wall": moment(wall), "monotonic_ms": monotonic_ms, "boot_id": boot_id}


def _tick(kept: dict[str, Any] | None) -> Tick | None:
    if not kept:
        return None
    return Tick(datetime.fromisoformat(kept["wall"]), kept["monotonic_ms"], kept["boot_id"])


def _tick_before(evidence: Evidence) -> Tick | None:
    """The clocks at the person's last act before this one; compared only within one run of the phone."""
    if not evidence.ticks:
        return None
    last = _ticks_before.first(evidence.person_id, evidence.pk, evidence.occurred_at)
    return _tick(last[0]) if last else None


_ticks_before: Prepared[tuple[dict[str, Any]]] = Prepared(
    lambda: (
        Evidence.objects.filter(person=key(0), ticks__isnull=False, occurred_at__lte=moment_place(2))
        .exclude(pk=key(1))
        .order_by("-occurred_at")
        .values_list("ticks")[:1]
    )
)


def _columns(verdict: Verdict) -> dict[str, Any]:
    return {
        "outcome": verdict.outcome,
        "presence": verdict.presence,
        "integrity": verdict.integrity,
        "quality": verdict.quality,
        "scores": {
            "presence": verdict.presence_score,
            "integrity": verdict.integrity_score,
            "quality": verdict.quality_share,
        },
        "readings": [
            {
                "signal": signal.key,
                "group": signal.group,
                "says": reading.says,
                "weight": reading.weight,
                "code": reading.code,
                "params": reading.params,
            }
            for signal, reading in verdict.readings
        ],
    }


def _flag(write: Write, evidence: Evidence) -> None:
    if evidence.outcome == "for_review":
        write.flag("for_review", FOR_REVIEW)


def fix_of(row: Position) -> Fix:
    """A stored position as the value that rules work on."""
    return Fix(
        row.lat, row.lng, row.datum, row.at, row.accuracy, row.altitude, row.heading, row.speed, row.source
    )


def _keep(evidence: Evidence, fixes: Sequence[Fix]) -> None:
    """Append positions, each as received and in WGS-84."""
    rows = _positions(evidence, fixes, evidence.updated_at)
    insert(rows)  # raw write: positions are not journalled, they expire


def _positions(evidence: Evidence, fixes: Sequence[Fix], received_at: datetime) -> list[Position]:
    rows = []
    for fix in fixes:
        lat, lng = fix.point
        rows.append(
            Position(
                evidence_id=evidence.pk,
                person_id=evidence.person_id,
                at=fix.at,
                received_at=received_at,
                lat=fix.lat,
                lng=fix.lng,
                datum=fix.datum,
                wgs84_lat=lat,
                wgs84_lng=lng,
                accuracy=fix.accuracy,
                altitude=fix.altitude,
                heading=fix.heading,
                speed=fix.speed,
                source=fix.source,
            )
        )
    return rows


def _last_sighting(person_id: UUID, evidence_id: UUID, at: datetime) -> Sighting | None:
    """The person's last position before ``at`` from another act, within a day."""
    seen = _sightings.first(person_id, evidence_id, at, at - MEMORY)
    return Sighting(*seen) if seen else None


_sightings: Prepared[tuple[float, float, datetime, float | None]] = Prepared(
    lambda: (
        Position.objects.filter(person_id=key(0), at__lt=moment_place(2), at__gte=moment_place(3))
        .exclude(evidence_id=key(1))
        .order_by("-at")
        .values_list("wgs84_lat", "wgs84_lng", "at", "accuracy")[:1]
    )
)


def expire_before(moment: datetime, limit: int = 500) -> int:
    """Delete up to ``limit`` positions taken or received before a moment; answers how many.

    A fix is as old as the older of its two times, so that a phone's wrong clock cannot keep it.
    """
    old = Position.objects.filter(received_at__lt=moment) | Position.objects.filter(at__lt=moment)
    ids = list(old.values_list("pk", flat=True)[:limit])
    if ids:
        Position.objects.filter(pk__in=ids).delete()  # raw write: positions expire
    return len(ids)
