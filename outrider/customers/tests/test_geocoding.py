from __future__ import annotations

import pytest

from outrider.customers.geocoding import Place, geocoders, look_up
from outrider.customers.models import Customer
from outrider.engine.identity.models import Company
from outrider.engine.identity.queries import forget_company
from outrider.engine.journal.models import Entry
from tests.world.cast import World


def test_an_address_without_a_pin_is_placed_and_marked_as_to_be_confirmed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def provider(address: str) -> Place | None:
        asked.append(address)
        return Place(28.2, 112.9) if "解放路" in address else None

    monkeypatch.setitem(geocoders._members, "test", provider)
    Company.objects.update(settings={"customers.geocoder": "test"})
    forget_company()
    with_pin = world.customer("有定位", address="解放路 1 号")
    found = world.customer("没定位", pin=None, city="长沙市", address="解放路 2 号")
    unknown = world.customer("找不到", pin=None, address="火星")
    for entry in Entry.objects.filter(entity="customer"):
        look_up(entry)
    assert sorted(asked) == ["火星", "长沙市解放路 2 号"]
    placed = Customer.objects.get(pk=found.pk)
    assert placed.pin_given is not None
    assert (placed.pin_lat, placed.pin_given["source"]) == (28.2, "geocoded")
    assert Customer.objects.get(pk=unknown.pk).pin_lat is None
    assert Customer.objects.get(pk=with_pin.pk).version == with_pin.version


def test_without_a_provider_nothing_is_asked(world: World) -> None:
    shop = world.customer("没定位", pin=None, address="解放路 2 号")
    for entry in Entry.objects.filter(entity="customer"):
        look_up(entry)
    assert Customer.objects.get(pk=shop.pk).version == 1
