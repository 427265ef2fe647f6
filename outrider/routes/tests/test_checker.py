"""The checker sees every broken promise, each by its own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outrider.routes.checker import check
from outrider.routes.problem import LUNCH, Day, LeftOut, Plan, Step
from outrider.routes.solver import Effort, solve
from outrider.routes.tests.days import HOUR, LUNCH_TIME, day, stop
from outrider.routes.travel import GreatCircle

ROADS = GreatCircle()
DAY = day(stop("a", 1_000, 0, (9, 12)), stop("b", 2_000), stop("c", 3_000, 0, (13, 17)), lunch=LUNCH_TIME)
GOOD = solve(DAY, ROADS, Effort(rounds=20))


def words(plan: Plan, asked: Day = DAY) -> str:
    return " | ".join(check(asked, ROADS, plan).problems)


def changed(index: int, **change: int) -> Plan:
    steps = list(GOOD.steps)
    steps[index] = replace(steps[index], **change)  # type: ignore[arg-type]
    return replace(GOOD, steps=tuple(steps))


def test_a_good_plan_is_sound() -> None:
    verdict = check(DAY, ROADS, GOOD)
    assert verdict.sound
    assert verdict.cost == 10 * (verdict.travel_s + verdict.wait_s) + verdict.distance_m
    assert (verdict.travel_s, verdict.distance_m) == (6 * 270, 6 * 1_350)


def test_what_is_left_out_costs_what_it_was_worth() -> None:
    short = Plan((), DAY.start_s, 0, 0, 0, tuple(LeftOut(k, "day_full") for k in ("a", "b", "c", LUNCH)))
    assert check(DAY, ROADS, short).cost == 3 * 10 * 14_400


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (changed(0, arrive_s=DAY.start_s), "can be there at"),
        (changed(0, begin_s=0), "before the arrival"),
        (changed(0, leave_s=GOOD.steps[0].leave_s - 60), "a whole visit ends at"),
        (changed(0, travel_m=1), "the way is"),
        (replace(GOOD, steps=GOOD.steps[:-1]), "neither planned nor left out"),
        (replace(GOOD, steps=(*GOOD.steps, GOOD.steps[0])), "twice"),
        (replace(GOOD, left_out=(LeftOut("a", "day_full"),)), "planned and left out"),
        (replace(GOOD, finish_s=GOOD.finish_s - 1), "claims"),
        (replace(GOOD, steps=(replace(GOOD.steps[0], step=Step("z")), *GOOD.steps[1:])), "no such stop"),
    ],
)
def test_a_broken_promise_is_said(plan: Plan, said: str) -> None:
    assert said in words(plan)


WHOLE = day(stop("a", 1_000), stop("b", 2_000, 0, (13, 17)), start_s=10 * HOUR, lunch=LUNCH_TIME)
FULL = solve(WHOLE, ROADS, Effort(rounds=20))
EVENING = day(stop("a", 1_000), start_s=14 * HOUR, lunch=LUNCH_TIME)


def without_lunch(plan: Plan, reason: str, asked: Day) -> Plan:
    """The same visits walked without lunch, and ``reason`` said for it."""
    found = solve(replace(asked, lunch=None), ROADS, Effort(rounds=20))
    assert found.order == plan.order
    return replace(found, left_out=(LeftOut(LUNCH, reason),))  # type: ignore[arg-type]


@pytest.mark.parametrize("reason", ["lunch_does_not_fit", "done_before_lunch", "day_full"])
def test_lunch_is_not_left_out_of_a_day_that_has_room_for_it(reason: str) -> None:
    assert check(WHOLE, ROADS, FULL).sound
    assert "lunch: left out" in words(without_lunch(FULL, reason, WHOLE), WHOLE)


def test_lunch_may_be_left_out_where_it_cannot_be_or_the_visits_are_over() -> None:
    assert words(solve(EVENING, ROADS, Effort(rounds=20)), EVENING) == ""
    morning = day(stop("a", 1_000), lunch=LUNCH_TIME)
    plan = solve(morning, ROADS, Effort(rounds=20))
    assert plan.left_out == (LeftOut(LUNCH, "done_before_lunch"),)
    assert words(plan, morning) == ""
    wrong = replace(plan, left_out=(LeftOut(LUNCH, "lunch_does_not_fit"),))
    assert "although there is room" in words(wrong, morning)
    assert "none was asked for" in words(plan, replace(morning, lunch=None))


def test_closed_doors_late_lunch_and_a_late_return_are_said() -> None:
    assert "in no opening window" in words(
        GOOD, replace(DAY, stops=(stop("a", 1_000, 0, (15, 16)), *DAY.stops[1:]))
    )
    assert "outside its time" in words(
        GOOD, replace(DAY, lunch=replace(LUNCH_TIME, earliest_s=0, latest_s=HOUR))
    )
    assert "after the day's end" in words(GOOD, replace(DAY, end_s=12 * HOUR))
    assert "none was asked for" in words(GOOD, replace(DAY, lunch=None))
    assert "has no place" in words(
        GOOD, replace(DAY, stops=(replace(DAY.stops[0], place=None), *DAY.stops[1:]))
    )
