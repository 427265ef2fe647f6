"""新增客户 from a phone, what we may have already, and where a customer is."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from outrider.customers import rules
from outrider.customers.models import Contact, Customer, PinChange, PossibleDuplicate
from outrider.engine.entities.actions import perform
from outrider.engine.files.tests.pictures import bring_picture
from outrider.engine.identity.queries import actor_for
from outrider.engine.messaging.models import Notice
from outrider.engine.sync.tests.phone import Phone
from outrider.kernel import clock
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7

VECTORS = json.loads(
    (Path(__file__).parents[3] / "web/modules/customers/shared/vectors.json").read_text("utf-8")
)
LAT, LNG = 31.2304, 121.4737
METRE = 1 / 111_195


def place(north: float = 0) -> dict[str, Any]:
    return {"lat": LAT + north * METRE, "lng": LNG, "datum": "WGS-84", "source": "phone", "accuracy": 12}


def new(name: str = "阿珍小卖部", **more: Any) -> dict[str, Any]:
    return {"customer_id": str(uuid7()), "name": name, "at": clock.now().isoformat(), **more}


@pytest.mark.parametrize(("one", "other", "wanted"), VECTORS["alike"])
def test_alike_names_are_the_same_on_phone_and_server(one: str, other: str, wanted: bool) -> None:
    assert rules.alike(one, other) is wanted
    assert rules.alike(other, one) is wanted


@pytest.mark.parametrize(("number", "wanted"), VECTORS["tax_numbers"])
def test_a_tax_number_has_eighteen_signs_and_a_true_check(number: str, wanted: bool) -> None:
    assert rules.tax_number_is_right(number) is wanted


@pytest.fixture
def phone(world) -> Phone:
    return Phone(world.rep_wang)


def test_a_new_customer_of_a_phone_can_be_visited_in_the_same_message(world, phone):
    data = new(
        contact={"contact_id": str(uuid7()), "name": "珍姐", "mobile": "139 1234 5678"},
        pin=place(),
        shop_type="grocery",
        invoice_title="阿珍食品商行",
        tax_number="91350100M000100Y43",
    )
    said = {
        "activity_id": str(uuid7()),
        "customer_id": data["customer_id"],
        "kind": "note",
        "text": "新开的店",
        "happened_at": clock.now().isoformat(),
        "next_step": None,
        "next_on": None,
    }
    commands = [phone.command("customer.create", data), phone.command("activity.log", said)]
    assert [row["status"] for row in phone.send(*commands)["answers"]] == ["applied", "applied"]
    shop = Customer.objects.get(pk=data["customer_id"])
    assert (shop.owner_id, shop.department_id) == (world.rep_wang.pk, world.rep_wang.department_id)
    assert (shop.invoice_title, shop.tax_number) == ("阿珍食品商行", "91350100M000100Y43")
    assert (shop.pin_given or {})["accuracy"] == 12
    who = Contact.objects.get(customer=shop)
    assert (who.name, who.mobile, who.is_primary) == ("珍姐", "+8613912345678", True)
    again = phone.send(*commands)["answers"]
    assert [row["status"] for row in again] == ["applied", "applied"]
    assert Customer.objects.filter(name="阿珍小卖部").count() == 1


def test_what_we_may_have_is_flagged_and_kept_until_a_person_has_looked(world, phone):
    near = world.customer("阿珍副食店", owner=world.rep_zhao, pin=place(40))
    world.customer("阿强烟酒", owner=world.rep_zhao, pin=place(60))
    world.customer("阿珍小卖部", owner=world.rep_zhao, pin=place(3_000))
    data = new(pin=place())
    answer = phone.send(phone.command("customer.create", data))["answers"][0]
    assert answer["status"] == "applied_flagged"
    assert [flag["code"] for flag in answer["flags"]] == ["possible_duplicate"]
    doubt = PossibleDuplicate.objects.get()
    assert (str(doubt.customer_id), doubt.other_id, doubt.why, doubt.distance_m) == (
        data["customer_id"], near.pk, "place", 40,
    )  # fmt: skip
    perform("possible_duplicate.keep_both", {}, actor=world.as_(world.manager_east), record_id=doubt.pk)
    doubt.refresh_from_db()
    assert doubt.status == "two"


def test_the_same_mobile_is_the_surest_sign(world, phone):
    known = world.customer("老地方饭店", owner=world.rep_zhao, mobile="13912345678")
    data = new("别的名字", contact={"contact_id": str(uuid7()), "name": "王老板", "mobile": "13912345678"})
    phone.send(phone.command("customer.create", data))
    assert [(row.other_id, row.why) for row in PossibleDuplicate.objects.all()] == [(known.pk, "mobile")]


def test_a_wrong_tax_number_waits_in_the_remark(world, phone):
    data = new(tax_number="91350100M000100Y44", remark="转角")
    answer = phone.send(phone.command("customer.create", data))["answers"][0]
    assert [flag["code"] for flag in answer["flags"]] == ["tax_number"]
    shop = Customer.objects.get(pk=data["customer_id"])
    assert (shop.tax_number, shop.remark) == ("", "转角\n税号(待核对):91350100M000100Y44")


def test_the_desk_refuses_a_wrong_tax_number(world):
    shop = world.customer()
    web = world.web(world.manager_east)
    body = {"version": shop.version, "tax_number": "91350100M000100Y44"}
    answer = web.patch(f"/api/customers/{shop.pk}", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "tax_number")
    assert (
        web.patch(f"/api/customers/{shop.pk}", {**body, "tax_number": "91350100m000100y43"}).json()[
            "tax_number"
        ]
        == "91350100M000100Y43"
    )


def test_a_colleagues_shop_nearby_is_a_name_and_its_owner(world):
    world.customer("阿珍副食店", owner=world.rep_zhao, pin=place(40), mobile="13912345678")
    mine = world.customer("阿强烟酒", owner=world.rep_wang, pin=place(60))
    world.customer("阿珍小卖部", owner=world.rep_zhao, pin=place(9_000))
    asked = f"/api/customers/around?name=阿珍小卖部&lat={LAT}&lng={LNG}"
    answer = world.web(world.rep_wang).get(asked)
    assert answer.json()["items"] == [
        {"id": None, "name": "阿珍副食店", "owner": world.rep_zhao.name, "mine": False, "distance_m": 40},
        {
            "id": str(mine.pk),
            "name": "阿强烟酒",
            "owner": world.rep_wang.name,
            "mine": True,
            "distance_m": 60,
        },
    ]
    assert world.web(world.rep_wang).get("/api/customers/around?lat=91&lng=0").status_code == 422


# -- pins -------------------------------------------------------------------------------------------


def propose(world, who, shop, north: float, source: str = "api", **more: Any) -> PinChange:
    data = {"change_id": str(uuid7()), "customer_id": str(shop.pk), "pin": place(north), **more}
    return perform("pin.propose", data, actor=world.as_(who), source=source)


def test_the_first_pin_is_taken_at_once(world):
    shop = world.customer(owner=world.rep_wang, pin=None)
    change = propose(world, world.rep_wang, shop, 0)
    shop.refresh_from_db()
    assert (change.status, change.distance_m, change.former) == ("taken", None, None)
    assert (round(shop.pin_lat, 6), round(shop.pin_lng, 6)) == (LAT, LNG)


def test_a_reps_change_is_a_proposal_that_his_manager_decides(world):
    shop = world.customer(owner=world.rep_wang, pin=place())
    change = propose(world, world.rep_wang, shop, 320, note="搬到街对面")
    shop.refresh_from_db()
    assert (change.status, change.distance_m, round(shop.pin_lat, 6)) == ("open", 320, LAT)
    with pytest.raises(Problem) as refused:
        perform(
            "pin_change.decide",
            {"decision": "rejected"},
            actor=world.as_(world.manager_east),
            record_id=change.pk,
        )
    assert refused.value.errors[0].field == "reason"
    perform(
        "pin_change.decide",
        {"decision": "accepted"},
        actor=world.as_(world.manager_east),
        record_id=change.pk,
    )
    shop.refresh_from_db()
    change.refresh_from_db()
    assert round(shop.pin_lat, 6) == round(LAT + 320 * METRE, 6)
    assert (change.former or {})["lat"] == LAT
    assert Notice.objects.filter(person=world.rep_wang, kind="pin_decided").count() == 1


def test_a_rep_cannot_decide_nor_change_a_pin_by_another_way(world):
    shop = world.customer(owner=world.rep_wang, pin=place())
    change = propose(world, world.rep_wang, shop, 320)
    with pytest.raises(Problem) as refused:
        perform(
            "pin_change.decide",
            {"decision": "accepted"},
            actor=world.as_(world.rep_wang),
            record_id=change.pk,
        )
    assert refused.value.status == 403
    answer = world.web(world.rep_wang).patch(
        f"/api/customers/{shop.pk}", {"version": shop.version, "pin": place(320)}
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "propose")
    shop.refresh_from_db()
    assert round(shop.pin_lat, 6) == LAT


def test_a_storefront_is_read_through_its_customer_once_its_author_brought_it(world, picture):
    data = new(front_photo=picture.digest)
    perform("customer.create", data, actor=world.as_(world.rep_wang), source="sync")
    address = f"/api/files/{picture.digest}?of=customer:{data['customer_id']}"
    picture.bring(world.rep_zhao)
    assert world.web(world.manager_east).get(address).status_code == 404
    picture.bring(world.rep_wang)
    assert world.web(world.manager_east).get(address).status_code == 200
    assert world.web(world.rep_zhao).get(address).status_code == 404


@pytest.fixture
def picture():

    kept = io.BytesIO()
    Image.new("RGB", (64, 48), (12, 120, 110)).save(kept, "JPEG")

    class Picture:
        digest = hashlib.sha256(kept.getvalue()).hexdigest()

        def bring(self, person) -> None:
            bring_picture(actor_for(person), kept.getvalue())

    return Picture()


def test_the_photo_of_a_proposed_pin_is_read_by_who_may_read_the_proposal_once_it_is_here(world, picture):
    shop = world.customer(owner=world.rep_wang, pin=place())
    change = propose(world, world.rep_wang, shop, 320, photo=picture.digest)
    people = ("rep_wang", "rep_zhao", "rep_sun", "manager_east", "manager_north", "director", "admin")

    def readers(digest: str = picture.digest) -> set[str]:
        address = f"/api/files/{digest}?of=pin_change:{change.pk}"
        return {who for who in people if world.web(getattr(world, who)).get(address).status_code == 200}

    assert change.photo == picture.digest
    assert readers() == set()  # the file is still on the phone
    picture.bring(world.rep_zhao)
    assert readers() == set()  # somebody else's file of the same name is not his
    picture.bring(world.rep_wang)
    assert readers() == {"rep_wang", "manager_east", "director", "admin"}
    assert readers("e" * 64) == set()
