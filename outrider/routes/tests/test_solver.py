"""The solver, judged by the checker: whatever is asked, a plan that can be driven and a named reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from outrider.routes.checker import check
from outrider.routes.problem import LUNCH, Day, LeftOut, Place, Stop
from outrider.routes.solver import Effort, solve
from outrider.routes.tests.days import HOUR, LUNCH_TIME, any_day, day, stop
from outrider.routes.travel import GreatCircle

ROADS = GreatCircle()
SHORT = Effort(rounds=40)


def plan_of(asked: Day):
    plan = solve(asked, ROADS, SHORT)
    assert check(asked, ROADS, plan).problems == ()
    return plan


def reasons(asked: Day) -> dict[str, str]:
    return {entry.key: entry.reason for entry in plan_of(asked).left_out}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_day())
def test_every_day_has_a_plan_that_can_be_driven(asked: Day) -> None:
    keys = [s.key for s in asked.stops]
    if len(set(keys)) < len(keys):
        asked = replace(asked, stops=tuple({s.key: s for s in asked.stops}.values()))
    plan = solve(asked, ROADS, Effort(rounds=8))
    assert check(asked, ROADS, plan).problems == ()


def test_a_line_of_shops_is_visited_along_the_line() -> None:
    asked = day(*(stop(f"s{place}", north_m=place * 1_000) for place in (3, 1, 4, 2)), end=None)
    assert plan_of(asked).order == ("s1", "s2", "s3", "s4")


def test_the_same_rounds_give_the_same_plan() -> None:
    asked = day(*(stop(f"s{n}", n * 911 % 3_000, n * 577 % 4_000) for n in range(15)), lunch=LUNCH_TIME)
    assert solve(asked, ROADS, SHORT) == solve(asked, ROADS, SHORT)


def test_split_hours_are_alternatives() -> None:
    asked = day(stop("early", 100, 0, (8, 11)), stop("split", 200, 0, (8, 9), (13, 16)), start_s=9 * HOUR)
    timed = {entry.step.key: entry.begin_s for entry in plan_of(asked).steps}
    assert timed["split"] == 13 * HOUR
    assert timed["early"] < 11 * HOUR


def test_lunch_is_had_in_its_time_and_costs_no_way() -> None:
    shops = [stop(f"s{n}", n * 400, 0) for n in range(1, 12)]
    with_lunch, without = plan_of(day(*shops, lunch=LUNCH_TIME)), plan_of(day(*shops))
    lunch = next(entry for entry in with_lunch.steps if entry.step.is_lunch)
    assert LUNCH_TIME.earliest_s <= lunch.begin_s <= LUNCH_TIME.latest_s
    assert lunch.travel_m == 0 or lunch.step.at in with_lunch.order
    assert with_lunch.distance_m == without.distance_m


def test_lunch_that_cannot_be_had_is_named() -> None:
    asked = day(stop("a"), start_s=14 * HOUR, lunch=LUNCH_TIME)
    assert plan_of(asked).left_out == (LeftOut(LUNCH, "lunch_does_not_fit"),)


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (stop("x", place=None), "no_place"),
        (stop("x", windows=()), "closed"),
        (stop("x", 0, 0, (5, 8)), "closed_then"),
        (stop("x", 0, 0, (9, 9.1)), "closed_then"),
        (stop("x", place=Place(31.2, 121.5)), "unreachable"),
        (stop("x", north_m=70_000), "too_far"),
    ],
)
def test_what_cannot_be_is_named(odd: Stop, reason: str) -> None:
    assert reasons(day(stop("a", 500), odd)) == {"x": reason}


def test_windows_that_exclude_each_other_keep_the_more_valuable() -> None:
    asked = day(
        stop("dear", 9_000, 0, (9, 10), points=80, service_s=2_400),
        stop("cheap", -9_000, 0, (9, 10), points=5, service_s=2_400),
    )
    assert plan_of(asked).left_out == (LeftOut("cheap", "windows_exclude", ("dear",)),)


def test_a_must_outweighs_whatever_it_displaces() -> None:
    dear = [stop(f"s{n}", n * 100, 0, points=100, service_s=HOUR) for n in range(1, 9)]
    asked = day(*dear, stop("must", 30_000, 0, must=True, service_s=HOUR))
    assert "must" in plan_of(asked).order


def test_musts_that_exclude_each_other_are_named_too() -> None:
    asked = day(
        stop("a", 9_000, 0, (9, 10), must=True, service_s=2_400),
        stop("b", -9_000, 0, (9, 10), must=True, service_s=2_400),
    )
    assert list(reasons(asked).values()) == ["windows_exclude"]


def test_the_less_valuable_stays_out_of_a_full_day() -> None:
    shops = [stop(f"s{n}", n * 50, 0, service_s=HOUR, points=10 * n) for n in range(1, 12)]
    out = plan_of(day(*shops)).left_out
    assert {entry.key for entry in out} == {"s1", "s2", "s3"}
    assert {entry.reason for entry in out} == {"worth_less"}


@pytest.mark.slow
def test_two_hundred_stops_in_a_day() -> None:
    shops = [stop(f"s{n}", n * 37 % 5_000, n * 91 % 5_000, points=n % 50) for n in range(203)]
    asked = day(*shops, lunch=LUNCH_TIME)
    plan = solve(asked, ROADS, SHORT)
    assert check(asked, ROADS, plan).problems == ()
    assert len(plan.order) >= 18
    assert sum(entry.reason == "too_many" for entry in plan.left_out) == 3


def test_nothing_to_do() -> None:
    assert plan_of(day()).steps == ()
    assert plan_of(day(start=None, end=None)).finish_s == 30_600


def test_who_is_done_in_time_for_lunch_goes_home_without() -> None:
    early = plan_of(day(stop("a", 1_000), stop("b", 2_000), lunch=LUNCH_TIME))
    assert early.left_out == (LeftOut(LUNCH, "done_before_lunch"),)
    assert (early.finish_s < LUNCH_TIME.earliest_s, early.wait_s) == (True, 0)
    late = plan_of(day(stop("a", 1_000), stop("b", 2_000, 0, (14, 16)), lunch=LUNCH_TIME))
    assert late.left_out == ()
