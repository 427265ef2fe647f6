"""A pin that came from an address is 待确认 until somebody vouches for it, moves it or checks in there."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.customers.models import Customer
from outrider.customers.tests.test_creating import LAT, METRE, place, propose
from outrider.engine.entities.actions import perform, update
from outrider.kernel.errors import Problem
from tests.world.cast import World

GEOCODED = {**place(), "source": "geocoded"}


def source(shop: Any) -> str:
    given = Customer.objects.get(pk=shop.pk).pin_given
    assert given is not None
    return str(given["source"])


def test_lists_say_and_find_which_pins_are_to_be_confirmed(world: World) -> None:
    doubtful, sure = world.customer("推算", pin=GEOCODED), world.customer("到过")
    nowhere = world.customer("没有", pin=None)
    desk = world.web(world.manager_east)

    def listed(**params: str) -> set[str]:
        asked = "&".join(f"pin.{name}={value}" for name, value in params.items())
        return {row["id"] for row in desk.get(f"/api/customers?fields=name,pin&{asked}").json()["items"]}

    assert listed(unconfirmed="true") == {str(doubtful.pk)}
    assert listed(unconfirmed="false") == {str(sure.pk), str(nowhere.pk)}
    assert listed(empty="true") == {str(nowhere.pk)}
    refused = desk.get("/api/customers?pin.unconfirmed=maybe")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "pin")


def test_a_manager_confirms_it_once_on_the_record(world: World) -> None:
    shop, desk = world.customer("推算", pin=GEOCODED), world.web(world.manager_east)
    assert "confirm_pin" in desk.get(f"/api/customers/{shop.pk}").json()["_can"]["verbs"]
    assert desk.post(f"/api/customers/{shop.pk}/do/confirm_pin", {}).json()["pin"]["source"] == "confirmed"
    assert "confirm_pin" not in desk.get(f"/api/customers/{shop.pk}").json()["_can"]["verbs"]
    assert desk.post(f"/api/customers/{shop.pk}/do/confirm_pin", {}).status_code == 409


def test_a_phone_confirms_it_and_may_say_so_twice(world: World) -> None:
    shop, actor = world.customer("推算", pin=GEOCODED), world.as_(world.rep_wang)
    for _ in range(2):
        perform("pin.confirm", {"customer_id": str(shop.pk)}, actor=actor, source="sync")
    assert source(shop) == "confirmed"
    assert Customer.objects.get(pk=shop.pk).version == shop.version + 1


def test_a_colleague_confirms_nothing(world: World) -> None:
    shop = world.customer("推算", pin=GEOCODED)
    perform("pin.confirm", {"customer_id": str(shop.pk)}, actor=world.as_(world.rep_zhao), source="sync")
    with pytest.raises(Problem):
        perform("pin.confirm", {"customer_id": str(shop.pk)}, actor=world.as_(world.rep_zhao))
    assert source(shop) == "geocoded"


def test_its_rep_moves_it_without_asking_anybody(world: World) -> None:
    shop = world.customer("推算", pin=GEOCODED)
    change = propose(world, world.rep_wang, shop, 250)
    shop.refresh_from_db()
    assert (change.status, change.distance_m, source(shop)) == ("taken", 250, "phone")
    assert round(shop.pin_lat, 5) == round(LAT + 250 * METRE, 5)
    # From here on it is a pin like any other.
    assert propose(world, world.rep_wang, shop, 500).status == "open"
    other = world.customer("也是推算", pin=GEOCODED)
    actor = world.as_(world.rep_wang)
    update("customer", actor, other.pk, {"version": other.version, "pin": place(80)})
    assert source(other) == "phone"
    present = Customer.objects.get(pk=other.pk)
    with pytest.raises(Problem) as refused:
        update("customer", actor, other.pk, {"version": present.version, "pin": place(900)})
    assert refused.value.errors[0].code == "propose"
