"""A company of one's own: an empty database, 创建企业, an invited rep on his phone, shops from a messy Excel."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk, Phone, Server, keep_picture, open_server
from tests.journeys.test_console import worker

PASSWORD = "own-company-8"


@pytest.fixture
def server(database: str, tmp_path: Path) -> Iterator[Server]:
    """A server on an empty database."""
    with open_server(database, tmp_path, "tests.journeys.empty") as made:
        yield made


def messy(rows: int) -> bytes:
    """As a person keeps it: a title, two header rows, merged cells, numbers for telephones, a repeated shop."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026 年门店资料表", None, None, None, None, None])
    sheet.append(["名称", "联系方式", None, "区县", "业务员", "等级"])
    sheet.append([None, "手机", "地址", None, None, None])
    for place in range(rows):
        sheet.append(
            [f"阿珍小卖部{place:02}", 13_900_000_000 + place, f"解放路{place}号", None, "王磊", "Ａ类"]
        )
    sheet.cell(4, 4).value = "鼓楼区"
    sheet.append(["阿珍小卖部(总店)", 13_900_000_000, "解放路", "鼓楼区", "王磊", "A"])
    sheet.append(["没人管的店", "12", "中山路", "鼓楼区", "查无此人", "A"])
    for cells in ("A1:F1", "A2:A3", "B2:C2", "D2:D3", "E2:E3", "F2:F3", f"D4:D{rows + 3}"):
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def found(page: Page) -> None:
    expect(page.get_by_role("heading", name="创建企业")).to_be_visible()
    page.locator("input[name=company]").fill("青禾食品")
    page.locator("input[name=admin_name]").fill("周老板")
    page.locator("input[name=admin_mobile]").fill("13800000001")
    page.locator("input[name=admin_password]").fill(PASSWORD)
    page.get_by_placeholder("姓名").first.fill("王磊")
    page.get_by_placeholder("手机号").first.fill("138 0000 0002")
    page.get_by_placeholder("姓名").nth(1).fill("陈慧敏")
    page.get_by_placeholder("手机号").nth(1).fill("13800000003")
    keep_picture(page, "founding")
    page.get_by_role("button", name="创建企业并邀请 2 人").click()


def test_a_company_begins(desk: Desk, phone: Phone, tmp_path: Path) -> None:
    page = desk.open("/")
    found(page)
    expect(page.get_by_role("heading", name="邀请")).to_be_visible()
    page.get_by_role("button", name="二维码").first.click()
    expect(page.locator("figure img")).to_be_visible()
    keep_picture(page, "invitations")
    links = {row["person"]["name"]: row["link"] for row in desk.ask("GET", "/api/invitations/open")["items"]}

    mobile = phone.wake(path="/rep/join/" + links["王磊"].rpartition("/")[2])
    expect(mobile.get_by_text("王磊,欢迎加入")).to_be_visible()
    keep_picture(mobile, "join")
    mobile.locator("#password").fill("field-work-8")
    mobile.get_by_role("button", name="加入").click()
    expect(mobile.get_by_role("navigation")).to_be_visible()

    file = tmp_path / "门店.xlsx"
    file.write_bytes(messy(28))
    with worker(desk.server):
        desk.open("/customers/import")
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_text("试运行结果:共 30 行")).to_be_visible(timeout=60_000)
        keep_picture(page, "import")
        page.get_by_role("button", name="正式导入 28 行").click()
        expect(page.get_by_text("导入完成:共 30 行")).to_be_visible(timeout=60_000)
        expect(page.get_by_text("下载未导入的行")).to_be_visible()
        keep_picture(page, "imported")
    rows = desk.ask("GET", "/api/customers?size=100")
    assert rows["total"] == 28
    assert {row["district"] for row in rows["items"]} == {"鼓楼区"}
    assert {row["_titles"]["owner"] for row in rows["items"]} == {"王磊"}
