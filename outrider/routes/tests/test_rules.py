"""A company's day as a problem: its frame, opening hours of a date, appointments."""

from __future__ import annotations

from datetime import date, time

import pytest

from outrider.routes.problem import Place
from outrider.routes.rules import (
    NOON,
    change_of,
    clock_s,
    frame_of,
    free_after_lunch,
    moved,
    place_of,
    windows_on,
    within,
)

HOUR = 3_600
WEEK = [[[540, 720], [840, 1_080]], [], [[1_200, 1_560]], [], [], [], []]
MONDAY, TUESDAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 26)


def test_the_usual_frame_and_a_company_of_its_own() -> None:
    usual = frame_of(lambda key: None)
    assert (usual.start_s, usual.end_s, usual.start, usual.travel.detour) == (30_600, 64_800, None, 1.35)
    own = {
        "routes.start": "09:00",
        "routes.end": "08:00",
        "routes.lunch_minutes": 0,
        "routes.start_place": "31.2304, 121.4737",
        "routes.speed_kmh": 500,
        "routes.detour_percent": 140,
    }
    frame = frame_of(own.get)
    assert (frame.start_s, frame.end_s, frame.lunch) == (9 * HOUR, 9 * HOUR, None)
    assert frame.start == Place(31.2304, 121.4737)
    assert (frame.travel.speed_kmh, frame.travel.detour) == (130, 1.4)


@pytest.mark.parametrize("text", [None, "", "25:00", "noon", {}, 7])
def test_no_clock_stays_as_usual(text: object) -> None:
    assert clock_s(text, 42) == 42


@pytest.mark.parametrize("text", [None, "", "31.2", "91, 0", "a, b", "1, 2, 3", "nan, 3"])
def test_no_place_is_none(text: object) -> None:
    assert place_of(text) is None


def test_windows_of_a_date() -> None:
    assert windows_on(None, MONDAY) is None
    assert windows_on(WEEK, MONDAY) == ((9 * HOUR, 12 * HOUR), (14 * HOUR, 18 * HOUR))
    assert windows_on(WEEK, TUESDAY) == ()
    # Wednesday's late hours run into Thursday.
    assert windows_on(WEEK, THURSDAY) == ((0, 2 * HOUR),)


def test_an_appointment_cuts_the_windows() -> None:
    hours = windows_on(WEEK, MONDAY)
    assert within(hours, None, None) == hours
    assert within(hours, time(11), time(15)) == ((11 * HOUR, 12 * HOUR), (14 * HOUR, 15 * HOUR))
    assert within(None, time(10), None) == ((10 * HOUR, 24 * HOUR),)
    assert within((), time(10), time(11)) == ()
    # It is open that day, but not then.
    assert within(hours, time(12, 30), time(13)) == ((12 * HOUR + 1_800, 12 * HOUR + 1_800),)


def test_the_fewest_stops_count_as_moved() -> None:
    assert moved("abcd", "abcd") == set()
    assert moved("abcd", "dabc") == {"d"}
    assert moved("abcde", "badce") in ({"a", "c"}, {"b", "c"}, {"a", "d"}, {"b", "d"})
    assert moved("", "") == set()


def test_what_waits_for_a_published_stop() -> None:
    timed = {"position": 2, "eta": "2026-11-24T01:00:00+00:00", "leave_at": None, "left_out": ""}
    plain = {"position": 2, "eta": None, "leave_at": None, "left_out": ""}
    assert change_of(1, "", None, timed, stays_out=False) == {"removed": True}
    assert change_of(1, "", 1, None, stays_out=False) is None
    assert change_of(1, "", 1, {"removed": True}, stays_out=False) is None
    assert change_of(1, "", 2, None, stays_out=False) == plain
    assert change_of(1, "", 2, timed, stays_out=False) == timed
    assert change_of(3, "closed", 3, None, stays_out=True) is None
    assert change_of(3, "closed", 3, None, stays_out=False) == {**plain, "position": 3}


@pytest.mark.parametrize(
    ("breaks", "free"),
    [
        ([], None),
        ([("09:30", "09:45")], None),
        ([("11:35", "12:05")], "12:05"),
        ([("10:50", "11:20")], "11:20"),
        ([("11:50", None)], "12:35"),
        ([("09:30", "09:45"), ("12:40", "13:10"), ("15:00", "15:10")], "13:10"),
    ],
)
def test_a_break_about_lunch_time_is_lunch(breaks: list[tuple[str, str | None]], free: str | None) -> None:
    told = [(clock_s(begun, 0), None if over is None else clock_s(over, 0)) for begun, over in breaks]
    assert free_after_lunch(NOON, told) == (None if free is None else clock_s(free, 0))
