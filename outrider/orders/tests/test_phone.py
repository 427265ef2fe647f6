"""Orders, customers and contacts through a phone's queue: what is answered, stored, pulled again."""

from __future__ import annotations

from uuid import uuid4

import pytest

from outrider.customers.models import Contact, Customer
from outrider.engine.entities import actions
from outrider.engine.journal import queries as journal
from outrider.engine.journal.models import Entry
from outrider.engine.sync import feed
from outrider.engine.sync.tests.phone import Phone
from outrider.orders.models import Order
from outrider.orders.tests.sheets import line, sheet


@pytest.fixture
def phone(world):
    return Phone(world.rep_wang)


@pytest.fixture
def settled(monkeypatch):
    """One transaction sees its own rows in the feed."""
    monkeypatch.setattr(journal, "settled", Entry.objects.all)
    monkeypatch.setattr(feed, "settled_rows", lambda rows: rows)


def test_a_batch_of_orders_is_answered_one_by_one(world, shop, goods, phone):
    unknown = {**line(goods["soda"]), "product_id": str(uuid4())}
    plain = phone.command("order.submit", sheet(shop, [line(goods["soda"], quantity="2")]))
    answer = phone.send(
        plain,
        phone.command("order.submit", sheet(shop, [line(goods["soda"], price="40.00")])),
        phone.command("order.submit", sheet(shop, [unknown])),
        phone.command("order.submit", {**sheet(shop, [line(goods["soda"])]), "visit_id": str(uuid4())}),
        phone.command("order.submit", sheet(shop, [line(goods["soda"], quantity="0")])),
    )
    assert phone.statuses(answer) == ["applied", "applied_flagged", "held", "retry_later", "held"]
    assert [flag["code"] for flag in answer["answers"][1]["flags"]] == ["price_changed"]
    assert answer["answers"][2]["reason"]["code"] == "product_unknown"
    assert phone.statuses(phone.send(plain)) == ["applied"]
    assert list(Order.objects.order_by("number").values_list("number", "total")) == [
        ("SO-20261123-0001", 840_000),
        ("SO-20261123-0002", 400_000),
    ]


def test_two_orders_that_name_the_same_line_both_stand(world, shop, goods, phone):
    twice = line(goods["soda"])
    answer = phone.send(*(phone.command("order.submit", sheet(shop, [twice])) for _ in range(2)))
    assert phone.statuses(answer) == ["applied", "applied"]
    assert [len(order.lines) for order in Order.objects.all()] == [1, 1]


def test_a_draft_is_kept_replaced_confirmed_and_voided_from_the_phone(world, shop, goods, phone):
    payload = sheet(shop, [line(goods["soda"])], draft=True)
    final = {**payload, "lines": [line(goods["tea"], price="48.00")], "draft": False, "replaces_draft": True}
    answer = phone.send(
        phone.command("order.submit", payload),
        phone.command("order.submit", final),
        phone.command("order.void", {"order_id": payload["order_id"], "reason": "写错了"}),
    )
    assert phone.statuses(answer) == ["applied"] * 3
    order = Order.objects.get()
    assert (order.status, order.number, order.reason) == ("void", "SO-20261123-0001", "写错了")


def test_the_phone_pulls_its_share_and_nothing_else(world, shop, goods, phone, settled):
    firm = world.make("customer", name="临澜鑫达商贸", kind="distributor", mobile="13912340000")
    theirs = world.customer("学府便利", owner=world.rep_sun)
    mine = world.do("order.submit", world.as_(world.rep_wang), **sheet(shop, [line(goods["soda"])]))
    world.do("order.submit", world.as_(world.rep_sun), **sheet(theirs, [line(goods["soda"])]))
    world.make("contact", customer=str(shop.pk), name="王桂芳", mobile="13912345678")
    world.make("contact", customer=str(theirs.pk), name="李四")
    rows = phone.pull()["rows"]
    assert {row["id"] for row in rows["customer"]} == {str(shop.pk), str(firm.pk)}
    assert [row["id"] for row in rows["order"]] == [str(mine.pk)]
    assert [(row["name"], row["mobile"]) for row in rows["contact"]] == [("王桂芳", "+8613912345678")]
    assert next(row for row in rows["customer"] if row["id"] == str(firm.pk))["mobile"] == "139****0000"
    own = next(row for row in rows["customer"] if row["id"] == str(shop.pk))
    assert own["search_keys"] == {"pinyin": "huiminbianlijiefangludian", "initials": "hmbljfld"}
    assert {row["name"] for row in rows["product"]} == {"苏打水", "乌龙茶"}
    assert rows["price_list"][0]["lines"][0]["price"] == "42.00"


def test_a_customer_that_goes_to_a_colleague_leaves_one_phone_and_reaches_the_other(
    world, shop, goods, phone, settled
):
    world.do("order.submit", world.as_(world.rep_wang), **sheet(shop, [line(goods["soda"])]))
    world.make("contact", customer=str(shop.pk), name="王桂芳")
    other = Phone(world.rep_zhao)
    here, there = phone.pull()["cursor"], other.pull()["cursor"]
    world.do("customer.assign", world.as_(world.manager_east), shop.pk, owner=str(world.rep_zhao.pk))
    assert phone.pull(here)["revoked"]["customer"] == [str(shop.pk)]
    brought = other.pull(there)["rows"]
    assert [row["id"] for row in brought["customer"]] == [str(shop.pk)]
    assert [row["name"] for row in brought["contact"]] == ["王桂芳"]
    assert len(brought["order"]) == 1


def test_an_offline_edit_that_meets_another_keeps_both(world, shop, phone):
    actions.update(
        "customer", world.as_(world.manager_east), shop.pk, {"version": shop.version, "phone": "021-2"}
    )
    change = {"phone": {"from": "", "to": "021-3"}, "remark": {"from": "", "to": "后门进"}}
    answer = phone.send(phone.command("customer.update", {"customer_id": str(shop.pk), "changes": change}))
    assert phone.statuses(answer) == ["applied_flagged"]
    shop.refresh_from_db()
    assert (shop.phone, shop.remark) == ("021-2", "后门进")


def test_a_contact_and_an_activity_come_from_the_phone(world, shop, phone):
    contact, activity = str(uuid4()), str(uuid4())
    said = {
        "activity_id": activity,
        "customer_id": str(shop.pk),
        "kind": "message",
        "text": "发了报价",
        "happened_at": "2026-11-23T09:00:00+08:00",
        "next_step": "",
        "next_on": None,
    }
    answer = phone.send(
        phone.command(
            "contact.save",
            {
                "contact_id": contact,
                "customer_id": str(shop.pk),
                "changes": {"name": {"from": None, "to": "李姐"}},
            },
        ),
        phone.command("activity.log", said),
        phone.command("activity.log", {**said, "activity_id": str(uuid4()), "customer_id": str(uuid4())}),
    )
    assert phone.statuses(answer) == ["applied", "applied", "retry_later"]
    assert Contact.objects.get().name == "李姐"
    assert Customer.objects.count() == 1


def test_what_a_phone_carries_of_a_customer_its_owner_may_open_and_nobody_else(
    world, shop, goods, phone, settled
):
    payload = sheet(shop, [line(goods["soda"])])
    order_id = payload["order_id"]
    phone.send(phone.command("order.submit", payload))
    heir, stranger = Phone(world.rep_zhao), Phone(world.rep_sun)
    world.do("customer.assign", world.as_(world.manager_east), shop.pk, owner=str(world.rep_zhao.pk))
    carried = [row["id"] for row in heir.pull()["rows"]["order"]]
    assert (carried, "order" in stranger.pull()["rows"]) == ([order_id], False)
    doors = {name: world.web(world.people[name]) for name in ("rep_wang", "rep_zhao", "rep_sun")}
    opened = {name: web.get(f"/api/orders/{order_id}").status_code for name, web in doors.items()}
    assert opened == {"rep_wang": 200, "rep_zhao": 200, "rep_sun": 404}
    listed = {name: web.get("/api/orders").json()["total"] for name, web in doors.items()}
    assert listed == {"rep_wang": 1, "rep_zhao": 1, "rep_sun": 0}
    # What becomes of it stays with who took it.
    given_up = doors["rep_zhao"].post("/api/verbs/order.void", {"order_id": order_id, "reason": "x"})
    cancelled = doors["rep_zhao"].post(f"/api/orders/{order_id}/do/cancel", {"reason": "x"})
    assert (given_up.status_code, cancelled.status_code) == (403, 403)
    assert Order.objects.get().status == "confirmed"
