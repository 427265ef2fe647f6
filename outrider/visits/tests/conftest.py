"""Short hands over the cast of tests/world: shops with a pin, a visit type, and what people do in a visit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.engine.access.actor import Actor
from outrider.engine.entities.actions import create, perform
from outrider.engine.identity.queries import system_actor
from outrider.kernel import clock
from outrider.kernel.ids import uuid7
from tests.world import kept
from tests.world.cast import Web, World

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday, 12:00 in Shanghai
METRE = 1 / 111_195
LAT, LNG = 31.2, 121.5
STEPS = [
    {"key": "front", "kind": "photo", "name": {"zh-Hans": "门头照", "en": "Storefront"}, "required": True,
     "config": {"min_photos": 1}},
    {"key": "stock", "kind": "stock_count", "name": {"zh-Hans": "库存"}, "required": True, "config": {}},
    {"key": "talk", "kind": "note", "name": {"zh-Hans": "竞品"}, "required": False, "config": {}},
    {"key": "end", "kind": "summary", "name": {"zh-Hans": "小结"}, "required": False, "config": {}},
]  # fmt: skip


@dataclass
class Cast:
    """Who there is, and short hands for what they do."""

    world: World
    people: dict[str, Actor]
    departments: dict[str, UUID] = field(default_factory=dict)
    type_id: UUID | None = None

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def web(self, name: str, app: str = "console") -> Web:
        """A signed-in browser."""
        return self.world.web(getattr(self.world, NAMES[name]), app)

    def customer(self, owner: str, name: str = "惠民便利", **more: Any) -> Any:
        pin = {"lat": LAT, "lng": LNG, "datum": "WGS-84", "source": "manual"}
        data = {"name": name, "owner": self.people[owner].id, "pin": pin, **more}
        data["department"] = self.people[owner].department_id
        return create("customer", system_actor(), data)[0]

    def product(self, name: str = "苏打水") -> Any:
        units = [{"key": "box", "name": "箱", "factor": "15"}, {"key": "piece", "name": "瓶", "factor": "1"}]
        return create("product", system_actor(), {"name": name, "units": units})[0]

    def consent(self, *names: str) -> None:
        for name in names:
            self.do(name, "consent.give", policy="location", version="2")

    def do(
        self, who: str, verb: str, *, record: UUID | None = None, source: str = "api", **payload: Any
    ) -> Any:
        sent = json.loads(json.dumps(payload, default=str))  # as it comes over the wire
        return perform(verb, sent, actor=self.people[who], source=source, record_id=record)

    def fixes(
        self, metres: float = 30, at: datetime = NOON, count: int = 3, **more: Any
    ) -> list[dict[str, Any]]:
        return [
            {"lat": LAT + (metres + 2 * n) * METRE, "lng": LNG, "datum": "WGS-84", "accuracy": 12,
             "at": (at + timedelta(seconds=10 * n)).isoformat(), "source": "browser", **more}
            for n in range(count)
        ]  # fmt: skip

    def check_in(
        self, who: str, customer: Any, *, metres: float = 30, at: datetime | str = NOON, **more: Any
    ) -> Any:
        moment = at if isinstance(at, datetime) else NOON
        location = more.pop("location", {"status": "located", "fixes": self.fixes(metres, moment)})
        stated = at.isoformat() if isinstance(at, datetime) else at
        data = {"visit_id": uuid7(), "customer_id": customer.pk, "at": stated, "location": location}
        return self.do(who, "visit.check_in", **{**data, **more})

    def check_out(self, who: str, visit: Any, minutes: int = 12, **more: Any) -> Any:
        at = visit.checked_in_at + timedelta(minutes=minutes)
        with clock.frozen(max(at, NOON)):
            return self.do(who, "visit.check_out", **{"visit_id": visit.pk, "at": at.isoformat(), **more})

    def step(self, who: str, visit: Any, key: str, kind: str, **more: Any) -> Any:
        data = {"visit_id": visit.pk, "result_id": uuid7(), "step_key": key, "kind": kind}
        return self.do(who, "visit.complete_step", **{**data, "at": NOON.isoformat(), **more})

    def photo(self, digest: str = "a" * 64, **more: Any) -> dict[str, Any]:
        return {
            "photo_id": str(uuid7()),
            "digest": digest,
            "size": 1000,
            "taken_at": NOON.isoformat(),
            **more,
        }


def remarks(visit: Any) -> list[str]:
    """A visit's remarks without 班次外: the cast clocks in only where that is the matter."""
    return [code for code in visit.flagged if code != "off_shift"]


NAMES = {
    "director": "director", "admin": "admin", "office": "back_office", "chen": "manager_east",
    "gao": "manager_north", "wang": "rep_wang", "zhao": "rep_zhao", "sun": "rep_sun", "outsider": "outsider",
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The company of tests/world at Monday noon, with one visit type of four steps."""
    with clock.frozen(NOON):
        world = kept.world()
        made = Cast(world, {name: world.as_(getattr(world, key)) for name, key in NAMES.items()})
        made.departments = {"east": world.east.pk, "north": world.north.pk}
        kind = {"name": {"zh-Hans": "常规拜访"}, "min_minutes": 5, "steps": STEPS, "is_default": True}
        made.type_id = create("visit_type", system_actor(), kind)[0].pk
        yield made
