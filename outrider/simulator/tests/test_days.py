"""The story's time and a rep's day: always a working day, half done, five of twelve."""

from datetime import UTC, datetime, timedelta

import pytest

from outrider.simulator import clock, people
from outrider.simulator.days import all_reps, rep_day, told_day
from outrider.simulator.script import Manner
from outrider.simulator.world import SCALES, local, world

STORY = clock.first_day(datetime(2026, 11, 22, 7, tzinfo=UTC))
WORLD = world(1, local(STORY, 9) - timedelta(days=SCALES["demo"].founded), "demo")


@pytest.mark.parametrize("apart", range(0, 400, 3))
def test_the_first_day_is_a_friday_late_in_its_month(apart: int) -> None:
    real = datetime(2026, 1, 1, 23, 30, tzinfo=UTC) + timedelta(days=apart, hours=apart % 24)
    day = clock.first_day(real)
    assert day.weekday() == 4
    assert 16 <= day.day <= 24
    assert abs((day - real.date()).days) <= 22


def test_after_friday_comes_monday() -> None:
    assert clock.workday_after(STORY).weekday() == 0
    assert all(clock.is_workday(day) for day in clock.workdays_before(STORY, 30))


def test_a_day_goes_on_from_the_morning_to_five() -> None:
    assert clock.half_done(STORY, clock.moment_of(STORY))
    assert clock.half_done(STORY, local(STORY, 16, 59))
    assert not clock.half_done(STORY, local(STORY, 17, 0))
    assert not clock.half_done(STORY, local(STORY + timedelta(days=1), 11, 30))


@pytest.mark.parametrize("later", range(5))
def test_the_first_rep_has_twelve_stops_and_five_are_done(later: int) -> None:
    day = STORY
    for _ in range(later):
        day = clock.workday_after(day)
    plan = rep_day(WORLD, people.FIRST_REP, day)
    told = told_day(WORLD, plan, Manner(photos=True), day)
    assert len(plan.stops) == 12
    assert len({stop.shop.id for stop in plan.stops}) == 12
    assert len(told) == 5
    assert [visit.shop for visit in told] == [stop.shop for stop in plan.stops[:5]]
    assert all(visit.ends < clock.moment_of(day) and not visit.could_not for visit in told)


def test_a_day_is_told_the_same_way_again() -> None:
    def tell(on):
        return [told_day(WORLD, day, Manner(), STORY) for day in all_reps(WORLD, on)]

    assert tell(STORY) == tell(STORY)
    ids = [visit.visit_id for visits in tell(STORY) for visit in visits]
    assert len(set(ids)) == len(ids) > 40


def test_nobody_is_in_two_shops_at_once() -> None:
    for on in clock.workdays_before(STORY, 7):
        for day in all_reps(WORLD, on):
            told = told_day(WORLD, day, Manner(), STORY)
            times = [act.at for visit in told for act in visit.acts]
            assert times == sorted(times)
            assert all(time.date() == on for time in times)


def test_who_is_away_makes_no_visits_and_the_others_are_on_their_way() -> None:
    told = {day.rep.key: told_day(WORLD, day, Manner(), STORY) for day in all_reps(WORLD, STORY)}
    assert told[people.ON_LEAVE] == told[people.NOT_STARTED] == []
    assert all(len(told[rep.key]) >= 4 for rep in people.REPS if told[rep.key])
