"""Check in, late fixes, check out, could not visit: the frame of a visit."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from pydantic import Field as Limits

from outrider.customers.actions import mark_visited
from outrider.engine.access.actor import FIELD
from outrider.engine.database.prepared import Prepared, key
from outrider.engine.entities.actions import same_or_conflict
from outrider.engine.entities.fieldtypes.times import PlausibleMoment
from outrider.engine.entities.verbs import Input, Line, Lines, Write, verb
from outrider.kernel.period import occurred
from outrider.kernel.text import T
from outrider.tracking.actions import LocationInput, observe, observe_more
from outrider.tracking.queries import on_shift
from outrider.visits import rules
from outrider.visits.actions.asking import ask_again_of_evidence, ask_of_evidence
from outrider.visits.actions.common import (
    act_of,
    any_customer,
    choose_type,
    derive,
    flag,
    keep_new,
    own_visit,
    refresh,
    take_evidence,
    template,
)
from outrider.visits.actions.learning import learn_pin
from outrider.visits.actions.results import PhotoInput, name_photos
from outrider.visits.models import Visit, VisitPlan, VisitType

Reason = Literal["closed", "owner_away", "refused_visit", "moved", "out_of_business", "rescheduled"]


class CheckIn(Input):
    """签到: made on the phone at the tap; the fix may follow."""

    visit_id: UUID
    customer_id: UUID
    plan_id: UUID | None = None
    visit_type_id: UUID | None = None
    type_version: Annotated[int, Limits(ge=1, le=1_000_000)] | None = None
    planned: bool = False
    purpose: Annotated[Line, Limits(max_length=200)] | None = None
    at: PlausibleMoment
    location: LocationInput = LocationInput()


class AddFixes(Input):
    """A fix that came up to a minute after the check-in."""

    visit_id: UUID
    location: LocationInput


class CheckOut(Input):
    """签退; ``edited`` says that the time was entered by hand (补签退)."""

    visit_id: UUID
    at: PlausibleMoment
    location: LocationInput = LocationInput()
    edited: bool = False
    missing_reason: Annotated[Line, Limits(max_length=500)] | None = None


class CouldNot(Input):
    """无法拜访 with its reason and a photo of the closed door."""

    visit_id: UUID
    customer_id: UUID
    plan_id: UUID | None = None
    visit_type_id: UUID | None = None
    type_version: Annotated[int, Limits(ge=1, le=1_000_000)] | None = None
    planned: bool = False
    purpose: Annotated[Line, Limits(max_length=200)] | None = None
    reason: Reason
    note: Annotated[Lines, Limits(max_length=1_000)] | None = None
    at: PlausibleMoment
    location: LocationInput = LocationInput()
    photos: Annotated[list[PhotoInput], Limits(max_length=50)] = []


@verb("visit.check_in", input=CheckIn, label=T("签到", "Check in"), roles=FIELD, offline=True)
def check_in(write: Write, data: CheckIn) -> Visit:
    """Open a visit. A doubt about the place, the plan or another open visit only flags."""
    present = write.kept.get(data.visit_id) or _known_visit.first(data.visit_id)
    if present:
        same_or_conflict(present.rep_id == write.actor.id and present.customer_id == data.customer_id)
        return present
    visit = _begin(write, data, "check_in")
    _flag_other_open(write, visit)
    if not on_shift(write.actor.id, visit.checked_in_at):
        # A mark for whoever reads the visit; nothing that a manager must decide.
        visit.flagged = [*visit.flagged, rules.OFF_SHIFT]
    write.create(visit)
    keep_new(write, visit)
    if visit.plan:
        write.update(visit.plan, visit=visit)
    mark_visited(write, visit.customer, visit.business_date)
    return visit


@verb("visit.add_fixes", input=AddFixes, label=T("补充定位", "Add a late fix"), roles=FIELD, offline=True)
def add_fixes(write: Write, data: AddFixes) -> Visit:
    """Add late fixes to the act that opened the visit and judge it again."""
    visit = own_visit(write, data.visit_id)
    name = "could_not" if visit.status == "could_not" else "check_in"
    evidence = observe_more(write, act_of(visit, visit.customer, name, visit.checked_in_at), data.location)
    take_evidence(visit, evidence)
    derive(write, visit)
    if visit.status != "open":
        ask_again_of_evidence(write, visit)
    return visit


@verb("visit.check_out", input=CheckOut, label=T("签退", "Check out"), roles=FIELD, offline=True)
def check_out(write: Write, data: CheckOut) -> Visit:
    """Close a visit: time in store, missing steps with their reason, and the effect."""
    visit = own_visit(write, data.visit_id)
    if visit.status != "open":
        if visit.checked_out_at != data.at:
            flag(write, visit, ["already_out"])
        return derive(write, visit)
    moment = occurred(data.at, write.at)
    seconds, odd = rules.time_in_store(visit.checked_in_at, moment.at)
    if data.location.fixes:
        observe(write, act_of(visit, visit.customer, "check_out", moment.at), data.location)
    visit.status, visit.checked_out_at, visit.time_in_store_s = "done", moment.at, seconds
    visit.out_edited, visit.missing_reason = data.edited, data.missing_reason or ""
    if visit.location_status == "pending":
        visit.location_status = "timeout"
    flag(write, visit, (*moment.flags, *odd))
    refresh(visit)
    if rules.missing_steps(template(visit)[0], visit.steps_done) and not visit.missing_reason:
        flag(write, visit, ["missing_steps"])
    write.update(visit)
    _settle_plan(write, visit, "done")
    learn_pin(write, visit)
    ask_of_evidence(write, visit)
    return visit


@verb("visit.could_not", input=CouldNot, label=T("无法拜访", "Could not visit"), roles=FIELD, offline=True)
def could_not(write: Write, data: CouldNot) -> Visit:
    """A reached customer that could not be visited; also closes a visit that was already open."""
    visit = write.kept.get(data.visit_id) or _locked_visit.first(data.visit_id)
    if visit is None:
        visit = _begin(write, data, "could_not")
        visit.status, visit.checked_out_at, visit.effective = "could_not", visit.checked_in_at, False
        visit.could_not_reason, visit.note = data.reason, data.note or ""
        write.create(visit)
        keep_new(write, visit)
    else:
        same_or_conflict(visit.rep_id == write.actor.id and visit.customer_id == data.customer_id)
        if visit.status != "open":
            if visit.could_not_reason != data.reason:
                flag(write, visit, ["could_not_again"])
            return derive(write, visit)
        moment = occurred(data.at, write.at)
        flag(write, visit, moment.flags)
        observe(write, act_of(visit, visit.customer, "could_not", moment.at), data.location)
        visit.status, visit.checked_out_at = "could_not", moment.at
        visit.could_not_reason, visit.note = data.reason, data.note or ""
    name_photos(write, visit, None, "could_not", data.photos)
    if not data.photos and data.reason != "rescheduled":
        flag(write, visit, ["no_storefront"])
    _settle_plan(write, visit, "postponed" if data.reason == "rescheduled" else "could_not")
    derive(write, visit)
    ask_of_evidence(write, visit)
    return visit


def _begin(write: Write, data: CheckIn | CouldNot, act: str) -> Visit:
    """A new visit with its customer, plan, type and evidence, not yet stored."""
    customer, odd = any_customer(write, data.customer_id)
    kind, odd_type = choose_type(data.visit_type_id, customer)
    plan = _plan_of(write, data)
    missing_plan = ("plan_unknown",) if data.plan_id and plan is None else ()
    visit = begun(write, data, customer, kind, plan)
    flag(write, visit, (*odd_type, *missing_plan))
    visit.flagged = [*odd, *visit.flagged]
    take_evidence(visit, observe(write, act_of(visit, customer, act, visit.checked_in_at), data.location))
    return visit


def begun(
    write: Write, data: CheckIn | CouldNot, customer: Any, kind: VisitType | None, plan: VisitPlan | None
) -> Visit:
    """The visit that a check-in (or 无法拜访) opens, before its evidence; an odd clock is flagged."""
    moment = occurred(data.at, write.at)
    visit = Visit(
        id=data.visit_id,
        title=customer.name,
        customer=customer,
        rep_id=write.actor.id,
        department_id=write.actor.department_id,
        visit_type=kind,
        type_version=(data.type_version or kind.steps_version) if kind else 0,
        plan=plan,
        planned=plan is not None or data.planned,
        purpose=data.purpose or (plan.purpose if plan else ""),
        checked_in_at=moment.at,
        occurred_at=moment.at,
    )
    flag(write, visit, moment.flags)
    return visit


def _plan_of(write: Write, data: CheckIn | CouldNot) -> VisitPlan | None:
    """The actor's own plan for this customer, if the server has it."""
    if data.plan_id is None:
        return None
    return _own_plan.first(data.plan_id, write.actor.id, data.customer_id)


def _plans() -> QuerySet[VisitPlan]:
    """Locked: a manager may be planning this very day, and a phone's fact must not fail on that."""
    return VisitPlan.objects.select_for_update(of=("self",)).select_related("rep", "customer")


_own_plan: Prepared[VisitPlan] = Prepared(
    lambda: _plans().filter(pk=key(0), rep=key(1), customer=key(2)).order_by()
)
_open_plan: Prepared[VisitPlan] = Prepared(
    lambda: _plans().filter(pk=key(), status__in=("planned", "left_out")).order_by()
)


def _settle_plan(write: Write, visit: Visit, status: str) -> None:
    """The outcome of the visit's plan, unless somebody has decided it already."""
    plan = _open_plan.first(visit.plan_id) if visit.plan_id else None
    if plan:
        write.update(plan, status=status, visit=visit)


def _flag_other_open(write: Write, visit: Visit) -> None:
    """One visit is open at a time; a phone's fact is stored all the same, and the older one is marked."""
    for row in _open_visits(write.actor.id, visit.pk):
        other = write.kept.get(row.pk, row)
        flag(write, visit, ["another_open"])
        if "still_open" not in other.flagged:
            write.update(other, flagged=[*other.flagged, "still_open"])


_known_visit: Prepared[Visit] = Prepared(lambda: Visit.all_objects.filter(pk=key()))
_locked_visit: Prepared[Visit] = Prepared(
    lambda: (
        Visit.all_objects.select_for_update(of=("self",))
        .select_related("customer", "visit_type")
        .filter(pk=key())
    )
)
_open_visits: Prepared[Visit] = Prepared(
    lambda: (
        Visit.objects.select_for_update().filter(rep=key(0), status="open").exclude(pk=key(1)).order_by("id")
    )
)
