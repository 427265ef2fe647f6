"""Imports of any entity: columns, keys, duplicates, origin, undo; files as people send them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from outrider.catalog.models import PriceList, Product
from outrider.customers.models import Activity, Contact, Customer
from outrider.engine.entities.declaration import entities
from outrider.engine.exchange import jobs
from outrider.engine.exchange.actions import Choices, export, import_file
from outrider.engine.exchange.exporting import stream
from outrider.engine.exchange.generic import importer_for_path
from outrider.engine.exchange.models import Transfer
from outrider.engine.exchange.report import Report
from outrider.engine.exchange.undoing import undo
from outrider.engine.identity.models import Membership, Person
from outrider.kernel.errors import Problem
from tests.world.cast import World


def workbook(*rows: list[Any], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def load(
    world: World,
    path: str,
    data: bytes,
    *,
    by: Person | None = None,
    key: str = "",
    dry: bool = False,
    **options: str,
) -> Report:
    choices = Choices(key=tuple(filter(None, key.split("+"))), options=options)
    return import_file(path, data, world.as_(by or world.admin), choices=choices, dry_run=dry)


def reasons(report: Report) -> dict[int, list[str]]:
    return {row.number: [reason.code for reason in row.reasons] for row in report.rows if row.reasons}


def test_every_entity_that_people_create_can_be_imported() -> None:
    for entity in entities:
        if entity.policy.create:
            assert importer_for_path(entity.path).columns, entity.key


def test_people_are_imported_with_their_numbers_as_excel_mangles_them(world: World) -> None:
    data = workbook(
        ["花名册", None, None], ["姓名", "手机号码", "角色", "部门"],
        ["黄蓉", 19911110001, "业务员", "城东"], ["郭靖", "１９９ １１１１ ０００２", "主管; 业务员", "江北"],
        ["杨康", "1.9911110003E10", "业务员", "没有的部门"], ["", None, None, None],
    )  # fmt: skip
    report = load(world, "people", data, key="mobile")
    assert dict(report.counts) == {"created": 2, "refused": 1}
    assert reasons(report) == {5: ["no_such_record"]}
    guo = Person.objects.get(name="郭靖")
    assert list(Membership.objects.filter(person=guo).values_list("department_id", flat=True)) == [
        world.north.pk
    ]
    assert (guo.mobile, guo.roles, guo.department_id) == (
        "+8619911110002",
        ["manager", "rep"],
        world.north.pk,
    )
    assert load(world, "people", data, key="mobile").counts["unchanged"] == 2


def test_two_header_rows_and_merged_cells_are_read_as_they_look(world: World) -> None:
    data = workbook(
        ["门店资料", None, None, None, None], ["名称", "联系方式", None, "区县", "备注"],
        [None, "手机", "电话", None, None], ["华东区", None, None, None, None],
        ["阿珍小卖部", "13900000001", "", "鼓楼区", "a"], ["好又多", "13900000002", "", None, "b"],
        merged=("A1:E1", "A2:A3", "B2:C2", "D2:D3", "E2:E3", "A4:E4", "D5:D6"),
    )  # fmt: skip
    report = load(world, "customers", data)
    assert (report.counts["created"], reasons(report)) == (2, {4: ["title_row"]})
    assert list(Customer.objects.order_by("mobile").values_list("name", "mobile", "district")) == [
        ("阿珍小卖部", "+8613900000001", "鼓楼区"), ("好又多", "+8613900000002", "鼓楼区"),
    ]  # fmt: skip


def test_a_chosen_key_updates_and_a_key_that_fits_two_is_refused(world: World) -> None:
    for code in ("A", "B"):
        world.customer("惠民便利", code=code, address="解放路 1 号")
    first = workbook(["名称", "编码", "等级"], ["惠民便利", "A", "B 类"])
    assert load(world, "customers", first, key="code").counts["updated"] == 1
    both = workbook(["名称", "地址", "等级"], ["惠民便利", "解放路 1 号", "C 类"])
    assert reasons(load(world, "customers", both, key="name+address")) == {2: ["ambiguous"]}
    assert load(world, "customers", both, key="-").counts["created"] == 1
    with pytest.raises(Problem, match="invalid"):
        load(world, "customers", both, key="remark")


def test_what_seems_to_be_there_already_is_left_out_or_noted(world: World) -> None:
    shop = world.customer("惠民便利店(解放路)", mobile="13900000009", district="鼓楼区")
    lat, lng = shop.pin_lat, shop.pin_lng
    data = workbook(
        ["名称", "手机", "区县", "纬度", "经度"],
        ["别的名字", "139-0000-0009", "", None, None], ["惠民便利店 解放路", "", "鼓楼区", None, None],
        ["惠民便利店(解放路)", "", "", lat + 0.001, lng], ["惠民便利店(解放路)", "", "", lat + 0.01, lng],
        ["新店", "13900000010", "", None, None], ["新店二", "13900000010", "", None, None],
    )  # fmt: skip
    report = load(world, "customers", data, duplicates="skip", dry=True)
    assert reasons(report) == {2: ["duplicate"], 3: ["duplicate"], 4: ["duplicate"], 7: ["duplicate"]}
    assert load(world, "customers", data, duplicates="note").counts["created"] == 6


def test_the_original_author_and_time_are_kept(world: World) -> None:
    shop = world.customer("惠民便利")
    data = workbook(
        ["客户", "内容", "方式", "创建人", "创建时间"],
        [shop.name, "谈妥陈列", "电话", "王磊", "2024-03-05 09:30"], [shop.name, "已离职的人", "电话", "某人", "45356"],
    )  # fmt: skip
    report = load(world, "activities", data)
    assert reasons(report) == {3: ["author_unknown"]}
    first, second = Activity.objects.order_by("-text")
    assert (first.created_by_id, first.created_at) == (
        world.rep_wang.pk,
        datetime(2024, 3, 5, 1, 30, tzinfo=UTC),
    )
    assert first.business_date.isoformat() == "2024-03-05"
    assert (second.created_by_id, second.created_at.date().isoformat()) == (world.admin.pk, "2024-03-04")


def test_products_are_read_with_their_units_and_prices_of_the_trade(world: World) -> None:
    data = workbook(
        ["商品名称", "编码", "单位"],
        ["苏打水", "0012", "1箱=15瓶"],
        ["散称瓜子", "0013", "斤"],
        ["坏", "1", "=="],
    )
    report = load(world, "products", data, key="code")
    assert (report.counts["created"], report.counts["refused"]) == (2, 1)
    assert Product.objects.get(code="0012").units == [
        {"key": "box", "name": "箱", "factor": "15"}, {"key": "piece", "name": "瓶", "factor": "1"},
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["customers", "products", "people", "departments", "tags", "contacts"])
def test_an_exported_list_imported_again_changes_nothing(world: World, path: str) -> None:
    shop = world.customer("=惠民便利", code="K1", mobile="13900000009", opening_hours="Mo-Fr 08:00-18:00")
    world.make("tag", name="重点")
    units = [{"key": "box", "name": "箱", "factor": "12"}, {"key": "piece", "name": "瓶", "factor": "1"}]
    world.make("product", code="P1", name="乌龙茶", units=units)
    world.make("contact", customer=str(shop.pk), name="王老板")
    entity = next(entity for entity in entities if entity.path == path)
    before = dict(entity.model.objects.values_list("pk", "version"))
    key = {"customers": "code", "products": "code", "people": "name", "contacts": "customer+name"}.get(
        path, "name"
    )
    for kind in ("csv", "xlsx"):
        file = b"".join(stream(export(entity, world.as_(world.admin), {"format": kind})))
        report = load(world, path, file, key=key)
        assert dict(report.counts) == {"unchanged": len(before)}, (
            kind,
            reasons(report),
            report.as_dict()["details"],
        )
    assert dict(entity.model.objects.values_list("pk", "version")) == before


def test_an_import_is_taken_back_but_not_what_others_did_since(world: World) -> None:
    old = world.customer("老店", code="OLD", grade="A", remark="")
    changed = world.customer("改店", code="CHG", grade="A")
    rows = [
        ["名称", "编码", "等级"],
        ["老店", "OLD", "B 类"],
        ["改店", "CHG", "B 类"],
        ["新店", "N1", ""],
        ["碰过", "N2", ""],
    ]
    report = load(world, "customers", workbook(*rows), key="code")
    batch = UUID(report.batch)
    admin = world.web(world.admin)
    for code, grade in (("CHG", "C"), ("N2", "A")):
        row = Customer.objects.get(code=code)
        assert (
            admin.patch(f"/api/customers/{row.pk}", {"version": row.version, "grade": grade}).status_code
            == 200
        )
    with pytest.raises(Problem, match="not_found"):
        undo(batch, world.as_(world.manager_east))
    result = undo(batch, world.as_(world.admin))
    assert {name: result[name] for name in ("binned", "restored", "kept")} == {
        "binned": 1,
        "restored": 1,
        "kept": 2,
    }
    assert sorted(row["name"] for row in result["details"]) == ["改店", "碰过"]
    old.refresh_from_db()
    changed.refresh_from_db()
    assert (old.grade, changed.grade) == ("A", "C")
    assert sorted(Customer.objects.filter(code__startswith="N").values_list("code", flat=True)) == ["N2"]
    assert Transfer.objects.get(pk=batch).report["undone"]["kept"] == 2
    with pytest.raises(Problem, match="undone"):
        undo(batch, world.as_(world.admin))


def test_a_file_is_looked_at_decided_run_and_its_columns_remembered(
    world: World, settings: Any, tmp_path: Any
) -> None:
    settings.OUTRIDER_FILES = tmp_path
    desk = world.web(world.admin)
    shop = world.customer("惠民便利")
    data = workbook(["店", "谁", "怎么找"], [shop.name, "王老板", "13900000001"], ["没有的店", "李姐", "x"])

    def look() -> Any:
        upload = SimpleUploadedFile("联系人.xlsx", data)
        headers = {"X-CSRF-Token": desk.token}
        return desk.client.post("/api/imports/contacts/look", {"file": upload}, headers=headers).json()

    seen = look()
    assert [column["samples"][0] for column in seen["columns"]] == ["惠民便利", "王老板", "13900000001"]
    assert (seen["rows"], seen["remembered"]) == (2, False)
    mapping = {"0": "customer", "1": "name", "2": "mobile"}
    order = {"file": seen["file"], "name": "联系人.xlsx", "mapping": mapping, "key": ["customer", "name"]}
    stranger = world.web(world.director)
    assert stranger.post("/api/imports/contacts/run", order).status_code == 404
    twice = desk.post("/api/imports/contacts/run", {**order, "mapping": {"0": "name", "1": "name"}})
    assert (twice.status_code, twice.json()["errors"][0]["field"]) == (422, "mapping.0")
    assert desk.post("/api/imports/contacts/run", order).status_code == 202
    again = look()
    assert again["remembered"] is True
    assert [column["guess"] for column in again["columns"]] == ["customer", "name", "mobile"]
    choices = Choices({0: "customer", 1: "name", 2: "mobile"}, ("customer", "name"))
    report = import_file("contacts", data, world.as_(world.admin), choices=choices)
    assert Contact.objects.get().mobile == "+8613900000001"
    mended = openpyxl.load_workbook(io.BytesIO(report.refused_rows("zh-Hans"))).active
    assert mended is not None
    assert [cell.value for cell in mended[1]] == ["店", "谁", "怎么找", "问题"]
    assert [cell.value for cell in mended[2]][:2] == ["没有的店", "李姐"]
    assert jobs.folder() == tmp_path / "imports"


def test_formatted_emptiness_is_no_reason_to_refuse_a_sheet(world: World) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["名称"])
    sheet.append(["惠民便利"])
    sheet.cell(1, 5_000).font = openpyxl.styles.Font(bold=True)
    sheet.cell(500_000, 1).font = openpyxl.styles.Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    assert load(world, "customers", out.getvalue()).counts["created"] == 1
    sheet.cell(1, 5_000).value = "x"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Problem, match="too_many_columns"):
        load(world, "customers", out.getvalue())


def test_goods_bring_their_prices_into_the_default_list(world: World) -> None:
    rows = [
        ["商品", "单位", "单价"],
        ["苏打水", "1箱=15瓶", "￥４２.00"],
        ["薯片", "袋", "1,234.5"],
        ["酱油", "瓶", ""],
    ]
    assert load(world, "products", workbook(*rows)).counts["created"] == 3
    listed = PriceList.objects.get()
    names = {str(product.pk): product.name for product in Product.objects.all()}
    told = {names[line["product"]]: (line["unit"], line["price"]) for line in listed.lines}
    assert (listed.is_default, told) == (
        True,
        {"苏打水": ("box", 420_000), "薯片": ("piece", 12_345_000)},
    )
    again = workbook(["商品", "价格"], ["苏打水", 45], ["薯片", "面议"])
    report = load(world, "products", again, key="name")
    assert reasons(report) == {3: ["not_understood"]}
    listed.refresh_from_db()
    assert sorted(line["price"] for line in listed.lines) == [450_000, 12_345_000]


def test_trying_out_goods_leaves_the_price_list_alone(world: World) -> None:
    load(world, "products", workbook(["商品", "单位", "价格"], ["苏打水", "瓶", 3]), dry=True)
    assert not PriceList.objects.exists()


def test_the_datum_of_a_companys_sheets_is_remembered_with_their_columns(
    world: World, settings: Any, tmp_path: Any
) -> None:
    settings.OUTRIDER_FILES = tmp_path
    desk = world.web(world.admin)
    data = workbook(["名称", "经度", "纬度"], ["惠民便利", 121.4737, 31.2304])

    def look() -> Any:
        upload = SimpleUploadedFile("门店.xlsx", data)
        headers = {"X-CSRF-Token": desk.token}
        return desk.client.post("/api/imports/customers/look", {"file": upload}, headers=headers).json()

    seen = look()
    order = {
        "file": seen["file"],
        "mapping": {"0": "name", "1": "lng", "2": "lat"},
        "options": {"datum": "GCJ-02", "duplicates": "note"},
    }
    assert desk.post("/api/imports/customers/run", order).status_code == 202
    assert look()["chosen"] == {"datum": "GCJ-02", "duplicates": "note"}
