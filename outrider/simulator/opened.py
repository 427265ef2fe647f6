"""The two shops that the first rep wins on Wednesday: made on his phone, visited, and sold to. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from outrider.simulator import names, people
from outrider.simulator.clock import workday_after
from outrider.simulator.days import RepDay
from outrider.simulator.script import Act, Manner, Shot, Told, Visit, tell
from outrider.simulator.shops import NO_BEAT, Shop
from outrider.simulator.world import World

DAYS_BEFORE = 2
# Shop type, name, the word for whom to ask, and his number among the contacts.
NEW = (
    ("convenience", "临水里便利", "吴老板", 8_001),
    ("grocery", "梧桐巷食杂店", "郑老板娘", 8_002),
)
APART, STAYS = timedelta(minutes=9), timedelta(minutes=16)
STREET = (0.09, 0.06)


def opened(world: World, day: RepDay, told: Sequence[Told]) -> list[Act]:
    """What the first rep does after his stops on that day; nothing for anybody else and on other days."""
    if day.rep != people.FIRST_REP or (world.story - day.on).days != DAYS_BEFORE or not told:
        return []
    acts: list[Act] = []
    at = told[-1].ends
    for place in range(len(NEW)):
        shop = new_shop(world, place, told[-1].shop)
        acts.append(_made(world, shop, place, at + APART))
        begins = (at + APART + timedelta(minutes=2)).replace(microsecond=0)
        chance = world.chance("opened", place, "visit")
        visit = Visit(world, day.rep, shop, chance, Manner(hit=10.0, could_not=0.0), chance.uuid(begins))
        acts += tell(visit, begins, STAYS, None, workday_after(day.on)).acts
        at = acts[-1].at
    return acts


def new_shop(world: World, place: int, near: Shop) -> Shop:
    """A new shop, around the corner from a known one."""
    shop_type, name, owner, _ = NEW[place]
    kind = next(known for known in names.SHOP_KINDS if known.shop_type == shop_type)
    return Shop(
        id=world.chance("opened", place).uuid(world.founded),
        name=name,
        kind=kind,
        grade="B",
        district=near.district,
        street=near.street,
        number=near.number + 31 + 40 * place,
        spot=(near.spot[0] + STREET[0] * (place + 1), near.spot[1] + STREET[1] * (place + 1)),
        hours=kind.hours[0],
        rep=people.FIRST_REP.key,
        beat=NO_BEAT,
        contact=owner,
        salutation="老板",
    )


def _made(world: World, shop: Shop, place: int, at: datetime) -> Act:
    """新增客户 as the phone sends it; its front photo is still to be drawn."""
    chance = world.chance("opened", place, "made")
    lat, lng = shop.place
    payload: dict[str, Any] = {
        "customer_id": shop.id,
        "name": shop.name,
        "at": at,
        "contact": {
            "contact_id": chance.uuid(at),
            "name": shop.contact,
            "mobile": people.contact_mobile(NEW[place][3]),
        },
        "pin": {"lat": lat, "lng": lng, "datum": "WGS-84", "source": "demo", "accuracy": 12.0},
        "shop_type": shop.kind.shop_type,
        "channel": shop.kind.channel,
        "grade": shop.grade,
        "address": f"{shop.street}{shop.number}号",
    }
    shot = Shot("storefront", "storefront", shop, at, chance.uuid(at))
    return Act(at, "customer.create", payload, (shot,))


__all__ = ["new_shop", "opened"]
