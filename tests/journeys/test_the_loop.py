"""The manager plans; the rep works offline; the browser dies; everything arrives, once."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Desk, Phone, Server, keep_picture

SHOP = "惠民便利(解放路店)"


def today_of(page: Page) -> str:
    """The company's day as the browser knows it."""
    return str(
        page.evaluate("new Intl.DateTimeFormat('sv-SE', {timeZone: 'Asia/Shanghai'}).format(new Date())")
    )


def plan_a_stop(desk: Desk, shop: str = SHOP) -> None:
    """The manager puts one shop into Wang's day of today."""
    page = desk.sign_in("manager_east")
    expect(page.get_by_role("heading", name="今日")).to_be_visible()
    page.get_by_role("link", name="计划", exact=True).click()
    lane = page.locator("section.lane", has_text="王磊")
    lane.locator("input").fill(shop[:4])
    page.get_by_role("option", name=shop).click()
    expect(lane.locator("li")).to_have_count(1)
    page.get_by_role("combobox", name="新加客户的目的").click()
    page.get_by_role("option", name="陈列检查").click()
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text("计划已保存").first).to_be_visible()


def type_number(page: Page, cell: str, digits: str) -> None:
    """Tap a cell of the sheet and type on the docked pad."""
    page.locator(f"[data-cell='{cell}']").click()
    for digit in digits:
        page.locator(".pad__key").get_by_text(digit, exact=True).click()


def save(page: Page, button: Locator) -> None:
    """Press it and see that this act, not the one before it, is on the phone."""
    told = kept(page)
    button.click()
    expect(page.locator("html")).to_have_attribute("data-kept", re.compile(rf"^(?!{told}$)\d+$"))


def kept(page: Page) -> str:
    """How often this page has said 已存手机."""
    return page.locator("html").get_attribute("data-kept") or "0"


def shoot(page: Page, step: str) -> None:
    """One photo by the camera inside the page."""
    page.get_by_test_id(f"photo-{step}").click()
    expect(page.get_by_test_id("camera")).to_have_attribute("data-state", "running")
    page.get_by_test_id("shutter").click()
    save(page, page.get_by_test_id("camera-done"))


def live_the_visit(page: Page) -> None:
    """Check in, two photos, stock and order on one sheet, a result, check out."""
    page.get_by_test_id("check-in").first.click()
    page.get_by_text("我同意按以上说明").click()
    page.get_by_role("button", name="同意并继续").click()
    expect(page.get_by_text("门头照").first).to_be_visible()
    shoot(page, "front")
    shoot(page, "display")
    keep_picture(page, "rep-visit")
    page.get_by_test_id("open-sheet").click()
    type_number(page, "SD-410-stock-box", "2")
    type_number(page, "SD-410-order-box", "10")
    type_number(page, "WL-500-order-box", "2")
    keep_picture(page, "rep-sheet")
    expect(page.locator(".dock__sum")).to_contain_text("516")
    page.get_by_test_id("sheet-done").click()
    page.get_by_test_id("place-order").click()
    page.get_by_test_id("summary").click()
    page.get_by_role("button", name="陈列良好").click()
    page.get_by_role("button", name="是", exact=True).click()
    page.get_by_test_id("summary-save").click()
    page.get_by_test_id("check-out").click()
    save(page, page.get_by_test_id("check-out-save"))
    expect(page.get_by_text("今天的拜访都完成了")).to_be_visible()


def everything_once(desk: Desk, server: Server) -> dict[str, Any]:
    """What the server holds of the visit, asked as the manager."""

    def get(path: str) -> Any:
        answer = desk.context.request.get(f"{server.address}{path}", headers={"X-Outrider-App": "console"})
        assert answer.ok, answer.text()
        return answer.json()

    visits = get("/api/visits")
    assert visits["total"] == 1
    orders = get("/api/orders")
    assert orders["total"] == 1
    visit: dict[str, Any] = get(f"/api/visits/{visits['items'][0]['id']}")
    assert visit["status"] == "done"
    assert (visit["planned"], visit["purpose"], visit["purpose_met"]) == (True, "陈列检查", "yes")
    assert visit["location_status"] == "located"
    assert visit["distance_m"] < 50
    assert visit["complete"] is True
    assert len(visit["photos"]) == 2
    assert all(photo["received"] and photo["code_ok"] for photo in visit["photos"])
    order: dict[str, Any] = get(f"/api/orders/{orders['items'][0]['id']}")
    assert (order["total"], order["status"]) == ("516.00", "confirmed")
    plans = get("/api/visit-plans")
    assert [plan["status"] for plan in plans["items"]] == ["done"]
    return visit


def test_the_loop(server: Server, desk: Desk, phone: Phone) -> None:
    """The whole of it, with the network pulled and the browser killed in between."""
    plan_a_stop(desk)
    shop = server.cast["shops"][0]
    page = phone.wake(latitude=shop["lat"] + 0.0002, longitude=shop["lng"])
    phone.sign_in("rep_wang")
    expect(page.get_by_text(SHOP).first).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    # Closed once in peace: Chromium writes a fresh cookie to the disk only after half a minute.
    phone.close()
    page = phone.wake(latitude=shop["lat"] + 0.0002, longitude=shop["lng"])
    expect(page.get_by_text(SHOP).first).to_be_visible()
    keep_picture(page, "rep-today")

    assert phone.context
    phone.context.set_offline(True)
    page.reload()
    expect(page.get_by_text(SHOP).first).to_be_visible()
    live_the_visit(page)
    expect(page.locator("body")).to_contain_text(re.compile(r"\d+ 条待上传"))
    phone.kill()

    # Dead and awake again, still without a network: nothing is gone.
    page = phone.wake(latitude=shop["lat"], longitude=shop["lng"], offline=True)
    expect(page.locator("body")).to_contain_text(re.compile(r"\d+ 条待上传"))
    assert phone.context
    phone.context.set_offline(False)
    expect(page.get_by_text("已全部上传").first).to_be_visible()

    visit = everything_once(desk, server)
    see_it_at_the_desk(desk, visit)
    see_who_looked_and_withdraw(page, server)
    tell_a_closed_shop(desk, page, server)


def see_who_looked_and_withdraw(page: Page, server: Server) -> None:
    """The manager's look at the visit stands on the rep's own page, beside what he agreed to, which he takes back."""
    page.goto(f"{server.address}/rep/me")
    page.get_by_role("link", name="位置与照片说明").click()
    expect(page.get_by_test_id("my-readings")).to_contain_text("陈慧敏 · 查看定位")
    expect(page.get_by_test_id("my-consents")).to_contain_text("文本版本 2")
    keep_picture(page, "rep-privacy")
    page.get_by_role("button", name="撤回同意").click()
    expect(page.get_by_text("未提供定位", exact=True)).to_be_visible()
    expect(page.get_by_test_id("my-consents")).to_contain_text("撤回")


def tell_a_closed_shop(desk: Desk, page: Page, server: Server) -> None:
    """无法拜访 without a photo asks why, without a consent says so; the manager reads both, nothing is held up."""
    reps = desk.ask("GET", f"/api/plans/board?on={today_of(page)}")["reps"]
    rep = next(one["person"]["id"] for one in reps if one["person"]["name"] == "王磊")
    shop = server.cast["shops"][1]
    desk.ask("POST", "/api/plans/set", {"rep": rep, "on": today_of(page), "customer_ids": [shop["id"]]})
    page.goto(f"{server.address}/rep/")
    page.get_by_role("button", name="无法拜访").first.click()
    page.get_by_role("button", name="关门").click()
    expect(page.get_by_text("还没有门头照")).to_be_visible()
    keep_picture(page, "rep-could-not")
    page.get_by_role("button", name="不在门口").click()
    save(page, page.get_by_role("button", name="保存"))
    # The mark of the act before it may still say that everything is there.
    while not (told := desk.ask("GET", f"/api/visits?customer={shop['id']}")["items"]):
        page.wait_for_timeout(300)
    visit = desk.ask("GET", f"/api/visits/{told[0]['id']}")
    assert (visit["status"], visit["location_status"]) == ("could_not", "refused")
    assert visit["note"] == "没有门头照:不在门口"
    assert {"没有门头照", "未提供定位"} <= set(visit["evidence"]["sentences"])


def see_it_at_the_desk(desk: Desk, visit: dict[str, Any]) -> None:
    """The manager's day, the photo wall, the visit with its evidence, the customer with his past."""
    page = desk.open("/")
    expect(page.get_by_text("王磊").first).to_be_visible()
    expect(page.locator("body")).to_contain_text("516")
    expect(page.get_by_text("未上传")).to_have_count(0)
    keep_picture(page, "console-day")
    desk.open("/photos")
    expect(page.locator("main img[src^='blob:']")).to_have_count(2)
    keep_picture(page, "console-photos")
    # A printed photo leads to its file by the code on it; looked at or kept, the file bears the same mark.
    code = visit["photos"][0]["check_code"]
    page.get_by_role("textbox", name="校验码").fill(code)
    page.get_by_role("textbox", name="校验码").press("Enter")
    # The pretended camera may have taken one picture twice: then both bear its code.
    alike = [photo for photo in visit["photos"] if photo["check_code"] == code]
    expect(page.locator("main img[src^='blob:']")).to_have_count(len(alike))
    page.get_by_role("option").first.dblclick()
    expect(page.locator("dialog img[src^='blob:']")).to_be_visible()
    keep_picture(page, "console-photo")
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载").click()
    assert taken.value.suggested_filename == f"{code}.jpg"
    page.get_by_role("button", name="关闭").click()
    desk.open(f"/visits/{visit['id']}")
    expect(page.get_by_text(SHOP).first).to_be_visible()
    expect(page.locator("main img[src^='blob:']").first).to_be_visible()
    keep_picture(page, "console-visit")
    desk.open(f"/customers/{visit['customer']}")
    expect(page.locator("body")).to_contain_text("516")
    keep_picture(page, "console-customer")
