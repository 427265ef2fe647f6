"""A customer with a new owner: what his former owner's phone sends late, and a name that changes meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.engine.entities import actions
from outrider.engine.journal.models import Entry
from outrider.engine.sync.tests.conftest import settled_at_once  # noqa: F401  # a fixture
from outrider.engine.sync.tests.phone import Phone
from outrider.kernel.ids import uuid7
from outrider.orders.models import Order
from tests.sync.test_day import check_in, order, product, rows
from tests.world.cast import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled_at_once")]


@pytest.fixture
def phones(world: World) -> tuple[Phone, Phone]:
    """The former owner's and the present one's."""
    return Phone(world.rep_wang), Phone(world.rep_zhao)


def hand_over(world: World, customer: Any) -> None:
    world.do("customer.assign", world.as_(world.manager_east), customer.pk, owner=str(world.rep_zhao.pk))


def test_what_the_former_owner_sends_late_is_on_the_new_owners_phone_with_his_next_pull(
    world: World, phones: tuple[Phone, Phone]
):
    former, heir = phones
    customer, goods, visit = world.customer(), product(world), uuid7()
    late = [check_in(former, customer.pk, visit), order(former, customer, goods, "12")]
    hand_over(world, customer)
    # The customer's last days stand already: nothing of him changes when the late ones come.
    own = [check_in(heir, customer.pk, uuid7()), order(heir, customer, goods, "1")]
    assert heir.statuses(heir.send(*own)) == ["applied", "applied"]
    cursor = heir.pull()["cursor"]
    former.send(late[0])
    page = heir.pull(cursor)
    assert str(visit) in rows(page, "visit")
    former.send(late[1])
    page = heir.pull(page["cursor"])
    ordered = late[1]["payload"]["order_id"]
    assert rows(page, "order")[ordered]["status"] == "confirmed"
    world.do("order.cancel", world.as_(world.manager_east), Order.objects.get(pk=ordered).pk, reason="关门了")
    assert rows(heir.pull(page["cursor"]), "order")[ordered]["status"] == "void"


def test_what_one_does_at_ones_own_customers_is_told_once(world: World, phones: tuple[Phone, Phone]):
    former, _ = phones
    customer, goods = world.customer(), product(world)
    former.send(check_in(former, customer.pk, uuid7()), order(former, customer, goods, "12"))
    assert not Entry.objects.filter(verb="slice.beside", entity="customer").exists()


def test_a_new_name_is_said_by_the_rows_of_whoever_carries_some(world: World, phones: tuple[Phone, Phone]):
    former, heir = phones
    customer, goods = world.customer(), product(world)
    sold = [order(former, customer, goods, "12"), order(former, world.customer(), goods, "1")]
    former.send(*sold)
    hand_over(world, customer)
    mine = order(heir, customer, goods, "3")
    heir.send(mine)
    cursors = [phone.pull()["cursor"] for phone in phones]
    customer.refresh_from_db()
    actions.update("customer", world.as_(world.manager_east), customer.pk,
                   {"version": customer.version, "name": "新惠民便利"})  # fmt: skip
    pages = [phone.pull(cursor) for phone, cursor in zip(phones, cursors, strict=True)]
    named = [{key: row["_titles"]["customer"] for key, row in rows(page, "order").items()} for page in pages]
    first, second = sold[0]["payload"]["order_id"], mine["payload"]["order_id"]
    assert named[0] == {first: "新惠民便利"}
    assert named[1] == {first: "新惠民便利", second: "新惠民便利"}
    assert ("customer" in pages[0]["rows"], "customer" in pages[0]["revoked"]) == (False, False)
    history = world.web(world.manager_east).get(f"/api/customers/{customer.pk}/history").json()["items"]
    assert [item["changes"].get("name", [""])[-1] for item in history[:2]] == ["新惠民便利", ""]
