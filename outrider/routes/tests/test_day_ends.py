"""Where a person's days begin and end: his own word or his manager's, the company's otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.engine.identity.models import Company
from outrider.engine.identity.queries import forget_company
from outrider.engine.journal.models import Entry
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.routes import queries
from outrider.routes.models import DayEnds
from outrider.routes.problem import Place
from outrider.routes.queries.asking import frame_for
from outrider.routes.rules import Frame, with_ends
from outrider.routes.tests.test_planning import QUICK, TOMORROW, shop
from outrider.routes.tests.test_publishing import draft
from outrider.visits.tests.conftest import LAT, LNG, METRE, Cast, cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
HOME: dict[str, Any] = {"lat": LAT + 5_000 * METRE, "lng": LNG + 0.000_4, "datum": "WGS-84"}
OFFICE = Place(31.0, 121.0)


def test_each_choice_has_its_place_and_falls_back_to_the_companys() -> None:
    company, home = Place(30.0, 120.0), Place(31.5, 121.5)
    frame = Frame(start=company, end=company, office=OFFICE)
    assert with_ends(frame, "home", "office", home) == Frame(start=home, end=OFFICE, office=OFFICE)
    assert with_ends(frame, "home", "company", None).start == company
    assert with_ends(Frame(start=company), "office", "stop", None).start == company
    assert with_ends(frame, "stop", "stop", home) == Frame(office=OFFICE)


def test_a_route_begins_at_home_and_ends_at_the_office(cast: Cast) -> None:
    Company.objects.update(settings={"routes.office_place": f"{LAT}, {LNG}"})
    forget_company()
    near, far = shop(cast, "近办公室", north_m=500), shop(cast, "近家", north_m=4_500)
    draft(cast, near, far)
    cast.do("wang", "day_ends.set", start="home", end="office", home=HOME)
    found = queries.proposal(cast.chen, "zh-Hans", cast.wang.id, TOMORROW, effort=QUICK)
    assert [stop["title"] for stop in found["stops"]] == ["近家", "近办公室"]
    cast.do("chen", "day_ends.set", person=cast.wang.id, start="office", end="home")
    found = queries.proposal(cast.chen, "zh-Hans", cast.wang.id, TOMORROW, effort=QUICK)
    assert [stop["title"] for stop in found["stops"]] == ["近办公室", "近家"]
    board = queries.board(cast.chen, "zh-Hans", TOMORROW, 1)
    assert next(row["ends"] for row in board["reps"] if row["person"]["name"] == "王磊") == {
        "start": "office",
        "end": "home",
    }


def test_a_home_is_kept_to_about_a_hundred_metres_and_can_be_forgotten(cast: Cast) -> None:
    row = cast.do("wang", "day_ends.set", start="home", home=HOME)
    assert (row.pin_lat, row.pin_lng) == (round(HOME["lat"], 3), round(HOME["lng"], 3))
    assert str(HOME["lat"]) not in str(list(Entry.objects.filter(entity="day_ends").values_list("changes")))
    assert row.pk == cast.wang.id
    kept = cast.do("wang", "day_ends.set", end="home")
    assert (kept.start, kept.end, kept.pin_lat) == ("home", "home", row.pin_lat)
    assert frame_for(cast.wang.id).end == Place(row.pin_lat, row.pin_lng)
    assert cast.do("wang", "day_ends.set", home=None).pin_lat is None
    assert frame_for(cast.wang.id).end is None
    assert DayEnds.objects.count() == 1


def test_it_comes_to_the_persons_own_phone_alone(cast: Cast) -> None:
    def carried(who: str) -> list[Any]:
        phone, device = cast.web(who, "rep"), str(uuid7())
        phone.post("/api/devices/register", {"id": device, "label": "", "app_version": "1"})
        rows = phone.get(f"/api/sync/changes?device={device}").json()["rows"].get("day_ends", [])
        return [(row["start"], row["pin"]["lat"]) for row in rows]

    cast.do("wang", "day_ends.set", source="sync", start="home", home=HOME)
    assert carried("wang") == [("home", round(HOME["lat"], 3))]
    assert carried("zhao") == []


@pytest.mark.parametrize(("who", "status"), [("zhao", 403), ("gao", 404), ("office", 403)])
def test_who_may_not_set_it_for_whom(cast: Cast, who: str, status: int) -> None:
    with pytest.raises(Problem) as refused:
        cast.do(who, "day_ends.set", person=cast.wang.id, start="home")
    assert refused.value.status == status
    assert not DayEnds.objects.exists()


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"start": "moon"}, "start"),
        ({"home": {"lat": 91, "lng": 0}}, "home"),
        ({"home": {"lat": 0, "lng": 0}}, "home"),
        ({"home": "31,121"}, "home"),
        ({"start": "home", "colour": "red"}, "colour"),
    ],
)
def test_what_is_no_start_is_named(cast: Cast, payload: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as refused:
        cast.do("wang", "day_ends.set", **payload)
    assert refused.value.errors[0].field.startswith(field)
