"""Days that nobody can drive: 200 stops, shops that no way leads to, hours that exclude each other. Clear answers."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from outrider.engine.entities.actions import update
from outrider.routes import queries
from outrider.routes.solver import Effort
from outrider.routes.tests.test_planning import QUICK, TOMORROW, accept, plans, shop
from outrider.routes.tests.test_publishing import draft, publish, told
from outrider.visits.tests.conftest import Cast, cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


def proposed(cast: Cast, effort: Effort = QUICK) -> Any:
    return queries.proposal(cast.chen, "zh-Hans", cast.wang.id, TOMORROW, effort=effort)


def why(found: Any) -> dict[str, str]:
    return {entry["title"]: entry["reason"] for entry in found["left_out"]}


@pytest.mark.slow
def test_two_hundred_stops_are_planned_published_and_explained(cast: Cast) -> None:
    shops = [shop(cast, f"店{n}", north_m=n * 37 % 3_000) for n in range(200)]
    draft(cast, *shops)
    found = proposed(cast)
    placed, left = len(found["stops"]), len(found["left_out"])
    assert placed + left == 200
    assert placed >= 20
    assert all(entry["text"] for entry in found["left_out"])
    assert set(why(found).values()) <= {"day_full", "worth_less", "way_too_long"}
    route = accept(cast, found)
    assert (route.stops, route.left_out) == (placed, left)
    assert publish(cast) == {"reps": 1, "stops": placed}
    assert told(cast)[-1].startswith(f"共 {placed} 家")
    assert Counter(plans().values_list("status", flat=True)) == {"planned": placed, "left_out": left}


def test_a_day_of_nothing_but_impossible_stops_says_why_of_each(cast: Cast) -> None:
    draft(
        cast,
        shop(cast, "没定位", pin=None),
        shop(cast, "周二休息", opening_hours="Mo,We-Su 09:00-18:00"),
        shop(cast, "只开半夜", opening_hours="Mo-Su 01:00-04:00"),
    )
    found = proposed(cast)
    assert found["stops"] == []
    assert why(found) == {"没定位": "no_place", "周二休息": "closed", "只开半夜": "closed_then"}
    route = accept(cast, found)
    assert (route.stops, route.left_out, route.distance_m) == (1, 2, 0)


def test_an_unreachable_shop_does_not_spoil_the_day(cast: Cast) -> None:
    near, lost = (
        [shop(cast, name, north_m=m) for name, m in (("甲", 200), ("乙", 400))],
        shop(cast, "海上", north_m=900_000),
    )
    draft(cast, lost, *near)
    found = proposed(cast)
    assert {stop["title"] for stop in found["stops"]} == {"甲", "乙"}
    assert why(found) == {"海上": "unreachable"}


def test_hours_that_exclude_each_other_name_who_has_the_room(cast: Cast) -> None:
    north = shop(cast, "北", north_m=14_000, opening_hours="Mo-Su 09:00-09:40")
    south = shop(cast, "南", north_m=-14_000, opening_hours="Mo-Su 09:00-09:40")
    draft(cast, north, south)
    found = proposed(cast)
    (out,) = found["left_out"]
    (stop,) = found["stops"]
    assert out["reason"] == "windows_exclude"
    assert stop["title"] in out["text"]


def test_an_appointment_against_the_opening_hours_is_closed_then(cast: Cast) -> None:
    one = shop(cast, "下午开", opening_hours="Mo-Su 14:00-18:00")
    draft(cast, one, shop(cast, "全天"))
    plan = plans(title="下午开").get()
    times = {"version": plan.version, "window_start": "09:00", "window_end": "10:00"}
    update("visit_plan", cast.chen, plan.pk, times)
    assert why(proposed(cast)) == {"下午开": "closed_then"}
    answer = cast.web("chen").patch(
        f"/api/visit-plans/{plan.pk}",
        {"version": plan.version + 1, "window_start": "11:00", "window_end": "10:00"},
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "window_end")


def test_must_do_stops_that_do_not_fit_are_named_not_dropped_in_silence(cast: Cast) -> None:
    shops = [shop(cast, f"店{n}", north_m=n * 16_000) for n in range(8)]
    draft(cast, *shops, must_ids=[one.pk for one in shops])
    found = proposed(cast)
    assert len(found["stops"]) + len(found["left_out"]) == 8
    assert found["left_out"]
    assert all(entry["text"] for entry in found["left_out"])
