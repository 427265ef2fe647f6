"""A review from both sides: the rep explains without network, the manager sees both pictures and decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import LOOKED_AT, LOOKS, Desk, Phone, Server, keep_picture, open_server
from tests.journeys.reviewing import shelf

SHOP, OTHER = "惠民便利(解放路店)", "学府便利"
WORDS = "那天相机坏了,借了赵鹏的照片;店在街对面,定位不准。"


@pytest.fixture
def server(database: str, tmp_path: Path) -> Iterator[Server]:
    """A server on which a visit waits for a person, for two reasons."""
    with open_server(database, tmp_path, "tests.journeys.reviewing") as made:
        yield made


def looks(page: Page, name: str) -> None:
    """The page in the dark and in the other languages, when pictures are wanted."""
    keep_picture(page, name)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    keep_picture(page, f"{name}-dark")
    page.evaluate("delete document.documentElement.dataset.theme")
    if not LOOKED_AT:
        return
    for language in ("zh-Hant", "en", "zh-Hans"):
        page.evaluate(f"localStorage.setItem('outrider.locale', '{language}')")
        page.reload()
        expect(page.get_by_test_id("photo-pair").locator("img")).to_have_count(2)
        page.screenshot(path=str(LOOKS / f"{name}-{language}.png"), full_page=True)


def explain_offline(phone: Phone) -> None:
    """Open the request from the notices, pull the network, write and take a photo, send."""
    page = phone.page
    page.goto(f"{phone.server.address}/rep/notices")
    page.get_by_text(f"{SHOP}:这次拜访需要复核").first.click()
    expect(page.get_by_test_id("review")).to_have_attribute("data-status", "open")
    page.goto(f"{phone.server.address}/rep/reviews")
    page.get_by_text("照片需要核对").click()
    expect(page.get_by_test_id("photo-pair")).to_be_visible()
    expect(page.get_by_test_id("photo-pair").locator("img")).to_have_count(2)
    expect(page.get_by_test_id("photo-pair")).to_contain_text("另一家门店")
    expect(page.get_by_test_id("photo-pair")).not_to_contain_text(OTHER)
    looks(page, "review-rep")
    assert phone.context
    phone.context.set_offline(True)
    page.get_by_test_id("explain-text").fill(WORDS)
    page.get_by_test_id("explain-photo").click()
    expect(page.get_by_test_id("camera")).to_have_attribute("data-state", "running")
    page.get_by_test_id("shutter").click()
    page.get_by_test_id("camera-done").click()
    page.get_by_test_id("explain-send").click()
    expect(page.get_by_test_id("review-course")).to_contain_text(WORDS)
    expect(page.get_by_test_id("review")).to_have_attribute("data-status", "explained")


def decide(desk: Desk) -> None:
    """From 待我处理 to the page, both pictures, the words, and the decision by the keyboard."""
    page = desk.sign_in("manager_east")
    expect(page.get_by_role("heading", name="今日")).to_be_visible()
    queue = page.locator("aside.queue")
    expect(queue).to_contain_text(SHOP)
    if "照片待核对" not in queue.inner_text():
        queue.get_by_role("button", name="下一张").click()
    expect(queue.locator("img")).to_have_count(2)
    keep_picture(page, "review-day")
    queue.get_by_text("查看详情").click()
    pair = page.get_by_test_id("photo-pair")
    expect(pair.locator("img")).to_have_count(2)
    expect(pair).to_contain_text(OTHER)
    expect(pair).to_contain_text("赵")
    expect(page.get_by_test_id("review-course")).to_contain_text(WORDS)
    expect(page.get_by_test_id("review-course").locator("img")).to_have_count(1)
    looks(page, "review-desk")
    page.get_by_role("heading", name="复核结论").click()
    page.keyboard.press("2")
    page.get_by_test_id("review-reason").fill("请用自己拍的照片")
    page.get_by_test_id("decide-rejected").click()
    expect(page.get_by_test_id("review")).to_have_attribute("data-status", "decided")
    expect(page.get_by_test_id("review-decide")).to_have_count(0)


def appeal_at_the_desk(desk: Desk) -> None:
    """The rep himself at a desk: a picture of the shelf from his computer goes with the appeal."""
    page = desk.page
    review = page.url
    page.goto("about:blank")  # an open page would go on asking, for nobody
    desk.context.clear_cookies()
    desk.sign_in("rep_wang")
    expect(page.get_by_role("button", name="登录")).to_have_count(0)
    page.goto(review)
    page.get_by_test_id("explain-text").fill("这是我自己拍的")
    picture: FilePayload = {"name": "shelf.jpg", "mimeType": "image/jpeg", "buffer": shelf(12)}
    page.get_by_test_id("explain-file").set_input_files([picture])
    expect(page.get_by_test_id("review-explain").locator("img")).to_have_count(1)
    page.get_by_test_id("explain-send").click()
    expect(page.get_by_test_id("review")).to_have_attribute("data-status", "appealed")
    expect(page.get_by_test_id("review-course").locator("img")).to_have_count(2)
    expect(page.get_by_test_id("review-explain").locator("img")).to_have_count(0)
    keep_picture(page, "review-desk-appeal")


def test_a_review_from_both_sides(server: Server, desk: Desk, phone: Phone) -> None:
    """The rep's words arrive once, and he reads the decision where he wrote them."""
    shop = server.cast["shops"][0]
    page = phone.wake(latitude=shop["lat"], longitude=shop["lng"])
    phone.sign_in("rep_wang")
    expect(page.get_by_role("navigation").get_by_text("我的")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    explain_offline(phone)
    assert phone.context
    phone.context.set_offline(False)
    page.goto(f"{server.address}/rep/me")
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    decide(desk)
    page.goto(f"{server.address}/rep/notices")
    page.get_by_text(f"{SHOP}:照片未认可").click()
    expect(page.get_by_test_id("review")).to_have_attribute("data-status", "decided")
    expect(page.get_by_test_id("review-course")).to_contain_text("请用自己拍的照片")
    expect(page.get_by_test_id("review-explain")).to_contain_text("申诉")
    keep_picture(page, "review-rep-decided")
    appeal_at_the_desk(desk)
