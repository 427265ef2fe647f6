"""Orders of the past from a file: rows gathered, sums by the rules, nothing asked of anybody, everything back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from outrider.customers.models import Customer
from outrider.engine.exchange.actions import export, import_file
from outrider.engine.exchange.exporting import stream
from outrider.engine.exchange.report import Report
from outrider.engine.exchange.undoing import undo
from outrider.engine.identity.models import Person
from outrider.engine.jobs.models import Job
from outrider.engine.jobs.runner import run
from outrider.engine.journal.models import Entry
from outrider.engine.messaging.models import Notice
from outrider.kernel.errors import Problem
from outrider.orders.entities import ORDER
from outrider.orders.models import Order
from outrider.orders.tests.sheets import approval
from tests.world.cast import World

HEADER = "单号,客户,业务员,下单时间,商品,单位,数量,单价,金额,状态"
Goods = Mapping[str, Any]


def load(
    world: World, *rows: str, header: str = HEADER, by: Person | None = None, dry: bool = False
) -> Report:
    data = "\n".join([header, *rows]).encode()
    return import_file("orders", data, world.as_(by or world.back_office), dry_run=dry)


def reasons(report: Report) -> dict[int, list[str]]:
    return {row.number: [reason.code for reason in row.reasons] for row in report.rows if row.reasons}


def test_rows_of_one_number_are_one_order_with_its_rep_and_its_time(
    world: World, shop: Any, goods: Goods
) -> None:
    approval("always")
    rows = [
        f"A-1,{shop.name},赵鹏,2025-11-03 09:30,苏打水,箱,2,40,80,已完成",
        f"A-2,{shop.name},赵鹏,2026/3/5,乌龙茶,箱,1,48,,已确认",
        ',,,,苏打水,瓶,"1,200",,3360.00,',
        f"A-1,{shop.name},,,乌龙茶,箱,3,,150,",
    ]
    dry = load(world, *rows, dry=True)
    assert (dict(dry.counts), Order.objects.count()) == ({"created": 4}, 0)
    report = load(world, *rows)
    assert dict(report.counts) == dict(dry.counts)
    first = Order.objects.get(number="A-1")
    assert (first.rep_id, first.created_by_id, first.status) == (
        world.rep_zhao.pk, world.rep_zhao.pk, "completed"
    )  # fmt: skip
    assert first.occurred_at == first.created_at == datetime(2025, 11, 3, 1, 30, tzinfo=UTC)
    assert (first.total, first.quantity_text, first.product_count) == (2_300_000, "5箱", 2)
    assert [(line["quantity"], line["price"], line["base_quantity"]) for line in first.lines] == [
        (2_000, 400_000, 30_000), (3_000, 500_000, first.lines[1]["base_quantity"]),
    ]  # fmt: skip
    assert (first.flags, first.flagged, first.department_id) == ([], False, world.rep_zhao.department_id)
    second = Order.objects.get(number="A-2")
    assert (second.status, second.business_date.isoformat(), second.total) == (
        "confirmed", "2026-03-05", 34_080_000
    )  # fmt: skip
    load(world, f"A-3,{shop.name},赵鹏,2026-11-20,苏打水,箱,1,42,,")
    # A phone carries the last month; of the rest it is not told.
    told = Entry.objects.filter(verb="order.import").exclude(slice_key=None)
    assert [entry.entity_id for entry in told] == [Order.objects.get(number="A-3").pk]
    assert not Notice.objects.exclude(kind="import_ended").exists()
    shop.refresh_from_db()
    assert shop.last_order_on.isoformat() == "2026-11-20"
    # The newest came first: the customer's day was written once for each file.
    assert Entry.objects.filter(verb="customer.ordered").count() == 2
    assert dict(load(world, *rows).counts) == {"unchanged": 4}
    other = f"A-1,{shop.name},赵鹏,2025-11-03 09:30,苏打水,箱,2,41,,"
    assert reasons(load(world, other)) == {2: ["exists"]}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A-1,没有的店,赵鹏,2026-03-05,苏打水,箱,1,42,,", "no_such_record"),
        ("A-1,{shop},张三丰,2026-03-05,苏打水,箱,1,42,,", "no_such_record"),
        ("A-1,{shop},赵鹏,2026-03-05,没有的商品,箱,1,42,,", "no_such_record"),
        ("A-1,{shop},赵鹏,2026-03-05,苏打水,桶,1,42,,", "no_unit"),
        ("A-1,{shop},赵鹏,2026-03-05,苏打水,箱,-1,42,,", "not_positive"),
        ("A-1,{shop},赵鹏,2026-03-05,苏打水,箱,NaN,42,,", "not_understood"),
        ("A-1,{shop},赵鹏,2026-03-05,苏打水,箱,1e9,42,,", "not_understood"),
        ("A-1,{shop},赵鹏,2026-03-05,苏打水,箱,999999999,42,,", "too_much"),
        ("A-1,{shop},赵鹏,2026-03-05,苏打水,箱,1,,,", "no_price"),
        ("A-1,{shop},赵鹏,2026-03-05,苏打水,箱,1,99999999,,", "too_much"),
        ("A-1,{shop},赵鹏,,苏打水,箱,1,42,,", "required"),
        (",{shop},赵鹏,2026-03-05,苏打水,箱,1,42,,", "required"),
        ("A-1,{shop},赵鹏,三月五日,苏打水,箱,1,42,,", "not_understood"),
        ("A-1,{shop},赵鹏,2026-11-23,苏打水,箱,1,42,,", "not_past"),
        ("A-1,{shop},赵鹏,2026-03-05,苏打水,箱,1,42,,已作废", "not_understood"),
    ],
)
def test_a_wrong_line_refuses_its_whole_order_and_no_other(
    world: World, shop: Any, goods: Goods, row: str, code: str
) -> None:
    good = f"A-9,{shop.name},赵鹏,2026-03-05,苏打水,箱,1,42,,"
    beside = "A-1,,,,乌龙茶,箱,1,48,,"
    report = load(world, row.format(shop=shop.name), beside, good)
    found = reasons(report)
    assert found[2] == [code]
    assert found[3] in (["record_refused"], [code])
    assert list(Order.objects.values_list("number", flat=True)) == ["A-9"]


def test_what_is_left_out_is_taken_from_what_is_known_and_said(world: World, shop: Any, goods: Goods) -> None:
    report = load(world, f"A-1,{shop.name},,2026-03-05,苏打水,,2,42,90,")
    assert reasons(report) == {2: ["unit_taken", "amount_differs", "rep_taken"]}
    order = Order.objects.get()
    assert (order.rep_id, order.total, order.lines[0]["unit"]) == (shop.owner_id, 840_000, "box")
    words = report.as_dict()["details"][0]["reasons"][1]["text"]
    assert words["en"] == "Price × quantity is 84.00, the file says 90.00"


def test_only_who_sees_all_orders_may_bring_them(world: World, shop: Any, goods: Goods) -> None:
    row = f"A-1,{shop.name},赵鹏,2026-03-05,苏打水,箱,1,42,,"
    for person in (world.rep_wang, world.manager_east):
        with pytest.raises(Problem, match="forbidden"):
            load(world, row, by=person)
    assert load(world, row, by=world.admin).counts["created"] == 1
    assert "order" in world.web(world.back_office).get("/api/meta").json()["imports"]
    assert "order" not in world.web(world.manager_east).get("/api/meta").json()["imports"]
    assert "customer" in world.web(world.rep_wang).get("/api/meta").json()["imports"]


def test_exported_orders_have_a_row_for_each_line_and_can_be_imported_again(
    world: World, shop: Any, goods: Goods
) -> None:
    load(world, f"A-1,{shop.name},赵鹏,2026-03-05 09:30,苏打水,箱,2,40,,", ",,,,乌龙茶,箱,1,48,,")
    load(world, f"A-2,{shop.name},赵鹏,2026-03-04,苏打水,瓶,1,2.8,,")
    file = stream(export(ORDER, world.as_(world.back_office), {"format": "csv"}))
    header, *rows = b"".join(file).decode("utf-8-sig").splitlines()
    lines = [row.rsplit(",", 6)[1:] for row in rows]
    assert header.split(",")[-6:] == ["商品", "单位", "数量", "单价", "金额", "赠品"]
    assert lines == [
        ["苏打水", "箱", "2", "40.00", "80.00", "否"],
        ["乌龙茶", "箱", "1", "48.00", "48.00", "否"],
        ["苏打水", "瓶", "1", "2.80", "2.80", "否"],
    ]
    assert [dict(zip(header.split(","), row.split(","), strict=True))["订单金额"] for row in rows] == [
        "128.00", "", "2.80"
    ]  # fmt: skip
    again = load(world, *rows, header=header)
    assert (dict(again.counts), reasons(again)) == ({"unchanged": 3}, {})


def test_insight_moves_with_a_year_of_orders_and_back(world: World, shop: Any, goods: Goods) -> None:
    def contribution() -> str:
        for job in Job.objects.filter(name="insight.rebuild", state="queued"):
            run(str(job.pk))
        found = world.web(world.admin).get(f"/api/customers/{shop.pk}").json()
        return str(found["contribution"])

    assert contribution() in ("0.00", "None")
    months = [f"M-{m},{shop.name},赵鹏,2026-{m:02}-15 10:00,苏打水,箱,10,42,," for m in range(1, 11)]
    report = load(world, f"L-1,{shop.name},赵鹏,2025-11-20,苏打水,箱,1,42,,", *months)
    assert report.counts["created"] == 11
    assert contribution() == "4200.00"
    result = undo(UUID(report.batch), world.as_(world.back_office))
    assert (result["binned"], result["kept"]) == (11, 0)
    assert contribution() == "0.00"
    assert Customer.objects.get().last_order_on is None
    assert load(world, *months).counts["created"] == 10


def test_an_order_that_somebody_used_stays(world: World, shop: Any, goods: Goods) -> None:
    report = load(world, f"A-1,{shop.name},赵鹏,2026-03-05,苏打水,箱,1,42,,已确认")
    order = Order.objects.get()
    done = world.web(world.back_office).post(f"/api/orders/{order.pk}/do/complete", {})
    assert done.status_code == 200, done.content
    result = undo(UUID(report.batch), world.as_(world.back_office))
    assert (result["kept"], result["details"][0]["name"]) == (1, "A-1")
    assert Customer.objects.get().last_order_on is not None
