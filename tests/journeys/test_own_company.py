"""A company of one's own, from an empty database to a day lived: ten minutes of a person's time, by taps and typing.

The company lives where it is morning now, so that its first day has hours left whenever the test runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.journeys import messy
from tests.journeys.conftest import Desk, Phone, Server, keep_picture, open_server
from tests.journeys.taps import Taps
from tests.journeys.test_console import worker
from tests.journeys.test_the_loop import shoot

PASSWORD, REP_PASSWORD = "own-company-8", "field-work-8"
ZONES = ("Pacific/Auckland", "Asia/Tokyo", "Asia/Shanghai", "Asia/Karachi", "Asia/Dubai", "Europe/Lisbon",
         "America/Sao_Paulo", "America/New_York", "America/Los_Angeles", "Pacific/Honolulu")  # fmt: skip
METRE = 1 / 111_195
NO_PLACE = "阿珍小卖部20"
TEN_MINUTES_S = 600
STOPS = ("阿珍小卖部00", "阿珍小卖部02", "阿珍小卖部04", NO_PLACE)
TOMORROW = ("阿珍小卖部06", "阿珍小卖部08")


def where_it_is_morning() -> str:
    """The zone whose clock is nearest to nine."""
    return min(ZONES, key=lambda zone: abs(datetime.now(UTC).astimezone(ZoneInfo(zone)).hour - 9))


@pytest.fixture
def zone() -> str:
    """Where the company lives."""
    return where_it_is_morning()


@pytest.fixture
def server(database: str, tmp_path: Path) -> Iterator[Server]:
    """A server on an empty database, with the worker that a company runs beside it."""
    with open_server(database, tmp_path, "tests.journeys.empty") as made, worker(made):
        yield made


@pytest.fixture
def desk(playwright: Playwright, server: Server, zone: str) -> Iterator[Desk]:
    """The owner's desk."""
    made = Desk(playwright, server, zone)
    yield made
    made.browser.close()
    assert not made.watched.complaints, made.watched.complaints
    assert not made.watched.foreign, made.watched.foreign


@pytest.fixture
def second_phone(playwright: Playwright, server: Server, tmp_path: Path) -> Iterator[Phone]:
    """The other rep's."""
    made = Phone(playwright, server, tmp_path / "second")
    yield made
    made.kill()
    assert not made.watched.complaints, made.watched.complaints


def found(page: Page, by: Taps, pain: str = "") -> None:
    """创建企业 with two colleagues."""
    expect(page.get_by_role("heading", name="创建企业")).to_be_visible()
    by.write(page.locator("input[name=company]"), "青禾食品")
    if pain:
        by.tap(page.locator("label.pain", has_text=pain))
    by.write(page.locator("input[name=admin_name]"), "周老板")
    by.write(page.locator("input[name=admin_mobile]"), "13800000001")
    by.write(page.locator("input[name=admin_password]"), PASSWORD)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(
        "text => navigator.clipboard.writeText(text)", "王磊 138 0000 0002\n业务员:陈慧敏,13800000003"
    )
    by.tap(page.get_by_placeholder("姓名").first)
    page.keyboard.press("Control+V")
    expect(page.get_by_placeholder("姓名").nth(1)).to_have_value("陈慧敏")
    expect(page.get_by_placeholder("手机号").nth(1)).to_have_value("13800000003")
    by.tap(page.get_by_role("button", name="创建企业并邀请 2 人"))
    expect(page.get_by_role("heading", name="邀请")).to_be_visible()


def invite(desk: Desk, by: Taps) -> dict[str, str]:
    """One gets his link, the other scans the code; answers where each is led."""
    page = desk.page
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    by.tap(page.get_by_role("button", name="复制链接").first)
    expect(page.get_by_text("链接已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()[-1]
    by.tap(page.get_by_role("button", name="二维码").last)
    expect(page.locator("figure img")).to_be_visible()
    rows = desk.ask("GET", "/api/invitations/open")["items"]
    assert copied in {row["link"] for row in rows}
    return {row["person"]["name"]: "/rep/join/" + row["link"].rpartition("/")[2] for row in rows}


def join(phone: Phone, path: str, zone: str, by: Taps, place: int = 0) -> Page:
    """The link opens on a phone in front of a shop; a password, and he is in."""
    lat, lng = messy.place(place)
    page = phone.wake(path=path, latitude=lat + 20 * METRE, longitude=lng, timezone_id=zone)
    by.write(page.locator("#password"), REP_PASSWORD)
    by.tap(page.get_by_role("button", name="加入"))
    expect(page.get_by_role("navigation")).to_be_visible()
    return page


def bring_in(desk: Desk, by: Taps, way: Sequence[str], file: Path, rows: int) -> None:
    """By the menu to the list and its button; a file, looked at and tried out by itself; one button imports it."""
    page = desk.page
    by.tap(page.get_by_role("navigation").get_by_role("link", name=way[0], exact=True))
    for name in way[1:]:
        by.tap(page.get_by_role("main").get_by_role("link", name=re.compile(f"^{name}")))
    by.tap(page.get_by_role("button", name="导入", exact=True))
    by.choose(page.locator("input[type=file]"), file)
    by.tap(page.get_by_role("button", name=f"正式导入 {rows} 行"))
    expect(page.get_by_text("导入完成:")).to_be_visible()


def take_back(desk: Desk, file: Path) -> None:
    """The wrong file: one button puts everything back, and the log tells of both."""
    page = desk.page
    before = desk.ask("GET", "/api/customers?size=1")["total"]
    bring_in(desk, Taps(), ["客户"], file, 1)
    keep_picture(page, "own-import")
    page.get_by_role("button", name="撤销这次导入").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_text("已撤销:移入回收站 1")).to_be_visible()
    assert desk.ask("GET", "/api/customers?size=1")["total"] == before
    log = desk.ask("GET", "/api/transfers?size=5")["items"]
    desk.open(f"/transfers/{log[0]['id']}")
    expect(page.get_by_text("撤销:移除")).to_be_visible()
    expect(page.get_by_role("button", name="撤销这次导入")).to_have_count(0)
    desk.open(f"/transfers/{log[1]['id']}")
    expect(page.get_by_role("button", name="撤销这次导入")).to_be_visible()
    keep_picture(page, "own-import-log")


def what_was_imported(desk: Desk) -> None:
    """Merged cells are filled, owners and grades found; the repeated shop and the stranger's are named and left out."""
    expect(desk.page.get_by_text("下载未导入的行")).to_be_visible()
    rows = desk.ask("GET", "/api/customers?size=100")
    assert rows["total"] == 30
    assert {(row["district"], row["grade"]) for row in rows["items"]} == {("鼓楼区", "A")}
    assert {row["_titles"]["owner"] for row in rows["items"]} == {"王磊", "陈慧敏"}
    assert sum(row["pin"] is None for row in rows["items"]) == 10


def plan(desk: Desk, by: Taps, stops: Sequence[str]) -> None:
    """Today of the first rep: chosen from the pool, ordered, published."""
    page = desk.page
    by.tap(page.get_by_role("link", name="排线"))
    # The customers beside the board name their owner as well.
    by.tap(page.get_by_role("button", name=re.compile("^王磊")).first)
    pool = page.locator("aside.pool")
    for number, shop in enumerate(stops, start=1):
        by.tap(pool.locator("li button", has_text=shop))
        expect(page.locator("aside.panel ol li:not(.none)")).to_have_count(number)
    by.tap(page.get_by_role("button", name="排出最顺的线路"))
    keep_picture(page, "own-plan")
    by.tap(page.get_by_role("button", name="采用"))
    by.tap(page.get_by_role("button", name="发布 1 天"))
    expect(page.get_by_text("已发布,1 人收到通知")).to_be_visible()


def plan_tomorrow(desk: Desk, stops: Sequence[str]) -> None:
    """Two cards dragged by the mouse into tomorrow, and 一键排线 over the whole board."""
    page = desk.page
    tomorrow = page.get_by_role("row").filter(has_text="王磊").locator("td button").nth(1)
    for number, shop in enumerate(stops, start=1):
        page.locator("aside.pool li", has_text=shop).drag_to(tomorrow)
        expect(tomorrow).to_contain_text(f"{number} 家")
    expect(tomorrow).not_to_contain_text("公里")
    page.get_by_role("button", name="一键排线").click()
    page.get_by_role("button", name="采用").click()
    expect(tomorrow).to_contain_text(re.compile(r"\d\d:\d\d.*(公里|米)"))


def visit(page: Page, by: Taps) -> None:
    """A shop that has no place yet: check in, answer what is asked once, a photo, an order, a result, check out."""
    by.tap(page.get_by_text(NO_PLACE).first, page.get_by_test_id("check-in"))
    by.tap(page.get_by_text("我同意按以上说明"), page.get_by_role("button", name="同意并继续"))
    by.tap(page.get_by_test_id("shift-yes"))
    expect(page.get_by_text("门头照").first).to_be_visible()
    by.tap(page.get_by_test_id("first-pin").get_by_role("button", name="设为门店位置"))
    keep_picture(page, "own-visit")
    shoot(page, "storefront")
    by.count += 3
    by.tap(page.get_by_test_id("open-sheet"))
    page.get_by_role("button", name="岚溪苏打水 订货 箱").click()
    page.locator(".pad__key").get_by_text("2", exact=True).click()
    by.count += 2
    by.tap(page.get_by_test_id("sheet-done"), page.get_by_test_id("place-order"))
    by.tap(page.get_by_test_id("summary"), page.get_by_role("button", name="陈列已整理"))
    by.tap(page.get_by_test_id("summary-save"))
    by.tap(page.get_by_test_id("check-out"), page.get_by_test_id("check-out-save"))


def hand_in(page: Page, by: Taps) -> None:
    """Clock out, look at what the product wrote, add a line, hand in."""
    by.tap(page.get_by_test_id("shift-mark"), page.get_by_test_id("clock-out"))
    by.tap(page.get_by_role("link", name="去交日报"))
    expect(page.locator("dl.facts")).to_contain_text("1 单 ¥84")
    by.write(page.locator("#report-tomorrow"), "补齐乌龙茶陈列")
    by.tap(page.get_by_test_id("report-submit"))
    expect(page.get_by_text("已提交")).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_test_id("report-copy").click()
    expect(page.get_by_text("已复制").first).to_be_visible()
    heading, *lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert "王磊" in heading
    assert any("1 单 ¥84" in line for line in lines), lines
    assert lines[-1].endswith("补齐乌龙茶陈列"), lines
    keep_picture(page, "own-report")
    page.goto(page.url.rpartition("/")[0] + "/")
    expect(page.get_by_text("已全部上传").first).to_be_visible()


def read_and_answer(desk: Desk, by: Taps) -> None:
    """未读 becomes read by opening it; 点评 on the report and on the visit."""
    page = desk.page
    by.tap(page.get_by_role("link", name="日报", exact=True))
    expect(page.get_by_text("未读 1")).to_be_visible()
    by.tap(page.locator("button.person", has_text="王磊"))
    expect(page.get_by_text("补齐乌龙茶陈列").first).to_be_visible()
    say(page, by, "辛苦了,明天带上样品")
    expect(page.get_by_text("未读 0")).to_be_visible()
    by.tap(page.get_by_role("link", name="拜访", exact=True))
    by.tap(page.locator("tbody tr").first)
    say(page, by, "门头照很清楚")


def say(page: Page, by: Taps, text: str) -> None:
    """点评 where one is."""
    card = page.locator("section", has=page.get_by_role("heading", name="点评"))
    by.write(card.get_by_role("textbox"), text)
    by.tap(card.get_by_role("button", name="发送"))
    expect(card.get_by_text(text)).to_be_visible()


def hear(phone: Phone, by: Taps) -> None:
    """What the manager said is on the phone as soon as it is taken out again."""
    page = phone.page
    page.reload()
    by.tap(page.get_by_role("link", name="我的"), page.get_by_role("link", name="消息"))
    expect(page.get_by_text("点评").nth(1)).to_be_visible()
    expect(page.get_by_text("的拜访已排好")).to_be_visible()
    keep_picture(page, "own-notices")
    by.tap(page.locator("a.row").first)
    expect(page.get_by_text("门头照很清楚")).to_be_visible()


def results_open_to_their_shops(desk: Desk, page: Page) -> None:
    """活跃门店 at the desk and on the phone leads to the shop that ordered."""
    desk.open("/results?by=shops")
    card = desk.page.locator(".figure", has_text="活跃门店")
    card.get_by_role("link", name="查看明细").click()
    expect(desk.page.locator("tbody tr")).to_have_count(1)
    keep_picture(desk.page, "own-shops")
    desk.page.get_by_role("link", name=NO_PLACE).click()
    expect(desk.page.get_by_role("heading", name=NO_PLACE)).to_be_visible()
    page.goto(f"{desk.server.address}/rep/results")
    page.get_by_role("tab", name="活跃门店").click()
    page.locator("button.day").first.click()
    keep_picture(page, "own-results")
    page.get_by_role("link", name=NO_PLACE).click()
    expect(page.get_by_text(NO_PLACE).first).to_be_visible()
    expect(page).to_have_url(re.compile("/customers/"))


def files(folder: Path) -> tuple[Path, Path, Path]:
    """The shops and the price list as people send them, and a list that was not meant."""
    shops, goods, wrong = folder / "门店.xlsx", folder / "价目.xlsx", folder / "错了.csv"
    wrong.write_bytes("店名,地址\r\n不是我们的店,台江区\n".encode("gbk"))
    shops.write_bytes(messy.shops(30, ("王磊", "陈慧敏"), without_place=10))
    goods.write_bytes(messy.goods())
    return shops, goods, wrong


def in_ten_minutes(people: dict[str, Taps]) -> None:
    """What all of it took these people, by taps and by the clock."""
    seconds = sum(one.seconds for one in people.values())
    told = f"{seconds:.0f} s of a person's time: { {name: one.parts for name, one in people.items()} }"
    print(told)
    assert sum(one.count for one in people.values()) <= 70, told
    assert seconds <= TEN_MINUTES_S, told


def test_a_company_of_ones_own(
    desk: Desk, phone: Phone, second_phone: Phone, zone: str, tmp_path: Path
) -> None:
    """Everything that a person with twelve people and an Excel sheet does on his first day."""
    owner, rep, other = Taps(), Taps(), Taps()
    shops, goods, wrong = files(tmp_path)
    page = desk.open("/")
    with owner.part("创建企业", 9):
        found(page, owner)
    with owner.part("邀请", 2):
        links = invite(desk, owner)
    with rep.part("加入", 2):
        mobile = join(phone, links["王磊"], zone, rep)
    with other.part("加入", 2):
        join(second_phone, links["陈慧敏"], zone, other)
    second_phone.close()
    with owner.part("导入门店", 5):
        bring_in(desk, owner, ["客户"], shops, 30)
    what_was_imported(desk)
    with owner.part("导入商品", 6):
        bring_in(desk, owner, ["设置", "商品"], goods, 2)
    take_back(desk, wrong)
    with owner.part("排线", 9):
        plan(desk, owner, STOPS)
    plan_tomorrow(desk, TOMORROW)
    mobile.reload()
    expect(mobile.get_by_text("阿珍小卖部").first).to_be_visible()
    keep_picture(mobile, "own-today")
    with rep.part("拜访", 20):
        visit(mobile, rep)
    desk.open("/reports")
    expect(page.get_by_text("未交 1")).to_be_visible()
    desk.open("/day")
    with rep.part("日报", 5):
        hand_in(mobile, rep)
    with owner.part("看日报与点评", 8):
        read_and_answer(desk, owner)
    with rep.part("看点评", 3):
        hear(phone, rep)
    results_open_to_their_shops(desk, mobile)
    in_ten_minutes({"周老板": owner, "王磊": rep, "陈慧敏": other})
