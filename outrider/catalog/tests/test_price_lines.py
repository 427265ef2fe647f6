"""Price lists with their lines, out and in: a row for each, held together by the list's name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from outrider.catalog.entities import PRICE_LIST
from outrider.catalog.models import PriceList
from outrider.engine.exchange.actions import export, import_file
from outrider.engine.exchange.exporting import stream
from outrider.engine.exchange.report import Report
from outrider.engine.exchange.undoing import undo
from tests.world.cast import World

pytestmark = pytest.mark.django_db
HEADER = "名称,生效,商品,单位,价格"
UNITS = [{"key": "box", "name": "箱", "factor": "15"}, {"key": "piece", "name": "瓶", "factor": "1"}]


@pytest.fixture
def goods(world: World) -> dict[str, Any]:
    return {name: world.make("product", name=name, code=code, units=UNITS)
            for name, code in (("苏打水", "S1"), ("乌龙茶", "T1"))}  # fmt: skip


def load(world: World, *rows: str, header: str = HEADER, dry: bool = False) -> Report:
    data = "\n".join([header, *rows]).encode()
    return import_file("price-lists", data, world.as_(world.back_office), dry_run=dry)


def reasons(report: Report) -> dict[int, list[str]]:
    return {row.number: [reason.code for reason in row.reasons] for row in report.rows if row.reasons}


def lines(name: str) -> list[tuple[str, str, int]]:
    return [(line["product"], line["unit"], line["price"]) for line in PriceList.objects.get(name=name).lines]


def sheet(world: World) -> list[str]:
    file = stream(export(PRICE_LIST, world.as_(world.back_office), {"format": "csv"}))
    return b"".join(file).decode("utf-8-sig").splitlines()


def test_rows_of_one_name_are_one_list_wherever_they_stand(world: World, goods: dict[str, Any]) -> None:
    rows = [
        "春季价,2026-03-01,苏打水,箱,¥42.00",
        ",,苏打水,瓶,2.8",
        "餐饮价,,T1,,40",
        "春季价,,乌龙茶,box,48",
    ]
    dry = load(world, *rows, dry=True)
    assert (dict(dry.counts), PriceList.objects.count()) == ({"created": 4}, 0)
    report = load(world, *rows)
    assert dict(report.counts) == {"created": 4}
    soda, tea = (str(goods[name].pk) for name in ("苏打水", "乌龙茶"))
    assert lines("春季价") == [
        (soda, "box", 420_000), (soda, "piece", 28_000), (tea, "box", 480_000)
    ]  # fmt: skip
    assert lines("餐饮价") == [(tea, "box", 400_000)]
    assert str(PriceList.objects.get(name="春季价").valid_from) == "2026-03-01"
    assert dict(load(world, *rows).counts) == {"unchanged": 4}


def test_what_is_exported_is_imported_again_and_changes_nothing(world: World, goods: dict[str, Any]) -> None:
    load(world, "春季价,2026-03-01,苏打水,箱,42", ",,乌龙茶,箱,48", "空表,,,,")
    told = sheet(world)
    assert told == [
        "名称,币种,生效,失效,默认,商品,单位,价格",
        "春季价,CNY,2026-03-01,,否,苏打水,箱,42.00",
        "春季价,,,,,乌龙茶,箱,48.00",
        "空表,CNY,,,否,,,",
    ]
    assert dict(load(world, *told[1:], header=told[0]).counts) == {"unchanged": 3}
    world.make("product", name="苏打水", code="S2", units=UNITS)
    told = sheet(world)
    assert told[1].split(",")[5] == "S1"
    assert dict(load(world, *told[1:], header=told[0]).counts) == {"unchanged": 3}


def test_the_file_s_lines_are_the_list_and_a_file_without_any_leaves_them(
    world: World, goods: dict[str, Any]
) -> None:
    load(world, "春季价,,苏打水,箱,42", ",,乌龙茶,箱,48")
    changed = load(world, "春季价,,乌龙茶,箱,50")
    assert dict(changed.counts) == {"updated": 1}
    tea = str(goods["乌龙茶"].pk)
    assert lines("春季价") == [(tea, "box", 500_000)]
    assert dict(load(world, "春季价,2026-05-01", header="名称,生效").counts) == {"updated": 1}
    assert lines("春季价") == [(tea, "box", 500_000)]
    assert undo(UUID(changed.batch), world.as_(world.back_office))["restored"] == 1
    assert len(lines("春季价")) == 2
    assert str(PriceList.objects.get().valid_from) == "2026-05-01"


@pytest.mark.parametrize(
    ("row", "code", "faulty"),
    [
        (",,没有的,箱,1", "no_such_record", 3),
        (",,乌龙茶,桶,1", "no_unit", 3),
        (",,乌龙茶,箱,x", "not_understood", 3),
        (",,乌龙茶,箱,", "required", 3),
        (",,,箱,1", "required", 3),
        ("春季价,2027-01-01,乌龙茶,箱,1", "differ", 2),
        (",,苏打水,箱,43", "lines.duplicate_line", 2),
    ],
)
def test_a_wrong_line_refuses_its_whole_list_and_no_other(
    world: World, goods: dict[str, Any], row: str, code: str, faulty: int
) -> None:
    report = load(world, "春季价,2026-03-01,苏打水,箱,42", row, "餐饮价,,乌龙茶,箱,40")
    other = 5 - faulty
    assert reasons(report) == {faulty: [code], other: ["record_refused"]}
    assert dict(report.counts) == {"refused": 2, "created": 1}
    assert [one.name for one in PriceList.objects.all()] == ["餐饮价"]


def test_a_list_that_a_file_made_goes_with_it(world: World, goods: dict[str, Any]) -> None:
    report = load(world, "春季价,,苏打水,箱,42", ",,乌龙茶,箱,48")
    assert undo(UUID(report.batch), world.as_(world.back_office))["binned"] == 1
    assert not PriceList.objects.exists()
