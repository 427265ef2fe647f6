"""Numbers that orders bring along, and the series that must pass them over: at any time, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities import actions, numbers
from outrider.engine.entities.models import NumberSeries
from outrider.engine.entities.write import Write
from outrider.engine.exchange.actions import import_file
from outrider.orders.models import Order
from outrider.orders.tests.sheets import line, sheet, submit
from tests.world.cast import World

HEADER = "单号,客户,业务员,下单时间,商品,单位,数量,单价"


def bring(world: World, shop: Any, *brought: str) -> dict[str, int]:
    rows = [f"{number},{shop.name},赵鹏,2026-11-20,苏打水,箱,1,42" for number in brought]
    report = import_file("orders", "\n".join([HEADER, *rows]).encode(), world.as_(world.back_office))
    return dict(report.counts)


def place(world: World, shop: Any, goods: Any) -> str:
    return str(submit(world, sheet(shop, [line(goods["soda"])])).number)


@pytest.mark.django_db
def test_numbers_from_a_file_are_passed_over_one_by_one(world, shop, goods, monkeypatch):
    monkeypatch.setattr(numbers, "STRIDE", 2)
    taken = [f"SO-20261123-000{n}" for n in (1, 2, 3, 4, 5, 7)]
    assert bring(world, shop, *taken) == {"created": 6}
    given = [place(world, shop, goods) for _ in range(3)]
    assert given == ["SO-20261123-0006", "SO-20261123-0008", "SO-20261123-0009"]
    assert NumberSeries.objects.get(key="order").last == 9
    assert bring(world, shop, "SO-20261123-0006") == {"unchanged": 1}


@pytest.mark.django_db
def test_a_pattern_that_becomes_that_of_the_file_passes_them_over_as_well(world, shop, goods):
    assert place(world, shop, goods) == "SO-20261123-0001"
    assert bring(world, shop, "XS20261123002", "XS20261123003", "SO-20261123-0002") == {"created": 3}
    desk, series = world.web(world.admin), NumberSeries.objects.get(key="order")
    said = {"version": series.version, "pattern": "XS{date:%Y%m%d}{n:03d}"}
    assert desk.patch(f"/api/number-series/{series.pk}", said).status_code == 200
    assert place(world, shop, goods) == "XS20261123004"


@pytest.mark.one_database("sqlite")
@pytest.mark.django_db
def test_a_number_is_looked_for_by_its_index(world, shop, goods):
    """SQLite uses the unique index of the numbers only when their condition is said as well."""
    with CaptureQueriesContext(connection) as asked:
        bring(world, shop, "SO-20261123-0001")
        assert place(world, shop, goods) == "SO-20261123-0002"
    looked = [q["sql"] for q in asked if q["sql"].startswith("SELECT") and "SO-20261123-000" in q["sql"]]
    assert len(looked) == 3  # the file's, the claimed one's, and those after it
    with connection.cursor() as cursor:
        for sql in looked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            assert "order_number" in str(cursor.fetchall()), sql


@pytest.mark.parametrize(
    ("pattern", "number", "fits"),
    [
        ("SO-{date:%Y%m%d}-{n:04d}", "SO-20261123-0007", True),
        ("SO-{date:%Y%m%d}-{n:04d}", "SO-20261123-123456", True),
        ("SO-{date:%Y%m%d}-{n:04d}", "SO-202611-0007", False),
        ("SO-{date:%Y%m%d}-{n:04d}", "so-20261123-0007", False),
        ("{date:%y.%m.%d}/{n}", "26.11.23/7", True),
        ("{date:%y.%m.%d}/{n}", "26-11-23/7", False),
        ("NO.{n:06d}", "NO.000007", True),
        ("NO.{n:06d}", "NOX000007", False),
    ],
)
def test_what_a_number_of_a_series_looks_like(pattern: str, number: str, fits: bool):
    assert bool(numbers._form(pattern).fullmatch(number)) is fits


@pytest.mark.django_db(transaction=True)
def test_an_order_placed_while_a_file_brings_its_number_waits_and_takes_the_next(world, shop, goods):
    brought, finish = threading.Event(), threading.Event()
    past = {**sheet(shop, [line(goods["soda"])]), "number": "SO-20261123-0001"}

    def bringing() -> None:
        try:
            with write_transaction():
                actions.run(
                    Write(world.as_(world.rep_zhao), "import", "order.record"),
                    "order.record",
                    {"orders": [past]},
                )
                brought.set()
                assert finish.wait(timeout=60)
        finally:
            brought.set()
            connections.close_all()

    def placing() -> str:
        try:
            return place(world, shop, goods)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        file = pool.submit(bringing)
        assert brought.wait(timeout=60)
        order = pool.submit(placing)
        threading.Event().wait(0.5)
        waited = not order.done()
        finish.set()
        file.result(timeout=60)
        assert (waited, order.result(timeout=60)) == (True, "SO-20261123-0002")
    assert sorted(Order.objects.values_list("number", flat=True)) == ["SO-20261123-0001", "SO-20261123-0002"]
