"""The demo page: a phone beside a desk, one click per person, a pretended place, a pulled plug.

With OUTRIDER_PICTURES=1 the whole demo company is made and the README's pictures are taken of it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FrameLocator, Page, Playwright, expect

from outrider.simulator.pictures import drawing
from tests.browser import CHROMIUM_ARGS, chromium_executable
from tests.journeys.conftest import KEPT, LOOKED_AT, PHONE, PICTURES, Server, Watched, open_server
from tests.journeys.test_the_loop import shoot, type_number

# A demo is made on SQLite.
pytestmark = pytest.mark.one_database("sqlite")

REP, OTHER, NORTHERN, DIRECTOR = "王磊", "赵鹏", "唐志刚", "周立群"
# The mended pin comes last: it answers the review of the same shop.
WAITING = ("approval", "phone_unsent", "photo", "review", "warning", "pin_change")
COLOURS = 160
MOST_BYTES = 150_000


@pytest.fixture(scope="module")
def server(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo company, served by the demo's settings."""
    settings = {"DJANGO_SETTINGS_MODULE": "outrider.project.settings.demo"}
    with open_server(
        database, tmp_path_factory.mktemp("demo"), "tests.journeys.demo_stage", **settings
    ) as made:
        yield made


@pytest.fixture
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser as it comes, without any permission given before."""
    made = playwright.chromium.launch(
        executable_path=chromium_executable(), args=[*CHROMIUM_ARGS, "--disable-gpu", "--no-first-run"]
    )
    yield made
    made.close()


@pytest.fixture
def watched() -> Iterator[Watched]:
    """No complaint of any page, no request to a foreign host."""
    made = Watched()
    yield made
    assert not made.complaints, made.complaints
    assert not made.foreign, made.foreign


def frames(page: Page) -> tuple[FrameLocator, FrameLocator]:
    """The phone and the desk."""
    return page.frame_locator("#phone iframe"), page.frame_locator("#desk iframe")


def test_one_click_per_person_and_a_pulled_plug(server: Server, browser: Browser, watched: Watched) -> None:
    """Both frames enter by themselves; another person is one click away; an offline check-in arrives later."""
    page = watched.follow(
        browser.new_page(locale="zh-CN", viewport={"width": 1700, "height": 1000}), server.address
    )
    page.add_init_script(KEPT)
    page.goto(f"{server.address}/demo")
    phone, desk = frames(page)
    expect(phone.get_by_test_id("check-in").first).to_be_visible()
    expect(desk.get_by_role("heading", name="今日")).to_be_visible()
    page.locator("#phone .people").get_by_role("button", name=OTHER).click()
    expect(page.locator("#phone .people").get_by_role("button", name=OTHER)).to_have_attribute(
        "aria-pressed", "true"
    )
    phone.get_by_role("link", name="我的").click()
    expect(phone.get_by_role("heading", name=OTHER)).to_be_visible()
    page.locator("#phone .people").get_by_role("button", name=REP).click()
    expect(phone.get_by_text("下一站").first).to_be_visible()
    expect(phone.get_by_text("已全部上传").first).to_be_visible()

    page.get_by_role("button", name="偏离 1.8 公里").click()
    page.get_by_label("断网").check()
    expect(page.get_by_text("已断网")).to_be_visible()
    check_in(phone)
    expect(phone.locator("html")).to_have_attribute("data-kept", re.compile(r"\d"))
    expect(phone.get_by_text("1.8 公里").first).to_be_visible()
    expect(phone.get_by_role("link", name="条待上传").first).to_be_visible()
    page.get_by_label("断网").uncheck()
    expect(phone.get_by_role("link", name="已全部上传").first).to_be_visible()

    headers = {"X-Outrider-App": "console"}
    answer = page.request.get(f"{server.address}/api/visits?status=open&sort=-checked_in_at", headers=headers)
    mine = [one for one in answer.json()["items"] if one["_titles"]["rep"] == REP]
    assert len(mine) == 1
    assert 1_700 < mine[0]["distance_m"] < 1_900
    page.goto(f"{server.address}/console/visits/{mine[0]['id']}")
    expect(page.get_by_text("演示定位").first).to_be_visible()


def check_in(phone: FrameLocator) -> None:
    """Tap 签到; agree when the consent was not given before."""
    phone.get_by_test_id("check-in").first.click()
    agree = phone.get_by_text("我同意按以上说明")
    expect(agree.or_(phone.get_by_text("门头照").first).first).to_be_visible()
    if agree.count():
        agree.click()
        phone.get_by_role("button", name="同意并继续").click()
    expect(phone.get_by_text("门头照").first).to_be_visible()


def keep(page: Page, name: str) -> None:
    """A palette PNG for the README, small enough to read on a slow line."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in (COLOURS, 96, 64, 32):
        kept = io.BytesIO()
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            kept, "PNG", optimize=True
        )
        if kept.tell() < MOST_BYTES:
            break
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.png").write_bytes(kept.getvalue())


@pytest.mark.skipif(
    not LOOKED_AT,
    reason="the README's pictures need the whole demo company, which takes minutes to make: OUTRIDER_PICTURES=1 takes"
    " them; without it nothing notices when their way through the screens breaks",
)
def test_pictures_for_the_readme(server: Server, playwright: Playwright, tmp_path: Path) -> None:
    """The loop as a newcomer sees it: the phone's three screens, the manager's four, both side by side."""
    take_pictures(server.address, playwright, tmp_path / "camera.mjpeg")


def take_pictures(address: str, playwright: Playwright, camera: Path) -> None:
    """The camera of this browser sees what lies in a file."""
    camera.write_bytes(drawing("storefront", "惠民便利", "解放路 12 号", "1").data)
    browser = playwright.chromium.launch(
        executable_path=chromium_executable(),
        args=[
            *CHROMIUM_ARGS,
            "--disable-gpu",
            "--no-first-run",
            f"--use-file-for-fake-video-capture={camera}",
        ],
    )
    page = browser.new_page(locale="zh-CN", viewport={"width": 1700, "height": 960})
    page.goto(f"{address}/demo")
    phone, desk = frames(page)
    expect(phone.get_by_test_id("check-in").first).to_be_visible()
    expect(desk.get_by_text(REP).first).to_be_visible()
    page.locator("#desk .people").get_by_role("button", name=DIRECTOR).click()
    expect(desk.get_by_text(NORTHERN).first).to_be_visible()
    cookies: Any = page.context.cookies()
    take_the_phones(address, browser, cookies, camera)
    take_the_desks(address, browser, cookies)
    page.reload()
    expect(desk.get_by_text(NORTHERN).first).to_be_visible()
    expect(phone.get_by_text("继续拜访").first).to_be_visible()
    page.wait_for_timeout(4_000)
    keep(page, "demo")
    browser.close()


def take_the_phones(address: str, browser: Browser, cookies: Any, camera: Path) -> None:
    """Today, the visit with its photos, the sheet."""
    context = browser.new_context(locale="zh-CN", permissions=["camera"], **PHONE)
    context.add_cookies(cookies)
    context.add_init_script(KEPT)
    page = context.new_page()
    page.goto(f"{address}/rep/")
    expect(page.get_by_test_id("check-in").first).to_be_visible()
    page.wait_for_timeout(3_000)
    keep(page, "rep-today")
    shop = page.locator(".next__name span").first.inner_text()
    page.get_by_test_id("check-in").first.click()
    agree = page.get_by_text("我同意按以上说明")
    expect(agree.or_(page.get_by_text("门头照").first).first).to_be_visible()
    if agree.count():
        agree.click()
        page.get_by_role("button", name="同意并继续").click()
    expect(page.get_by_text("定位正常").first).to_be_visible()
    for step, kinds in (("storefront", ["storefront"]), ("display", ["display-1", "display-2"])):
        for kind in kinds:
            camera.write_bytes(drawing(kind, shop, "解放路 12 号", kind).data)
            shoot(page, step)
    expect(page.get_by_text("待上传")).to_have_count(0)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(3_000)
    keep(page, "rep-visit")
    page.get_by_test_id("open-sheet").click()
    expect(page.locator("[data-cell$='-stock-box']").first).to_be_visible()
    for kind, digits in (("stock", "2130"), ("order", "3520")):
        cells = page.locator(f"[data-cell$='-{kind}-box']")
        for row, digit in enumerate(digits[: cells.count()]):
            name = str(cells.nth(row).get_attribute("data-cell"))
            if digit != "0":
                type_number(page, name, digit)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(3_000)
    keep(page, "rep-sheet")


def take_the_desks(address: str, browser: Browser, cookies: Any) -> None:
    """The day, the photo wall, a visit of today, its customer."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.add_cookies(cookies)
    page = context.new_page()
    asked = context.request.get(
        f"{address}/api/visits?status=done&sort=-checked_in_at&size=20", headers={"X-Outrider-App": "console"}
    )
    visits = asked.json()["items"]
    visit = max(visits, key=lambda one: (one["complete"], one["photos_held"], one["checked_in_at"]))
    for path, name in (
        ("/", "console-day"),
        ("/photos", "console-photos"),
        (f"/visits/{visit['id']}", "console-visit"),
        (f"/customers/{visit['customer']}", "console-customer"),
    ):
        page.goto(f"{address}/console{path}")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(2_500)
        keep(page, name)


def test_every_card_of_the_story_leads_to_its_record_and_is_decided(
    server: Server, browser: Browser, watched: Watched
) -> None:
    """One card of each kind that waits for the director: its link opens a page, its action takes it off the pile."""
    page = watched.follow(
        browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 800}), server.address
    )
    page.goto(f"{server.address}/demo")
    phone, desk = frames(page)
    # Both have come in: who comes in twice at once is asked for his token again.
    expect(phone.get_by_test_id("check-in").first).to_be_visible()
    expect(desk.get_by_text(REP).first).to_be_visible()
    page.locator("#desk .people").get_by_role("button", name=DIRECTOR).click()
    expect(desk.get_by_text(NORTHERN).first).to_be_visible()
    page.goto(f"{server.address}/console/customers")
    told = page.request.get(f"{server.address}/api/console/day", headers={"X-Outrider-App": "console"}).json()
    assert {card["kind"] for card in told["queue"]} >= set(WAITING)
    for kind in WAITING:
        follow_and_decide(page, server, kind)


def follow_and_decide(page: Page, server: Server, kind: str) -> None:
    """The first card of a kind, as the desk shows it: there and back, then its first answer that is no refusal."""
    day = page.request.get(f"{server.address}/api/console/day", headers={"X-Outrider-App": "console"}).json()
    place, card = next((at, card) for at, card in enumerate(day["queue"]) if card["kind"] == kind)
    shown = page.locator("article", has_text=card["title"])
    menu = page.get_by_role("navigation")

    def turn_to() -> None:
        menu.get_by_role("link", name="今日", exact=True).click()
        expect(page.locator("article")).to_be_visible()
        for _ in range(place):
            page.get_by_role("button", name="下一张").click()
        expect(shown.locator(".text")).to_have_text(card["text"])

    turn_to()
    expect(shown.locator(".actions button")).to_have_count(len(card["actions"]))
    shown.get_by_role("link").click()
    expect(page).not_to_have_url(re.compile("/console/day"))
    expect(page.locator("main h1").first).to_be_visible()
    expect(page.get_by_text("没有这个页面")).to_have_count(0)
    turn_to()
    shown.locator(".actions button:not(.el-button--danger)").first.click()
    expect(page.locator(".el-message", has_text=card["title"])).to_be_visible()
    expect(shown).to_have_count(0)
    menu.get_by_role("link", name="客户", exact=True).click()
