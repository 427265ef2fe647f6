"""What goes wrong in the field, in a real browser: evicted storage, killed pages, closed tabs, a full phone, a
server that dies between the commit and its answer. The rule each time: nothing is lost, nothing is counted twice,
and the person is told.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, BrowserContext, Page, Playwright, Route, expect

from tests.journeys.conftest import Phone, Server, open_server
from tests.journeys.test_the_loop import save, shoot

KILLS = 5
FULL_NOTES = 6
DEATHS_S = 120
CAMERA_IS_HERE = """new Promise((here) => {
  const look = () => performance.getEntriesByType('resource').some((one) => one.name.includes('/CameraView-'))
    ? here() : setTimeout(look, 200)
  look()
})"""
RESERVED = """new Promise(async (answer) => {
  const [known] = (await indexedDB.databases()).filter((one) => one.name.startsWith('outrider-rep-'))
  const opened = indexedDB.open(known.name)
  opened.onsuccess = () => {
    const asked = opened.result.transaction('meta').objectStore('meta').getKey('reserve')
    asked.onsuccess = () => { opened.result.close(); answer(asked.result !== undefined) }
  }
})"""


# What the phone does alone; the commands that it sends later are no others than in the journeys on both.
ON_THE_PHONE = pytest.mark.one_database("postgres")


@pytest.fixture(scope="module")
def server(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all faults; each has a rep of his own."""
    with open_server(database, tmp_path_factory.mktemp("faults"), "tests.journeys.crowd") as made:
        yield made


class Office:
    """The manager's session, asked past the screen."""

    def __init__(self, playwright: Playwright, server: Server) -> None:
        self.server = server
        headers = {"X-Outrider-App": "console"}
        self.requests: APIRequestContext = playwright.request.new_context(
            base_url=server.address, extra_http_headers=headers
        )
        token = self.requests.get("/api/auth/session").json()["csrf"]
        who = {"mobile": server.cast["people"]["manager_east"]["mobile"], "password": server.cast["password"]}
        assert self.requests.post("/api/auth/sign-in", data=who, headers={"X-CSRF-Token": token}).ok

    def get(self, path: str) -> Any:
        """Ask; a refusal fails the journey."""
        answer = self.requests.get(path)
        assert answer.ok, answer.text()
        return answer.json()

    def notes(self, who: str) -> list[str]:
        """What was written down about a rep's shop, sorted."""
        shop = self.server.cast["people"][who]["shop"]["id"]
        return sorted(one["text"] for one in self.get(f"/api/activities?customer={shop}&size=100")["items"])

    def visits(self, who: str) -> list[dict[str, Any]]:
        """The visits to a rep's shop, whole."""
        shop = self.server.cast["people"][who]["shop"]["id"]
        return [
            self.get(f"/api/visits/{one['id']}") for one in self.get(f"/api/visits?customer={shop}")["items"]
        ]


@pytest.fixture
def office(playwright: Playwright, server: Server) -> Office:
    """The office."""
    return Office(playwright, server)


def settle(phone: Phone, who: str, *, mortal: bool = False) -> Page:
    """Sign in and have everything on the phone. Who will be killed closes once: cookies reach the disk late."""
    shop = phone.server.cast["people"][who]["shop"]
    page = phone.wake(latitude=shop["lat"], longitude=shop["lng"])
    arrive(phone, who)
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    if not mortal:
        return page
    phone.close()
    return phone.wake(latitude=shop["lat"], longitude=shop["lng"])


def arrive(phone: Phone, who: str) -> None:
    """Sign in and wait until the rep's shop is on the phone."""
    phone.sign_in(who)
    expect(phone.page.get_by_text("已全部上传").first).to_be_visible()
    expect(shop_page(phone, who).get_by_role("button", name="跟进")).to_be_visible()


def shop_page(phone: Phone, who: str, page: Page | None = None) -> Page:
    """The page of the rep's shop, without asking the network."""
    page = page or phone.page
    page.goto(f"{phone.server.address}/rep/customers/{phone.server.cast['people'][who]['shop']['id']}")
    return page


def note(page: Page, text: str) -> None:
    """Write something down and see that it is saved on this phone."""
    page.get_by_role("button", name="跟进").click()
    page.locator("#activity-text").fill(text)
    save(page, page.get_by_role("button", name="保存"))


def waiting(page: Page, count: int) -> None:
    """The mark on Today says how many acts wait."""
    expect(page.get_by_role("link", name=f"{count} 条待上传").first).to_be_visible()


def offline(phone: Phone, *, away: bool = True) -> None:
    """Pull the plug, or put it back."""
    _context(phone).set_offline(away)


def _context(phone: Phone) -> BrowserContext:
    assert phone.context
    return phone.context


def today(phone: Phone, page: Page | None = None) -> Page:
    """Back to Today."""
    page = page or phone.page
    page.goto(f"{phone.server.address}/rep/")
    return page


@ON_THE_PHONE
def test_evicted_storage_says_what_is_missing(server: Server, phone: Phone, office: Office) -> None:
    """F10: the browser threw everything but the cookies away; the phone does not look like an empty app."""
    settle(phone, "evicted")
    page = shop_page(phone, "evicted")
    offline(phone)
    note(page, "一")
    note(page, "二")
    waiting(today(phone), 2)
    page.goto("about:blank")
    protocol = _context(phone).new_cdp_session(page)
    kinds = "indexeddb,local_storage,service_workers,cache_storage,file_systems"
    protocol.send("Storage.clearDataForOrigin", {"origin": server.address, "storageTypes": kinds})
    offline(phone, away=False)
    today(phone)
    expect(page.get_by_role("alert")).to_contain_text("2 条未上传的内容已不在这台手机上")
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    waits = office.get("/api/console/day")["queue"]
    lost = [one for one in waits if one["kind"] == "phone_unsent" and "业务员evicted" in one["title"]]
    assert len(lost) == 1
    assert "2" in lost[0]["title"]
    assert office.notes("evicted") == []


@ON_THE_PHONE
def test_killed_right_after_saved(phone: Phone, office: Office) -> None:
    """F11: the moment the phone says 已存手机 every process of the browser dies; the act is there after the restart."""
    settle(phone, "killed", mortal=True)
    offline(phone)
    for turn in range(KILLS):
        page = shop_page(phone, "killed")
        note(page, f"第{turn}条")
        phone.kill()
        page = phone.wake(offline=True)
        waiting(page, turn + 1)
    offline(phone, away=False)
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    assert office.notes("killed") == [f"第{turn}条" for turn in range(KILLS)]


@ON_THE_PHONE
def test_a_closed_tab_leaves_no_orphans_and_two_tabs_send_once(phone: Phone, office: Office) -> None:
    """F12, F2: what a closed tab left is sent by another one; two tabs at work do not double anything."""
    settle(phone, "tabs")
    first = phone.page
    second = phone.watched.follow(_context(phone).new_page(), phone.server.address)
    today(phone, second)
    shop_page(phone, "tabs", first)
    offline(phone)
    note(first, "离线时写的")
    first.close()
    waiting(second, 1)
    offline(phone, away=False)
    expect(second.get_by_text("已全部上传").first).to_be_visible()
    assert office.notes("tabs") == ["离线时写的"]

    third = phone.watched.follow(_context(phone).new_page(), phone.server.address)
    pages = [shop_page(phone, "tabs", second), shop_page(phone, "tabs", third)]
    for turn in range(2):
        for number, page in enumerate(pages):
            note(page, f"{turn}-{number}")
    for page in pages:
        expect(today(phone, page).get_by_text("已全部上传").first).to_be_visible()
    phone.page = second
    assert office.notes("tabs") == ["0-0", "0-1", "1-0", "1-1", "离线时写的"]


def check_in(page: Page) -> None:
    """Without a plan, from the customer's page; consent is asked the first time."""
    page.get_by_test_id("check-in").click()
    page.get_by_text("我同意按以上说明").click()
    page.get_by_role("button", name="同意并继续").click()
    expect(page.get_by_text("门头照").first).to_be_visible()


def fill_up(phone: Phone, spare: int = 20_000) -> Any:
    """Leave next to no room. Chromium looks at a new quota only when it opens the databases anew."""
    page = phone.page
    protocol = _context(phone).new_cdp_session(page)
    here, origin = page.url, phone.server.address
    page.goto("about:blank")
    used = protocol.send("Storage.getUsageAndQuota", {"origin": origin})["usage"]
    protocol.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": used + spare})
    page.wait_for_timeout(6_000)
    page.goto(here)
    return protocol


@ON_THE_PHONE
def test_a_full_phone_keeps_the_visit(server: Server, phone: Phone, office: Office) -> None:
    """F20: room runs out in the middle of a visit. A photo must wait and the app says so; small acts still fit."""
    settle(phone, "quota")
    page = shop_page(phone, "quota")
    check_in(page)
    offline(phone)
    protocol = fill_up(phone)
    page.get_by_test_id("photo-front").click()
    expect(page.get_by_test_id("camera")).to_have_attribute("data-state", "running")
    page.get_by_test_id("shutter").click()
    expect(page.get_by_text("手机存储空间不足,刚才的内容没有保存").first).to_be_visible()
    page.get_by_test_id("camera-done").click()
    visit = page.url
    for turn in range(FULL_NOTES):
        note(shop_page(phone, "quota"), f"{turn}:{'满' * 1_900}")
    # What was kept aside for this has been given up; without it the last of these would not have fitted.
    assert page.evaluate(RESERVED) is False
    page.goto(visit)
    summarise(page, "陈列良好", "是")

    protocol.send("Storage.overrideQuotaForOrigin", {"origin": server.address})
    protocol.detach()
    page.goto("about:blank")
    page.wait_for_timeout(6_000)
    page.goto(visit)
    shoot(page, "front")
    offline(phone, away=False)
    today(phone)
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    (kept,) = office.visits("quota")
    assert (kept["status"], kept["complete"], len(kept["photos"]), kept["purpose_met"]) == (
        "open",
        True,
        1,
        "yes",
    )
    assert len(office.notes("quota")) == FULL_NOTES


def test_the_server_dies_between_its_commit_and_its_answer(
    server: Server, phone: Phone, office: Office
) -> None:
    """Acts and a photo arrive while the server is killed; it comes back, and holds everything once."""
    shop = server.cast["people"]["cut"]["shop"]
    # Without a service worker every request passes the test's hands.
    page = phone.wake(latitude=shop["lat"], longitude=shop["lng"], service_workers="block")
    arrive(phone, "cut")
    # ... and nothing is kept for it: the camera's part must be here before the server is gone.
    page.evaluate(CAMERA_IS_HERE)
    killed: list[str] = []
    back: list[str] = []

    def die(route: Route) -> None:
        """The first of each kind is answered by nobody: the server took it and was gone."""
        if len(killed) > len(back):
            return route.abort("connectionreset")  # it is dying of the other kind at this moment
        kind = "file" if "/uploads/" in route.request.url else "acts"
        if kind in killed or (kind == "acts" and '"verb"' not in (route.request.post_data or '"verb"')):
            return route.continue_()
        killed.append(kind)
        assert route.fetch().ok
        server.kill()
        route.abort("connectionreset")
        server.start()
        back.append(kind)
        return None

    page.route(re.compile(r"/api/(sync/commands|uploads/.+)$"), die)
    check_in(page)
    shoot(page, "front")
    summarise(page, "陈列需改进", "部分")
    wait_for_both(page, back)
    today(phone)
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    page.unroute_all()
    assert sorted(killed) == ["acts", "file"]
    (visit,) = office.visits("cut")
    assert (visit["complete"], len(visit["photos"]), visit["purpose_met"]) == (True, 1, "partly")
    assert sorted(step["step_key"] for step in visit["steps"]) == ["front", "summary"]
    phone.watched.forgive_cut_lines()


def wait_for_both(page: Page, back: list[str]) -> None:
    """A page without a service worker cannot be opened while nobody serves: both deaths come before it."""
    deadline = time.monotonic() + DEATHS_S
    while len(back) < 2 and time.monotonic() < deadline:
        page.wait_for_timeout(200)


def summarise(page: Page, chip: str, met: str) -> None:
    """The result of the visit."""
    page.get_by_test_id("summary").click()
    page.get_by_role("button", name=chip).click()
    page.get_by_role("button", name=met, exact=True).click()
    save(page, page.get_by_test_id("summary-save"))


@ON_THE_PHONE
def test_signing_out_keeps_unsent_work(phone: Phone, office: Office) -> None:
    """F16: signing out without a network says what is unsent and keeps it; the next sign-in sends it."""
    settle(phone, "leaving")
    page = shop_page(phone, "leaving")
    offline(phone)
    note(page, "下班前")
    today(phone)
    page.get_by_role("link", name="我的").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("还有 1 条没有上传。退出不会丢失")).to_be_visible()
    page.locator(".van-popup, [role=dialog]").get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("这台手机上的账号")).to_be_visible()
    expect(page.get_by_role("button", name="业务员leaving")).to_contain_text("1 条待上传")
    assert office.notes("leaving") == []
    offline(phone, away=False)
    phone.sign_in("leaving")
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    assert office.notes("leaving") == ["下班前"]
