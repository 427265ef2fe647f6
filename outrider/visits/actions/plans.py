"""Plans: a manager's for any day, a rep's own for today and tomorrow."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as Limits

from outrider.engine.access.actor import FIELD, LEADERS
from outrider.engine.entities.actions import same_or_conflict
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.fieldtypes.times import PlausibleDate
from outrider.engine.entities.queries import visible
from outrider.engine.entities.verbs import Input, Line, Lines, Retry, Write, verb
from outrider.engine.identity.models import Person
from outrider.kernel.errors import forbidden, invalid, not_found
from outrider.kernel.period import business_date
from outrider.kernel.text import T
from outrider.visits import rules
from outrider.visits.models import VisitPlan

MOST_STOPS = 200
LATE_SOURCES = frozenset({"sync", "import", "simulator", "job", "system"})
NOT_THAT_DAY = T("业务员只能计划今天和明天", "A rep plans today and tomorrow only")
PAST = T("不能计划过去的日子", "A day in the past cannot be planned")
DECIDED = T("这条计划已经有结果", "This plan has been decided already")
ALREADY = T("当天已有这家客户的计划", "This customer is already planned that day")
NOT_A_REP = T("只能给业务员或主管排计划", "Plans are made for reps and managers")
NO_CUSTOMER = T("找不到第 {place} 家客户", "Customer number {place} does not exist")

Position = Annotated[int, Limits(ge=1, le=10_000)]
Purpose = Annotated[Line, Limits(max_length=200)]


class AddPlan(Input):
    """One more stop for oneself."""

    plan_id: UUID
    customer_id: UUID
    on: PlausibleDate
    position: Position = 1
    purpose: Purpose | None = None
    visit_type_id: UUID | None = None


class MovePlan(Input):
    """Another day or another place in the order."""

    plan_id: UUID
    on: PlausibleDate
    position: Position = 1


class CancelPlan(Input):
    """Not needed after all."""

    plan_id: UUID
    note: Annotated[Lines, Limits(max_length=500)] | None = None


class PlanDay(Input):
    """A whole day of one rep: customers in order. What is not named is cancelled, what is done stays.

    ``draft`` keeps what is new from the rep's phone until it is published; ``must_ids`` are the must-do ones.
    """

    rep: UUID
    on: PlausibleDate
    customer_ids: Annotated[list[UUID], Limits(max_length=MOST_STOPS)]
    purpose: Purpose | None = None
    draft: bool = False
    must_ids: Annotated[list[UUID], Limits(max_length=MOST_STOPS)] | None = None


@verb("plan.add", input=AddPlan, label=T("加入计划", "Add to the plan"), roles=FIELD, offline=True)
def add_plan(write: Write, data: AddPlan) -> VisitPlan:
    """Plan a visit of one's own. A customer planned twice that day is flagged, not refused."""
    present = VisitPlan.all_objects.filter(pk=data.plan_id).first()
    if present:
        same_or_conflict(present.rep_id == write.actor.id and present.customer_id == data.customer_id)
        return present
    customer = write.visible("customer", data.customer_id)
    twins = VisitPlan.objects.filter(rep=write.actor.id, customer=customer, on=data.on, status="planned")
    if twins.exists():
        write.flag("already_planned", ALREADY)
    kind = data.visit_type_id
    if kind and not entities.get("visit_type").model.all_objects.filter(pk=kind).exists():
        kind = None
    return write.create(
        VisitPlan(
            id=data.plan_id,
            rep_id=write.actor.id,
            customer=customer,
            on=data.on,
            position=data.position,
            purpose=data.purpose or "",
            visit_type_id=kind,
        )
    )


@verb("plan.move", input=MovePlan, label=T("改期", "Move"), roles=FIELD, offline=True)
def move_plan(write: Write, data: MovePlan) -> VisitPlan:
    """Another day or place; a decided plan stays as it is and the phone is told so."""
    plan = _open_plan(write, data.plan_id)
    if plan.status not in ("planned", "left_out"):
        write.flag("plan_decided", DECIDED)
        return plan
    return write.update(
        plan, on=data.on, position=data.position, status="planned", eta=None, leave_at=None, left_out=""
    )


@verb("plan.cancel", input=CancelPlan, label=T("取消计划", "Cancel"), roles=FIELD, offline=True)
def cancel_plan(write: Write, data: CancelPlan) -> VisitPlan:
    """Cancel; a decided plan stays as it is."""
    plan = _open_plan(write, data.plan_id)
    if plan.status not in ("planned", "left_out", "cancelled"):
        write.flag("plan_decided", DECIDED)
        return plan
    return write.update(plan, status="cancelled", note=data.note or plan.note)


@verb("plan.set_day", input=PlanDay, label=T("安排当天", "Plan the day"), roles=FIELD | LEADERS)
def set_day(write: Write, data: PlanDay) -> list[VisitPlan]:
    """Make a rep's day read as given. Runs again without effect; answers the day's plans in order."""
    rep = planned_rep(write, data.rep)
    check_day(write, data.on)
    known = {str(c.pk): c for c in known_customers(write, data.customer_ids)}
    rows = list(
        VisitPlan.objects.select_for_update().filter(rep=rep.pk, on=data.on).order_by("position", "id")
    )
    open_plans = {str(row.customer_id): row for row in reversed(rows) if row.status in rules.OPEN_PLANS}
    finished = [str(row.customer_id) for row in rows if row.status not in (*rules.OPEN_PLANS, "cancelled")]
    adding, positions, cancelling = rules.day_order(
        [str(pk) for pk in data.customer_ids],
        {customer: str(row.pk) for customer, row in open_plans.items()},
        finished,
    )
    must = None if data.must_ids is None else {str(pk) for pk in data.must_ids}
    for row in rows:
        if str(row.pk) in cancelling:
            _take_out(write, row)
        elif str(row.customer_id) in positions and row.status in rules.OPEN_PLANS:
            _keep(write, row, data, positions[str(row.customer_id)], must)
    write.create_many(
        [
            VisitPlan(
                rep=rep,
                customer=known[customer],
                on=data.on,
                position=positions[customer],
                purpose=data.purpose or "",
                status="draft" if data.draft else "planned",
                must=customer in (must or ()),
            )
            for customer in adding
        ]
    )
    return list(
        VisitPlan.objects.filter(rep=rep.pk, on=data.on)
        .exclude(status="cancelled")
        .order_by("position", "id")
    )


def _take_out(write: Write, row: VisitPlan) -> None:
    """A draft was nobody else's and goes; what a rep has had is cancelled before his eyes."""
    if row.status == "draft":
        write.remove(row)
    else:
        write.update(row, status="cancelled")


def _keep(write: Write, row: VisitPlan, data: PlanDay, position: int, must: set[str] | None) -> None:
    """A stop in its place of the new order; times of another order say nothing any more."""
    changes: dict[str, Any] = {"position": position}
    if data.purpose is not None:
        changes["purpose"] = data.purpose
    if must is not None:
        changes["must"] = str(row.customer_id) in must
    if row.position != position:
        changes |= {"eta": None, "leave_at": None}
    if row.left_out:
        changes["left_out"] = ""
    if row.status == "left_out":
        changes["status"] = "planned"
    write.update(row, **changes)


def check_plan(write: Write, plan: VisitPlan) -> None:
    """Every plan, however it is written: a fitting day, and for whom (the entity's ``validate``)."""
    before = plan._loaded or {}
    if before.get("on") != plan.on:
        check_day(write, plan.on)
    if plan.window_start and plan.window_end and plan.window_end < plan.window_start:
        raise invalid("window_end", "order", T("结束早于开始", "The end lies before the start"))
    if before.get("rep_id") != plan.rep_id and plan.rep_id != write.actor.id:
        plan.rep = planned_rep(write, plan.rep_id)


def fill_plan(write: Write, plan: VisitPlan) -> None:
    """Columns that follow from the rep and the customer (the entity's ``before_save``)."""
    plan.department_id = plan.rep.department_id
    plan.title = plan.customer.name


def check_day(write: Write, on: date) -> None:
    """422 unless the actor may plan that day; from a phone's queue a past day is merely late."""
    today = business_date(write.at, write.time_zone)
    leads, late = write.actor.has(*LEADERS), write.source in LATE_SOURCES
    if rules.may_plan(on, today, leads=leads, late=late):
        return
    if on < today:
        raise invalid("on", "past", PAST)
    raise invalid("on", "too_far", NOT_THAT_DAY)


def _open_plan(write: Write, plan_id: UUID) -> VisitPlan:
    plan = VisitPlan.objects.select_for_update(of=("self",)).select_related("rep", "customer")
    found = plan.filter(pk=plan_id).first()
    if found is None:
        raise Retry("visit_plan", plan_id)
    if found.rep_id != write.actor.id:
        # Who leads changes his people's plans; for others it does not exist.
        write.visible("visit_plan", plan_id, action="update")
    return found


def planned_rep(write: Write, person_id: UUID) -> Person:
    """A person of the actor's own scope who makes visits."""
    if person_id != write.actor.id and not write.actor.has(*LEADERS):
        raise forbidden()
    person: Person = write.visible("person", person_id)
    free = person.pk == write.actor.id or write.actor.has("director", "admin")
    if not free and person.department_id not in write.actor.subtree:
        raise not_found()
    if not {"rep", "manager"} & set(person.roles):
        raise invalid("rep", "not_a_rep", NOT_A_REP)
    return person


def known_customers(write: Write, ids: list[UUID]) -> list[Any]:
    """The customers of the actor's scope. 422 with the place of one that is not among them."""
    rows = list(visible(entities.get("customer"), write.actor).filter(pk__in=ids))
    have = {row.pk for row in rows}
    for place, pk in enumerate(ids):
        if pk not in have:
            raise invalid(f"customer_ids.{place}", "no_such_record", NO_CUSTOMER, place=place + 1)
    return rows


__all__ = [
    "PlanDay",
    "add_plan",
    "cancel_plan",
    "check_plan",
    "fill_plan",
    "known_customers",
    "move_plan",
    "planned_rep",
    "set_day",
]
