"""补签退 from both sides: the rep says without a network when he left; the manager sees that it was said later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk, Phone, Server, keep_picture, open_server
from tests.journeys.test_the_loop import save

FIRST, NEXT = "惠民便利(解放路店)", "好邻居超市(学府路店)"
WHY = "接电话出门,忘了点"


@pytest.fixture
def server(database: str, tmp_path: Path) -> Iterator[Server]:
    """A server on which a visit has been open for two hours."""
    with open_server(database, tmp_path, "tests.journeys.forgotten") as made:
        yield made


def say_it_later(page: Page, server: Server) -> None:
    """He taps check-in at the next shop: the first one is asked about, a wrong tap on closing leaves all as it was."""
    page.goto(f"{server.address}/rep/customers/{server.cast['shops'][1]['id']}")
    page.get_by_test_id("check-in").click()
    expect(page.get_by_role("heading", name="上一家还没有签退")).to_be_visible()
    sheet = page.locator("[role=dialog][aria-modal=true]")
    expect(sheet).to_contain_text(f"再开始 {NEXT}")
    sheet.get_by_role("button", name="关闭").click()
    expect(page.get_by_test_id("late-save")).to_have_count(0)
    expect(page).to_have_url(re.compile("/rep/customers/"))
    page.get_by_test_id("check-in").click()
    expect(sheet).to_contain_text(FIRST)
    minutes = page.locator("#late-minutes")
    expect(minutes).to_have_value("15")  # a guess that needs no thought
    page.get_by_role("button", name="加 5 分钟").click()
    expect(minutes).to_have_value("20")
    page.locator("#late-reason").fill(WHY)
    keep_picture(page, "rep-late-check-out")
    save(page, page.get_by_test_id("late-save"))
    expect(page.get_by_role("heading", name=NEXT)).to_be_visible()
    expect(page).to_have_url(re.compile("/rep/visits/"))


def see_it_at_the_desk(desk: Desk, page: Page, first: dict[str, Any]) -> None:
    """The first visit has its end and says that it was said later, and why; the second one is open."""
    desk.open(f"/visits/{first['id']}")
    seen = desk.page
    expect(seen.get_by_text("补签退", exact=True)).to_be_visible()
    expect(seen.get_by_role("main")).to_contain_text("20 分钟")
    expect(seen.get_by_role("main")).to_contain_text(WHY)
    keep_picture(seen, "console-late-check-out")
    desk.open("/visits")
    expect(seen.locator("main")).to_contain_text(NEXT)


def test_a_forgotten_check_out_is_said_later(server: Server, desk: Desk, phone: Phone) -> None:
    """Both visits arrive once, in their order; what he said is shown as said."""
    shop = server.cast["shops"][1]
    page = phone.wake(latitude=shop["lat"], longitude=shop["lng"])
    phone.sign_in("rep_wang")
    expect(page.get_by_text(FIRST).first).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    assert phone.context
    phone.context.set_offline(True)
    say_it_later(page, server)
    phone.context.set_offline(False)
    page.goto(f"{server.address}/rep/me")
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    desk.sign_in("manager_east")
    expect(desk.page.get_by_role("heading", name="今日")).to_be_visible()
    first = desk.ask("GET", f"/api/visits/{server.cast['visit']}")
    assert (first["status"], first["out_edited"], first["time_in_store_s"]) == ("done", True, 20 * 60)
    assert (first["missing_reason"], first["location_status"]) == (WHY, "located")
    second = desk.ask("GET", f"/api/visits?customer={shop['id']}")["items"]
    assert [(visit["status"], visit["flagged"]) for visit in second] == [("open", [])]
    see_it_at_the_desk(desk, page, first)
