"""Others' shops on a phone: name, owner and rough place alone, of one's department and districts, once a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from outrider.customers.tests.test_creating import place
from outrider.engine.identity.models import Company
from outrider.engine.identity.queries import forget_company
from outrider.engine.sync.tests.phone import Phone
from outrider.kernel import clock
from tests.world.cast import World


def shops(answer: dict[str, Any]) -> list[list[Any]]:
    return [shop for parcel in answer["views"]["known_shops"] for shop in parcel["shops"]]


@pytest.fixture
def company(world: World) -> World:
    world.customer("自己的", district="城东区")
    world.customer("同事的", owner=world.rep_zhao, pin=place(), mobile="13912345678", address="解放路 8 号")
    world.customer("邻队的", owner=world.rep_sun, district="城东区")
    world.customer("远处的", owner=world.rep_sun, district="江北区")
    world.customer("没定位的", owner=world.rep_zhao, pin=None)
    world.customer("关了的", owner=world.rep_zhao, status="closed")
    world.customer("经销商", owner=world.rep_zhao, kind="distributor")
    return world


def test_a_phone_holds_names_owners_and_places_of_the_shops_around_its_own(company: World) -> None:
    found = sorted(shops(Phone(company.rep_wang).pull()))
    assert [shop[:2] for shop in found] == [
        ["同事的", company.rep_zhao.name],
        ["没定位的", company.rep_zhao.name],
        ["邻队的", company.rep_sun.name],
    ]
    assert found[0][2:] == [round(place()["lat"], 4), round(place()["lng"], 4)]
    assert found[1][2:] == [None, None]
    assert all(len(shop) == 4 for shop in found)


def test_it_comes_once_a_day_and_only_when_it_has_changed(company: World) -> None:
    phone = Phone(company.rep_wang)
    first = phone.pull()
    company.customer("今天新开的", owner=company.rep_zhao)
    assert "known_shops" not in phone.pull(first["cursor"]).get("views", {})
    with clock.frozen(clock.now() + timedelta(days=1)):
        second = phone.pull(first["cursor"])
        assert "今天新开的" in {shop[0] for shop in shops(second)}
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert "known_shops" not in phone.pull(second["cursor"]).get("views", {})


def test_a_company_may_leave_it_off_its_phones(company: World) -> None:
    phone = Phone(company.rep_wang)
    cursor = phone.pull()["cursor"]
    Company.objects.update(settings={"customers.known_shops": False})
    forget_company()
    assert phone.pull(cursor)["views"] == {"known_shops": []}
