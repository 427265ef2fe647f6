"""补卡: a forgotten clock-in or clock-out, told later with its reason, decided by somebody else.

Promises: nobody decides his own; a decision is made once; an accepted one changes the day's shift, or makes it,
and every visit of the day is judged anew (班次外); a later request for the same day takes the place of an open one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field as Limits
from pydantic import StringConstraints

from outrider.engine.access.actor import FIELD, LEADERS
from outrider.engine.entities.actions import same_or_conflict
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.fieldtypes.times import PlausibleDate, PlausibleMoment
from outrider.engine.entities.queries import visible
from outrider.engine.entities.verbs import Input, Line, Retry, Write, verb
from outrider.kernel.errors import conflict, forbidden, invalid
from outrider.kernel.period import AHEAD, business_date
from outrider.kernel.text import T, day_text
from outrider.tracking import shifts
from outrider.tracking.actions.shifts import OPEN, close, lock_person
from outrider.tracking.models import Shift, ShiftCorrection

DAYS_BACK = 31
NO_TIME = T("请填写上班或下班时间", "Say when you started or ended")
OTHER_DAY = T("时间不在这一天", "This time is not on that day")
BACKWARDS = T("下班早于上班", "The end lies before the start")
TOO_OLD = T("只能补最近 31 天的卡", "Only the last 31 days can be corrected")
NOT_YET = T("时间还没有到", "This time has not come yet")
NO_REASON = T("退回时请写明原因", "Say why it is returned")
OWN = T("不能审批自己的补卡", "Nobody decides a correction of his own")
DECIDED = T("已经审批过了", "It has been decided already")
NO_SHIFT = T("这一天没有上班记录,请让业务员写明上班时间", "There is no shift on this day: ask when it began")
OVERLAP = T("与当天的另一个班次重叠", "This overlaps another shift of the day")
TITLE = {
    "accepted": T("{on}的补卡已通过", "Your correction of {on} is accepted"),
    "rejected": T("{on}的补卡被退回", "Your correction of {on} is returned"),
}
NOTE = T("{name}:{note}", "{name}: {note}")


class AskCorrection(Input):
    """One day of one's own: when it began, when it ended, or both, and why it was not told in time."""

    correction_id: UUID
    on: PlausibleDate
    started_at: PlausibleMoment | None = None
    ended_at: PlausibleMoment | None = None
    reason: Annotated[Line, StringConstraints(min_length=1), Limits(max_length=200)]


class DecideCorrection(Input):
    """A manager's word on it."""

    correction_id: UUID
    decision: Literal["accepted", "rejected"]
    note: Annotated[Line, Limits(max_length=200)] = ""


@verb(
    "shift_correction.ask",
    input=AskCorrection,
    label=T("补卡", "Correct a shift"),
    roles=FIELD,
    offline=True,
)
def ask_correction(write: Write, data: AskCorrection) -> ShiftCorrection:
    """Ask for it; the same day again changes what was asked as long as nobody has decided."""
    _check_times(write, data)
    lock_person(write, write.actor.id)
    rows = ShiftCorrection.all_objects.select_for_update(of=("self",))
    present = rows.filter(pk=data.correction_id).first()
    same_or_conflict(present is None or (present.person_id, present.on) == (write.actor.id, data.on))
    if present and present.state != "asked":
        return present
    known = present or rows.filter(person=write.actor.id, on=data.on, state="asked").first()
    said: dict[str, Any] = {"started_at": data.started_at, "ended_at": data.ended_at, "reason": data.reason}
    if known:
        return write.update(known, **said)
    return write.create(
        ShiftCorrection(
            id=data.correction_id,
            title=f"{data.on.isoformat()} {write.actor.name}",
            person_id=write.actor.id,
            department_id=write.actor.department_id,
            on=data.on,
            **said,
        )
    )


@verb(
    "shift_correction.decide",
    input=DecideCorrection,
    label=T("审批补卡", "Decide a correction"),
    roles=LEADERS,
    offline=True,
)
def decide_correction(write: Write, data: DecideCorrection) -> ShiftCorrection:
    """Accept it, and the shift is as he said; or return it with a reason. The same decision again is no harm."""
    mine = visible(entities.get("shift_correction"), write.actor).filter(pk=data.correction_id)
    asked: ShiftCorrection | None = mine.select_for_update(of=("self",)).first()
    if asked is None:
        raise Retry("shift_correction", data.correction_id)
    if asked.person_id == write.actor.id:
        raise forbidden(OWN)
    if asked.state == data.decision:
        return asked
    if asked.state != "asked":
        raise conflict("decided", DECIDED)
    if data.decision == "rejected" and not data.note:
        raise invalid("note", "required", NO_REASON)
    if data.decision == "accepted":
        _apply(write, asked)
    note = NOTE if data.note else None
    said = {"on": day_text(asked.on), "name": write.actor.name, "note": data.note}
    write.notify(asked.person_id, "shift_correction", TITLE[data.decision], note, "/corrections", **said)
    return write.update(
        asked, state=data.decision, decided_by_id=write.actor.id, decided_at=write.at, note=data.note
    )


def _check_times(write: Write, data: AskCorrection) -> None:
    """At least one time, on that day, in order, not in the future. 422 with the field."""
    if data.started_at is None and data.ended_at is None:
        raise invalid("started_at", "required", NO_TIME)
    if data.on < business_date(write.at, write.time_zone) - timedelta(days=DAYS_BACK):
        raise invalid("on", "too_old", TOO_OLD)
    for name, at in (("started_at", data.started_at), ("ended_at", data.ended_at)):
        if at is None:
            continue
        if business_date(at, write.time_zone) != data.on:
            raise invalid(name, "other_day", OTHER_DAY)
        if at > write.at + AHEAD:
            raise invalid(name, "ahead", NOT_YET)
    if data.started_at and data.ended_at and data.ended_at <= data.started_at:
        raise invalid("ended_at", "backwards", BACKWARDS)


def _apply(write: Write, asked: ShiftCorrection) -> None:
    """The day's first shift begins, its last one ends, as he said."""
    lock_person(write, asked.person_id)
    rows = list(
        Shift.objects.select_for_update(of=("self",))
        .filter(person=asked.person_id, business_date=asked.on)
        .exclude(status="joined")
        .order_by("occurred_at", "id")
    )
    if not rows:
        _make(write, asked)
        return
    first, last = rows[0], rows[-1]
    start, end = asked.started_at or first.occurred_at, asked.ended_at or last.ended_at
    if (end and end <= (start if first is last else last.occurred_at)) or (
        first is not last and first.ended_at and start >= first.ended_at
    ):
        raise conflict("overlap", OVERLAP)
    if asked.started_at:
        first.occurred_at, first.started_by = start, "by_hand"
        if first.ended_at:
            first.worked_s = shifts.worked_s(start, first.ended_at, first.breaks)
    if asked.ended_at:
        close(last, asked.ended_at, "by_hand")
    for row in {first.pk: first, last.pk: last}.values():
        write.update(row, verb="shift.end" if row.ended_at else "shift.start")


def _make(write: Write, asked: ShiftCorrection) -> Shift:
    """A shift of a day on which nobody clocked in; without an end it is open today and ended on a past day."""
    if asked.started_at is None:
        raise conflict("no_shift", NO_SHIFT)
    shift = Shift(
        person_id=asked.person_id,
        department_id=asked.department_id,
        occurred_at=asked.started_at,
        started_by="by_hand",
        location_status="unavailable",
    )
    if asked.ended_at:
        close(shift, asked.ended_at, "by_hand")
    elif _is_over(write, asked.on):
        close(shift, shifts.midnight_after(asked.started_at, write.time_zone), "midnight")
    elif Shift.objects.filter(person=asked.person_id, status__in=OPEN).exists():
        raise conflict("overlap", OVERLAP)
    return write.create(shift, verb="shift.start")


def _is_over(write: Write, day: date) -> bool:
    return day < business_date(write.at, write.time_zone)
