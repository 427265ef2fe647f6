"""Document numbers: one by one within a period, and never twice when something comes late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from outrider.engine.entities.models import NumberSeries
from outrider.engine.entities.numbers import claim, defaults
from outrider.engine.entities.write import Write
from outrider.engine.identity.queries import system_actor

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
