"""The company before its first working day: people, goods, prices, visit types, customers, consents.

Owns the records that history then refers to. Promises: every record has its world's id, and is written by
the verbs of its own package or by ``simulator.create``, on behalf of the person whose work it would be.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.actions import create, perform
from outrider.engine.identity.actions import register_device
from outrider.engine.identity.models import Company, Person
from outrider.engine.identity.queries import actor_for, apply_company_clock, system_actor
from outrider.engine.privacy import queries as privacy
from outrider.kernel import clock
from outrider.kernel.text import T
from outrider.simulator import city as town
from outrider.simulator import goods, people
from outrider.simulator.shops import MOVED_IN, Distributor, Shop
from outrider.simulator.verbs import SOURCE
from outrider.simulator.world import World, local, settings_of

CURRENCY, TIME_ZONE = "CNY", "Asia/Shanghai"
KEEPER = "lin_xiaoyan"
MOVED_IN_BEFORE = timedelta(days=4)

STOREFRONT = T("门头照", "Storefront photo")
DISPLAY = T("陈列照", "Display photo")
STOCK = T("库存", "Stock")
ORDER = T("订单", "Order")
COMPETITOR = T("竞品", "Competitors")
SUMMARY = T("小结", "Summary")
STANDARD = T("门店标准拜访", "Standard shop visit")
PARTNER = T("经销商拜访", "Distributor visit")
GOODS_IN = T("到货与库存", "Goods in and stock")
TALK = T("沟通记录", "What was agreed")
CHIPS = ["已补货", "陈列已整理", "老板满意", "竞品促销中", "要求换货", "新品已上架"]
POINTS = "排面:苏打水和乌龙茶放在视线高度;价签齐全;临期品放在最前面。"
MUST_STOCK_NEWS = "本月新品:白桃味气泡水。先看必分销品,再问上次拿的卖得怎样。"


def exists() -> bool:
    """Whether this database has a company already."""
    return Company.objects.exists()


def found(world: World, scale: str) -> str:
    """Write everything; answers a line with counts."""
    Company.objects.create(  # raw write: the company's row is configuration, no record
        pk=1,
        name=people.COMPANY,
        time_zone=TIME_ZONE,
        currency=CURRENCY,
        is_demo=True,
        settings={"orders.approval": "below_list_price", **settings_of(world.seed, world.founded, scale)},
    )
    apply_company_clock()
    with clock.frozen(world.founded):
        _people(world)
        keeper = actor_of(world, KEEPER)
        _goods(world, keeper)
        _visit_types(world, keeper)
        _customers(world, keeper)
        _phones(world)
    return (
        f"{people.COMPANY}: {len(people.PEOPLE)} 人, {len(goods.ITEMS)} 个商品, "
        f"{len(world.distributors)} 家经销商, {len(world.shops)} 家门店"
    )


def actor_of(world: World, key: str) -> Actor:
    """A colleague as the one who acts."""
    person = Person.objects.select_related("department").get(pk=world.people[key])
    return actor_for(person, device_id=world.devices[key], app="rep")


def make(entity: str, actor: Actor, records: list[dict[str, Any]]) -> None:
    """Create records of one entity."""
    perform("simulator.create", {"entity": entity, "records": records}, actor=actor, source=SOURCE)


def _people(world: World) -> None:
    system = system_actor()
    for position, desk in enumerate(people.DESKS):
        above = str(world.desks[desk.above]) if desk.above else None
        values = {"id": world.desks[desk.key], "name": desk.name, "parent": above, "position": position}
        create("department", system, values, source=SOURCE)
    for place, person in enumerate(people.PEOPLE):
        create(
            "person",
            system,
            {
                "id": world.people[person.key],
                "name": person.name,
                "mobile": people.staff_mobile(place),
                "roles": list(person.roles),
                "department": world.desks[person.desk],
            },
            source=SOURCE,
        )


def _goods(world: World, keeper: Actor) -> None:
    make(
        "product",
        keeper,
        [
            {
                "id": str(world.items[item.key]),
                "name": f"{goods.BRAND}{item.name}",
                "code": f"LX{place:03d}",
                "spec": item.spec,
                "category": item.category,
                "units": goods.units(item),
                "barcode": goods.barcode(place),
                "sort_order": place * 10,
                "status": "active",
                "shelf_life_days": item.days,
            }
            for place, item in enumerate(goods.ITEMS, start=1)
        ],
    )
    lines = [
        {"product": str(world.items[item.key]), "unit": unit, "price": goods.money(cents)}
        for item in goods.ITEMS
        for unit, cents in (("box", item.cents), ("piece", item.piece_cents))
    ]
    prices = {"id": str(world.price_list), "name": "标准价格表", "currency": CURRENCY, "is_default": True}
    make("price_list", keeper, [{**prices, "lines": lines}])
    ids = world.chance("must stock")
    make(
        "must_stock_list",
        keeper,
        [
            {
                "id": str(ids.uuid(world.founded)),
                "shop_type": shop_type,
                "products": [str(world.items[key]) for key in keys],
            }
            for shop_type, keys in goods.MUST_STOCK.items()
        ],
    )


def standard_steps(sample: str = "", *, photos: bool = False) -> list[dict[str, Any]]:
    """The steps of the standard visit; since the story's eve its photos and the count are 必做."""
    picture = {"sample_digest": sample} if sample else {}
    return [
        _step("storefront", "photo", STOREFRONT, {"min_photos": 1}, required=photos),
        _step(
            "display",
            "photo",
            DISPLAY,
            {"min_photos": 1, "talking_points": POINTS, **picture},
            required=photos,
        ),
        _step("stock", "stock_count", STOCK, {}, required=photos),
        _step("order", "order", ORDER, {"talking_points": MUST_STOCK_NEWS}),
        _step("competitor", "note", COMPETITOR, {}),
        _step("summary", "summary", SUMMARY, {"chips": CHIPS}, required=True),
    ]


def _step(
    key: str, kind: str, name: Any, config: dict[str, Any], *, required: bool = False
) -> dict[str, Any]:
    return {"key": key, "kind": kind, "name": name.everywhere(), "required": required, "config": config}


def _visit_types(world: World, keeper: Actor) -> None:
    create(
        "visit_type",
        keeper,
        {
            "id": world.visit_type,
            "name": STANDARD.everywhere(),
            "customer_kinds": ["outlet", "key_account"],
            "min_minutes": 5,
            "steps": standard_steps(),
            "is_default": True,
        },
        source=SOURCE,
    )
    create(
        "visit_type",
        keeper,
        {
            "id": world.distributor_type,
            "name": PARTNER.everywhere(),
            "customer_kinds": ["distributor", "sub_distributor"],
            "min_minutes": 10,
            "steps": [
                _step("stock", "note", GOODS_IN, {}, required=True),
                _step("talk", "note", TALK, {}),
                _step("summary", "summary", SUMMARY, {"chips": ["已对账", "催到货"]}, required=True),
            ],
        },
        source=SOURCE,
    )


def _customers(world: World, keeper: Actor) -> None:
    make(
        "customer",
        keeper,
        [_firm(world, place, firm) for place, firm in enumerate(world.distributors, start=1)],
    )
    placed = [one for one in enumerate(world.shops, start=1) if one[1].name != MOVED_IN[1]]
    late = [one for one in enumerate(world.shops, start=1) if one[1].name == MOVED_IN[1]]
    # Ten short transactions, not one long: each holds the database's pen for a moment only.
    for start in range(0, len(placed), 60):
        _make_shops(world, keeper, placed[start : start + 60])
    with clock.frozen(local(world.story - MOVED_IN_BEFORE, 9)):
        _make_shops(world, keeper, late)


def _make_shops(world: World, keeper: Actor, shops: list[tuple[int, Shop]]) -> None:
    """Shops with whom to ask for."""
    make("customer", keeper, [_shop(world, place, shop) for place, shop in shops])
    ids = world.chance("contacts", shops[0][0])
    make("contact", keeper, [_contact(ids.uuid(clock.now()), place, shop) for place, shop in shops])


def _firm(world: World, place: int, firm: Distributor) -> dict[str, Any]:
    return {
        "id": str(firm.id),
        "name": firm.name,
        "code": f"JX{place:03d}",
        "kind": "distributor",
        "grade": "A",
        "province": town.PROVINCE,
        "city": town.NAME,
        "mobile": people.contact_mobile(9_000 + place),
        "opening_hours": "Mo-Sa 08:00-18:00",
        "pin": _pin(town.place(firm.spot)),
        "department": str(world.desks["sales"]),
    }


def _shop(world: World, place: int, shop: Shop) -> dict[str, Any]:
    owner = next(rep for rep in people.REPS if rep.key == shop.rep)
    return {
        "id": str(shop.id),
        "name": shop.name,
        "code": f"MD{place:04d}",
        "kind": "outlet",
        "channel": shop.kind.channel,
        "shop_type": shop.kind.shop_type,
        "grade": shop.grade,
        "owner": str(world.people[owner.key]),
        "department": str(world.desks[owner.desk]),
        "supplying_distributor": str(world.supplier(shop)),
        "mobile": people.contact_mobile(place),
        "province": town.PROVINCE,
        "city": town.NAME,
        "district": town.DISTRICTS[shop.district].zh,
        "address": f"{shop.street}{shop.number}号",
        "opening_hours": shop.hours,
        "pin": _pin(shop.place),
    }


def _contact(contact_id: UUID, place: int, shop: Shop) -> dict[str, Any]:
    return {
        "id": str(contact_id),
        "customer": str(shop.id),
        "name": shop.contact,
        "salutation": shop.salutation,
        "mobile": people.contact_mobile(place),
        "role": "采购" if shop.kind.shop_type in ("supermarket", "canteen") else "店主",
        "is_primary": True,
    }


def _pin(place: tuple[float, float]) -> dict[str, Any]:
    return {"lat": place[0], "lng": place[1], "datum": "WGS-84", "source": "demo"}


def _phones(world: World) -> None:
    """Each rep has a phone and has agreed that check-ins use its location."""
    version = privacy.standing(None)["version"]
    for rep in people.REPS:
        actor = actor_of(world, rep.key)
        register_device(actor.id, world.devices[rep.key], "rep", "演示手机", "demo")
        perform("consent.give", {"policy": "location", "version": version}, actor=actor, source=SOURCE)
