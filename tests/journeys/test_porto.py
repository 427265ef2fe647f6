"""Real shops, dirty as they are: the file runs to its end, and one shop of Porto is visited."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ROOT, Desk, Phone, Server
from tests.journeys.test_the_loop import save, shoot, type_number

DATA = Path(os.environ.get("OUTRIDER_TEST_DATA", ROOT.parent / "shared" / "data"))
SHOPS = DATA / "outlets" / "osm_outlets_multi_city.csv.gz"
KEY, NAME, HOURS = "osm:node/4841914506", "Casa Cerdeira Mercearia", "Mo-Sa 09:00-20:00"
METRE = 1 / 111_320
# What the file holds, told by the report: nothing is refused, every mending is counted under its reason.
COUNTS = {
    "created": 3_855,
    "The opening hours were understood in part; the text is kept": 41,
    "Several telephone numbers; the others are in the remark": 11,
    "The name was taken from “…”": 7,
    "The opening hours were not understood; the text is kept": 6,
    "The telephone number was not understood; it is kept as written": 3,
    "“…” is too long; it was cut, the whole is in the remark": 1,
    "Invisible characters were removed from “…”": 1,
}

pytestmark = pytest.mark.skipif(not SHOPS.exists(), reason=f"the real shops are not here: {SHOPS}")


def import_them(server: Server, report: Path) -> str:
    """As an administrator types it; answers what the terminal said."""
    line = [
        "import",
        "customers",
        str(SHOPS),
        "--as",
        server.cast["people"]["admin"]["mobile"],
        "--report",
        str(report),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "outrider.project", *line],
        env=server.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def counted(said: str) -> dict[str, int]:
    """The report's lines: an outcome with its count, a count with its reason."""
    found: dict[str, int] = {}
    for line in said.splitlines():
        if outcome := re.fullmatch(r"\s+([a-z]+)\s+(\d+)", line):
            found[outcome[1]] = int(outcome[2])
        elif reason := re.fullmatch(r"\s+(\d+)\s+.+ · (.+)", line):
            found[reason[2]] = int(reason[1])
    return found


def give_to_wang(desk: Desk) -> dict[str, Any]:
    """The administrator finds the shop and makes Wang its owner."""
    desk.sign_in("admin")
    expect(desk.page.get_by_role("button", name="登录")).to_have_count(0)
    found = desk.ask("GET", f"/api/customers?q={NAME}")
    assert found["total"] == 1
    shop = desk.ask("GET", f"/api/customers/{found['items'][0]['id']}")
    assert (shop["external_key"], shop["opening_hours"]) == (KEY, HOURS)
    wang = desk.ask("GET", "/api/people?q=王磊")["items"][0]["id"]
    return desk.ask("PATCH", f"/api/customers/{shop['id']}", {"version": shop["version"], "owner": wang})


def visit_it(page: Page) -> None:
    """Found by typing, opened, visited without a plan: check-in, photo, stock and order, result, check-out."""
    page.get_by_role("link", name="客户", exact=True).click()
    page.get_by_test_id("customer-search").fill("cerdeira")
    page.get_by_role("link", name=NAME).click()
    expect(page.locator("body")).to_contain_text("09:00-20:00")
    page.get_by_test_id("check-in").click()
    page.get_by_text("我同意按以上说明").click()
    page.get_by_role("button", name="同意并继续").click()
    expect(page.get_by_text("定位正常").first).to_be_visible()
    shoot(page, "front")
    page.get_by_test_id("open-sheet").click()
    type_number(page, "SD-410-stock-piece", "7")
    type_number(page, "SD-410-order-box", "3")
    page.get_by_test_id("sheet-done").click()
    page.get_by_test_id("place-order").click()
    page.get_by_test_id("summary").click()
    page.get_by_role("button", name="老板有意加单").click()
    page.get_by_role("button", name="是", exact=True).click()
    page.get_by_test_id("summary-save").click()
    page.get_by_test_id("check-out").click()
    save(page, page.get_by_test_id("check-out-save"))
    expect(page.get_by_text("已全部上传").first).to_be_visible()


def test_a_real_shop_in_porto(server: Server, desk: Desk, phone: Phone, tmp_path: Path) -> None:
    """Import everything, hand one shop to a rep, live a visit there, see it at the desk."""
    report = tmp_path / "report.csv"
    assert counted(import_them(server, report)) == COUNTS
    assert len(report.read_text(encoding="utf-8-sig").splitlines()) == 3_855 + 1
    shop = give_to_wang(desk)

    page = phone.wake(latitude=shop["pin"]["lat"] + 30 * METRE, longitude=shop["pin"]["lng"])
    phone.sign_in("rep_wang")
    visit_it(page)

    visits = desk.ask("GET", "/api/visits")
    assert visits["total"] == 1
    visit = desk.ask("GET", f"/api/visits/{visits['items'][0]['id']}")
    assert (visit["customer"], visit["planned"], visit["status"], visit["complete"]) == (
        shop["id"],
        False,
        "done",
        True,
    )
    assert 25 <= visit["distance_m"] <= 35
    assert [photo["received"] for photo in visit["photos"]] == [True]
    assert desk.ask("GET", "/api/orders")["items"][0]["total"] == "126.00"

    page = desk.open(f"/visits/{visit['id']}")
    expect(page.get_by_text(NAME).first).to_be_visible()
    expect(page.locator("main img[src^='blob:']").first).to_be_visible()
    page = desk.open(f"/customers/{shop['id']}")
    expect(page.locator("body")).to_contain_text("126")
    expect(page.get_by_text("Rua de Santa Catarina").first).to_be_visible()
