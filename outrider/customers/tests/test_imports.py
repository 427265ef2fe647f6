"""Importing customers: headers, mending, keys, scope, dry run, cancel."""

from __future__ import annotations

import csv
import io
import threading
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from outrider.customers.models import Customer
from outrider.engine.exchange import importing, writing
from outrider.engine.exchange.actions import import_file
from outrider.engine.exchange.models import Transfer
from outrider.engine.jobs.declarations import Cancelled
from outrider.engine.jobs.models import Job
from outrider.engine.jobs.runner import run
from outrider.engine.journal.models import Entry
from outrider.engine.search import queries as search
from outrider.kernel.errors import Problem

HEADER = "客户名称,客户编码,类型,等级,业务员,手机号,联系电话,地址,经度,纬度,营业时间,标签,经销商,备注"


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def load(world, data, person=None, **options: Any):
    return import_file("customers", data, world.as_(person or world.back_office), **options)


def counts(report):
    return dict(report.counts)


def test_a_chinese_list_becomes_customers(world):
    tag = world.make("tag", name="新开店")
    firm = world.make("customer", name="临澜鑫达商贸", kind="distributor", code="D-1")
    report = load(
        world,
        table(
            "惠民便利(解放路店),C-001,终端门店,A类,王磊,139 1234 5678,021-55667788,解放路12号,"
            '121.4737,31.2304,"周一至周五 8:00-12:00,14:00-20:00",新开店,鑫达,门口有台阶'.replace(
                "鑫达", "临澜鑫达商贸"
            ),
        ),
    )
    assert (counts(report), dict(report.mended), dict(report.refused)) == ({"created": 1}, {}, {})
    shop = Customer.objects.get(code="C-001")
    assert (shop.name, shop.kind, shop.grade, shop.mobile) == (
        "惠民便利(解放路店)",
        "outlet",
        "A",
        "+8613912345678",
    )
    assert (shop.phone, shop.address, shop.remark) == ("021 5566 7788", "解放路12号", "门口有台阶")
    assert (shop.pin_lat, shop.pin_lng) == (31.2304, 121.4737)
    assert shop.pin_given == {"lat": 31.2304, "lng": 121.4737, "datum": "WGS-84", "source": "import"}
    assert (shop.owner_id, shop.department_id) == (world.rep_wang.pk, world.east.pk)
    assert (shop.tags, shop.supplying_distributor_id) == ([str(tag.pk)], firm.pk)
    assert shop.opening_week == [[[480, 720], [840, 1200]]] * 5 + [[], []]
    assert shop.name_sort.startswith("hui4 min2 bian4 li4")


def test_english_headers_and_a_title_row_above_are_understood(world):
    data = "Customer list,,,\nName *,Code,Latitude,Longitude\nCorner shop,C-1,41.15,-8.61\n"
    report = load(world, data.encode())
    assert counts(report) == {"created": 1}
    assert report.about["columns"] == ["name", "code", "lat", "lng"]
    assert Customer.objects.get().pin_lat == 41.15


def test_gcj_coordinates_are_converted_when_the_file_says_so(world):
    load(world, table("惠民,C-1,,,,,,,121.4737,31.2304,,,,"), options={"datum": "GCJ-02"})
    shop = Customer.objects.get()
    assert shop.pin_lat == pytest.approx(31.2323, abs=1e-4)
    assert shop.pin_lng == pytest.approx(121.4692, abs=1e-4)
    assert shop.pin_given == {"lat": 31.2304, "lng": 121.4737, "datum": "GCJ-02", "source": "import"}


@pytest.mark.parametrize(
    ("row", "code", "column", "value"),
    [
        ("惠民,C-1,,,,,,,31.2304,121.4737,,,,", "place_swapped", "pin_lng", 121.4737),
        ("惠民,C-1,,,,,,,0,0,,,,", "place_invalid", "pin_lat", None),
        ("惠民,C-1,,,,,,,200,95,,,,", "place_invalid", "pin_lat", None),
        ("惠民,C-1,,,,,,,abc,31.2,,,,", "place_half", "pin_lat", None),
        ("惠民,C-1,,,,,,,NaN,NaN,,,,", "place_invalid", "pin_lat", None),
        ("惠民,C-1,,,,无,,,,,,,,", "mobile_invalid", "remark", "手机: 无"),
        ("惠民,C-1,,,,,021-55667788;021-55667799,,,,,,,", "several_phones", "remark", "021-55667799"),
        (
            "惠民,C-1,,,,,021-55667788;021-55667799;138 0013 8000,,,,,,,",
            "several_phones",
            "mobile",
            "+8613800138000",
        ),
        ("惠民,C-1,,,,,call me,,,,,,,", "phone_unreadable", "phone", "call me"),
        ("惠民,C-1,,,,,,,,,看心情,,,", "hours_unread", "opening_hours", "看心情"),
        ("惠民,C-1,,,,,,,,,Mo-Sa 18:00+,,,", "hours_partly_read", "opening_hours", "Mo-Sa 18:00+"),
        ("惠民,C-1,宇宙飞船,,,,,,,,,,,", "kind_unknown", "remark", "类型: 宇宙飞船"),
        ("惠民,C-1,,,,,,,,,,没有的标签,,", "tag_unknown", "remark", "标签: 没有的标签"),
        ("惠民,C-1,,,,,,,,,,,没有的经销商,", "supplier_unknown", "remark", "供货经销商: 没有的经销商"),
        ("惠\u200b民\u202e,C-1,,,,,,,,,,,,", "invisible", "name", "惠民"),
        ("惠民,C-1,,,,,,,,,,,,,多余", "extra_cells", "name", "惠民"),
        ("惠" * 130 + ",C-1,,,,,,,,,,,,", "too_long", "remark", "惠" * 130),
    ],
)
def test_what_cannot_be_used_is_mended_counted_and_kept(world, row, code, column, value):
    report = load(world, table(row))
    assert (counts(report), dict(report.mended)) == ({"created": 1}, {code: 1})
    assert getattr(Customer.objects.get(), column) == value


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",C-1,,,,,,,,,,,,", "no_name"),
        ("  ,C-1,,,,,,,,,,,,", "no_name"),
        ("惠民,C-1,,,张三丰,,,,,,,,,", "owner_unknown"),
        ("惠\x00民,C-1,,,,,,,,,,,,", "characters"),
        ("惠民," + "C" * 41 + ",,,,,,,,,,,,", None),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_its_reason(world, row, code):
    report = load(world, table(row, "阿珍,C-2,,,,,,,,,,,,"))
    if code is None:
        assert counts(report) == {"created": 2}
        return
    assert counts(report) == {"refused": 1, "created": 1}
    assert dict(report.refused) == {code: 1}
    assert [(line.number, line.outcome) for line in report.rows] == [(2, "refused"), (3, "created")]
    assert list(Customer.objects.values_list("name", flat=True)) == ["阿珍"]


def test_the_same_file_twice_changes_nothing_and_blank_cells_keep_what_is_there(world):
    first = table("惠民,C-1,,A,王磊,13912345678,,解放路12号,,,,,,", "阿珍,,,B,,,,学府路3号,,,,,,")
    assert counts(load(world, first)) == {"created": 2}
    last = Entry.objects.order_by("-id").values_list("id", flat=True)[0]
    again = load(world, first)
    assert counts(again) == {"unchanged": 2}
    assert set(Entry.objects.filter(id__gt=last).values_list("entity", flat=True)) == {"transfer", "notice"}
    changed = load(world, table("惠民便利,C-1,,B,,,,,,,,,,"))
    assert counts(changed) == {"updated": 1}
    shop = Customer.objects.get(code="C-1")
    assert (shop.name, shop.grade, shop.mobile, shop.owner_id, shop.version) == (
        "惠民便利",
        "B",
        "+8613912345678",
        world.rep_wang.pk,
        2,
    )


def test_a_key_that_stands_twice_in_a_file_is_taken_once(world):
    report = load(world, table("惠民,C-1,,,,,,,,,,,,", "阿珍,C-1,,,,,,,,,,,,"))
    assert (counts(report), dict(report.refused)) == ({"created": 1, "refused": 1}, {"twice_in_file": 1})
    assert report.rows[1].reasons[0].say("zh-Hans") == "文件中第 2 行已有相同编号"


def test_a_row_that_the_database_refuses_does_not_take_its_chunk_along(world, monkeypatch):
    world.make("customer", name="占用", external_key="osm:node/7")
    rows = [f"店{n},C-{n},,,,,,,,,,,," for n in range(9)]
    good = load(world, table(*rows))
    assert counts(good) == {"created": 9}
    header = "name,osm_type,osm_id,district_code"
    bad = "\n".join([header, *(f"铺{n},node,{100 + n},31010{n}" for n in range(8))])
    monkeypatch.setattr(writing, "_present", lambda entity, work: {})
    report = load(world, (bad + "\n又是7,node,7,310101").encode())
    assert (counts(report), dict(report.refused)) == ({"created": 8, "refused": 1}, {"duplicate": 1})


def test_a_dry_run_says_the_same_and_keeps_nothing(world):
    data = table("惠民,C-1,,,,,,,0,0,,,,", ",,,,,,,,,,,,,x", "阿珍,C-2,,,,,,,,,,,,")
    before = Entry.objects.count()
    dry = load(world, data, dry_run=True)
    assert (Customer.objects.count(), Entry.objects.count()) == (0, before)
    assert search.candidates("惠民") == []
    wet = load(world, data)
    assert (counts(dry), dict(dry.mended), dict(dry.refused)) == (
        counts(wet),
        dict(wet.mended),
        dict(wet.refused),
    )
    assert counts(wet) == {"created": 2, "refused": 1}


def test_every_import_leaves_one_journal_row_per_record_and_one_transfer(world):
    load(world, table("惠民,C-1,,,,,,,,,,,,", "阿珍,C-2,,,,,,,,,,,,"), file_name="../客户.csv")
    entries = Entry.objects.filter(entity="customer")
    assert {(entry.verb, entry.source, entry.actor_id) for entry in entries} == {
        ("customer.import", "import", world.back_office.pk)
    }
    assert entries.count() == 2
    transfer = Transfer.objects.get()
    assert (transfer.kind, transfer.what, transfer.rows, transfer.file_name) == (
        "import",
        "customer",
        2,
        "../客户.csv",
    )
    assert transfer.report["created"] == 2


def test_a_rep_imports_his_own_and_leaves_others_alone(world):
    theirs = world.customer("别人的店", owner=world.rep_zhao, code="C-9")
    report = load(world, table("我的店,C-1,,,,,,,,,,,,", "改名,C-9,,,,,,,,,,,,"), world.rep_wang)
    assert (counts(report), dict(report.refused)) == ({"created": 1, "refused": 1}, {"not_yours": 1})
    theirs.refresh_from_db()
    assert (theirs.name, Customer.objects.get(code="C-1").owner_id) == ("别人的店", world.rep_wang.pk)


def test_a_rep_cannot_import_for_a_colleague(world):
    report = load(world, table("店,C-1,,,赵鹏,,,,,,,,,"), world.rep_wang)
    assert (counts(report), dict(report.refused)) == ({"refused": 1}, {"not_yours": 1})
    assert Customer.objects.count() == 0


def test_cancelling_keeps_whole_chunks_and_says_so(world, monkeypatch):
    for name in ("SMALLEST", "FIRST_CHUNK", "LARGEST"):
        monkeypatch.setattr(importing, name, 2)

    def stop_after_two(done, total):
        if done >= 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        load(world, table(*(f"店{n},C-{n},,,,,,,,,,,," for n in range(5))), progress=stop_after_two)
    assert Customer.objects.count() == 2
    assert Transfer.objects.get().report["cancelled"] is True


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), ("甲,乙\n1,2\n".encode(), "no_columns"), (b"PK\x03\x04xx", "broken")],
)
def test_a_file_that_is_no_list_of_customers_is_refused_whole(world, data, code):
    with pytest.raises(Problem) as problem:
        load(world, data)
    assert (problem.value.code, Customer.objects.count(), Transfer.objects.count()) == (code, 0, 0)


def test_an_unknown_kind_or_option_is_refused(world):
    with pytest.raises(Problem) as problem:
        import_file("spaceships", b"x", world.as_(world.admin))
    assert problem.value.status == 404
    with pytest.raises(Problem) as problem:
        load(world, table("惠民,C-1,,,,,,,,,,,,"), options={"colour": "red"})
    assert problem.value.code == "invalid"


def test_repeated_and_unknown_columns_are_reported(world):
    report = load(world, "名称,客户名称,颜色\n惠民,另一名,红\n".encode())
    assert (report.about["repeated_columns"], report.about["ignored_columns"]) == (["客户名称"], ["颜色"])
    assert Customer.objects.get().name == "惠民"


def test_a_workbook_with_dates_and_numbers_is_imported(world):
    book = openpyxl.Workbook()
    book.active.append(["名称", "编码", "手机", "经度", "纬度"])
    book.active.append(["惠民", "007", 13912345678, 121.4737, 31.2304])
    out = io.BytesIO()
    book.save(out)
    assert counts(load(world, out.getvalue())) == {"created": 1}
    shop = Customer.objects.get()
    assert (shop.code, shop.mobile, shop.pin_lat) == ("007", "+8613912345678", 31.2304)


def test_over_http_the_import_is_a_job_with_a_report_file(world):
    browser = world.web(world.back_office)

    def send(name, data, **fields):
        return browser.client.post(
            "/api/imports/customers",
            {"file": SimpleUploadedFile(name, data), **fields},
            headers={"X-CSRF-Token": browser.token},
        )

    answer = send("客户.csv", table("惠民,C-1,,,,,,,0,0,,,,", ",,,,,,,,,,,,,x"))
    assert answer.status_code == 202, answer.content
    job_id = answer.json()["job"]
    run(job_id)
    job = browser.get(f"/api/jobs/{job_id}").json()
    assert (job["state"], job["result"]["created"], job["result"]["refused"]) == ("done", 1, 1)
    assert job["result"]["mended_reasons"] == [
        {
            "code": "place_invalid",
            "count": 1,
            "text": {
                "zh-Hans": "坐标无效,未采用",
                "zh-Hant": job["result"]["mended_reasons"][0]["text"]["zh-Hant"],
                "en": "The coordinate is no place; it was not used",
            },
        }
    ]
    report = browser.get(f"/api/imports/{job_id}/report")
    lines = list(csv.reader(io.StringIO(b"".join(report.streaming_content).decode("utf-8-sig"))))
    assert lines == [
        ["行", "结果", "名称", "说明"],
        ["2", "新建", "惠民", "坐标无效,未采用"],
        ["3", "未导入", "", "没有名称"],
    ]
    assert world.web(world.rep_wang).get(f"/api/imports/{job_id}/report").status_code == 404
    assert browser.get("/api/imports/01890a5d-ac96-774b-bcce-b302099a8057/report").status_code == 404


def test_over_http_a_dry_run_keeps_nothing_and_bad_requests_are_named(world):
    browser = world.web(world.back_office)

    def send(path="/api/imports/customers", **fields):
        return browser.client.post(path, fields, headers={"X-CSRF-Token": browser.token})

    data = SimpleUploadedFile("c.csv", table("惠民,C-1,,,,,,,,,,,,"))
    job_id = send(file=data, dry_run="true").json()["job"]
    run(job_id)
    result = Job.objects.get(pk=job_id).result or {}
    assert (result["created"], result["dry_run"]) == (1, True)
    assert Customer.objects.count() == 0
    assert send().status_code == 422
    wrong = send(file=SimpleUploadedFile("c.csv", b"x"), datum="Mars")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "datum")
    assert send("/api/imports/spaceships", file=SimpleUploadedFile("c.csv", b"x")).status_code == 404
    assert browser.client.post("/api/imports/customers", {}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_create_each_shop_once(live_world):
    world = live_world
    data = table(*(f"店{n},C-{n},,,,,,,,,,,," for n in range(60)))
    reports: list[Any] = []

    def work():
        try:
            reports.append(load(world, data))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Customer.objects.filter(code__startswith="C-").count() == 60
    assert sum(report.counts["created"] for report in reports) == 60
    assert sum(sum(report.counts.values()) for report in reports) == 120


def test_a_list_in_the_offices_own_encoding_becomes_customers(world):
    report = load(
        world, table("惠民便利,C-1,终端门店,A类,王磊,13912345678,,解放路12号,,,,,,").decode().encode("gbk")
    )
    assert (counts(report), report.about["encoding"]) == ({"created": 1}, "gb18030")
    assert Customer.objects.get().name == "惠民便利"
