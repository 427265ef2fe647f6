"""The desk at work: two people on one record, lists, saved views, cells, a visit type, an import given up."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Playwright, expect

from outrider.kernel.ids import uuid7
from tests.journeys.conftest import ROOT, Desk, Phone, Server, keep_picture, open_server

ROWS = 3_000
STALE = "409 (Conflict)"


@pytest.fixture(scope="module")
def server(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all of them: each looks at its own shop or list."""
    with open_server(database, tmp_path_factory.mktemp("console")) as made:
        yield made


def customer(desk: Desk, index: int) -> dict[str, Any]:
    """One of the stage's shops as it is now."""
    found: dict[str, Any] = desk.ask("GET", f"/api/customers/{desk.server.cast['shops'][index]['id']}")
    return found


def overtake(desk: Desk, path: str, changes: dict[str, Any]) -> None:
    """Somebody else saves first, from another window."""
    version = desk.ask("GET", path)["version"]
    desk.ask("PATCH", path, {"version": version, **changes})


def forgive_stale(desk: Desk) -> None:
    """The browser itself reports the refused save; that is what was provoked."""
    told = [text for text in desk.watched.complaints if STALE in text]
    assert told
    desk.watched.complaints = [text for text in desk.watched.complaints if STALE not in text]


def test_two_people_edit_one_customer(desk: Desk) -> None:
    """What was typed stays, the other's value stands beside it, a decision saves."""
    shop = customer(desk_of(desk, "admin"), 0)
    page = desk.open(f"/customers/{shop['id']}")
    page.locator(".el-button", has_text="编辑").first.click()
    name = page.get_by_role("textbox", name="名称")
    name.fill("惠民便利(新店名)")
    overtake(desk, f"/api/customers/{shop['id']}", {"name": "惠民便利(总部改名)"})
    page.get_by_role("button", name="保存").click()
    asked = page.get_by_role("alert")
    expect(asked).to_contain_text("惠民便利(总部改名)")
    expect(asked).to_contain_text("惠民便利(新店名)")
    expect(name).to_have_value("惠民便利(新店名)")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="惠民便利(新店名)")).to_be_visible()
    assert customer(desk, 0)["name"] == "惠民便利(新店名)"
    forgive_stale(desk)


def desk_of(desk: Desk, who: str) -> Desk:
    """Signed in and in the shell."""
    desk.sign_in(who)
    expect(desk.page.get_by_role("heading", name="今日")).to_be_visible()
    return desk


def row(page: Page, name: str) -> Locator:
    """A row of the list by its name."""
    return page.locator("tbody tr", has_text=name)


def test_many_rows_a_saved_view_and_a_file(desk: Desk, tmp_path: Path) -> None:
    """Tick rows and change them at once; keep the filter as a view; take the rows along as a file."""
    desk_of(desk, "admin")
    page = desk.open("/customers")
    for name in ("好邻居超市", "阿珍小卖部"):
        row(page, name).get_by_role("checkbox").check()
    page.get_by_role("button", name="修改字段").click()
    page.get_by_role("combobox", name="修改哪个字段").click()
    page.get_by_role("option", name="客户等级").click()
    page.get_by_role("dialog").locator(".el-select").last.click()
    page.get_by_role("option", name="D 类").click()
    page.get_by_role("dialog").get_by_role("button", name="修改字段").click()
    for name in ("好邻居超市", "阿珍小卖部"):
        expect(row(page, name)).to_contain_text("D 类")
    assert [customer(desk, index)["grade"] for index in (1, 2)] == ["D", "D"]

    desk.open("/customers?grade=D&sort=-name")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("button", name="视图").click()
    page.get_by_text("保存为视图").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("D 类门店")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.get_by_role("button", name="视图")).to_contain_text("D 类门店")
    desk.open("/customers")
    expect(page.locator("tbody tr")).to_have_count(4)
    page.get_by_role("button", name="视图").click()
    page.get_by_role("menuitem", name="D 类门店", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(2)
    assert "grade=D" in page.url

    page.get_by_role("button", name="导出").click()
    with page.expect_download() as taken:
        page.get_by_role("menuitem", name="CSV").click()
    file = tmp_path / "customers.csv"
    taken.value.save_as(file)
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 2
    assert "阿珍小卖部" in lines[1] + lines[2]


def test_a_cell_is_changed_where_it_stands(desk: Desk) -> None:
    """The pencil of a cell; somebody was faster, the second save decides."""
    shop = customer(desk_of(desk, "admin"), 2)
    page = desk.open("/customers")
    cell = row(page, "阿珍小卖部").locator("td[data-field='address']")
    cell.hover()
    cell.get_by_role("button", name="修改详细地址").click()
    typed = page.get_by_role("textbox", name="详细地址")
    typed.fill("解放路 18 号")
    overtake(desk, f"/api/customers/{shop['id']}", {"address": "学府路 2 号"})
    typed.press("Enter")
    expect(page.get_by_text("别人刚改为“学府路 2 号”")).to_be_visible()
    expect(typed).to_have_value("解放路 18 号")
    typed.press("Enter")
    expect(cell).to_contain_text("解放路 18 号")
    assert customer(desk, 2)["address"] == "解放路 18 号"
    forgive_stale(desk)


def a_phone_signs_in(playwright: Playwright, server: Server, who: str) -> None:
    """Somewhere else, as the phone's app does."""
    elsewhere = playwright.request.new_context(
        base_url=server.address, extra_http_headers={"X-Outrider-App": "rep"}
    )
    token = elsewhere.get("/api/auth/session").json()["csrf"]
    device = {"id": str(uuid7()), "label": "Linux; Android 14; Pixel 7", "app_version": "1"}
    given = {"mobile": server.cast["people"][who]["mobile"], "password": server.cast["password"]}
    answer = elsewhere.post(
        "/api/auth/sign-in", data={**given, "device": device}, headers={"X-CSRF-Token": token}
    )
    assert answer.ok, answer.text()
    elsewhere.dispose()


def test_a_person_is_given_a_password_moves_and_loses_his_phone(desk: Desk, playwright: Playwright) -> None:
    """What an administrator does on a person's page: each button asks for what it needs."""
    a_phone_signs_in(playwright, desk.server, "rep_sun")
    desk_of(desk, "admin")
    sun = desk.ask("GET", f"/api/people?q={desk.server.cast['people']['rep_sun']['name']}")["items"][0]
    page = desk.open(f"/people/{sun['id']}")
    page.get_by_role("button", name="设置密码").click()
    asked = page.get_by_role("dialog", name="设置密码")
    expect(asked.get_by_label("新密码")).to_have_attribute("type", "password")
    asked.get_by_label("新密码").fill("a-new-word-for-him-8")
    asked.get_by_role("button", name="设置密码").click()
    expect(asked).to_be_hidden()

    page.get_by_role("button", name="调动部门").click()
    asked = page.get_by_role("dialog", name="调动部门")
    keep_picture(page, "person-move")
    asked.get_by_role("combobox").click()
    page.get_by_role("option", name="城东").click()
    asked.get_by_role("button", name="调动部门").click()
    expect(page.get_by_test_id("memberships")).to_contain_text("城东")

    devices = page.get_by_test_id("devices")
    expect(devices).to_contain_text("Pixel 7 · Android 14")
    keep_picture(page, "person-devices")
    devices.get_by_role("button", name="停用").click()
    keep_picture(page, "person-device-stop")
    page.get_by_role("dialog").get_by_role("button", name="停用").click()
    expect(devices).to_contain_text("已停用")
    expect(page.get_by_text("停用设备")).to_be_visible()


def steps_of(page: Page) -> Locator:
    """The steps in the editor, in their order."""
    return page.locator("button.name strong")


def a_new_type_gets_its_steps(desk: Desk) -> None:
    """Made from the list, its steps added on its own page."""
    page = desk.open("/visit-types")
    page.get_by_role("button", name="新建拜访类型").click()
    page.get_by_role("textbox", name="名称 zh-Hans").fill("陈列检查")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="添加步骤").click()
    page.get_by_role("menuitem", name="拍照").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存").first).to_be_visible()
    made = next(one for one in desk.ask("GET", "/api/visit-types")["items"] if "陈列检查" in str(one["name"]))
    assert [step["kind"] for step in desk.ask("GET", f"/api/visit-types/{made['id']}")["steps"]] == ["photo"]


def test_a_visit_type_is_put_in_order_and_given_a_sample(desk: Desk, phone: Phone, tmp_path: Path) -> None:
    """Reorder by mouse and by keyboard, upload a sample picture; the phone of a rep shows it in the visit."""
    desk_of(desk, "admin")
    kind = desk.ask("GET", "/api/visit-types")["items"][0]
    page = desk.open(f"/visit-types/{kind['id']}")
    expect(steps_of(page)).to_have_text(["门头照", "陈列照", "库存", "订单", "小结"])
    page.locator(".handle").nth(1).drag_to(page.locator("ol > li").nth(0))
    expect(steps_of(page)).to_have_text(["陈列照", "门头照", "库存", "订单", "小结"])
    page.locator(".handle").nth(2).press("Alt+ArrowDown")
    expect(steps_of(page)).to_have_text(["陈列照", "门头照", "订单", "库存", "小结"])

    sample = tmp_path / "sample.png"
    Image.new("RGB", (640, 480), "#0f766e").save(sample)
    page.get_by_role("button", name="陈列照 拍照").click()
    page.locator("input[type=file]").set_input_files(sample)
    expect(page.locator("fieldset img[src^='blob:']")).to_have_count(1)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存").first).to_be_visible()
    page.reload()
    page.get_by_role("button", name="陈列照 拍照").click()
    expect(page.get_by_role("img", name="示例照片")).to_be_visible()

    a_new_type_gets_its_steps(desk)
    shop = desk.server.cast["shops"][0]
    wang = next(p for p in desk.ask("GET", "/api/people?q=王磊")["items"] if p["name"] == "王磊")
    overtake(desk, f"/api/customers/{shop['id']}", {"owner": wang["id"]})
    page = phone.wake(latitude=shop["lat"], longitude=shop["lng"])
    phone.sign_in("rep_wang")
    page.get_by_role("link", name="客户", exact=True).click()
    page.get_by_role("link", name="惠民便利").first.click()
    page.get_by_test_id("check-in").click()
    page.get_by_text("我同意按以上说明").click()
    page.get_by_role("button", name="同意并继续").click()
    expect(page.get_by_role("img", name="示例").first).to_be_visible()


@contextmanager
def worker(server: Server) -> Iterator[None]:
    """A worker for the jobs of this server."""
    line = [sys.executable, "-m", "outrider.project", "worker"]
    process = subprocess.Popen(line, env=server.environment, cwd=ROOT, start_new_session=True)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def test_an_import_is_given_up(desk: Desk, tmp_path: Path) -> None:
    """Tried without writing, then run and cancelled: what was done stays, the report says how much."""
    desk_of(desk, "admin")
    before = desk.ask("GET", "/api/customers?size=1")["total"]
    file = tmp_path / "shops.csv"
    lines = ["编码,名称,类型", *(f"IMP{n:05},导入小店{n:05},终端门店" for n in range(ROWS))]
    file.write_text(os.linesep.join(lines), encoding="utf-8")
    with worker(desk.server):
        page = desk.open("/customers/import")
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_text(f"试运行结果:共 {ROWS} 行")).to_be_visible()
        page.get_by_role("button", name="正式导入").click()
        page.get_by_role("button", name="取消").click()
        expect(page.get_by_text("已取消")).to_be_visible()
    after = desk.ask("GET", "/api/customers?size=1")["total"]
    assert before <= after < before + ROWS
