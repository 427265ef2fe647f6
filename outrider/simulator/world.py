"""The story's cast and places under fixed ids, so that every part of it names the same records.

Promises: rebuilt from (seed, founded, scale) alone, without reading the database; a worker process
that plays on knows what the seeding process wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from outrider.engine.entities.declaration import entities
from outrider.engine.identity.queries import company
from outrider.simulator import city as town
from outrider.simulator import goods, people
from outrider.simulator.chance import Chance
from outrider.simulator.chapters import CHAPTERS
from outrider.simulator.people import Colleague
from outrider.simulator.shops import SHOPS_PER_REP, Distributor, Shop, distributors, shops

ZONE = ZoneInfo("Asia/Shanghai")
SEED, FOUNDED, SCALE = "demo.seed", "demo.founded", "demo.scale"


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of the story is told: shops of each rep, stops of a day (but the first rep's), days of
    history in every detail, how many of them by single verbs, months of a leaner past before them, and how
    many days before the story the company was founded."""

    shops: int
    stops: int
    days: int
    by_verbs: int
    months: int
    founded: int


SCALES: Mapping[str, Scale] = {
    "demo": Scale(SHOPS_PER_REP, 20, 30, 7, 14, 440),
    # For tests: the same cast, a short and thin past.
    "small": Scale(15, 3, 5, 2, 0, 60),
}


@dataclass(frozen=True)
class World:
    """Everything that is known before the first record is written."""

    seed: int
    founded: datetime
    scale: Scale
    shops: Sequence[Shop]
    distributors: Sequence[Distributor]
    people: Mapping[str, UUID]
    desks: Mapping[str, UUID]
    devices: Mapping[str, UUID]
    items: Mapping[str, UUID]
    price_list: UUID
    visit_type: UUID
    distributor_type: UUID

    @property
    def story(self) -> date:
        """The story's first day, a Friday, to which its past leads."""
        return (self.founded + timedelta(days=self.scale.founded)).astimezone(ZONE).date()

    @cached_property
    def told(self) -> tuple[Shop, ...]:
        """The shops whose past is told."""
        return tuple(shop for shop in self.shops if shop.name in CHAPTERS)

    def shop(self, name: str) -> Shop:
        """A told shop by its name."""
        return next(shop for shop in self.told if shop.name == name)

    def chance(self, *names: object) -> Chance:
        """The stream of one part of the story."""
        return Chance(self.seed).part(*names)

    def own(self, rep: Colleague) -> list[Shop]:
        """A rep's shops."""
        return [shop for shop in self.shops if shop.rep == rep.key]

    def supplier(self, shop: Shop) -> UUID:
        """The distributor that delivers to a shop."""
        return next(firm.id for firm in self.distributors if shop.district in firm.districts)


@cache
def world(seed: int, founded: datetime, scale: str) -> World:
    """The world of a seed. Kept by the process: it follows from the arguments."""
    ids = Chance(seed).part("ids")
    return World(
        seed=seed,
        founded=founded,
        scale=SCALES[scale],
        shops=shops(seed, town.build(seed), founded, SCALES[scale].shops),
        distributors=distributors(seed, founded),
        people={person.key: ids.uuid(founded) for person in people.PEOPLE},
        desks={desk.key: ids.uuid(founded) for desk in people.DESKS},
        devices={person.key: ids.uuid(founded) for person in people.PEOPLE},
        items={item.key: ids.uuid(founded) for item in goods.ITEMS},
        price_list=ids.uuid(founded),
        visit_type=ids.uuid(founded),
        distributor_type=ids.uuid(founded),
    )


def settings_of(seed: int, founded: datetime, scale: str) -> dict[str, Any]:
    """What the company remembers of its story."""
    return {SEED: seed, FOUNDED: founded.isoformat(), SCALE: scale}


def present() -> World:
    """The world of this database. LookupError when its company is no demo of ours."""
    own = company()
    if not own.is_demo or SEED not in own.settings:
        raise LookupError("this company was not made by the simulator")
    known = own.settings
    return world(int(known[SEED]), datetime.fromisoformat(known[FOUNDED]), known[SCALE])


def rows(entity: str) -> Any:
    """The living records of an entity of a lower package, as a queryset."""
    return entities.get(entity).model.objects


def local(on: date, hour: int, minute: int = 0) -> datetime:
    """A time of day where the company works."""
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONE)
