"""Customers: what is derived, who sees and changes them, owners over time, contacts, activities, pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from outrider.customers import queries
from outrider.customers.actions import mark_ordered, mark_visited
from outrider.customers.entities import CUSTOMER
from outrider.customers.models import Activity, Contact, Customer, CustomerOwnership
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities import actions
from outrider.engine.entities.extensions import panels, read_timeline
from outrider.engine.entities.write import Write
from outrider.engine.journal.models import Entry
from outrider.kernel import clock, geo
from outrider.kernel.errors import Problem

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


def journal_head():
    return Entry.objects.order_by("-id").values_list("id", flat=True)[0]


def codes(problem):
    return [(error.field, error.code) for error in problem.value.errors]


def test_a_customer_gets_its_sort_key_week_and_place(world):
    shop = world.customer(
        "阿珍小卖部",
        opening_hours="周一至周五 8:00-12:00,14:00-20:00; 周六 9:00-13:00",
        pin={"lat": 31.2304, "lng": 121.4737, "datum": "GCJ-02", "source": "amap"},
    )
    shop.refresh_from_db()
    assert shop.name_sort == "a1 zhen1 xiao3 mai4 bu4"
    assert shop.opening_week[0] == [[480, 720], [840, 1200]]
    assert shop.opening_week[5] == [[540, 780]]
    assert shop.opening_week[6] == []
    assert shop.pin_given == {"lat": 31.2304, "lng": 121.4737, "datum": "GCJ-02", "source": "amap"}
    # GCJ-02 lies some 500 m off WGS-84 in Shanghai.
    assert (round(shop.pin_lat, 4), round(shop.pin_lng, 4)) == (31.2323, 121.4692)
    assert shop.pin_cell == geo.cell(shop.pin_lat, shop.pin_lng)


def test_the_answer_shows_the_place_in_wgs84_beside_what_was_received(world):
    shop = world.customer(pin={"lat": 41.15, "lng": -8.61})
    answer = world.web(world.rep_wang).get(f"/api/customers/{shop.pk}").json()
    assert answer["pin"] == {
        "lat": 41.15,
        "lng": -8.61,
        "datum": "WGS-84",
        "source": "manual",
        "received": {"lat": 41.15, "lng": -8.61, "datum": "WGS-84"},
    }
    assert answer["_titles"]["owner"] == "王磊"
    assert answer["_titles"]["department"] == "城东"


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        ({"lat": 91, "lng": 0}, "latitude"),
        ({"lat": 121.4, "lng": 31.2}, "latitude"),
        ({"lat": 31.2, "lng": 181}, "longitude"),
        ({"lat": 0, "lng": 0}, "zero"),
        ({"lat": "31.2", "lng": 121.4}, "number"),
        ({"lat": 31.2}, "required"),
        ({"lat": 31.2, "lng": 121.4, "datum": "Mars"}, "choice"),
        ({"lat": 31.2, "lng": 121.4, "accuracy": -1}, "too_small"),
        ({"lat": 31.2, "lng": 121.4, "height": 3}, "unknown_key"),
    ],
)
def test_a_pin_that_is_no_place_is_refused_with_its_reason(world, pin, code):
    with pytest.raises(Problem) as problem:
        world.customer(pin=pin)
    assert problem.value.status == 422
    assert code in [error.code for error in problem.value.errors]
    assert Customer.objects.count() == 0


def test_a_division_code_has_six_digits(world):
    with pytest.raises(Problem) as problem:
        world.customer(district_code="３１０１０")
    assert codes(problem) == [("district_code", "format")]
    assert world.customer(district_code="310104").district_code == "310104"


def test_a_supplier_must_be_a_distributor(world):
    shop = world.customer()
    with pytest.raises(Problem) as problem:
        world.customer("学府便利", supplying_distributor=str(shop.pk))
    assert codes(problem) == [("supplying_distributor", "not_distributor")]
    firm = world.make("customer", name="临澜鑫达商贸", kind="distributor")
    assert world.customer("学府便利", supplying_distributor=str(firm.pk)).supplying_distributor_id == firm.pk


def test_codes_are_unique_among_the_living_only(world):
    first = world.customer(code="C-1")
    with pytest.raises(Problem) as problem:
        world.customer("另一家", code="C-1")
    assert (problem.value.status, problem.value.code) == (409, "duplicate")
    actions.delete("customer", world.as_(world.director), first.pk, first.version)
    assert world.customer("另一家", code="C-1").code == "C-1"
    assert world.customer("没有编码").code == world.customer("也没有编码").code == ""


def test_a_rep_sees_his_own_customers_and_every_distributor(world):
    mine, theirs = world.customer(), world.customer("学府便利", owner=world.rep_zhao)
    firm = world.make("customer", name="临澜鑫达商贸", kind="distributor")
    seen = set(queries.visible_customers(world.as_(world.rep_wang)).values_list("pk", flat=True))
    assert seen == {mine.pk, firm.pk}
    browser = world.web(world.rep_wang, "rep")
    assert browser.get(f"/api/customers/{theirs.pk}").status_code == 404
    assert browser.get(f"/api/customers/{firm.pk}").status_code == 200
    answer = browser.patch(f"/api/customers/{firm.pk}", {"version": 1, "remark": "我的"})
    assert (answer.status_code, Customer.objects.get(pk=firm.pk).remark) == (403, "")


def test_what_a_rep_creates_is_his_and_in_his_department(world):
    shop = world.make("customer", world.as_(world.rep_wang), name="新店")
    assert (shop.owner_id, shop.department_id) == (world.rep_wang.pk, world.east.pk)
    with pytest.raises(Problem) as problem:
        world.make("customer", world.as_(world.rep_wang), name="别人的店", owner=str(world.rep_zhao.pk))
    assert problem.value.status in (403, 422)
    assert Customer.objects.count() == 1


def test_assigning_closes_the_former_owners_period_and_moves_the_department(world):
    with clock.frozen(MONDAY):
        shop = world.customer()
        assert shop.owned_since == date(2026, 11, 23)
    with clock.frozen(MONDAY + timedelta(days=10)):
        moved = world.do("customer.assign", world.as_(world.director), shop.pk, owner=str(world.rep_sun.pk))
    assert (moved.owner_id, moved.department_id, moved.owned_since) == (
        world.rep_sun.pk,
        world.north.pk,
        date(2026, 12, 3),
    )
    period = CustomerOwnership.objects.get()
    assert (period.owner_id, period.valid_from, period.valid_to) == (
        world.rep_wang.pk,
        date(2026, 11, 23),
        date(2026, 12, 2),
    )


def test_assigning_revokes_from_the_former_phone_and_delivers_to_the_new_one(world):
    shop = world.customer()
    last = journal_head()
    world.do("customer.assign", world.as_(world.manager_east), shop.pk, owner=str(world.rep_zhao.pk))
    fresh = Entry.objects.filter(id__gt=last, entity_id=shop.pk).order_by("id")
    assert [(entry.verb, entry.slice_key) for entry in fresh] == [
        ("slice.revoke", str(world.rep_wang.pk)),
        ("customer.assign", str(world.rep_zhao.pk)),
    ]


def test_changing_the_owner_on_a_form_is_an_assignment_as_well(world):
    shop = world.customer()
    last = journal_head()
    actions.update(
        "customer",
        world.as_(world.director),
        shop.pk,
        {"version": shop.version, "owner": str(world.rep_sun.pk)},
    )
    shop.refresh_from_db()
    assert (shop.owner_id, shop.department_id) == (world.rep_sun.pk, world.north.pk)
    fresh = Entry.objects.filter(id__gt=last, entity_id=shop.pk).order_by("id")
    assert [(entry.verb, entry.slice_key) for entry in fresh] == [
        ("slice.revoke", str(world.rep_wang.pk)),
        ("customer.update", str(world.rep_sun.pk)),
    ]


def test_a_manager_assigns_within_his_departments_only(world):
    shop = world.customer()
    with pytest.raises(Problem) as problem:
        world.do("customer.assign", world.as_(world.manager_east), shop.pk, owner=str(world.rep_sun.pk))
    assert problem.value.status in (403, 404)
    shop.refresh_from_db()
    assert shop.owner_id == world.rep_wang.pk
    with pytest.raises(Problem) as problem:
        world.do("customer.assign", world.as_(world.rep_wang), shop.pk, owner=str(world.rep_zhao.pk))
    assert problem.value.status == 403


def test_a_phones_edit_is_merged_field_by_field(world):
    shop = world.customer(remark="旧", phone="1")
    actions.update(
        "customer", world.as_(world.manager_east), shop.pk, {"version": shop.version, "phone": "2"}
    )
    world.do(
        "customer.update",
        world.as_(world.rep_wang),
        customer_id=str(shop.pk),
        changes={"remark": {"from": "旧", "to": "新"}, "address": {"from": "", "to": "解放路12号"}},
    )
    shop.refresh_from_db()
    assert (shop.remark, shop.phone, shop.address) == ("新", "2", "解放路12号")


def test_a_phones_edit_of_another_reps_customer_is_refused(world):
    shop = world.customer(owner=world.rep_sun)
    with pytest.raises(Problem) as problem:
        world.do(
            "customer.update",
            world.as_(world.rep_wang),
            customer_id=str(shop.pk),
            changes={"remark": {"from": "", "to": "x"}},
        )
    assert problem.value.status == 404
    shop.refresh_from_db()
    assert shop.remark == ""


def save_contact(world, shop, contact_id, **changes):
    return world.do(
        "contact.save",
        world.as_(world.rep_wang),
        contact_id=str(contact_id),
        customer_id=str(shop.pk),
        changes={name: {"from": None, "to": value} for name, value in changes.items()},
    )


def test_a_contact_is_saved_from_the_phone_and_changed_again(world):
    shop, contact_id = world.customer(), uuid4()
    save_contact(world, shop, contact_id, name="王桂芳", salutation="老板娘", mobile="139 1234 5678")
    contact = Contact.objects.get()
    assert (contact.pk, contact.name, contact.mobile) == (contact_id, "王桂芳", "+8613912345678")
    assert contact.customer_id == shop.pk
    world.do(
        "contact.save",
        world.as_(world.rep_wang),
        contact_id=str(contact_id),
        customer_id=str(shop.pk),
        changes={"role": {"from": "", "to": "老板"}},
    )
    contact.refresh_from_db()
    assert (contact.role, contact.name, Contact.objects.count()) == ("老板", "王桂芳", 1)


def test_a_contact_without_a_name_is_refused_with_the_field(world):
    with pytest.raises(Problem) as problem:
        save_contact(world, world.customer(), uuid4(), salutation="老板")
    assert [error.code for error in problem.value.errors] == ["required"]
    assert Contact.objects.count() == 0


def log(world, shop, **changes):
    payload = {
        "activity_id": str(uuid4()),
        "customer_id": str(shop.pk),
        "kind": "call",
        "text": "老板说下周补货",
        "happened_at": "2026-11-23T10:00:00+08:00",
        "next_step": "周三送样",
        "next_on": "2026-11-25",
        **changes,
    }
    return world.do("activity.log", world.as_(world.rep_wang), **payload)


def test_an_activity_is_a_fact_with_its_business_date(world):
    shop = world.customer()
    with clock.frozen(MONDAY):
        said = log(world, shop, happened_at="2026-11-22T17:30:00Z")
    assert (said.business_date, said.kind, said.next_step) == (date(2026, 11, 23), "call", "周三送样")
    again = {"activity_id": str(said.pk), "happened_at": "2026-11-22T17:30:00Z"}
    with clock.frozen(MONDAY):
        assert log(world, shop, **again).pk == said.pk
        with pytest.raises(Problem) as problem:
            log(world, shop, **again, text="别的话")
    assert (problem.value.status, problem.value.code) == (409, "id_taken")
    assert Activity.objects.count() == 1


def test_a_phone_clock_ten_years_off_is_flagged_and_the_receipt_counts(world):
    shop = world.customer()
    with clock.frozen(MONDAY):
        said = log(world, shop, happened_at="2016-11-23T10:00:00+08:00")
        # The same two months as for every other fact of a phone.
        honest, wrong = MONDAY - timedelta(days=61), MONDAY - timedelta(days=63)
        late, lost = (log(world, shop, happened_at=at.isoformat()) for at in (honest, wrong))
    assert (said.occurred_at, late.occurred_at, lost.occurred_at) == (MONDAY, honest, MONDAY)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"text": "   "}, "text", "required"),
        ({"text": "a\x00b"}, "text", "characters"),
        ({"text": "\ud800"}, "text", None),
        ({"text": "x" * 2001}, "text", "too_long"),
        ({"happened_at": "2026-11-23T10:00:00"}, "happened_at", "time_zone"),
        ({"happened_at": "2026-02-30T10:00:00Z"}, "happened_at", "time"),
        ({"kind": "seance"}, "kind", None),
        ({"next_on": "0000-01-01"}, "next_on", "date"),
        ({"score": 5}, "score", "unknown_key"),
    ],
)
def test_a_bad_activity_names_its_field(world, changes, field, code):
    with pytest.raises(Problem) as problem:
        log(world, world.customer(), **changes)
    assert problem.value.status == 422
    assert problem.value.errors[0].field == field
    assert code is None or problem.value.errors[0].code == code
    assert Activity.objects.count() == 0


def marked(world, shop, mark, day):
    with write_transaction():
        write = Write(world.as_(world.rep_wang), "api", "visit.check_out")
        mark(write, shop, day)
        write.flush()
    shop.refresh_from_db()
    return shop


def test_the_last_visit_and_order_only_move_forward(world):
    shop = world.customer()
    assert marked(world, shop, mark_visited, date(2026, 11, 20)).last_visit_on == date(2026, 11, 20)
    version = shop.version
    assert marked(world, shop, mark_visited, date(2026, 11, 19)).last_visit_on == date(2026, 11, 20)
    assert shop.version == version
    assert marked(world, shop, mark_ordered, date(2026, 11, 21)).last_order_on == date(2026, 11, 21)


def test_the_page_shows_contacts_facts_and_what_happened(world):
    shop = world.customer(opening_hours="08:00-22:00")
    save_contact(world, shop, uuid4(), name="王桂芳", mobile="13912345678")
    log(world, shop, happened_at=clock.now().isoformat())
    actor = world.as_(world.rep_wang)
    loaded = {panel.key: panel.load(actor, shop) for panel in panels.of("customer")}
    assert [row["name"] for row in loaded["contacts"]["rows"]] == ["王桂芳"]
    assert loaded["contacts"]["rows"][0]["mobile"] == "139****5678"
    assert loaded["facts"]["facts"] == [{"label": "上次约定", "value": "周三送样"}]
    happened = read_timeline("customer", actor, shop.pk)
    assert {item["title"] for item in happened} >= {"电话", "建立客户"}
    assert next(item for item in happened if item["title"] == "电话")["person"]["name"] == "王磊"


def test_the_timeline_says_which_fields_changed(world):
    shop = world.customer()
    actions.update(
        "customer",
        world.as_(world.manager_east),
        shop.pk,
        {"version": shop.version, "phone": "021-1", "address": "学府路3号"},
    )
    newest = read_timeline("customer", world.as_(world.rep_wang), shop.pk)[0]
    assert (newest["title"], newest["person"]["name"]) == ("修改:电话、详细地址", "陈慧敏")


def test_a_phones_row_carries_its_search_keys(world):
    shop = world.customer("学府便利")
    assert CUSTOMER.sync_extra is not None
    assert CUSTOMER.sync_extra(shop) == {
        "name_sort": "xue2 fu3 bian4 li4",
        "search_keys": {"pinyin": "xuefubianli", "initials": "xfbl"},
    }
    assert CUSTOMER.slice(shop) == str(world.rep_wang.pk)
    firm = world.make("customer", name="江北恒源", kind="distributor")
    assert CUSTOMER.slice(firm) == "pool"


def test_an_outsider_finds_nothing(world):
    shop = world.customer()
    browser = world.web(world.outsider)
    assert browser.get("/api/customers").json()["total"] == 0
    assert browser.get(f"/api/customers/{shop.pk}").status_code == 404
    assert browser.get(f"/api/customers/{shop.pk}/timeline").status_code == 404
