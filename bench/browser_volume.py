"""A rep with 5,000 shops, their contacts and twelve stops for today; prints who he is as one line of JSON.

Bulk rows go through the product's own write path (same checks, journal and index), in chunks.
"""

from __future__ import annotations

import itertools
import json
import sys
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

from django.core.management import call_command

from bench.handset import PASSWORD
from outrider.customers.models import Contact, Customer
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities import actions
from outrider.engine.entities.write import Write
from outrider.engine.identity.models import Company, Person
from outrider.engine.identity.queries import actor_for, system_actor
from outrider.kernel import clock
from outrider.kernel.ids import uuid7

MOBILE, CHUNK, STOPS, ZONE = "19900010001", 500, 12, "Asia/Shanghai"
FIRST = (
    "惠民",
    "好邻居",
    "阿珍",
    "学府",
    "万佳",
    "老李",
    "鑫达",
    "家家乐",
    "和平",
    "东风",
    "永辉",
    "广源",
    "福满",
    "星光",
)
SECOND = ("便利", "超市", "烟酒副食", "小卖部", "生活馆", "食品店", "粮油", "百货", "冷饮", "水果店")
STREET = ("解放路", "学府路", "人民路", "临江路", "中山路", "建设街", "和平里", "新华路", "滨河道", "工农路")
OWNERS = ("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴")


def name_of(index: int) -> str:
    """A name as shops bear it; all differ."""
    street = STREET[index // 140 % 10]
    return f"{FIRST[index % 14]}{SECOND[index // 14 % 10]}({street}{index // 1400 + 1}店)"


def make(customers: int) -> dict[str, Any]:
    """Everything; answers who can sign in and how many rows there are."""
    call_command("migrate", verbosity=0)
    Company.objects.update_or_create(pk=1, defaults={"name": "Bench", "time_zone": ZONE})
    system = system_actor()
    team: Any = actions.create("department", system, {"name": "城东"})[0]
    values = {"name": "王磊", "mobile": MOBILE, "roles": ["rep"], "department": str(team.pk)}
    rep: Any = actions.create("person", system, values)[0]
    actions.perform("person.set_password", {"password": PASSWORD}, actor=system, record_id=rep.pk)
    actor = actor_for(Person.objects.get(pk=rep.pk))
    actions.perform("consent.give", {"policy": "location", "version": "2"}, actor=actor)
    _goods()
    ids = _shops(customers, rep, team)
    _stops(ids, rep, clock.now().astimezone(ZoneInfo(ZONE)).date())
    return {
        "mobile": MOBILE,
        "password": PASSWORD,
        "rows": {"customers": customers, "contacts": customers, "stops": STOPS},
    }


def _goods() -> None:
    system = system_actor()
    steps = [
        {"key": "front", "kind": "photo", "name": {"zh-Hans": "门头照"}, "required": True, "config": {}},
        {"key": "summary", "kind": "summary", "name": {"zh-Hans": "小结"}, "required": True, "config": {}},
    ]
    kind = {"name": {"zh-Hans": "门店拜访"}, "steps": steps, "is_default": True, "min_minutes": 0}
    actions.create("visit_type", system, kind)
    units = [{"key": "box", "name": "箱", "factor": "15"}, {"key": "piece", "name": "瓶", "factor": "1"}]
    for index in range(18):
        actions.create(
            "product", system, {"code": f"P{index:02d}", "name": f"苏打水 {index:02d} 号", "units": units}
        )


def _shops(count: int, rep: Any, team: Any) -> list[Any]:
    ids = []
    for chunk in itertools.batched(range(count), CHUNK):
        shops = [
            Customer(
                id=uuid7(), name=name_of(i), code=f"C{i:05d}", kind="outlet", shop_type="convenience",
                grade="ABCD"[i % 4], owner_id=rep.pk, department_id=team.pk, city="临澜市",
                address=f"{STREET[i % 10]} {i % 300 + 1} 号", opening_hours="Mo-Su 08:00-22:00",
                pin_lat=30.2 + i % 70 * 0.002, pin_lng=120.1 + i // 70 * 0.002,
            )
            for i in chunk
        ]  # fmt: skip
        people = [
            Contact(
                id=uuid7(), customer_id=shop.pk, name=f"{OWNERS[i % 10]}老板", salutation=f"{OWNERS[i % 10]}老板",
                mobile=f"+86199{i:08d}", is_primary=True,
            )
            for i, shop in zip(chunk, shops, strict=True)
        ]  # fmt: skip
        with write_transaction():
            for records, verb in ((shops, "customer.create"), (people, "contact.create")):
                write = Write(system_actor(), "import", verb)
                write.create_many(records)
                write.flush()
        ids += [shop.pk for shop in shops]
    return ids


def _stops(ids: list[Any], rep: Any, today: date) -> None:
    for position, shop in enumerate(ids[:: max(1, len(ids) // STOPS)][:STOPS], start=1):
        values = {"rep": str(rep.pk), "customer": str(shop), "on": today.isoformat(), "position": position}
        actions.create("visit_plan", system_actor(), values)


if __name__ == "__main__":
    print(json.dumps(make(int(sys.argv[1]))))
