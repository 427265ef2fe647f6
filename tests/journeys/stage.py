"""Fills the journeys' database: the cast, goods, a visit type, shops; prints who can sign in.

``python -m tests.journeys.stage`` migrates an empty database and answers one line of JSON.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.journeys.settings")
django.setup()

from django.core.management import call_command

from tests.world.cast import PASSWORD, World, build

LAT, LNG = 41.1496, -8.6110
GOODS = (
    ("SD-410", "岚溪苏打水 原味 410ml", "瓶", "15", "42.00"),
    ("WL-500", "岚溪乌龙茶 500ml", "瓶", "15", "48.00"),
    ("SJ-070", "番茄薯脆 70g", "袋", "24", "76.80"),
)


def label(zh: str, en: str) -> dict[str, str]:
    """An administrator's label."""
    return {"zh-Hans": zh, "en": en}


def goods(world: World) -> None:
    """Three products with boxes, one price list, a must-stock list."""
    made = []
    for code, name, piece, factor, _ in GOODS:
        units = [
            {"key": "box", "name": "箱", "factor": factor},
            {"key": "piece", "name": piece, "factor": "1"},
        ]
        made.append(world.make("product", code=code, name=name, units=units))
    lines = [
        {"product": str(p.pk), "unit": "box", "price": row[4]} for p, row in zip(made, GOODS, strict=True)
    ]
    world.make(
        "price_list", name="标准价", currency="CNY", valid_from="2026-01-01", is_default=True, lines=lines
    )
    world.make("must_stock_list", shop_type="convenience", products=[str(p.pk) for p in made[:2]])


def visit_type(world: World) -> None:
    """The standard visit to a shop."""
    steps: list[dict[str, Any]] = [
        {"key": "front", "kind": "photo", "name": label("门头照", "Storefront"), "required": True,
         "config": {"min_photos": 1}},
        {"key": "display", "kind": "photo", "name": label("陈列照", "Display"), "required": False,
         "config": {"min_photos": 1}},
        {"key": "stock", "kind": "stock_count", "name": label("库存", "Stock"), "required": True, "config": {}},
        {"key": "order", "kind": "order", "name": label("订单", "Order"), "required": False, "config": {}},
        {"key": "summary", "kind": "summary", "name": label("小结", "Summary"), "required": True, "config": {}},
    ]  # fmt: skip
    name = label("门店拜访", "Shop visit")
    world.make("visit_type", name=name, steps=steps, min_minutes=0, is_default=True)


def clock_in(person: Any) -> None:
    """He is on shift: the first check-in of his day has no question to ask."""
    from outrider.engine.entities.actions import perform  # local import: Django is set up first
    from outrider.engine.identity.queries import actor_for
    from outrider.kernel import clock
    from outrider.kernel.ids import uuid7

    perform("shift.start", {"shift_id": uuid7(), "at": clock.now()}, actor=actor_for(person))


def main() -> dict[str, Any]:
    """Everything; answers mobiles, the password and the shops."""
    call_command("migrate", verbosity=0)
    world = build()
    goods(world)
    visit_type(world)
    distributor = world.customer("临澜鑫达商贸", kind="distributor", shop_type="other")
    shops = []
    for index, name in enumerate(("惠民便利(解放路店)", "好邻居超市(学府路店)", "阿珍小卖部")):
        pin = {"lat": LAT + index * 0.004, "lng": LNG, "datum": "WGS-84", "source": "test"}
        shop = world.customer(name, pin=pin, supplying_distributor=str(distributor.pk))
        world.make("contact", customer=str(shop.pk), name="王大明", salutation="王老板", mobile="19900008888")
        shops.append({"id": str(shop.pk), "name": name, "lat": pin["lat"], "lng": pin["lng"]})
    for person in world.people.values():
        if "rep" in person.roles:
            clock_in(person)
    people = {key: {"name": p.name, "mobile": p.mobile} for key, p in world.people.items()}
    return {"people": people, "password": PASSWORD, "shops": shops}


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False))
