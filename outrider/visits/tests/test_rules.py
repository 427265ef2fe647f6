"""Visits as pure rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from outrider.kernel.period import Moment, occurred
from outrider.visits import rules
from outrider.visits.rules import Result, Stay, Step

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STEPS = (
    Step("front", "photo", True, {"min_photos": 1}),
    Step("shelf", "photo", True, {"min_photos": 3}),
    Step("talk", "note"),
)
DONE = {
    "photo": lambda data, photos, config: photos >= int(config.get("min_photos") or 1),
    "note": lambda data, photos, config: bool(data.get("text")),
}


def result(key: str, step: str, kind: str = "photo", photos: int = 0, **more: Any) -> Result:
    return Result(key, step, kind, more.pop("data", {}), photos, **more)


@pytest.mark.parametrize(
    ("stated", "at", "flags"),
    [
        (NOW - timedelta(hours=26), NOW - timedelta(hours=26), ()),
        (NOW + timedelta(minutes=4), NOW + timedelta(minutes=4), ()),
        (NOW + timedelta(minutes=6), NOW, ("clock_ahead",)),
        (NOW - timedelta(days=61), NOW - timedelta(days=61), ()),
        (NOW.replace(year=2016), NOW, ("clock_behind",)),
    ],
)
def test_when_something_happened(stated: datetime, at: datetime, flags: tuple[str, ...]) -> None:
    assert occurred(stated, NOW) == Moment(at, flags)


def test_time_in_store_is_never_negative() -> None:
    assert rules.time_in_store(NOW, NOW + timedelta(minutes=12, seconds=5)) == (725, ())
    assert rules.time_in_store(NOW, NOW - timedelta(seconds=1)) == (0, ("ends_before_start",))
    assert rules.time_in_store(NOW, NOW + timedelta(hours=17)) == (61_200, ("very_long_stay",))


def test_photos_of_one_step_are_counted_together() -> None:
    results = [result("a", "front", photos=1), result("b", "shelf", photos=2), result("c", "shelf", photos=1)]
    assert rules.steps_done(STEPS, results, DONE) == ["front", "shelf"]
    assert rules.missing_steps(STEPS, ["front"]) == ["shelf"]
    assert rules.missing_steps(STEPS, ["front", "shelf"]) == []


def test_a_replaced_result_no_longer_counts() -> None:
    results = [result("a", "shelf", photos=3), result("b", "shelf", photos=2, replaces="a")]
    assert [r.id for r in rules.current(results)] == ["b"]
    assert rules.steps_done(STEPS, results, DONE) == []


def test_an_unknown_kind_is_done_once_anything_came() -> None:
    steps = (Step("scan", "barcode", True),)
    assert rules.steps_done(steps, [], DONE) == []
    assert rules.steps_done(steps, [result("a", "scan", "barcode")], DONE) == ["scan"]


@pytest.mark.parametrize(
    ("stay", "answer"),
    [
        (Stay("open", True, "", None, 0, 0), None),
        (Stay("done", True, "", 600, 10, 0), True),
        (Stay("done", True, "", 599, 10, 0), False),
        (Stay("done", True, "", 600, 10, 1), False),
        (Stay("done", False, "", 600, 10, 0), False),
        (Stay("done", False, "accepted", 600, 10, 0), True),
        (Stay("done", None, "", 600, 10, 0), None),  # nobody can tell, and nobody has decided
        (Stay("done", None, "accepted", 600, 10, 0), True),
        (Stay("done", None, "accepted", 60, 10, 0), False),
        (Stay("done", True, "rejected", 600, 10, 0), False),
        (Stay("could_not", True, "accepted", 600, 0, 0), False),
    ],
)
def test_effective(stay: Stay, answer: bool | None) -> None:
    assert rules.effective(stay) is answer


def test_who_plans_which_day() -> None:
    today = date(2026, 11, 23)
    tomorrow, later, yesterday = (today + timedelta(days=n) for n in (1, 2, -1))
    assert rules.may_plan(today, today, leads=False)
    assert rules.may_plan(tomorrow, today, leads=False)
    assert not rules.may_plan(later, today, leads=False)
    assert rules.may_plan(later, today, leads=True)
    assert not rules.may_plan(yesterday, today, leads=True)
    assert rules.may_plan(yesterday, today, leads=False, late=True)


def test_the_check_code_is_the_phones() -> None:
    assert rules.check_code("0" * 64) == "0000-0000"
    assert rules.check_code("ffffffffff" + "0" * 54) == "ZZZZ-ZZZZ"
    assert rules.check_code("0000000021" + "0" * 54) == "0000-0011"
    assert rules.same_code("zzzz zzzz", "ZZZZ-ZZZZ")
    assert not rules.same_code("ZZZZ-ZZZY", "ZZZZ-ZZZZ")


def test_a_day_reads_as_wanted() -> None:
    adding, positions, cancelling = rules.day_order(
        ["c", "a", "c", "d"], {"a": "plan-a", "b": "plan-b"}, ["d"]
    )
    assert adding == ["c"]
    assert positions == {"c": 1, "a": 2, "d": 3}
    assert cancelling == ["plan-b"]
