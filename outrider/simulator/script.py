"""What happens in a visit, as the commands that a phone would send. Pure: from the world to payloads.

Owns how reps work: how near their fixes are, what they count, what shops order, what they note. Each
function answers payloads of one verb; ``tell`` strings them together into a whole visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from outrider.simulator import chapters, goods
from outrider.simulator.chance import Chance
from outrider.simulator.goods import ITEMS, Item
from outrider.simulator.people import Colleague
from outrider.simulator.season import factor
from outrider.simulator.shops import Shop
from outrider.simulator.world import World

METRES_PER_DEGREE = 111_195
NOWHERE: dict[str, Any] = {"status": "unavailable", "fixes": []}
PURPOSES = (("补货下单", 5.0), ("陈列检查", 2.0), ("新品推介", 1.5), ("月度回访", 1.0), ("催必分销品", 1.0))
CHIPS = (
    "已补货",
    "陈列已整理",
    "老板满意",
    "竞品促销中",
    "要求换货",
    "新品已上架",
    "价格有意见",
    "下次带样品",
)
SUMMARIES = (
    "和老板确认了本周补货,陈列已整理到第二层。",
    "库存还够三天,约好下次一起盘点。",
    "新口味试饮反馈不错,先铺两箱。",
    "冰柜位置被挪到里面,已请老板调回门口。",
    "老板反映旁边店有促销,想要一点支持。",
    "",
)
PRICE_CUT = "竞品乌龙茶每瓶降价 0.5 元,堆头在收银台旁。"
COMPETITORS = (
    "旁边货架有一款新的气泡水,单瓶 3.5 元,买二送一。",
    "旁边货架的冰茶换了新包装,摆在最上面一层。",
    "竞品业务昨天来过,送了两个挂条。",
    "没有看到新的竞品活动。",
)
NEXT_STEPS = ("带新品样品", "补拍陈列照", "确认到货", "谈冰柜位置", "收月结款")
NOTES = ("", "", "", "请上午送货", "送到后门", "月底前到货", "和上单一起送")
COULD_NOT = (("closed", 4.0), ("owner_away", 4.0), ("refused_visit", 1.0), ("rescheduled", 2.0))


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo to be drawn: which step, of what, when."""

    step: str
    kind: str
    shop: Shop
    taken_at: datetime
    photo_id: UUID


@dataclass(frozen=True, slots=True)
class Act:
    """One command at a moment; photos are still to be drawn."""

    at: datetime
    verb: str
    payload: dict[str, Any]
    shots: tuple[Shot, ...] = ()


@dataclass(slots=True)
class Told:
    """A whole visit: its acts in order, and what came of it."""

    rep: Colleague
    shop: Shop
    visit_id: UUID
    plan_id: UUID | None
    acts: list[Act] = field(default_factory=list)
    amount: int = 0
    could_not: bool = False

    @property
    def ends(self) -> datetime:
        """When the rep leaves."""
        return self.acts[-1].at


@dataclass(frozen=True, slots=True)
class Manner:
    """How a visit goes: with photos or not, how eagerly the shop buys, how far off the fix is."""

    photos: bool = False
    type_version: int | None = 1
    selling: float = 1.0
    hit: float = 1.0
    off_km: float = 0.0
    could_not: float = 0.05
    below_list: bool = False
    # The share of visits in which the stock is counted.
    counts: float = 1.0
    # Told with little more than its order: a visit of long ago.
    thin: bool = False
    fix_at_end: bool = True
    # Whether 乌龙茶 is sold out here; None as it happens.
    no_oolong: bool | None = None
    # The rep sees that a competitor has cut his price.
    price_cut: bool = False


class Visit:
    """One visit being told; every draw comes from its own stream."""

    def __init__(
        self, world: World, rep: Colleague, shop: Shop, chance: Chance, manner: Manner, visit_id: UUID
    ) -> None:
        self.world, self.rep, self.shop, self.chance, self.manner = world, rep, shop, chance, manner
        self.visit_id = visit_id

    # -- beginning and end ------------------------------------------------------------------------------

    def check_in(self, at: datetime, plan_id: UUID | None) -> dict[str, Any]:
        """签到 at the door, with the first fixes."""
        return {
            "visit_id": self.visit_id,
            "customer_id": self.shop.id,
            "plan_id": plan_id,
            "visit_type_id": self.world.visit_type,
            "type_version": self.manner.type_version,
            "planned": plan_id is not None,
            "purpose": self.chance.weighted(PURPOSES),
            "at": at,
            "location": self.location(at, fixes=1 if self.manner.thin else 3),
        }

    def could_not(self, at: datetime, plan_id: UUID | None) -> dict[str, Any]:
        """无法拜访 and why."""
        reason = self.chance.weighted(COULD_NOT)
        return {**self.check_in(at, plan_id), "reason": reason, "note": ""}

    def check_out(self, at: datetime) -> dict[str, Any]:
        """签退."""
        missing = "老板赶着出门,没来得及拍" if self.chance.yes(0.02) and self.manner.photos else None
        return {
            "visit_id": self.visit_id,
            "at": at,
            "location": self.location(at, fixes=1) if self.manner.fix_at_end else NOWHERE,
            "missing_reason": missing,
        }

    def location(self, at: datetime, *, fixes: int = 3) -> dict[str, Any]:
        """Some fixes over some seconds, as a receiver gives them near a shop: they wander a little."""
        if not self.manner.off_km and self.chance.yes(0.02):
            return NOWHERE
        lat, lng = self.shop.place
        lat += self.manner.off_km * 1000 / METRES_PER_DEGREE
        blur = self.chance.uniform(8, 26)
        lat += self.chance.gauss(0, blur * 0.8) / METRES_PER_DEGREE
        lng += self.chance.gauss(0, blur * 0.8) / (METRES_PER_DEGREE * 0.855)
        return {
            "status": "located",
            "fixes": [
                {
                    "lat": round(lat + self.chance.gauss(0, 4) / METRES_PER_DEGREE, 7),
                    "lng": round(lng + self.chance.gauss(0, 4) / METRES_PER_DEGREE, 7),
                    "datum": "WGS-84",
                    "accuracy": round(blur + self.chance.uniform(-3, 6), 1),
                    "at": at + timedelta(seconds=later),
                    "source": "demo",
                }
                for later in (0, 7, 18)[:fixes]
            ],
        }

    # -- steps ------------------------------------------------------------------------------------------

    def step(self, key: str, kind: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
        """One finished step."""
        return {
            "visit_id": self.visit_id,
            "result_id": self.chance.uuid(at),
            "step_key": key,
            "kind": kind,
            "at": at,
            "data": data,
        }

    def photos(self, at: datetime) -> Iterator[Act]:
        """门头照 and 陈列照."""
        storefront = Shot("storefront", "storefront", self.shop, at, self.chance.uuid(at))
        yield Act(at, "visit.complete_step", self.step("storefront", "photo", at, {}), (storefront,))
        later = at + timedelta(seconds=self.chance.randint(40, 110))
        count = 2 if self.chance.yes(0.3) else 1
        shots = tuple(
            Shot(
                "display",
                f"display-{n}",
                self.shop,
                later + timedelta(seconds=9 * n),
                self.chance.uuid(later),
            )
            for n in range(1, count + 1)
        )
        yield Act(later, "visit.complete_step", self.step("display", "photo", later, {}), shots)

    def stock(self, at: datetime) -> Act:
        """Some must-stock products counted; some are out, some near their date."""
        lines = []
        must = goods.MUST_STOCK[self.shop.kind.shop_type]
        keys = self.chance.sample(must, min(len(must), self.chance.randint(2, 4)))
        if self.manner.no_oolong and "oolong" not in keys:
            keys[-1] = "oolong"
        for key in keys:
            out = self.chance.yes(0.09 if key == "oolong" else 0.04)
            if key == "oolong" and self.manner.no_oolong is not None:
                out = self.manner.no_oolong
            boxes = 0 if out else int(self.chance.expovariate(0.6 / max(self.shop.buying, 0.4)))
            lines.append(
                {
                    "product_id": str(self.world.items[key]),
                    "units": {"box": str(boxes), "piece": "0" if out else str(self.chance.randint(1, 11))},
                    "out_of_stock": out,
                    "near_expiry": not out and self.chance.yes(0.03),
                }
            )
        return Act(at, "visit.complete_step", self.step("stock", "stock_count", at, {"lines": lines}))

    def order(self, at: datetime, delivery_on: date) -> dict[str, Any] | None:
        """What the shop orders, or None: not every visit sells."""
        story = self.world.story
        if chapters.is_told(self.shop, at.date(), story):
            lines = [self._boxes(*line, at) for line in chapters.ordered(self.shop, at.date(), story)]
        elif self.chance.yes(self._keen(at.date())):
            lines = [self._line(item, at) for item in self._basket()]
        else:
            lines = []
        if not lines:
            return None
        monthly = self.shop.kind.shop_type in ("supermarket", "canteen") and self.shop.grade in "AB"
        return {
            "order_id": self.chance.uuid(at),
            "customer_id": self.shop.id,
            "visit_id": self.visit_id,
            "supplying_distributor_id": self.world.supplier(self.shop),
            "delivery_on": delivery_on,
            "payment": "monthly" if monthly else "now",
            "note": self.chance.choice(NOTES),
            "placed_at": at,
            "lines": lines,
        }

    def _keen(self, on: date) -> float:
        """How likely the shop orders: when its turn has come, else hardly."""
        due = self.shop.beat == on.weekday() and self.shop.has_turn(on, self._weeks(on))
        return (0.98 if due else 0.1) * self.manner.hit

    def _weeks(self, on: date) -> int:
        """For how many weeks it orders at once."""
        return max(self.shop.cycle, self.shop.turn(on, self.world.story) if self.manner.thin else 1)

    def _size(self, item: Item, on: date) -> float:
        """How much of a product it takes at once, against a middling shop's week."""
        season = factor(item.category, on, self.world.story)
        weeks: float = self._weeks(on) ** 0.8
        return self.shop.buying * self.rep.selling * self.manner.selling * season * weeks * 0.85

    def _basket(self) -> list[Item]:
        """Two to six products, popular ones more often."""
        wanted = min(6, max(2, round(self.chance.gauss(2.6 + self.shop.buying, 0.9))))
        left = list(ITEMS)
        basket: list[Item] = []
        for _ in range(wanted):
            basket.append(self.chance.choices(left, [item.pull for item in left])[0])
            left.remove(basket[-1])
        return sorted(basket, key=ITEMS.index)

    def _line(self, item: Item, at: datetime) -> dict[str, Any]:
        size = self._size(item, at.date())
        boxes = max(1, round(self.chance.lognormvariate(1.42, 0.5) * size * 40 / (item.cents / 100)))
        by_piece = self.shop.buying < 0.5 and self.chance.yes(0.25)
        quantity = item.pieces // 2 if by_piece else boxes
        cents = item.piece_cents if by_piece else item.cents
        if self.manner.below_list:
            cents = cents * 85 // 100
        return {
            "line_id": self.chance.uuid(at),
            "product_id": self.world.items[item.key],
            "unit": "piece" if by_piece else "box",
            "quantity": str(quantity),
            "price": goods.money(cents),
        }

    def _boxes(self, key: str, boxes: int, at: datetime) -> dict[str, Any]:
        """A line of a told order."""
        item = next(known for known in ITEMS if known.key == key)
        return {
            "line_id": self.chance.uuid(at),
            "product_id": self.world.items[key],
            "unit": "box",
            "quantity": str(boxes),
            "price": goods.money(item.cents),
        }

    def competitor(self, at: datetime) -> Act:
        """竞品: a sentence on what others do here."""
        text = PRICE_CUT if self.manner.price_cut else self.chance.choice(COMPETITORS)
        return Act(at, "visit.complete_step", self.step("competitor", "note", at, {"text": text}))

    def summary(self, at: datetime, *, sold: bool) -> Act:
        """小结 and the next step."""
        chips = self.chance.sample(CHIPS, self.chance.randint(1, 2))
        data: dict[str, Any] = {
            "text": self.chance.choice(SUMMARIES),
            "chips": chips,
            "purpose_met": "yes" if sold else self.chance.choice(("partly", "yes", "no")),
        }
        if self.chance.yes(0.3):
            data["next_step"] = self.chance.choice(NEXT_STEPS)
            data["next_on"] = (at + timedelta(days=self.chance.choice((3, 7)))).date().isoformat()
        return Act(at, "visit.complete_step", self.step("summary", "summary", at, data))

    def sheet(self, at: datetime, delivery_on: date) -> tuple[list[Act], int]:
        """库存与订单: the count, then the order if there is one; and its amount in cents."""
        acts = [self.stock(at)] if self.chance.yes(self.manner.counts) else []
        placed = at + timedelta(seconds=self.chance.randint(60, 200))
        order = self.order(placed, delivery_on)
        if order is None:
            return acts, 0
        acts.append(Act(placed, "order.submit", order))
        if self.manner.thin:
            return acts, amount_of(order)
        done = self.step("order", "order", placed, {"order_id": str(order["order_id"])})
        acts.append(Act(placed, "visit.complete_step", done))
        return acts, amount_of(order)


def amount_of(order: dict[str, Any]) -> int:
    """The cents of an order's lines."""
    return sum(round(float(line["price"]) * 100) * int(line["quantity"]) for line in order["lines"])


def tell(visit: Visit, begins: datetime, stays: timedelta, plan_id: UUID | None, delivery_on: date) -> Told:
    """A whole visit from the door to the door."""
    told = Told(visit.rep, visit.shop, visit.visit_id, plan_id)
    if visit.chance.yes(visit.manner.could_not):
        told.could_not = True
        told.acts.append(Act(begins, "visit.could_not", visit.could_not(begins, plan_id)))
        return told
    told.acts.append(Act(begins, "visit.check_in", visit.check_in(begins, plan_id)))
    if visit.manner.photos:
        told.acts += visit.photos(begins + timedelta(seconds=70))
    acts, told.amount = visit.sheet(begins + stays * 0.45, delivery_on)
    told.acts += acts
    if visit.manner.price_cut or (not visit.manner.thin and visit.chance.yes(0.15)):
        told.acts.append(visit.competitor(begins + stays * 0.8))
    ends = begins + stays
    told.acts.append(visit.summary(ends - timedelta(seconds=50), sold=told.amount > 0))
    told.acts.append(Act(ends, "visit.check_out", visit.check_out(ends)))
    return told
