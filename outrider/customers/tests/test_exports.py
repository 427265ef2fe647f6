"""Exporting lists: the same rows as on the screen, masked, defused, noted."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from outrider.engine.exchange import actions, exporting
from outrider.engine.exchange.models import Transfer
from outrider.engine.journal.models import Entry
from outrider.kernel import clock


def fetch(browser, path):
    answer = browser.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer, body


def rows_of(body):
    assert body.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    return lines[0], [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_a_list_is_exported_as_people_read_it(world):
    tag = world.make("tag", name="新开店")
    world.customer("惠民便利", mobile="13912345678", tags=[str(tag.pk)], phone="021-1", address="解放路12号")
    answer, body = fetch(world.web(world.manager_east), "/api/customers/export?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="customers.csv"'
    header, rows = rows_of(body)
    assert header[:3] == ["名称", "编码", "类型"]
    row = rows[0]
    assert (row["名称"], row["类型"], row["客户等级"], row["负责人"], row["部门"]) == (
        "惠民便利",
        "终端门店",
        "A 类",
        "王磊",
        "城东",
    )
    assert (row["手机"], row["电话"], row["详细地址"], row["状态"]) == (
        "139****5678",
        "021-1",
        "解放路12号",
        "正常",
    )
    assert (row["位置"], row["标签"]) == ("41.15, -8.61", "新开店")
    assert "备注" not in header
    assert b"13912345678" not in body


@pytest.mark.parametrize("name", ["=1+1", "  =1+1", "＝cmd|x", "+8", "@x", "-1+2"])
def test_names_that_are_formulas_leave_as_text_in_both_formats(world, name):
    world.customer(name)
    browser = world.web(world.director)
    stored = name.strip()
    _, rows = rows_of(fetch(browser, "/api/customers/export")[1])
    assert rows[0]["名称"] == f"'{stored}"
    _, body = fetch(browser, "/api/customers/export?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (f"'{stored}", "s")


def test_the_filters_and_the_row_scope_of_the_screen_hold(world):
    world.customer("甲", grade="A")
    world.customer("乙", grade="B")
    world.customer("丙", grade="A", owner=world.rep_sun)
    east = world.web(world.manager_east)
    _, rows = rows_of(fetch(east, "/api/customers/export?grade=A&sort=-name")[1])
    assert [row["名称"] for row in rows] == ["甲"]
    _, rows = rows_of(fetch(world.web(world.director), "/api/customers/export?grade=A&sort=-name")[1])
    assert [row["名称"] for row in rows] == ["甲", "丙"]


def test_a_rep_may_not_export_and_nothing_is_noted(world):
    world.customer()
    answer, _ = fetch(world.web(world.rep_wang, "rep"), "/api/customers/export")
    assert (answer.status_code, answer.json()["code"], Transfer.objects.count()) == (403, "forbidden", 0)


def test_every_export_is_noted_in_the_journal(world):
    world.customer()
    fetch(world.web(world.manager_east), "/api/customers/export?format=xlsx&grade=A")
    noted = Transfer.objects.get()
    assert (noted.kind, noted.what, noted.format, noted.rows, noted.created_by_id) == (
        "export",
        "customer",
        "xlsx",
        1,
        world.manager_east.pk,
    )
    assert noted.filters == {"format": "xlsx", "grade": "A"}
    assert Entry.objects.get(entity="transfer").verb == "exchange.export"
    seen = world.web(world.admin).get("/api/transfers").json()
    assert (seen["total"], seen["items"][0]["_titles"]["person"]) == (1, "陈慧敏")
    assert world.web(world.manager_north).get("/api/transfers").json()["total"] == 0


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/customers/export?format=pdf", 422, "invalid"),
        ("/api/customers/export?score=1", 422, "invalid"),
        ("/api/customers/export?owner__password=x", 422, "invalid"),
        ("/api/customers/export?sort=mobile", 422, "invalid"),
        ("/api/spaceships/export", 404, "not_found"),
    ],
)
def test_bad_requests_are_named(world, path, status, code):
    answer, _ = fetch(world.web(world.director), path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Transfer.objects.count() == 0


def test_nobody_exports_without_signing_in(world, client):
    assert client.get("/api/customers/export").status_code == 401


def test_export_after_export_is_stopped_with_a_sentence_and_goes_on_later(world, monkeypatch):
    monkeypatch.setattr(actions, "EXPORTS", 2)
    east = world.web(world.manager_east)
    assert [fetch(east, "/api/customers/export")[0].status_code for _ in range(3)] == [200, 200, 429]
    answer, _ = fetch(east, "/api/customers/export")
    assert (answer.json()["code"], Transfer.objects.count()) == ("rate_limited", 2)
    assert fetch(world.web(world.director), "/api/customers/export")[0].status_code == 200
    with clock.frozen(clock.now() + actions.EXPORT_WINDOW):
        assert fetch(east, "/api/customers/export")[0].status_code == 200


def test_a_list_longer_than_the_limit_is_refused_before_it_begins(world, monkeypatch):
    monkeypatch.setattr(exporting, "MAX_ROWS", 1)
    world.customer("甲")
    world.customer("乙")
    answer, _ = fetch(world.web(world.director), "/api/customers/export")
    assert (answer.status_code, answer.json()["code"], Transfer.objects.count()) == (413, "too_large", 0)


def test_pieces_join_without_gap_or_double(world, monkeypatch):
    monkeypatch.setattr(exporting, "PIECE", 2)
    for name in "甲乙丙丁戊":
        world.customer(name)
    _, rows = rows_of(fetch(world.web(world.director), "/api/customers/export?sort=name")[1])
    assert [row["名称"] for row in rows] == ["丙", "丁", "甲", "戊", "乙"]


def test_other_entities_leave_in_words_too(world):
    units = [{"key": "box", "name": "箱", "factor": "15"}, {"key": "piece", "name": "瓶", "factor": "1"}]
    soda = world.make("product", name="苏打水", units=units)
    shop = world.customer()
    line = {
        "line_id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "product_id": str(soda.pk),
        "unit": "box",
        "quantity": "2",
        "price": "42.00",
    }
    world.do(
        "order.submit",
        world.as_(world.rep_wang),
        order_id="01890a5d-ac96-774b-bcce-b302099a8058",
        customer_id=str(shop.pk),
        placed_at=clock.now().isoformat(),
        lines=[line],
    )
    browser = world.web(world.director)
    _, orders = rows_of(fetch(browser, "/api/orders/export")[1])
    assert (orders[0]["状态"], orders[0]["订单金额"], orders[0]["客户"]) == ("已确认", "84.00", shop.name)
    _, products = rows_of(fetch(browser, "/api/products/export")[1])
    assert products[0]["单位"] == "1箱=15瓶"
    assert [orders[0][name] for name in ("商品", "数量", "单位", "单价")] == ["苏打水", "2", "箱", "42.00"]


def test_a_mobile_number_given_as_a_telephone_is_a_mobile_number_and_masked_everywhere(world):
    only = world.customer("惠民便利", phone="138 0013 8000")
    both = world.customer("好邻居", mobile="13912345678", phone="0591-87654321 转王老板 +86-137-0000-1111")
    assert (only.mobile, only.phone) == ("+8613800138000", "")
    assert both.mobile == "+8613912345678"
    chen = world.web(world.manager_east)
    listed = {row["name"]: row for row in chen.get("/api/customers?fields=name,mobile,phone").json()["items"]}
    shown = "0591-87654321 转王老板 137****1111"
    assert (listed["惠民便利"]["mobile"], listed["好邻居"]["phone"]) == ("138****8000", shown)
    assert chen.get(f"/api/customers/{both.pk}").json()["phone"] == shown
    _, rows = rows_of(fetch(chen, "/api/customers/export?format=csv")[1])
    assert {row["电话"] for row in rows} == {"", shown}
    found = chen.get("/api/search?q=1111").content.decode()
    assert ("好邻居" in found, "13700001111" in found, "137-0000-1111" in found) == (True, False, False)
    revealed = chen.post(f"/api/customers/{both.pk}/reveal", {"field": "phone"}).json()
    assert revealed == {"value": "0591-87654321 转王老板 +86-137-0000-1111"}


def test_a_telephone_beside_a_mobile_number_stays_where_it_was_written(world):
    shop = world.customer("惠民便利", mobile="13912345678")
    chen = world.web(world.manager_east)
    path = f"/api/customers/{shop.pk}"
    changed = chen.patch(path, {"version": shop.version, "phone": "13700001111"}).json()
    assert (changed["mobile"], changed["phone"]) == ("139****5678", "137****1111")
    cleared = chen.patch(path, {"version": changed["version"], "mobile": None}).json()
    assert (cleared["mobile"], cleared["phone"]) == ("", "137****1111")
