"""The demo page: a phone beside a desk, one click per person, a pretended place, a pulled plug.

With OUTRIDER_PICTURES=1 the whole demo company is made and the README's pictures are taken of it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, FrameLocator, Page, Playwright, expect

from tests.browser import CHROMIUM_ARGS, chromium_executable
from tests.journeys.conftest import PHONE, PICTURES, Server, Watched, open_server

PICTURES_WANTED = os.environ.get("OUTRIDER_PICTURES") == "1"
REP, OTHER, MANAGER = "王磊", "赵鹏", "陈慧敏"
COLOURS = 160
MOST_BYTES = 150_000


@pytest.fixture(scope="module")
def server(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo company, served by the demo's settings."""
    settings = {"DJANGO_SETTINGS_MODULE": "outrider.project.settings.demo"}
    with open_server(database, tmp_path_factory.mktemp("demo"), "tests.journeys.demo_stage", **settings) as made:
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
    page = watched.follow(browser.new_page(locale="zh-CN", viewport={"width": 1700, "height": 1000}), server.address)
    page.goto(f"{server.address}/demo")
    phone, desk = frames(page)
    expect(phone.get_by_test_id("check-in").first).to_be_visible()
    expect(desk.get_by_role("heading", name="今日")).to_be_visible()
    page.locator("#phone .people").get_by_role("button", name=OTHER).click()
    expect(page.locator("#phone .people").get_by_role("button", name=OTHER)).to_have_attribute("aria-pressed", "true")
    phone.get_by_role("link", name="我的").click()
    expect(phone.get_by_role("heading", name=OTHER)).to_be_visible()
    page.locator("#phone .people").get_by_role("button", name=REP).click()
    expect(phone.get_by_text("下一站").first).to_be_visible()
    expect(phone.get_by_text("已全部上传").first).to_be_visible()

    page.get_by_role("button", name="偏离 1.8 公里").click()
    page.get_by_label("断网").check()
    expect(page.get_by_text("已断网")).to_be_visible()
    check_in(phone)
    expect(phone.get_by_text("已存手机").first).to_be_visible()
    expect(phone.get_by_text("1.8 公里").first).to_be_visible()
    expect(phone.get_by_role("link", name="条待上传").first).to_be_visible()
    page.get_by_label("断网").uncheck()
    expect(phone.get_by_role("link", name="已全部上传").first).to_be_visible(timeout=60_000)

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
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        if kept.tell() < MOST_BYTES:
            break
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.png").write_bytes(kept.getvalue())


@pytest.mark.skipif(not PICTURES_WANTED, reason="the README's pictures are taken with OUTRIDER_PICTURES=1")
def test_pictures_for_the_readme(server: Server, browser: Browser) -> None:
    """The loop as a newcomer sees it: the phone's three screens, the manager's three."""
    page = browser.new_page(locale="zh-CN", viewport={"width": 1700, "height": 960})
    page.goto(f"{server.address}/demo")
    phone, desk = frames(page)
    expect(phone.get_by_test_id("check-in").first).to_be_visible()
    expect(desk.get_by_text(REP).first).to_be_visible()
    page.wait_for_timeout(4_000)
    keep(page, "demo")
    cookies = page.context.cookies()
    take_the_phones(server, browser, cookies)
    take_the_desks(server, browser, cookies)


def take_the_phones(server: Server, browser: Browser, cookies: list[dict[str, object]]) -> None:
    """Today, the visit, the sheet."""
    context = browser.new_context(locale="zh-CN", **PHONE, permissions=["camera"])
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.address}/rep/")
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    page.wait_for_timeout(2_000)
    keep(page, "rep-today")


def take_the_desks(server: Server, browser: Browser, cookies: list[dict[str, object]]) -> None:
    """The day, the photo wall, a visit, a customer."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    for path, name in (("/", "console-day"), ("/photos", "console-photos")):
        page.goto(f"{server.address}/console{path}")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(2_000)
        keep(page, name)
