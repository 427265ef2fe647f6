"""A rep's day through the phone's own doors: commands, photos, pulls."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from outrider.customers.models import Customer
from outrider.engine.entities import actions
from outrider.engine.entities.encoding import moment
from outrider.engine.files.tests.pictures import picture
from outrider.engine.sync.models import CommandRecord, SyncConflict
from outrider.engine.sync.tests.conftest import settled_at_once  # noqa: F401  # a fixture
from outrider.engine.sync.tests.phone import Phone
from outrider.kernel import clock
from outrider.kernel.ids import uuid7
from outrider.orders.models import Order
from outrider.visits.models import Visit
from tests.world.cast import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled_at_once")]


@pytest.fixture
def phone(world: World, tmp_path: Path, settings: Any) -> Phone:
    settings.OUTRIDER_FILES = tmp_path / "files"
    return Phone(world.rep_wang)


def check_in(phone: Phone, customer_id: UUID, visit_id: UUID) -> dict[str, Any]:
    return phone.command(
        "visit.check_in",
        {
            "visit_id": str(visit_id),
            "customer_id": str(customer_id),
            "plan_id": None,
            "visit_type_id": None,
            "planned": False,
            "purpose": "铺新品",
            "at": moment(clock.now()),
            "location": {"status": "refused", "fixes": []},
        },
    )


def photo_step(phone: Phone, visit_id: UUID, digest: str) -> dict[str, Any]:
    shot = {"photo_id": str(uuid7()), "digest": digest, "taken_at": moment(clock.now()), "check_code": "7K2Q"}
    return phone.command(
        "visit.complete_step",
        {
            "visit_id": str(visit_id),
            "result_id": str(uuid7()),
            "step_key": "storefront",
            "kind": "photo",
            "at": moment(clock.now()),
            "data": {},
            "photos": [shot],
        },
        photos=[digest],
    )


def check_out(phone: Phone, visit_id: UUID) -> dict[str, Any]:
    payload = {"visit_id": str(visit_id), "at": moment(clock.now()), "location": {"status": "refused", "fixes": []},
               "edited": False, "missing_reason": None}  # fmt: skip
    return phone.command("visit.check_out", payload)


def upload(phone: Phone, data: bytes) -> Any:
    body = {"digest": hashlib.sha256(data).hexdigest(), "size": len(data), "type": "image/jpeg",
            "device": str(phone.device.pk)}  # fmt: skip
    begun = phone.post("/api/uploads", json.dumps(body))
    reply = phone.client.patch(
        f"/api/uploads/{begun['upload']}", data=data, content_type="application/octet-stream",
        headers=phone.headers(**{"Upload-Offset": "0"}),
    )  # fmt: skip
    return reply.json()


def rows(page: Any, entity: str) -> dict[str, Any]:
    return {row["id"]: row for row in page["rows"].get(entity, [])}


@pytest.mark.parametrize("photo_first", [True, False])
def test_a_visit_is_complete_only_with_its_photo_whichever_comes_first(
    world: World, phone: Phone, photo_first: bool
):
    customer, visit, data = world.customer(), uuid7(), picture()
    digest = hashlib.sha256(data).hexdigest()
    cursor = phone.pull()["cursor"]
    if photo_first:
        assert upload(phone, data)["complete"] is True
    answer = phone.send(
        check_in(phone, customer.pk, visit), photo_step(phone, visit, digest), check_out(phone, visit)
    )
    assert {status.split("_")[0] for status in phone.statuses(answer)} == {"applied"}, answer["answers"]
    assert Visit.objects.get(pk=visit).complete is photo_first
    if not photo_first:
        page = phone.pull(cursor)
        assert rows(page, "visit")[str(visit)]["complete"] is False
        cursor = page["cursor"]
        upload(phone, data)
    page = phone.pull(cursor)
    assert rows(page, "visit")[str(visit)]["complete"] is True
    read: Any = phone.client.get(f"/api/files/{digest}", {"of": f"visit:{visit}"}, headers=phone.headers())
    assert (read.status_code, b"".join(read.streaming_content)) == (200, data)
    stranger = Phone(world.rep_sun)
    hidden = stranger.client.get(f"/api/files/{digest}", {"of": f"visit:{visit}"}, headers=stranger.headers())
    assert hidden.status_code == 404


def test_a_stranger_who_names_a_digest_does_not_get_to_see_it(world: World, phone: Phone):
    data = picture()
    digest = hashlib.sha256(data).hexdigest()
    upload(phone, data)
    thief, visit = Phone(world.rep_zhao), uuid7()
    customer = world.customer(owner=world.rep_zhao)
    thief.send(check_in(thief, customer.pk, visit), photo_step(thief, visit, digest))
    read = thief.client.get(f"/api/files/{digest}", {"of": f"visit:{visit}"}, headers=thief.headers())
    assert read.status_code == 404
    assert Visit.objects.get(pk=visit).complete is False


def test_the_steps_wait_for_their_check_in(world: World, phone: Phone):
    customer, visit = world.customer(), uuid7()
    first, then = check_in(phone, customer.pk, visit), check_out(phone, visit)
    early = phone.send(then)
    assert (phone.statuses(early), early["receipt"]["ids"]) == (["retry_later"], [])
    phone.send(first)
    assert phone.statuses(phone.send(then))[0].startswith("applied")


def test_a_step_done_again_comes_back_to_every_phone_of_its_rep(world: World, phone: Phone):
    customer, visit = world.customer(), uuid7()
    phone.send(check_in(phone, customer.pk, visit), photo_step(phone, visit, "a" * 64))
    again = photo_step(phone, visit, "a" * 64)
    again["payload"]["photos"] = again["photos"] = []
    phone.send(again)
    cursor = phone.pull()["cursor"]
    more = photo_step(phone, visit, "a" * 64)
    more["payload"]["photos"] = more["photos"] = []
    assert phone.statuses(phone.send(more))[0].startswith("applied")
    steps = [step["id"] for step in rows(phone.pull(cursor), "visit")[str(visit)]["steps"]]
    assert steps[-1] == more["payload"]["result_id"]
    assert len(steps) == 3


def order(phone: Phone, customer: Any, product: Any, quantity: str) -> dict[str, Any]:
    line = {"line_id": str(uuid7()), "product_id": str(product.pk), "unit": "piece", "quantity": quantity,
            "price": "3.00", "gift": False}  # fmt: skip
    return phone.command(
        "order.submit",
        {
            "order_id": str(uuid7()),
            "customer_id": str(customer.pk),
            "visit_id": None,
            "supplying_distributor_id": None,
            "delivery_on": None,
            "payment": "now",
            "note": None,
            "draft": False,
            "placed_at": moment(clock.now()),
            "lines": [line],
        },
    )


def product(world: World) -> Any:
    units = [{"key": "piece", "name": "瓶", "factor": "1"}]
    made = world.make("product", name="山泉水", code="P1", units=units)
    world.make("price_list", name="标准价", is_default=True, valid_from="2020-01-01", currency="CNY",
               lines=[{"product": str(made.pk), "unit": "piece", "price": "3.00"}])  # fmt: skip
    return made


def test_an_order_for_a_customer_given_to_somebody_else_meanwhile_is_kept_and_flagged(
    world: World, phone: Phone
):
    customer, goods = world.customer(), product(world)
    cursor = phone.pull()["cursor"]
    queued = order(phone, customer, goods, "12")
    world.do("customer.assign", world.as_(world.manager_east), customer.pk, owner=str(world.rep_zhao.pk))
    answer = phone.send(queued)
    assert phone.statuses(answer) == ["applied_flagged"], answer["answers"]
    assert answer["answers"][0]["result"]["title"].startswith("SO-")
    assert Order.objects.get().total == 12 * 30_000
    page = phone.pull(cursor)
    assert page["revoked"]["customer"] == [str(customer.pk)]
    assert queued["payload"]["order_id"] in rows(page, "order")  # his own fact stays with him


def test_an_order_for_a_deleted_customer_is_kept_and_flagged(world: World, phone: Phone):
    customer, goods = world.customer(), product(world)
    queued = order(phone, customer, goods, "1")
    actions.delete("customer", world.system, customer.pk, None)
    assert phone.statuses(phone.send(queued)) == ["applied_flagged"]


def test_a_customer_comes_to_the_new_owner_with_all_that_hangs_on_it(world: World, phone: Phone):
    customer, visit = world.customer(), uuid7()
    contact = world.make("contact", customer=str(customer.pk), name="何姐", mobile="13800001111")
    phone.send(check_in(phone, customer.pk, visit))
    other = Phone(world.rep_zhao)
    cursor = other.pull()["cursor"]
    mine = phone.pull()["cursor"]
    world.do("customer.assign", world.as_(world.manager_east), customer.pk, owner=str(world.rep_zhao.pk))
    page = other.pull(cursor)
    assert rows(page, "customer")[str(customer.pk)]["name"] == customer.name
    assert rows(page, "contact")[str(contact.pk)]["mobile"] == "+8613800001111"
    assert str(visit) in rows(page, "visit")
    assert phone.pull(mine)["revoked"]["customer"] == [str(customer.pk)]


def test_two_edits_of_one_field_keep_both(world: World, phone: Phone):
    customer = world.customer()
    cursor = phone.pull()["cursor"]
    seen = rows(phone.pull(), "customer")[str(customer.pk)]
    actions.update("customer", world.as_(world.manager_east), customer.pk,
                   {"version": Customer.objects.get(pk=customer.pk).version, "address": "解放路 1 号"})  # fmt: skip
    changes = {"address": {"from": seen["address"], "to": "解放路 9 号"}, "grade": {"from": "A", "to": "B"}}
    edit = phone.command("customer.update", {"customer_id": str(customer.pk), "changes": changes},
                         seen_version=seen["version"])  # fmt: skip
    assert phone.statuses(phone.send(edit)) == ["applied_flagged"]
    customer.refresh_from_db()
    assert (customer.address, customer.grade) == ("解放路 1 号", "B")
    conflict = SyncConflict.objects.get()
    page = phone.pull(cursor)
    row = rows(page, "sync_conflict")[str(conflict.pk)]
    assert (row["field"], row["current"], row["other"]) == ("address", "解放路 1 号", "解放路 9 号")
    phone.send(phone.command("conflict.resolve", {"conflict_id": str(conflict.pk), "choice": "other"}))
    customer.refresh_from_db()
    assert customer.address == "解放路 9 号"


def test_an_edit_of_a_customer_that_is_no_longer_ones_own_waits_for_a_person(world: World, phone: Phone):
    customer = world.customer()
    changes = {"grade": {"from": "A", "to": "B"}}
    edit = phone.command("customer.update", {"customer_id": str(customer.pk), "changes": changes})
    world.do("customer.assign", world.as_(world.director), customer.pk, owner=str(world.rep_sun.pk))
    assert phone.statuses(phone.send(edit)) == ["held"]
    customer.refresh_from_db()
    assert customer.grade == "A"


def test_nothing_outside_the_slice_is_on_the_phone(world: World, phone: Phone):
    mine, others = world.customer(), world.customer(owner=world.rep_sun)
    distributor = world.customer(kind="distributor", owner=world.rep_sun, mobile="13900002222")
    world.make("contact", customer=str(others.pk), name="外人", mobile="13800003333")
    page = phone.pull()
    assert set(rows(page, "customer")) == {str(mine.pk), str(distributor.pk)}
    assert rows(page, "customer")[str(distributor.pk)]["mobile"] == "139****2222"
    assert rows(page, "contact") == {}
    assert str(others.pk) not in json.dumps(page)
    assert "membership" not in page["rows"]


def test_an_app_two_versions_old_loses_nothing(world: World, phone: Phone):
    customer = world.customer()
    old = check_in(phone, customer.pk, uuid7())
    del old["payload"]["location"]
    old["payload"]["gps"] = {"lat": 1, "lng": 2}
    assert phone.statuses(phone.send(old, app_version="0.0.1")) == ["held"]
    row = CommandRecord.objects.get()
    assert json.loads(row.body)["payload"]["gps"] == {"lat": 1, "lng": 2}
