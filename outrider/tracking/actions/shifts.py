"""A person's working day: clock in, break, clock out, a day off.

Promises: a phone's fact is stored whatever it says; two devices make one shift; one shift is open at a time, and
none passes the midnight of the company's day; without location consent everything works and says 未提供定位.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field as Limits

from outrider.engine.access.actor import FIELD
from outrider.engine.database.prepared import Prepared, key
from outrider.engine.entities.actions import same_or_conflict
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment as written
from outrider.engine.entities.fieldtypes.times import PlausibleDate, PlausibleMoment
from outrider.engine.entities.finding import readable
from outrider.engine.entities.verbs import Input, Line, Retry, Write, verb
from outrider.engine.identity.models import Person
from outrider.kernel.errors import not_found
from outrider.kernel.period import CLOCK_FLAGS, business_date, occurred
from outrider.kernel.text import T, Text
from outrider.tracking import shifts
from outrider.tracking.actions.evidence import Act, LocationInput, observe, observe_more
from outrider.tracking.models import DayOff, Shift
from outrider.tracking.shifts import Span

OPEN = ("on", "break")
FLAGS: dict[str, Text] = {
    **CLOCK_FLAGS,
    "already_on": T("另一台设备已经上班打卡,并入同一班次", "Clocked in on another device: it is one shift"),
    "two_clock_ins": T("两台设备都打了上班卡", "Two devices clocked in"),
    "already_ended": T("这个班次已经结束", "This shift had ended already"),
    "ends_before_start": T("下班早于上班", "The end lies before the start"),
    "past_midnight": T("班次到零点为止", "A shift ends at midnight"),
    "not_on_break": T("当时没有在午休", "There was no break to end"),
    "already_on_break": T("已经在午休", "The break had begun already"),
}


class StartShift(Input):
    """上班打卡, or the first check-in of the day after it was asked."""

    shift_id: UUID
    at: PlausibleMoment
    by: Literal["clock_in", "check_in"] = "clock_in"
    location: LocationInput = LocationInput()


class ShiftFixes(Input):
    """A position that came up to a minute after the clock-in."""

    shift_id: UUID
    location: LocationInput


class ShiftMoment(Input):
    """A break begins or ends."""

    shift_id: UUID
    at: PlausibleMoment


class EndShift(Input):
    """下班打卡; ``edited`` says that the time was entered by hand (补卡)."""

    shift_id: UUID
    at: PlausibleMoment
    location: LocationInput = LocationInput()
    edited: bool = False


class MarkDayOff(Input):
    """请假: for oneself, or by a manager for one of his people."""

    day_off_id: UUID
    person_id: UUID
    on: PlausibleDate
    reason: Annotated[Line, Limits(max_length=200)] = ""


class CancelDayOff(Input):
    """The day is worked after all."""

    day_off_id: UUID


@verb(
    "shift.start",
    input=StartShift,
    label=T("上班打卡", "Clock in"),
    roles=FIELD,
    offline=True,
)
def start_shift(write: Write, data: StartShift) -> Shift:
    """Begin a shift; one that falls into another of the same day becomes part of it."""
    lock_person(write, write.actor.id)
    present = Shift.all_objects.filter(pk=data.shift_id).first()
    if present:
        same_or_conflict(present.person_id == write.actor.id)
        return present
    moment = occurred(data.at, write.at)
    day = business_date(moment.at, write.time_zone)
    _end_before(write, write.actor.id, day)
    shift = Shift(
        id=data.shift_id,
        person_id=write.actor.id,
        department_id=write.actor.department_id,
        occurred_at=moment.at,
        started_by=data.by,
    )
    _flag(write, shift, moment.flags)
    same_day = {row.pk: row for row in _shifts_on(write.actor.id, day)}
    found = shifts.overlapping([span_of(row) for row in same_day.values()], moment.at)
    if found:
        _join(write, shift, same_day[found.id])
    elif day < business_date(write.at, write.time_zone):
        # Told of a day that is over: it waits closed for the phone's own clock-out.
        close(shift, shifts.midnight_after(moment.at, write.time_zone), "midnight")
    evidence = observe(write, _act(shift, "clock_in", moment.at), data.location)
    shift.location_status = evidence.status
    return write.create(shift)


@verb(
    "shift.add_fixes",
    input=ShiftFixes,
    label=T("补充定位", "Add a late fix"),
    roles=FIELD,
    offline=True,
)
def add_fixes(write: Write, data: ShiftFixes) -> Shift:
    """Late fixes of the clock-in; on a joined shift they belong to its own clock-in."""
    shift = _locked.first(data.shift_id)
    if shift is None:
        raise Retry("shift", data.shift_id)
    if shift.person_id != write.actor.id:
        raise not_found()
    evidence = observe_more(write, _act(shift, "clock_in", shift.occurred_at), data.location)
    return write.update(shift, location_status=evidence.status)


@verb("shift.break", input=ShiftMoment, label=T("午休", "Begin a break"), roles=FIELD, offline=True)
def begin_break(write: Write, data: ShiftMoment) -> Shift:
    """A break belongs to the shift and does not count as worked."""
    shift = _own(write, data.shift_id)
    moment = occurred(data.at, write.at)
    changed = list(moment.flags)
    if shift.status != "on":
        changed.append("already_on_break" if shift.status == "break" else "already_ended")
    else:
        at = max(moment.at, shift.occurred_at)
        shift.status, shift.breaks = "break", [*shift.breaks, {"from": written(at), "to": None}]
    _flag(write, shift, changed)
    return write.update(shift)


@verb("shift.resume", input=ShiftMoment, label=T("结束午休", "End the break"), roles=FIELD, offline=True)
def end_break(write: Write, data: ShiftMoment) -> Shift:
    """Go on with the shift."""
    shift = _own(write, data.shift_id)
    moment = occurred(data.at, write.at)
    changed = list(moment.flags)
    if shift.status != "break":
        changed.append("already_ended" if shift.status == "ended" else "not_on_break")
    else:
        shift.status, shift.breaks = "on", _closed_breaks(shift, moment.at)
    _flag(write, shift, changed)
    return write.update(shift)


@verb("shift.end", input=EndShift, label=T("下班打卡", "Clock out"), roles=FIELD, offline=True)
def end_shift(write: Write, data: EndShift) -> Shift:
    """End a shift. What the person says replaces the rule's midnight; of two clock-outs the first counts."""
    shift = _own(write, data.shift_id)
    moment = occurred(data.at, write.at)
    if shift.status == "ended" and shift.ended_by != "midnight":
        _flag(write, shift, ("already_ended",) if shift.ended_at != moment.at else ())
        return write.update(shift)
    midnight = shifts.midnight_after(shift.occurred_at, write.time_zone)
    at, odd = shifts.ended(shift.occurred_at, moment.at, midnight)
    if data.location.fixes:
        observe(write, _act(shift, "clock_out", at), data.location)
    close(shift, at, "by_hand" if data.edited else "clock_out")
    _flag(write, shift, (*moment.flags, *odd))
    return write.update(shift)


@verb("day_off.mark", input=MarkDayOff, label=T("请假", "Mark a day off"), roles=FIELD, offline=True)
def mark_day_off(write: Write, data: MarkDayOff) -> DayOff:
    """A day off of one's own or of somebody in one's team; the same day twice is one mark with the newer reason."""
    person = _of_whom(write, data.person_id)
    present = DayOff.all_objects.select_for_update().filter(pk=data.day_off_id).first()
    same_or_conflict(present is None or (present.person_id, present.on) == (person.pk, data.on))
    known = present or DayOff.objects.select_for_update().filter(person=person, on=data.on).first()
    if known:
        return write.update(known, reason=data.reason)
    row = DayOff(
        id=data.day_off_id, person=person, department_id=person.department_id, on=data.on, reason=data.reason
    )
    return write.create(row)


@verb(
    "day_off.cancel",
    input=CancelDayOff,
    label=T("取消请假", "Take a day off back"),
    roles=FIELD,
    offline=True,
)
def cancel_day_off(write: Write, data: CancelDayOff) -> DayOff:
    """Take the mark away; once more is no harm."""
    row = DayOff.all_objects.select_for_update().filter(pk=data.day_off_id).first()
    if row is None:
        raise Retry("day_off", data.day_off_id)
    _of_whom(write, row.person_id)
    if row.deleted_at is None:
        write.remove(row)
    return row


def close_forgotten(write: Write, limit: int = 200) -> int:
    """End the shifts of days that are over at their midnight; answers how many."""
    today = business_date(write.at, write.time_zone)
    rows = list(
        Shift.objects.select_for_update()
        .filter(status__in=OPEN, business_date__lt=today)
        .order_by("id")[:limit]
    )
    _end_at_midnight(write, rows)
    return len(rows)


def span_of(shift: Shift) -> Span:
    """A shift as the rules see it."""
    return Span(shift.pk, shift.occurred_at, shift.ended_at)


def _end_before(write: Write, person_id: UUID, day: date) -> None:
    """A new day begins: what is still open of another one ends by the rule, so that one shift is open at a time."""
    rows = Shift.objects.select_for_update().filter(person=person_id, status__in=OPEN)
    _end_at_midnight(write, rows.filter(business_date__lt=day))


def _end_at_midnight(write: Write, rows: Iterable[Shift]) -> None:
    for shift in rows:
        close(shift, shifts.midnight_after(shift.occurred_at, write.time_zone), "midnight")
        write.update(shift, verb="shift.end")


def close(shift: Shift, at: datetime, how: str) -> None:
    """End a shift in memory, with its breaks and what was worked."""
    shift.breaks = _closed_breaks(shift, at)
    shift.status, shift.ended_at, shift.ended_by = "ended", at, how
    if shift.location_status == "pending":
        shift.location_status = "timeout"
    shift.worked_s = shifts.worked_s(shift.occurred_at, at, shift.breaks)


def _closed_breaks(shift: Shift, at: datetime) -> list[dict[str, str | None]]:
    """The breaks with the open one closed, never before it began."""
    return [
        pause if pause["to"] else {**pause, "to": written(max(at, datetime.fromisoformat(pause["from"])))}
        for pause in shift.breaks
    ]


def _join(write: Write, shift: Shift, other: Shift) -> None:
    """Keep a second clock-in as part of the shift that there is; that one begins with the earlier of the two."""
    at = shift.occurred_at
    shift.status, shift.joined_to, shift.ended_at, shift.worked_s = "joined", str(other.pk), at, 0
    _flag(write, shift, ("already_on",))
    if at < other.occurred_at:
        other.occurred_at = at
        if other.ended_at:
            other.worked_s = shifts.worked_s(at, other.ended_at, other.breaks)
    if "two_clock_ins" not in other.flagged:
        other.flagged = [*other.flagged, "two_clock_ins"]
    write.update(other)


def _own(write: Write, shift_id: UUID) -> Shift:
    """The actor's own shift, locked; a joined one stands for the shift it is part of."""
    lock_person(write, write.actor.id)
    shift = _locked.first(shift_id)
    if shift is None:
        raise Retry("shift", shift_id)
    if shift.person_id != write.actor.id:
        raise not_found()
    return _own(write, UUID(shift.joined_to)) if shift.joined_to else shift


_locked: Prepared[Shift] = Prepared(
    lambda: Shift.all_objects.select_for_update(of=("self",)).filter(pk=key())
)
_locked_person: Prepared[Person] = Prepared(
    lambda: Person.all_objects.select_for_update(no_key=True).filter(pk=key())
)


def lock_person(write: Write, person_id: UUID) -> None:
    """Whatever changes one person's working day waits for each other here."""
    _locked_person.first(person_id)


def _shifts_on(person_id: UUID, day: date) -> list[Shift]:
    near = (day - timedelta(days=1), day + timedelta(days=1))
    rows = Shift.objects.select_for_update().filter(person=person_id, business_date__range=near)
    return [row for row in rows.exclude(status="joined") if row.business_date == day]


def _of_whom(write: Write, person_id: UUID) -> Person:
    """Oneself, or somebody of the team for whom one leads. 404 otherwise."""
    person: Person | None = readable(entities.get("person"), write.actor, person_id)
    if person is None or (person.pk != write.actor.id and not write.actor.has("manager")):
        raise not_found()
    if person.pk != write.actor.id and person.department_id not in write.actor.subtree:
        raise not_found()
    return person


def _act(shift: Shift, name: str, at: datetime) -> Act:
    return Act(shift.pk, name, shift.person_id, shift.department_id, at, None)


def _flag(write: Write, shift: Shift, codes: Iterable[str]) -> None:
    for code in codes:
        write.flag(code, FLAGS[code])
        if code not in shift.flagged:
            shift.flagged = [*shift.flagged, code]
