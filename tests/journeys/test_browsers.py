"""Browsers that can do less than the work needs: a chat app's, one over plain http, an iPhone's before it is on the
home screen. The rule each time: the person is told at the start, and once.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser import CHROMIUM_ARGS, chromium_executable
from tests.journeys.conftest import Phone, Server, keep_picture

CHAT = {
    "MicroMessenger/8.0.50(0x28003231) NetType/WIFI Language/zh_CN": "微信",
    "MicroMessenger/7.0.1 wxwork/4.1.30 NetType/WIFI": "企业微信",
    "AliApp(DingTalk/7.6.10) com.alibaba.android.rimet": "钉钉",
}
ANDROID = "Mozilla/5.0 (Linux; Android 14; V2310A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126 Mobile"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1"

# What a browser lets a page do has nothing to do with the database.
pytestmark = pytest.mark.one_database("postgres")


def test_a_chat_apps_browser_says_so(phone: Phone) -> None:
    """The exact sentence, on the first screen, for each chat app; an ordinary browser says nothing."""
    page = phone.wake()
    expect(page.locator("#mobile")).to_be_visible()
    expect(page.locator(".banner")).to_have_count(0)
    protocol = phone.page.context.new_cdp_session(page)
    for agent, name in CHAT.items():
        protocol.send("Emulation.setUserAgentOverride", {"userAgent": f"{ANDROID} {agent}"})
        page.reload()
        sentence = f"当前在{name}内打开,离线与定位受限,请点右上角 ··· 用浏览器打开"
        expect(page.get_by_text(sentence, exact=True)).to_be_visible()


def test_plain_http_from_another_machine_says_what_will_not_work(
    server: Server, playwright: Playwright
) -> None:
    """A browser keeps location, camera and offline work from such an address; on this machine itself it does not."""
    rule = "--host-resolver-rules=MAP phone.example 127.0.0.1"
    browser = playwright.chromium.launch(
        executable_path=chromium_executable(), args=[*CHROMIUM_ARGS, "--disable-gpu", "--no-first-run", rule]
    )
    try:
        page = browser.new_page(locale="zh-CN")
        page.goto(f"http://phone.example:{server.port}/rep/")
        expect(page.get_by_text("当前是 http 连接").first).to_be_visible()
        page.goto(f"{server.address}/rep/")
        expect(page.locator("#mobile")).to_be_visible()
        expect(page.get_by_text("当前是 http 连接")).to_have_count(0)
    finally:
        browser.close()


def test_an_iphone_is_asked_once_for_its_home_screen(phone: Phone) -> None:
    """Before the first work without a network, and not again."""
    page = phone.wake(user_agent=IPHONE)
    phone.sign_in("rep_wang")
    sheet = page.get_by_text("主屏幕上的先行有自己的存储")
    expect(sheet).to_be_visible()
    keep_picture(page, "home-screen")
    page.get_by_role("button", name="知道了").click()
    expect(sheet).not_to_be_visible()
    page.reload()
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    page.wait_for_timeout(3_000)
    expect(sheet).not_to_be_visible()
