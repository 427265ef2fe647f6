"""A working day: clocking in and out, breaks, two devices, clocks that are wrong, forgetting, days off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.verbs import Retry, Write
from outrider.engine.identity.queries import system_actor
from outrider.kernel import clock
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.tracking import shifts
from outrider.tracking.actions import close_forgotten
from outrider.tracking.models import DayOff, Evidence, Position, Shift
from outrider.tracking.queries import on_shift
from outrider.tracking.shifts import Span
from outrider.visits.models import Visit
from outrider.visits.queries import day_of
from outrider.visits.tests.conftest import NOON, Cast

pytestmark = pytest.mark.django_db
MORNING = NOON - timedelta(hours=4)  # 08:00 in Shanghai


def start(cast: Cast, who: str, at: datetime = MORNING, **more: Any) -> Shift:
    data = {"shift_id": uuid7(), "at": at.isoformat(), **more}
    found: Shift = cast.do(who, "shift.start", source="sync", **data)
    return found


def act(cast: Cast, who: str, verb: str, shift: Shift, at: datetime, **more: Any) -> Shift:
    found: Shift = cast.do(who, f"shift.{verb}", shift_id=shift.pk, at=at.isoformat(), **more)
    return found


def test_a_working_day(cast: Cast) -> None:
    cast.consent("wang")
    location = {"status": "located", "fixes": cast.fixes(at=MORNING)}
    shift = start(cast, "wang", location=location)
    assert (shift.status, shift.location_status, shift.flagged) == ("on", "located", [])
    assert Evidence.objects.get(subject_id=shift.pk).act == "clock_in"
    assert act(cast, "wang", "break", shift, NOON - timedelta(hours=1)).status == "break"
    assert act(cast, "wang", "resume", shift, NOON - timedelta(minutes=15)).status == "on"
    shift = act(cast, "wang", "end", shift, NOON)
    assert (shift.status, shift.ended_by, shift.worked_s) == ("ended", "clock_out", 4 * 3600 - 45 * 60)


def test_without_consent_it_works_and_says_so(cast: Cast) -> None:
    shift = start(cast, "wang", location={"status": "located", "fixes": cast.fixes(at=MORNING)})
    assert (shift.status, shift.location_status, Position.objects.count()) == ("on", "refused", 0)


def test_two_devices_make_one_shift(cast: Cast) -> None:
    first = start(cast, "wang")
    second = start(cast, "wang", MORNING - timedelta(minutes=5))
    first.refresh_from_db()
    assert (second.status, second.joined_to, second.flagged) == ("joined", str(first.pk), ["already_on"])
    assert (first.occurred_at, first.flagged) == (MORNING - timedelta(minutes=5), ["two_clock_ins"])
    ended = act(cast, "wang", "end", second, NOON)
    assert (ended.pk, ended.status, ended.ended_at) == (first.pk, "ended", NOON)
    again = act(cast, "wang", "end", first, NOON + timedelta(minutes=2))
    assert (again.ended_at, again.flagged) == (NOON, ["two_clock_ins", "already_ended"])
    assert start(cast, "wang", NOON + timedelta(minutes=3)).status == "on"


def test_a_repeat_and_somebody_elses_id(cast: Cast) -> None:
    shift = start(cast, "wang")
    assert start(cast, "wang", shift_id=shift.pk).pk == shift.pk
    with pytest.raises(Problem):
        start(cast, "zhao", shift_id=shift.pk)
    with pytest.raises(Problem):
        act(cast, "zhao", "end", shift, NOON)
    with pytest.raises(Retry):
        cast.do("wang", "shift.end", shift_id=uuid4(), at=NOON.isoformat())


def test_wrong_clocks_are_stored_and_marked(cast: Cast) -> None:
    ahead = start(cast, "wang", NOON + timedelta(days=3650))
    assert (ahead.occurred_at, ahead.flagged) == (NOON, ["clock_ahead"])
    ended = act(cast, "wang", "end", ahead, NOON - timedelta(hours=9))
    assert (ended.ended_at, ended.worked_s, "ends_before_start" in ended.flagged) == (NOON, 0, True)
    assert act(cast, "wang", "break", ended, NOON).flagged[-1] == "already_ended"


def test_a_forgotten_clock_out_ends_at_midnight_and_the_own_one_replaces_it(cast: Cast) -> None:
    shift = start(cast, "wang")
    midnight = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    with clock.frozen(midnight + timedelta(minutes=4)), write_transaction():
        write = Write(system_actor(), "job", "shift.end")
        assert close_forgotten(write) == 1
        write.flush()
    shift.refresh_from_db()
    assert (shift.status, shift.ended_at, shift.ended_by) == ("ended", midnight, "midnight")
    with clock.frozen(midnight + timedelta(hours=9)):
        told = act(cast, "wang", "end", shift, NOON + timedelta(hours=6), edited=True)
    assert (told.ended_at, told.ended_by) == (NOON + timedelta(hours=6), "by_hand")


def test_a_new_day_ends_what_was_left_open(cast: Cast) -> None:
    old = start(cast, "wang")
    with clock.frozen(NOON + timedelta(days=1)):
        fresh = start(cast, "wang", MORNING + timedelta(days=1))
    old.refresh_from_db()
    assert (old.ended_by, fresh.status) == ("midnight", "on")


def test_a_check_in_outside_a_shift_is_stored_and_marked(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"), at=NOON - timedelta(hours=1))
    assert visit.flagged == ["off_shift"]
    start(cast, "wang", NOON - timedelta(hours=2), by="check_in")
    assert Visit.objects.get(pk=visit.pk).flagged == []
    assert on_shift(cast.wang.id, NOON)
    assert cast.check_in("wang", cast.customer("wang", "别家"), at=NOON).flagged == ["another_open"]


def test_the_manager_sees_who_is_on_duty(cast: Cast) -> None:
    shift = start(cast, "wang")
    away = {"person_id": cast.zhao.id, "on": "2026-11-23", "reason": "家里有事"}
    cast.do("chen", "day_off.mark", record=None, source="api", day_off_id=uuid7(), **away)
    told = day_of(cast.chen, "zh-Hans")
    rows = {row["person"]["name"]: row for row in told["people"]}
    assert told["figures"]["on_duty"] == [1, 1]
    assert (rows["王磊"]["state"], rows["王磊"]["shift"]["status"]) == ("between", "on")
    assert (rows["赵鹏"]["state"], rows["赵鹏"]["day_off"]["reason"]) == ("on_leave", "家里有事")
    act(cast, "wang", "end", shift, NOON)
    assert day_of(cast.chen, "zh-Hans")["figures"]["on_duty"] == [0, 1]


def test_days_off_are_ones_own_or_the_teams(cast: Cast) -> None:
    def mark(who: str, person: UUID, **more: Any) -> Any:
        data = {"person_id": person, "on": "2026-11-24", **more}
        return cast.do(who, "day_off.mark", record=None, source="api", day_off_id=uuid7(), **data)

    own = mark("wang", cast.wang.id, reason="体检")
    assert mark("chen", cast.wang.id, reason="体检,上午").pk == own.pk
    for who, person in (("wang", cast.zhao.id), ("gao", cast.wang.id)):
        with pytest.raises(Problem):
            mark(who, person)
    cast.do("wang", "day_off.cancel", day_off_id=own.pk)
    cast.do("wang", "day_off.cancel", day_off_id=own.pk)
    assert DayOff.objects.count() == 0


def test_a_clock_in_is_part_of_a_shift_that_covers_it_or_begins_later() -> None:
    at = lambda hour: NOON.replace(hour=hour)  # noqa: E731  # hours read best in a row
    ended, open_ = Span(uuid4(), at(1), at(3)), Span(uuid4(), at(5), None)
    assert shifts.overlapping([ended, open_], at(2)) == ended
    assert shifts.overlapping([ended, open_], at(3)) == open_
    assert shifts.overlapping([ended], at(4)) is None
    assert shifts.overlapping([ended, open_], at(6)) == open_
