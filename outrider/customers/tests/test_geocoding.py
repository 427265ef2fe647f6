from __future__ import annotations

import pytest

from outrider.customers.geocoding import Place, geocoders, look_up
from outrider.customers.models import Customer
from outrider.engine.exchange.actions import import_file
from outrider.engine.jobs.dispatcher import dispatch, ensure_positions
from outrider.engine.jobs.models import Undelivered
from outrider.engine.journal import queries as journal
from outrider.engine.journal.models import Entry
from outrider.kernel.ids import uuid7
from tests.world.cast import World


def choose(world: World, provider: str) -> None:
    """As an administrator does on the company's page."""
    answer = world.web(world.admin).patch("/api/company", {"settings": {"customers.geocoder": provider}})
    assert answer.status_code == 200, answer.content


def test_an_address_without_a_pin_is_placed_and_marked_as_to_be_confirmed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def provider(address: str) -> Place | None:
        asked.append(address)
        return Place(28.2, 112.9) if "解放路" in address else None

    monkeypatch.setitem(geocoders._members, "test", provider)
    choose(world, "test")
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


def test_imported_shops_are_placed_also_when_the_provider_was_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "settled", Entry.objects.all)  # one transaction: see sync's conftest
    away = True

    def provider(address: str) -> Place | None:
        if away:
            raise OSError("no route to the provider")
        return Place(28.2, 112.9)

    monkeypatch.setitem(geocoders._members, "test", provider)
    choose(world, "test")
    ensure_positions()
    table = (
        "名称,类型,城市,地址\n阿珍小卖部,终端门店,长沙市,解放路 2 号\n好邻居超市,终端门店,长沙市,解放路 4 号"
    )
    report = import_file("customers", table.encode(), world.as_(world.back_office))
    assert report.counts["created"] == 2
    holder = uuid7()
    dispatch(holder)
    waiting = Undelivered.objects.filter(listener__endswith="geocoding.look_up")
    assert [("OSError" in row.error, row.attempts) for row in waiting] == [(True, 1)] * 2
    assert not Customer.objects.exclude(pin_lat=None).exists()

    def now_due() -> None:
        waiting.update(next_at="2026-01-01T00:00:00Z")

    now_due()
    dispatch(holder)
    assert [row.attempts for row in waiting] == [2, 2]
    away = False
    now_due()
    dispatch(holder)
    assert not waiting.exists()
    unconfirmed = world.web(world.admin).get("/api/customers?pin.unconfirmed=true").json()["items"]
    assert sorted(row["name"] for row in unconfirmed) == ["好邻居超市", "阿珍小卖部"]
    assert {row["pin"]["source"] for row in unconfirmed} == {"geocoded"}
