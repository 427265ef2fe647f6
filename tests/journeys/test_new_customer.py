"""新增客户 in a real browser: made offline in the street, visited at once; the desk gets it with its doubts."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import LOOKS, Phone, Server

METRE = 1 / 111_195
# A promise, asked for once: the pages' rules let nothing be evaluated again and again.
TAKEN_OVER = """new Promise((answer) => {
  const workers = navigator.serviceWorker
  workers.addEventListener('controllerchange', () => answer(true))
  if (workers.controller) answer(true)
})"""


def look(phone: Phone, name: str) -> None:
    phone.page.screenshot(path=str(LOOKS / f"{name}.png"))


def arrive(phone: Phone, server: Server) -> None:
    """Sign in and wait until the day is on the phone: the shops, and that he is on shift."""
    phone.sign_in("rep_wang")
    phone.page.get_by_text("还没有拜访计划").first.wait_for()
    phone.page.get_by_role("link", name="客户", exact=True).click()
    phone.page.get_by_text(server.cast["shops"][0]["name"]).first.wait_for()


def agree(phone: Phone) -> None:
    """The plain page before the first position, and its separate consent."""
    phone.page.get_by_text("我同意按以上说明").click()
    phone.page.get_by_role("button", name="同意并继续").click()


def fill(phone: Phone) -> None:
    """Photo, name and whom to ask for; the place comes by itself."""
    page = phone.page
    page.get_by_test_id("take-front").click()
    page.locator("[data-testid=camera][data-state=running]").wait_for()
    page.get_by_test_id("shutter").click()
    expect(page.locator(".camera__strip li .thumb img")).to_have_count(1)
    page.get_by_test_id("camera-done").click()
    page.locator("#new-name").fill("惠民超市(解放路店)")
    page.locator("#new-contact").fill("王老板")
    page.locator("#new-mobile").fill("139 1234 5678")


def test_a_shop_is_made_offline_and_visited_at_once(phone: Phone, server: Server) -> None:
    shop: dict[str, Any] = server.cast["shops"][0]
    page = phone.wake(latitude=shop["lat"] + 40 * METRE, longitude=shop["lng"])
    arrive(phone, server)
    # What no page has asked for yet comes from the service worker's store once it has taken the page over.
    page.wait_for_function(TAKEN_OVER)
    assert phone.context
    phone.context.set_offline(True)
    page.get_by_role("button", name="新增").click()
    page.get_by_role("button", name="新增客户").click()
    agree(phone)
    expect(page.get_by_test_id("pin-field")).to_contain_text("精度 12 米")
    fill(phone)
    expect(page.get_by_test_id("known-shops")).to_contain_text(shop["name"])
    expect(page.get_by_test_id("known-shops")).to_contain_text("40 米")
    look(phone, "new-customer")
    page.emulate_media(color_scheme="dark")
    look(phone, "new-customer-dark")
    page.emulate_media(color_scheme="light")
    page.get_by_text("更多信息").click()
    page.get_by_test_id("tax-number").fill("91350100M000100Y44")
    expect(page.get_by_role("alert")).to_contain_text("税号不对")
    page.get_by_test_id("tax-number").scroll_into_view_if_needed()
    look(phone, "new-customer-more")
    page.get_by_test_id("tax-number").fill("91350100M000100Y43")
    page.get_by_test_id("save-customer").click()
    page.get_by_test_id("check-in").wait_for()
    expect(page.get_by_text("王老板")).to_be_visible()
    look(phone, "new-customer-made")
    page.get_by_test_id("check-in").click()
    page.get_by_test_id("check-out").wait_for()
    phone.context.set_offline(False)
    page.goto(f"{server.address}/rep/")
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    propose_another_pin(phone, server, shop["id"])
    assert not phone.watched.complaints, phone.watched.complaints


def plan_ones_own_day(phone: Phone, server: Server) -> None:
    """An empty Today: nothing to take again, three shops are due; put in order, one put off, the rest anew."""
    page, names = phone.page, [shop["name"] for shop in server.cast["shops"]]
    page.get_by_role("link", name="今天", exact=True).click()
    for way in ("选客户", "沿用上周", "附近该访"):
        expect(page.get_by_role("link", name=way)).to_be_visible()
    page.get_by_role("link", name="沿用上周").click()
    expect(page.get_by_text("没有可沿用的计划")).to_be_visible()
    page.get_by_role("button", name="附近该访").click()
    for name in names:
        page.get_by_role("checkbox").filter(has_text=name).click()
    look(phone, "plan-due")
    page.get_by_test_id("save-plan").click()
    expect(page.locator(".next__name")).to_contain_text(names[0])
    page.get_by_test_id("reorder").click()
    page.get_by_role("button", name=f"{names[2]}:排到最前").click()
    look(phone, "plan-reorder")
    page.get_by_test_id("reorder-save").click()
    expect(page.locator(".next__name")).to_contain_text(names[2])
    page.get_by_role("button", name=f"{names[1]}:改期或无法拜访").click()
    page.get_by_role("button", name="改期", exact=True).last.click()
    page.locator(".days button").first.click()
    expect(page.get_by_text("之后 1 家")).to_be_visible()
    page.get_by_test_id("replan").click()
    expect(page.get_by_text("已重排")).to_be_visible()
    expect(page.get_by_text("已全部上传").first).to_be_visible()


def propose_another_pin(phone: Phone, server: Server, shop: str) -> None:
    """修正位置 with a photo of the shop: it waits for the manager, its photo with it."""
    page = phone.page
    page.goto(f"{server.address}/rep/customers/{shop}")
    page.get_by_test_id("change-pin").click()
    expect(page.get_by_text("40 米").first).to_be_visible()
    page.locator(".photo button").click()
    page.locator("[data-testid=camera][data-state=running]").wait_for()
    page.get_by_test_id("shutter").click()
    expect(page.locator(".camera__strip li .thumb img")).to_have_count(1)
    page.get_by_test_id("camera-done").click()
    expect(page.locator(".photo__one img")).to_be_visible()
    look(phone, "pin-change")
    page.get_by_test_id("save-pin").click()
    asked = "fetch('/api/pin-changes', {headers: {'X-Outrider-App': 'rep'}}).then((answer) => answer.json())"
    while not (found := page.evaluate(asked)["items"]):
        page.wait_for_timeout(300)
    assert (found[0]["status"], len(found[0]["photo"]), found[0]["distance_m"]) == ("open", 64, 40)


def test_refusing_the_location_leaves_a_new_customer_usable(phone: Phone, server: Server) -> None:
    shop: dict[str, Any] = server.cast["shops"][1]
    page = phone.wake(latitude=shop["lat"] + 0.02, longitude=shop["lng"])
    arrive(phone, server)
    plan_ones_own_day(phone, server)
    page.goto(f"{server.address}/rep/customers/new")
    page.get_by_role("button", name="不提供位置").click()
    expect(page.get_by_test_id("pin-field")).to_contain_text("未提供定位")
    page.locator("#new-name").fill("新开的小店")
    look(phone, "new-customer-refused")
    page.get_by_test_id("save-customer").click()
    page.get_by_test_id("change-pin").wait_for()
    page.get_by_test_id("check-in").click()
    page.get_by_test_id("check-out").wait_for()
    expect(page.get_by_text("未提供定位").first).to_be_visible()
    assert not phone.watched.complaints, phone.watched.complaints


def test_a_shop_without_a_place_takes_it_from_the_first_check_in(phone: Phone, server: Server) -> None:
    shop: dict[str, Any] = server.cast["shops"][1]
    page = phone.wake(latitude=shop["lat"] + 0.02, longitude=shop["lng"])
    assert phone.context
    arrive(phone, server)
    phone.context.set_geolocation(None)  # indoors: no position comes
    page.goto(f"{server.address}/rep/customers/new")
    agree(phone)
    page.locator("#new-name").fill("新开的小店")
    page.get_by_test_id("save-customer").click()
    page.get_by_test_id("check-in").wait_for()
    phone.context.set_geolocation({"latitude": shop["lat"] + 0.02, "longitude": shop["lng"], "accuracy": 12})
    page.get_by_test_id("check-in").click()
    page.get_by_test_id("first-pin").wait_for()
    look(phone, "first-pin")
    page.get_by_role("button", name="设为门店位置").click()
    expect(page.get_by_test_id("first-pin")).to_have_count(0)
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    assert not phone.watched.complaints, phone.watched.complaints
