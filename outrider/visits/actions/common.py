"""What the verbs of a visit share: finding its parts, and deriving its columns from its facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import IntegerField

from outrider.customers.actions import fact_customer
from outrider.engine.database.prepared import Place, Prepared, key
from outrider.engine.entities.aside import present
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.finding import find
from outrider.engine.entities.verbs import Retry, Write
from outrider.engine.identity.queries import setting
from outrider.kernel.errors import not_found
from outrider.kernel.period import CLOCK_FLAGS
from outrider.kernel.text import T, Text
from outrider.tracking.actions import Act, Evidence, Pin
from outrider.visits import rules
from outrider.visits.models import StepResult, Visit, VisitPhoto, VisitType, VisitTypeVersion
from outrider.visits.steps import step_kinds

FLAGS: dict[str, Text] = {
    **CLOCK_FLAGS,
    "another_open": T("上一家还没有签退", "The last visit has not been checked out"),
    "plan_unknown": T("找不到对应的计划", "The plan was not found"),
    "type_unknown": T("找不到拜访类型,已用默认类型", "The visit type was not found; the default one is used"),
    "step_unknown": T("拜访类型里没有这个步骤", "The visit type has no such step"),
    "kind_unknown": T("系统不认识这种步骤", "This kind of step is not known here"),
    "after_check_out": T("签退之后补做", "Done after the check-out"),
    "already_out": T("这次拜访已经签退", "This visit was checked out already"),
    "ends_before_start": T("签退早于签到", "The check-out lies before the check-in"),
    "very_long_stay": T("在店时长超过 16 小时", "More than 16 hours in store"),
    "photo_reused": T("照片与另一次拜访的相同", "The photo equals one of another visit"),
    "photo_alike": T("照片与另一家门店的几乎一样", "The photo looks almost like one of another shop"),
    "missing_steps": T("必做步骤未完成", "Required steps are not done"),
    "no_storefront": T(
        "无法拜访没有门头照", "There is no storefront photo of a visit that could not be made"
    ),
    "could_not_again": T("这次拜访已有结果", "This visit already has a result"),
}


def flag(write: Write, visit: Visit, codes: Iterable[str]) -> None:
    """Flag the command and remember the codes on the visit, once each."""
    for code in codes:
        write.flag(code, FLAGS[code])
        if code not in visit.flagged:
            visit.flagged = [*visit.flagged, code]


def any_customer(write: Write, customer_id: UUID) -> tuple[Any, list[str]]:
    """The customer of a fact and the codes of what is odd about it (already flagged on the command)."""
    known = len(write.flags)
    customer = fact_customer(write, customer_id)
    return customer, [odd.code for odd in write.flags[known:]]


def own_visit(write: Write, visit_id: UUID) -> Visit:
    """The actor's own visit, locked; somebody else's does not exist for him."""
    visit: Visit | None = write.kept.get(visit_id) or _own_visit.first(visit_id)
    if visit is None:
        raise Retry("visit", visit_id)
    if visit.rep_id != write.actor.id:
        raise not_found()
    write.kept[visit_id] = visit
    return visit


_own_visit: Prepared[Visit] = Prepared(
    lambda: (
        Visit.objects.select_for_update(of=("self",))
        .select_related("customer", "visit_type")
        .filter(pk=key())
    )
)


@dataclass(slots=True)
class Parts:
    """The living results and photos of a visit, read once while its row is locked."""

    results: list[StepResult]
    photos: list[VisitPhoto]


def parts_of(visit: Visit) -> Parts:
    """The visit's parts; whoever adds one in the same transaction adds it here as well."""
    known: Parts | None = getattr(visit, "_parts", None)
    if known is None:
        known = Parts(_living_results(visit.pk), _living_photos(visit.pk))
        visit._parts = known  # type: ignore[attr-defined]  # lives as long as the transaction
    return known


def keep_new(write: Write, visit: Visit) -> None:
    """A visit that this transaction has made has no parts yet."""
    visit._parts = Parts([], [])  # type: ignore[attr-defined]  # lives as long as the transaction
    write.kept[visit.pk] = visit


_living_results: Prepared[StepResult] = Prepared(
    lambda: StepResult.objects.filter(visit=key()).order_by("occurred_at", "id")
)
_living_photos: Prepared[VisitPhoto] = Prepared(lambda: VisitPhoto.objects.filter(visit=key()))


def choose_type(wanted: UUID | None, customer: Any) -> tuple[VisitType | None, tuple[str, ...]]:
    """The wanted visit type, else the default for this kind of customer, and a flag when it was unknown."""
    if wanted:
        found = find(entities.get("visit_type"), wanted)
        if found:
            return found, ()
    types = list(VisitType.objects.filter(status="active").order_by("-is_default", "created_at", "id"))
    fitting = [t for t in types if not t.customer_kinds or customer.kind in t.customer_kinds]
    chosen = next(iter(fitting or types), None)
    return chosen, ("type_unknown",) if wanted else ()


def template(visit: Visit) -> tuple[tuple[rules.Step, ...], int]:
    """The steps and the least minutes by which a visit is judged; read once per visit in memory."""
    known: tuple[tuple[rules.Step, ...], int] | None = getattr(visit, "_template", None)
    if known is None:
        steps, minutes = _template(visit)
        known = tuple(present(steps, _entity_of)), minutes
        visit._template = known  # type: ignore[attr-defined]  # lives as long as the verb
    return known


def _entity_of(step: rules.Step) -> str:
    kind = step_kinds.find(step.kind)
    return kind.entity if kind else ""


def _template(visit: Visit) -> tuple[tuple[rules.Step, ...], int]:
    if visit.visit_type_id is None:
        return (), 0
    row = _version.first(visit.visit_type_id, visit.type_version)
    if row is None:
        kind = visit.visit_type or VisitType.all_objects.get(pk=visit.visit_type_id)
        return rules.steps_of(kind.steps), kind.min_minutes
    return rules.steps_of(row.steps), row.min_minutes


_version: Prepared[VisitTypeVersion] = Prepared(
    lambda: VisitTypeVersion.objects.filter(visit_type=key(0), number=Place(1, IntegerField()))
)


def fence_m() -> float:
    """The radius of the fence around a customer, a company setting."""
    return float(setting("visits.fence_m"))


def act_of(visit: Visit, customer: Any, name: str, at: datetime) -> Act:
    """What tracking must know to judge one act of a visit."""
    pin = None
    if customer.pin_lat is not None and customer.pin_lng is not None:
        given = customer.pin_given or {}
        pin = Pin(customer.pin_lat, customer.pin_lng, str(given.get("datum") or "WGS-84"))
    return Act(visit.pk, name, visit.rep_id, visit.department_id, at, pin, fence_m())


def take_evidence(visit: Visit, evidence: Evidence) -> None:
    """The columns of a visit that come from the evidence of its check-in."""
    visit.location_status = evidence.status
    visit.distance_m = evidence.distance_m
    visit.accuracy_m = evidence.accuracy_m
    visit.inside = evidence.inside
    visit.outcome = evidence.outcome


def derive(write: Write, visit: Visit) -> Visit:
    """Recompute what follows from the visit's facts, and store whatever changed on it."""
    refresh(visit)
    return write.update(visit)


def refresh(visit: Visit) -> None:
    """Recompute what follows from the visit's facts, in memory."""
    steps, least = template(visit)
    parts = parts_of(visit)
    results = _results(parts)
    done = {kind.key: kind.done for kind in step_kinds}
    visit.steps_done = rules.steps_done(steps, results, done)
    visit.photos_named = len(parts.photos)
    visit.photos_held = sum(photo.held for photo in parts.photos)
    visit.photos_rejected = sum(photo.verdict == "rejected" for photo in parts.photos)
    visit.complete = visit.photos_held == visit.photos_named
    missing = len(rules.missing_steps(steps, visit.steps_done))
    visit.effective = rules.effective(
        rules.Stay(visit.status, visit.inside, visit.review, visit.time_in_store_s, least, missing)
    )


def _results(parts: Parts) -> list[rules.Result]:
    shots = Counter(photo.step_result_id for photo in parts.photos)
    return [
        rules.Result(
            str(row.pk),
            row.step_key,
            row.kind,
            row.data,
            shots[row.pk],
            str(row.replaces) if row.replaces else None,
            row.occurred_at,
        )
        for row in sorted(parts.results, key=lambda row: (row.occurred_at, row.pk))
    ]
