"""Whole visits of the past in one go: history that is moved in, or told by the simulator.

The inputs are those of the single verbs, and so are the checks, the evidence and the rules; what differs
is that the rows of many visits are written together. Only import and simulator may: a phone's facts come
one by one, each with its own receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as Limits

from outrider.customers.actions import mark_visited
from outrider.customers.queries import by_ids
from outrider.engine.access.actor import FIELD
from outrider.engine.entities.verbs import Input, Retry, Write, verb
from outrider.engine.identity.models import Person
from outrider.kernel.errors import forbidden, invalid
from outrider.kernel.period import business_date, occurred
from outrider.kernel.text import T
from outrider.tracking.actions import Act, LocationInput, observe_many
from outrider.tracking.queries import grounds_of
from outrider.visits import rules
from outrider.visits.actions.asking import EVIDENCE, new_review
from outrider.visits.actions.common import act_of, choose_type, flag, take_evidence, template
from outrider.visits.actions.plans import AddPlan
from outrider.visits.actions.results import CompleteStep, data_of
from outrider.visits.actions.stay import CheckIn, CheckOut, CouldNot, begun
from outrider.visits.models import StepResult, Visit, VisitPlan
from outrider.visits.steps import StepKind, step_kinds

SOURCES = frozenset({"import", "simulator"})
MOST = 500
NO_PHOTOS = T("批量补录不能带照片", "Visits recorded in bulk bring no photos")
NO_END = T("补录的拜访须已签退", "A recorded visit must have ended")


class RecordedVisit(Input):
    """One visit from beginning to end, and the stop that it fulfils."""

    plan: AddPlan | None = None
    begin: CouldNot | CheckIn
    steps: list[CompleteStep] = []
    end: CheckOut | None = None


class RecordVisits(Input):
    """The actor's own visits in order of time, and stops that he never made."""

    visits: Annotated[list[RecordedVisit], Limits(max_length=MOST)]
    missed: Annotated[list[AddPlan], Limits(max_length=MOST)] = []


@dataclass(slots=True)
class _Past:
    """One visit on its way into the tables."""

    given: RecordedVisit
    visit: Visit
    plan: VisitPlan | None
    acts: list[tuple[Act, LocationInput]]
    results: list[tuple[StepResult, StepKind | None, Any]] = field(default_factory=list)


@verb("visit.record", input=RecordVisits, label=T("补录拜访", "Record past visits"), roles=FIELD)
def record_visits(write: Write, data: RecordVisits) -> list[Visit]:
    """Write visits of the past with their plans, evidence and results. Known ids are left as they are."""
    if write.source not in SOURCES:
        raise forbidden()
    known = _known(data)
    given = [one for one in data.visits if one.begin.visit_id not in known]
    cast = _Cast(write, [one.begin.customer_id for one in given] + [plan.customer_id for plan in data.missed])
    pasts = [_past(write, cast, one) for one in given]
    _judge(write, pasts)
    for past in pasts:
        _finish(write, past)
    plans = [cast.plan(plan, "planned", None) for plan in data.missed if plan.plan_id not in known]
    write.create_many([*(past.plan for past in pasts if past.plan), *plans])
    write.create_many([past.visit for past in pasts])
    _write_results(write, pasts)
    _ask(write, pasts)
    _mark(write, cast, pasts)
    return [past.visit for past in pasts]


class _Cast:
    """The people, customers and types that the visits name, each read once."""

    def __init__(self, write: Write, customer_ids: Sequence[UUID]) -> None:
        self.rep = Person.objects.get(pk=write.actor.id)
        self.customers = by_ids(set(customer_ids))
        self._types: dict[tuple[UUID | None, str], Any] = {}
        self._templates: dict[tuple[Any, int], Any] = {}

    def customer(self, customer_id: UUID) -> Any:
        """A customer, or Retry: he must be moved in first."""
        try:
            return self.customers[customer_id]
        except KeyError:
            raise Retry("customer", customer_id) from None

    def kind(self, wanted: UUID | None, customer: Any) -> Any:
        """The visit type, and the flag when the wanted one is unknown."""
        key = (wanted, customer.kind)
        if key not in self._types:
            self._types[key] = choose_type(wanted, customer)
        return self._types[key]

    def template(self, visit: Visit) -> Any:
        """The steps and least minutes of the visit's type, in the version that the rep saw."""
        key = (visit.visit_type_id, visit.type_version)
        if key not in self._templates:
            self._templates[key] = template(visit)
        return self._templates[key]

    def plan(self, given: AddPlan, status: str, visit_id: UUID | None) -> VisitPlan:
        """A stop in its final state; its visit is written in the same transaction."""
        return VisitPlan(
            id=given.plan_id,
            rep=self.rep,
            customer=self.customer(given.customer_id),
            on=given.on,
            position=given.position,
            purpose=given.purpose or "",
            visit_type_id=given.visit_type_id,
            status=status,
            visit_id=visit_id,
        )


def _known(data: RecordVisits) -> set[UUID]:
    visits = [one.begin.visit_id for one in data.visits]
    plans = [plan.plan_id for plan in data.missed]
    return {
        *Visit.all_objects.filter(pk__in=visits).values_list("pk", flat=True),
        *VisitPlan.all_objects.filter(pk__in=plans).values_list("pk", flat=True),
    }


def _past(write: Write, cast: _Cast, given: RecordedVisit) -> _Past:
    begin, end = given.begin, given.end
    customer = cast.customer(begin.customer_id)
    kind, odd_type = cast.kind(begin.visit_type_id, customer)
    could_not = isinstance(begin, CouldNot)
    if end is None and not could_not:
        raise invalid("visits.end", "required", NO_END)
    if any(step.photos for step in given.steps) or (isinstance(begin, CouldNot) and begin.photos):
        raise invalid("visits.steps.photos", "photos", NO_PHOTOS)
    status = "done"
    if isinstance(begin, CouldNot):
        status = "postponed" if begin.reason == "rescheduled" else "could_not"
    plan = cast.plan(given.plan, status, begin.visit_id) if given.plan else None
    visit = begun(write, begin, customer, kind, plan)
    flag(write, visit, odd_type)
    visit.business_date = business_date(visit.checked_in_at, write.time_zone)
    visit._template = cast.template(visit)  # type: ignore[attr-defined]  # lives as long as the verb
    name = "could_not" if could_not else "check_in"
    acts = [(act_of(visit, customer, name, visit.checked_in_at), begin.location)]
    if end is not None and end.location.fixes:
        acts.append((act_of(visit, customer, "check_out", occurred(end.at, write.at).at), end.location))
    return _Past(given, visit, plan, acts)


def _judge(write: Write, pasts: Sequence[_Past]) -> None:
    """The evidence of all acts in order of time; a visit shows that of its first act."""
    found = iter(observe_many(write, [act for past in pasts for act in past.acts]))
    for past in pasts:
        first, *_ = [next(found) for _ in past.acts]
        take_evidence(past.visit, first)


def _finish(write: Write, past: _Past) -> None:
    """Results, end and effect, by the rules of the single verbs."""
    visit, begin, end = past.visit, past.given.begin, past.given.end
    for step in past.given.steps:
        past.results.append(_result(write, visit, step))
    if isinstance(begin, CouldNot):
        visit.status, visit.checked_out_at = "could_not", visit.checked_in_at
        visit.could_not_reason, visit.note = begin.reason, begin.note or ""
    elif end is not None:
        moment = occurred(end.at, write.at)
        seconds, odd = rules.time_in_store(visit.checked_in_at, moment.at)
        visit.status, visit.checked_out_at, visit.time_in_store_s = "done", moment.at, seconds
        visit.out_edited, visit.missing_reason = end.edited, end.missing_reason or ""
        if visit.location_status == "pending":
            visit.location_status = "timeout"
        flag(write, visit, (*moment.flags, *odd))
    _derive(write, past)


def _result(write: Write, visit: Visit, step: CompleteStep) -> tuple[StepResult, StepKind | None, Any]:
    kind = step_kinds.find(step.kind)
    data = data_of(kind, step) if kind else None
    moment = occurred(step.at, write.at)
    flag(write, visit, (*moment.flags, *(() if kind else ("kind_unknown",))))
    result = StepResult(
        id=step.result_id,
        visit=visit,
        step_key=step.step_key,
        kind=step.kind,
        data=data.model_dump(mode="json") if data else step.data,
        replaces=step.replaces,
        occurred_at=moment.at,
        business_date=visit.business_date,
    )
    return result, kind, data


def _derive(write: Write, past: _Past) -> None:
    visit = past.visit
    steps, least = template(visit)
    results = [
        rules.Result(str(r.pk), r.step_key, r.kind, r.data, 0, str(r.replaces) if r.replaces else None)
        for r, _, _ in past.results
    ]
    visit.steps_done = rules.steps_done(steps, results, {kind.key: kind.done for kind in step_kinds})
    missing = rules.missing_steps(steps, visit.steps_done)
    if missing and visit.status == "done" and not visit.missing_reason:
        flag(write, visit, ["missing_steps"])
    visit.effective = rules.effective(
        rules.Stay(visit.status, visit.inside, visit.review, visit.time_in_store_s, least, len(missing))
    )
    # What a kind keeps on the visit itself (the summary) must be there before the visit is written.
    for result, kind, data in past.results:
        if kind and kind.stored and not kind.stored_many:
            kind.stored(write, visit, result, data)


def _write_results(write: Write, pasts: Sequence[_Past]) -> None:
    write.create_many([result for past in pasts for result, _, _ in past.results])
    for kind in step_kinds:
        if kind.stored_many:
            own = [(p.visit, result, data) for p in pasts for result, k, data in p.results if k is kind]
            kind.stored_many(write, own)


def _ask(write: Write, pasts: Sequence[_Past]) -> None:
    """A review where the evidence asks for one; nobody gets a notice of the past."""
    odd = [past.visit for past in pasts if past.visit.outcome == "for_review"]
    write.create_many(
        [new_review(write, visit, EVIDENCE, grounds_of(visit.pk), visit.checked_in_at) for visit in odd],
        verb="review.ask",
    )


def _mark(write: Write, cast: _Cast, pasts: Sequence[_Past]) -> None:
    """The day of the last visit, only where it is newer than the one that stands there."""
    latest: dict[UUID, Any] = {}
    for past in pasts:
        if past.visit.status == "done":
            latest[past.visit.customer_id] = past.visit.business_date
    for customer_id, day in latest.items():
        mark_visited(write, cast.customers[customer_id], day)


__all__ = ["RecordVisits", "RecordedVisit", "record_visits"]
