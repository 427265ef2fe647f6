"""Days that nobody can drive: 200 stops, shops that no way leads to, hours that exclude each other. Clear answers."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from outrider.engine.entities.actions import update
from outrider.engine.jobs.models import Job
from outrider.engine.journal.models import Entry
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


NOBODY = "01980000-0000-7000-8000-000000000000"
HERE = {"lat": 41.15, "lng": -8.61}
# Address, what is sent beside rep and day → status, field, code.
BAD_ASKS: dict[str, tuple[str, dict[str, Any], tuple[int, str, str]]] = {
    "over the pole": ("replan", {"here": {**HERE, "lat": 91}}, (422, "here.lat", "too_large")),
    "round the globe": ("replan", {"here": {**HERE, "lng": -181}}, (422, "here.lng", "too_small")),
    "null island": ("replan", {"here": {"lat": 0, "lng": -0.0}}, (422, "here", "zero")),
    "half a place": ("replan", {"here": {"lat": 41}}, (422, "here.lng", "required")),
    "place in words": ("replan", {"here": {"lat": "41", "lng": "-8"}}, (422, "here.lat", "number")),
    "place as a list": ("replan", {"here": [41, -8]}, (422, "here", "object")),
    "more of a place": ("replan", {"here": {**HERE, "owner": NOBODY}}, (422, "here.owner", "unknown_key")),
    "somebody else's day": ("replan", {"rep": NOBODY}, (422, "rep", "unknown_key")),
    "nobody": ("preview", {"rep": NOBODY}, (404, "", "not_found")),
    "no id": ("preview", {"rep": "me"}, (422, "rep", "id")),
    "no day": ("preview", {"on": "2026-02-30"}, (422, "on", "date")),
    "a moment": ("preview", {"on": "2026-11-22T24:00:00Z"}, (422, "on", "date")),
    "year 9999": ("preview", {"on": "9999-12-31"}, (422, "on", "year")),
    "unknown customers": ("preview", {"customer_ids": [NOBODY]}, (422, "customer_ids.0", "no_such_record")),
    "201 customers": ("preview", {"customer_ids": [NOBODY] * 201}, (422, "customer_ids", "too_many")),
    "no list": ("preview", {"customer_ids": "all"}, (422, "customer_ids", "list")),
    "no days": ("preview-many", {"days": []}, (422, "days", "too_few")),
    "201 days": ("preview-many", {"days": [{"rep": NOBODY, "on": "2026-11-23"}] * 201}, (422, "days", "too_many")),
    "half a day": ("preview-many", {"days": [{"rep": NOBODY}]}, (422, "days.0.on", "required")),
    "an accepted nobody": ("accept", {"customer_ids": [], "rep": NOBODY}, (404, "", "not_found")),
    "accepted strangers": ("accept", {"customer_ids": [NOBODY]}, (422, "customer_ids.0", "no_such_record")),
    "accepted from null island": (
        "accept",
        {"customer_ids": [], "here": {"lat": 0, "lng": 0}},
        (422, "here", "zero"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ASKS)
def test_bad_values_at_the_doors_of_planning_are_named_and_change_nothing(cast: Cast, name: str) -> None:
    address, values, expected = BAD_ASKS[name]
    draft(cast, shop(cast, "甲"))
    before = Entry.objects.count(), Job.objects.count()
    person, app = (
        (cast.world.rep_wang, "rep") if address == "replan" else (cast.world.manager_east, "console")
    )
    whose = {"rep": str(cast.wang.id), "on": str(TOMORROW)} if address in ("preview", "accept") else {}
    answer = cast.world.web(person, app).post(f"/api/routes/{address}", {**whose, **values})
    assert answer.status_code == expected[0], answer.content.decode()[:400]
    first = (answer.json()["errors"] or [{"field": "", "code": answer.json()["code"]}])[0]
    assert (answer.status_code, first["field"], first["code"]) == expected
    assert (Entry.objects.count(), Job.objects.count()) == before
