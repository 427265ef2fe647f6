"""Visit types with their steps, out and in: a row for each step; what a cell cannot hold stays."""

from __future__ import annotations

from uuid import UUID

import pytest

from outrider.engine.entities import actions
from outrider.engine.exchange.actions import export, import_file
from outrider.engine.exchange.exporting import stream
from outrider.engine.exchange.report import Report
from outrider.engine.exchange.undoing import undo
from outrider.visits.entities.types import VISIT_TYPE
from outrider.visits.models import VisitType, VisitTypeVersion
from tests.world.cast import World

pytestmark = pytest.mark.django_db
HEADER = "名称,至少在店(分钟),步骤,步骤类型,必做,至少张数,常用短语"
ROWS = ("冷柜检查,5,门头照,拍照,是,2,", ",,库存,stock_count,,,", ",,小结,summary,否,,老板在;下周再来")


def load(world: World, *rows: str, header: str = HEADER, dry: bool = False) -> Report:
    return import_file(
        "visit-types", "\n".join([header, *rows]).encode(), world.as_(world.admin), dry_run=dry
    )


def sheet(world: World) -> list[str]:
    file = stream(export(VISIT_TYPE, world.as_(world.admin), {"format": "csv"}))
    return b"".join(file).decode("utf-8-sig").splitlines()


def named(name: str) -> VisitType:
    return next(kind for kind in VisitType.objects.all() if kind.name["zh-Hans"] == name)


def test_a_type_comes_with_its_steps(world: World) -> None:
    assert dict(load(world, *ROWS, dry=True).counts) == {"created": 3}
    assert dict(load(world, *ROWS).counts) == {"created": 3}
    kind = named("冷柜检查")
    assert kind.min_minutes == 5
    assert [(step["key"], step["kind"], step["required"], step["config"]) for step in kind.steps] == [
        ("step_1", "photo", True, {"min_photos": 2}),
        ("step_2", "stock_count", False, {}),
        ("step_3", "summary", False, {"chips": ["老板在", "下周再来"]}),
    ]
    assert dict(load(world, *ROWS).counts) == {"unchanged": 3}
    assert VisitTypeVersion.objects.filter(visit_type=kind).count() == 1


def test_what_is_exported_is_imported_again_and_keeps_what_no_cell_holds(world: World) -> None:
    name = {"zh-Hans": "标准拜访", "en": "Standard visit"}
    steps = [
        {"key": "front", "kind": "photo", "name": {"zh-Hans": "门头照", "en": "Storefront"}, "required": True,
         "config": {"min_photos": 1, "talking_points": "先问好"}},
        {"key": "said", "kind": "summary", "name": {"zh-Hans": "小结"}, "required": False, "config": {}},
    ]  # fmt: skip
    made = actions.create(
        "visit_type", world.as_(world.admin), {"name": name, "steps": steps, "customer_kinds": ["outlet"]}
    )[0]
    told = sheet(world)
    assert [row for row in told if "标准拜访" in row] == [
        "标准拜访,终端门店,0,1,启用,否,门头照,拍照,是,front,1,先问好,",
        "标准拜访,,,,,,小结,小结,否,said,,,",
    ]
    assert set(load(world, *told[1:], header=told[0]).counts) == {"unchanged"}
    changed = load(world, "标准拜访,,门头照,拍照,是,3,", ",,冷柜照,拍照,否,,")
    assert dict(changed.counts) == {"updated": 2}
    kind = VisitType.objects.get(pk=made.pk)
    assert (kind.name, kind.steps_version, kind.steps) == (name, 2, [
        {**steps[0], "config": {"min_photos": 3, "talking_points": "先问好"}},
        {"key": "step_1", "kind": "photo", "name": {"zh-Hans": "冷柜照"}, "required": False, "config": {}},
    ])  # fmt: skip
    assert undo(UUID(changed.batch), world.as_(world.admin))["restored"] == 1
    assert VisitType.objects.get(pk=made.pk).steps == steps


@pytest.mark.parametrize(
    ("row", "code"),
    [(",,合影,唱歌,,,", "not_understood"), (",,,拍照,,,", "required"), (",,合影,,,,", "required"),
     (",,小结,小结,,2,", "not_of_kind"), (",,照片,拍照,,很多,", "not_understood")],
)  # fmt: skip
def test_a_wrong_step_refuses_its_type(world: World, row: str, code: str) -> None:
    report = load(world, "冷柜检查,5,门头照,拍照,是,2,", row)
    found = {row.number: [reason.code for reason in row.reasons] for row in report.rows}
    assert found == {2: ["record_refused"], 3: [code]}
    assert not [kind for kind in VisitType.objects.all() if kind.name["zh-Hans"] == "冷柜检查"]


def test_a_setting_out_of_range_is_told_at_its_row(world: World) -> None:
    report = load(world, "冷柜检查,5,门头照,拍照,是,2,", ",,货架照,拍照,,99,")
    assert dict(report.counts) == {"refused": 2}
