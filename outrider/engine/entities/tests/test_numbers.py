"""Document numbers: one by one within a period, and never twice when something comes late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from outrider.engine.entities.models import NumberSeries
from outrider.engine.entities.numbers import claim, complaint, defaults
from outrider.engine.entities.write import Write
from outrider.engine.identity.queries import system_actor
from tests.world.cast import World

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


@pytest.fixture
def write() -> Iterator[Write]:
    defaults._members["daily"] = ("D-{date:%Y%m%d}-{n:03d}", "day")
    defaults._members["monthly"] = ("M-{date:%Y%m}-{n}", "month")
    defaults._members["endless"] = ("E-{n}", "none")
    yield Write(system_actor(), "system", "probe.number")
    for key in ("daily", "monthly", "endless"):
        del defaults._members[key]


def test_each_day_begins_at_one(write: Write) -> None:
    numbers = [claim(write, "daily", day) for day in (MONDAY, MONDAY, TUESDAY)]
    assert numbers == ["D-20261130-001", "D-20261130-002", "D-20261201-001"]


def test_what_comes_late_is_numbered_in_the_running_day(write: Write) -> None:
    numbers = [claim(write, "daily", day) for day in (MONDAY, TUESDAY, MONDAY, TUESDAY)]
    assert numbers == ["D-20261130-001", "D-20261201-001", "D-20261201-002", "D-20261201-003"]


def test_a_month_counts_on_over_its_days(write: Write) -> None:
    numbers = [claim(write, "monthly", day) for day in (MONDAY, TUESDAY, MONDAY)]
    assert numbers == ["M-202611-1", "M-202612-1", "M-202612-2"]


def test_an_endless_series_never_begins_anew(write: Write) -> None:
    assert [claim(write, "endless", day) for day in (TUESDAY, MONDAY)] == ["E-1", "E-2"]


def test_a_claim_costs_one_statement(write: Write, django_assert_num_queries: Any) -> None:
    claim(write, "daily", MONDAY)
    with django_assert_num_queries(1):
        claim(write, "daily", MONDAY)
    assert NumberSeries.objects.filter(key="daily").count() == 1


def test_every_declared_pattern_is_one() -> None:
    assert {key: complaint(*defaults.get(key)) for key in defaults.keys()} == {"order": ""}  # noqa: SIM118


@pytest.mark.parametrize(
    ("pattern", "period", "wrong"),
    [
        ("XS{date:%y%m%d}{n:03}", "day", ""),
        ("{date:%Y-%m-%d}/{n}", "day", ""),
        ("NO.{n:06d}", "none", ""),
        ("订单{date:%Y.%m}第{n}号", "month", ""),
        ("SO-{date:%Y%m%d}", "day", "counter"),
        ("SO", "none", "counter"),
        ("SO-{n:04d}", "day", "date"),
        ("SO-{date:%Y%m}-{n:04d}", "day", "date"),
        ("SO-{date:%m%d}-{n:04d}", "year", "date"),
        ("{date:%Y%m%d}{n:99}", "day", "length"),
        ("{n", "none", "places"),
        ("{}{n}", "none", "places"),
        ("{0}{n}", "none", "places"),
        ("{m}{n}", "none", "places"),
        ("{n.__class__}", "none", "places"),
        ("{date.year}{n}", "year", "places"),
        ("{n!r}", "none", "places"),
        ("{n:{n}}", "none", "places"),
        ("{n:>9999999}", "none", "places"),
        ("{n:.3f}", "none", "places"),
        ("{date:%c}{n}", "day", "places"),
    ],
)
def test_a_pattern_gives_a_number_and_never_one_twice(pattern: str, period: str, wrong: str) -> None:
    assert complaint(pattern, period) == wrong


def test_an_administrator_decides_what_a_number_looks_like(world: World) -> None:
    desk, address = world.web(world.admin), "/api/number-series"
    assert claim(Write(system_actor(), "system", "probe.number"), "order", MONDAY) == "SO-20261130-0001"
    asked = desk.get("/api/meta").json()["entities"]["number_series"]["fields"]["key"]["options"]
    assert asked == [{"value": "order", "label": "订单"}]
    (row,) = desk.get(address).json()["items"]
    assert (row["pattern"], row["last"]) == ("SO-{date:%Y%m%d}-{n:04d}", 1)
    one = f"{address}/{row['id']}"
    version = desk.get(one).json()["version"]
    bad = desk.patch(one, {"version": version, "pattern": "XS{date.year}{n}"})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "pattern")
    fixed = desk.patch(one, {"version": version, "period": "month"})
    assert (fixed.status_code, fixed.json()["errors"][0]["code"]) == (422, "unknown_key")
    assert desk.patch(one, {"version": version, "pattern": "A{date:%Y%m%d}-{n}"}).status_code == 200
    assert claim(Write(system_actor(), "system", "probe.number"), "order", MONDAY) == "A20261130-2"
    assert desk.delete(f"{one}?version={version + 1}").status_code == 405
    assert desk.post(address, {"pattern": "{n}"}).status_code == 403
    told = desk.get(f"{one}/history").json()["items"][0]
    assert told["changes"] == {"pattern": ["SO-{date:%Y%m%d}-{n:04d}", "A{date:%Y%m%d}-{n}"]}


def test_others_do_not_touch_the_series(world: World) -> None:
    claim(Write(system_actor(), "system", "probe.number"), "order", MONDAY)
    row = NumberSeries.objects.get()
    for person in (world.rep_wang, world.manager_east, world.director, world.back_office):
        desk = world.web(person)
        assert desk.get("/api/number-series").status_code == 403
        given = {"version": row.version, "pattern": "{date:%Y%m%d}{n}"}
        assert desk.patch(f"/api/number-series/{row.pk}", given).status_code == 403
    row.refresh_from_db()
    assert row.pattern == "SO-{date:%Y%m%d}-{n:04d}"
