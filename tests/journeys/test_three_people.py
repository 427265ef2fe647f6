"""A three-person team on day one: an owner and two reps who want the work in the field and nothing else yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.journeys import messy
from tests.journeys.conftest import Desk, Phone, Server, keep_picture
from tests.journeys.taps import Taps
from tests.journeys.test_own_company import PASSWORD, bring_in, desk, found, invite, join, server, zone
from tests.journeys.test_the_loop import save, shoot

__all__ = ["desk", "server", "zone"]
MENU = ["今日", "客户", "拜访", "日报", "业绩", "排线", "照片墙", "地图", "人员", "拜访类型", "设置"]


@pytest.fixture
def owner_phone(playwright: Playwright, server: Server, tmp_path: Path) -> Iterator[Phone]:
    """The owner is out as well."""
    made = Phone(playwright, server, tmp_path / "owner")
    yield made
    made.kill()
    assert not made.watched.complaints, made.watched.complaints


def what_is_not_wanted_is_not_there(desk: Desk, page: Page) -> None:
    """The desk's menu and the phone's ＋ and tabs hold what 管过程 needs."""
    desk.open("/day")
    menu = desk.page.get_by_role("navigation").get_by_role("link")
    expect(menu.filter(has_text="今日")).to_be_visible()
    told = [text.strip() for text in menu.all_inner_texts()]
    assert [text for text in told if not text.startswith("先行")] == MENU
    expect(desk.page.locator("main")).not_to_contain_text("订单")
    for path in ("/orders", "/warnings", "/products"):
        desk.open(path)
        expect(desk.page.get_by_text("没有这个页面")).to_be_visible()
    page.get_by_role("button", name="新增").click()
    acts = page.locator(".acts button")
    expect(acts).to_have_text(["计划外拜访", "新增客户", "跟进", "安排拜访"])
    page.keyboard.press("Escape")


def a_visit_without_goods(page: Page) -> None:
    """Everything else of a visit works: photo, result, check-out."""
    page.get_by_role("link", name="客户", exact=True).click()
    page.get_by_text("阿珍小卖部00").first.click()
    expect(page.get_by_role("link", name="订单")).to_have_count(0)
    page.get_by_test_id("check-in").click()
    page.get_by_text("我同意按以上说明").click()
    page.get_by_role("button", name="同意并继续").click()
    page.get_by_test_id("shift-no").click()
    shoot(page, "storefront")
    expect(page.get_by_test_id("open-sheet")).to_have_count(0)
    page.get_by_test_id("summary").click()
    page.get_by_role("button", name="陈列已整理").click()
    page.get_by_test_id("summary-save").click()
    page.get_by_test_id("check-out").click()
    save(page, page.get_by_test_id("check-out-save"))
    expect(page.get_by_text("已全部上传").first).to_be_visible()


def a_forgotten_clock_in(page: Page) -> None:
    """补卡: the time and why, from the shift's own sheet."""
    page.get_by_test_id("shift-mark").click()
    page.get_by_test_id("forgot").click()
    page.locator("#correction-start").fill("00:05")
    page.locator("#correction-reason").fill("忘了打卡")
    keep_picture(page, "correction")
    page.get_by_test_id("correction-send").click()
    expect(page.get_by_text("待审批")).to_be_visible()
    page.goto(page.url.replace("/corrections", "/"))
    expect(page.get_by_text("已全部上传").first).to_be_visible()


def the_owner_decides_on_the_way(phone: Phone, zone: str) -> None:
    """He leads: 团队 is on his phone, with the card and one tap."""
    page = phone.wake(timezone_id=zone)
    page.locator("#mobile").fill("13800000001")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="登录").first.click()
    page.get_by_test_id("team-tab").click()
    expect(page.get_by_text("王磊 补卡")).to_be_visible()
    expect(page.locator(".figures")).not_to_contain_text("订单")
    keep_picture(page, "team-of-three")
    page.get_by_test_id("approve").click()
    expect(page.get_by_text("王磊 补卡")).to_have_count(0)
    expect(page.get_by_text("已全部上传").first).to_be_visible()


def test_three_people_on_day_one(
    desk: Desk, phone: Phone, owner_phone: Phone, zone: str, tmp_path: Path
) -> None:
    by = Taps()
    found(desk.open("/"), by, "管过程")
    page = join(phone, invite(desk, by)["王磊"], zone, by)
    file = tmp_path / "门店.xlsx"
    file.write_bytes(messy.shops(6))
    bring_in(desk, by, ["客户"], file, 6)
    what_is_not_wanted_is_not_there(desk, page)
    page.reload()
    a_visit_without_goods(page)
    a_forgotten_clock_in(page)
    the_owner_decides_on_the_way(owner_phone, zone)
    page.reload()
    expect(page.get_by_test_id("shift-mark")).to_contain_text("在岗 00:05")
    desk.open("/reports")
    expect(desk.page.locator("button.person", has_text="王磊")).to_be_visible()
    visits = desk.ask("GET", "/api/visits")["items"]
    assert ["off_shift" in one["flagged"] for one in visits] == [False]
