"""Fixtures of the order tests: a Monday morning, a shop, two products with prices."""

from __future__ import annotations

import pytest

from outrider.kernel import clock
from outrider.orders.tests.sheets import NOW, UNITS


@pytest.fixture(autouse=True)
def monday():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def shop(world):
    return world.customer()


@pytest.fixture
def goods(world):
    soda = world.make("product", name="苏打水", units=UNITS)
    tea = world.make("product", name="乌龙茶", units=UNITS)
    lines = [
        {"product": str(soda.pk), "unit": "box", "price": "42.00"},
        {"product": str(soda.pk), "unit": "piece", "price": "2.80"},
        {"product": str(tea.pk), "unit": "box", "price": "48.00"},
    ]
    world.make("price_list", name="标准价", is_default=True, lines=lines)
    return {"soda": soda, "tea": tea}
