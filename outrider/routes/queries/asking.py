"""From the tables to a problem: one rep's open plans of a day with customers, hours, values and done stops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import LEADERS, Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.queries import visible
from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import setting, team_of, time_zone
from outrider.kernel import clock
from outrider.kernel.errors import forbidden, invalid, not_found
from outrider.routes.models import DayEnds, DayRoute
from outrider.routes.problem import Day, LeftOut, Place, Stop
from outrider.routes.rules import (
    DAY_S,
    Frame,
    Pending,
    as_read,
    frame_of,
    free_after_lunch,
    second_of,
    windows_on,
    with_ends,
    within,
)
from outrider.routes.values import VisitValue, values_of
from outrider.tracking.queries import breaks_on
from outrider.visits.actions import NO_CUSTOMER
from outrider.visits.queries import OPEN_PLANS, last_seen_at, usual_stay_s


@dataclass(frozen=True, slots=True)
class Asked:
    """A problem with what its keys (customer ids) stand for; ``gone`` are customers closed for good."""

    rep: Person
    on: date
    zone: str
    frame: Frame
    day: Day
    customers: dict[str, Any]
    plans: dict[str, Any]
    values: dict[UUID, VisitValue]
    gone: tuple[LeftOut, ...]

    @property
    def given(self) -> list[str]:
        """The keys in the order in which the stops are given."""
        return [stop.key for stop in self.day.stops]


def plan_rows() -> Any:
    """The living visit plans, which this package names by their entity alone."""
    return entities.get("visit_plan").model.objects.all()


def pending_of(rep_id: UUID, on: date) -> Pending:
    """What has changed of a day since its rep had it, and waits to be published."""
    found = DayRoute.objects.filter(rep=rep_id, on=on).values_list("pending", flat=True).first()
    return found or {}


def as_drafted(rows: Iterable[Any], pending: Pending) -> tuple[list[Any], list[Any]]:
    """A day's plans as they will stand once it is published, in order, and those that will be gone.

    The records in memory carry what waits; nobody may save them.
    """
    stay, going = [], []
    for row in rows:
        change = pending.get(str(row.pk)) if row.status in OPEN_PLANS else None
        if change is None:
            stay.append(row)
        elif change.get("removed"):
            going.append(row)
        else:
            for name, value in as_read(change).items():
                setattr(row, name, value)
            stay.append(row)
    stay.sort(key=lambda row: (row.position, row.pk))
    return stay, going


def ends_of(person_ids: Iterable[UUID]) -> dict[UUID, DayEnds]:
    """Where these people's days begin and end; who has said nothing is not in the answer."""
    return {row.person_id: row for row in DayEnds.objects.filter(person__in=list(person_ids))}


def frame_for(rep_id: UUID) -> Frame:
    """A person's working day: the company's frame with his own start and end."""
    frame, ends = frame_of(setting), ends_of([rep_id]).get(rep_id)
    if ends is None:
        return frame
    home = None if ends.pin_lat is None or ends.pin_lng is None else Place(ends.pin_lat, ends.pin_lng)
    return with_ends(frame, ends.start, ends.end, home)


def rep_of(actor: Actor, rep_id: UUID) -> Person:
    """A person whose days the actor plans: himself, or one of his people. 403 or 404."""
    if rep_id == actor.id:
        return Person.objects.get(pk=rep_id)
    if not actor.has(*LEADERS):
        raise forbidden()
    found = next((person for person in team_of(actor) if person.pk == rep_id), None)
    if found is None:
        raise not_found()
    return found


def _check_known(ids: Sequence[UUID], known: set[str]) -> None:
    """422 with the place of a customer that is not the actor's to plan: it would be missing without a word."""
    for place, pk in enumerate(ids):
        if str(pk) not in known:
            raise invalid(f"customer_ids.{place}", "no_such_record", NO_CUSTOMER, place=place + 1)


def asked_of(
    actor: Actor,
    rep_id: UUID,
    on: date,
    customer_ids: Sequence[UUID] | None = None,
    here: Place | None = None,
    left_out: Sequence[UUID] = (),
) -> Asked:
    """The rest of a rep's day: with ``customer_ids`` these stops in this order, else his open plans as they stand.

    After them ``left_out``, of which unknown ones are let go: they are not to be visited anyway.

    Today begins now, at ``here`` or where he was last; a lunch that he has had is not planned again.
    """
    rep, zone = rep_of(actor, rep_id), time_zone()
    frame = frame_for(rep.pk)
    rows = list(
        plan_rows().filter(rep=rep.pk, on=on)
        .exclude(status__in=("cancelled", "postponed"))
        .select_related("customer", "visit")
        .order_by("position", "id")
    )  # fmt: skip
    rows = _as_asked(actor, rep.pk, on, rows)
    plans = {str(row.customer_id): row for row in reversed(rows) if row.status in OPEN_PLANS}
    done = [row for row in rows if row.status not in OPEN_PLANS]
    customers = {key: row.customer for key, row in plans.items()}
    keys = [str(row.customer_id) for row in rows if row.status in OPEN_PLANS]
    if customer_ids is not None:
        wanted = [*customer_ids, *left_out]
        keys = [str(pk) for pk in wanted if str(pk) not in {str(row.customer_id) for row in done}]
        customers |= _further(actor, [key for key in keys if key not in customers])
        _check_known(customer_ids, {*customers, *(str(row.customer_id) for row in done)})
        keys = [key for key in keys if key in customers]
    keys = list(dict.fromkeys(keys))
    values = values_of(on, [UUID(key) for key in keys])
    service = usual_stay_s(rep.pk)
    gone = tuple(LeftOut(key, "customer_closed") for key in keys if _is_gone(customers[key]))
    stops = tuple(
        _stop(key, customers[key], plans.get(key), service, on, values)
        for key in keys
        if not _is_gone(customers[key])
    )
    day = Day(stops, frame.start_s, frame.end_s, frame.start, frame.end, frame.lunch)
    day = _from_now(rep.pk, day, on, zone, here)
    return Asked(rep, on, zone, frame, day, customers, plans, values, gone)


def _as_asked(actor: Actor, rep_id: UUID, on: date, rows: list[Any]) -> list[Any]:
    """A day as whoever plans it sees it: his manager with his draft of it, the rep himself as it is on his phone."""
    if actor.id != rep_id:
        return as_drafted(rows, pending_of(rep_id, on))[0]
    return rows if actor.has(*LEADERS) else [row for row in rows if row.status != "draft"]


def _further(actor: Actor, keys: list[str]) -> dict[str, Any]:
    """Customers without a plan yet, within the actor's scope."""
    return {str(row.pk): row for row in visible(entities.get("customer"), actor).filter(pk__in=keys)}


def _is_gone(customer: Any) -> bool:
    return customer.status != "active" or customer.deleted_at is not None


def _stop(
    key: str, customer: Any, plan: Any, service_s: int, on: date, values: dict[UUID, VisitValue]
) -> Stop:
    value = values.get(customer.pk)
    windows = windows_on(customer.opening_week, on)
    if plan is not None:
        windows = within(windows, plan.window_start, plan.window_end)
    return Stop(
        key=key,
        place=None if customer.pin_lat is None else Place(customer.pin_lat, customer.pin_lng),
        service_s=service_s,
        windows=windows,
        must=plan is not None and plan.must,
        points=value.points if value else 0,
    )


def _from_now(rep_id: UUID, day: Day, on: date, zone: str, here: Place | None) -> Day:
    """A day that has begun: from the present moment and place, without a lunch that was had or is over."""
    now_s = second_of(clock.now(), on, zone)
    last = last_seen_at(rep_id, on) if 0 <= now_s < DAY_S else None
    if not 0 <= now_s < DAY_S or (now_s <= day.start_s and last is None):
        return day
    start_s, lunch = max(now_s, day.start_s), day.lunch
    if lunch is not None:
        pauses = [
            (second_of(begun, on, zone), None if over is None else second_of(over, on, zone))
            for begun, over in breaks_on(rep_id, on)
        ]
        free_s = free_after_lunch(lunch, pauses)
        if free_s is not None or start_s > lunch.latest_s:
            lunch = None
        start_s = max(start_s, free_s or 0)
    place = here or (Place(last.pin_lat, last.pin_lng) if last and last.pin_lat is not None else None)
    return replace(day, start_s=start_s, end_s=max(day.end_s, start_s), start=place or day.start, lunch=lunch)
