"""The 600 shops and two distributors: where they stand, what they are, whose they are.

Promises: deterministic by seed; every name once; each rep's shops lie together, so that a day's beat can
be walked; the shops of the story stand where the story needs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from outrider.simulator import names
from outrider.simulator.chance import Chance
from outrider.simulator.city import City, Street, beside, place
from outrider.simulator.geometry import Point, length
from outrider.simulator.names import ShopKind
from outrider.simulator.people import REPS, WRONG_PIN, Colleague

SHOPS_PER_REP = 50
STOPS = 12
FIRST_BEGAN = timedelta(days=100)
EVERY_WEEK = 0.8  # a shop that buys more than this orders every week
# Friday, the day on which the story is told.
STORY_BEAT = 4
# Shops of the story, all on the first rep's beat of the day (order, kind, name, street, grade).
STORY: tuple[tuple[str, str, str, str], ...] = (
    ("convenience", "惠民便利(解放路店)", "解放路", "A"),
    ("supermarket", "好街坊超市(学府路店)", "学府路", "A"),
    ("tobacco_liquor", "老李烟酒副食", "人民路", "B"),
    ("grocery", "阿珍小卖部", "解放路", "B"),
    ("restaurant", "蜀香小馆", "学府路", "B"),
    ("convenience", "学府便利", "学府路", "A"),
)
MALL = ("supermarket", "澜汇购物广场(江北店)", "解放北路", "A")
# A shop of the rep with the wrong pin; it stays where it was drawn.
MOVED_IN = ("convenience", "澜湾便利", "", "B")
# Their days are told one by one (see ``chapters``): they lie on no beat.
OFF_BEAT = frozenset({"学府便利", "老李烟酒副食", "阿珍小卖部", MALL[1], MOVED_IN[1]})
NO_BEAT = -1
TOLD = (*STORY, MALL, MOVED_IN)


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop as it will be written; ``beat`` is the weekday (0 to 4) on which it is visited, or ``NO_BEAT``."""

    id: UUID
    name: str
    kind: ShopKind
    grade: str
    district: str
    street: str
    number: int
    spot: Point
    hours: str
    rep: str
    beat: int
    contact: str
    salutation: str

    @property
    def place(self) -> tuple[float, float]:
        """Where it is, WGS-84."""
        return place(self.spot)

    @property
    def buying(self) -> float:
        """How much it buys, against a middling shop."""
        return self.kind.buying * names.BUYING_BY_GRADE[self.grade]

    @property
    def cycle(self) -> int:
        """How many weeks its orders last."""
        return 1 if self.buying >= EVERY_WEEK else 2

    def turn(self, on: date, story: date) -> int:
        """How many weeks lay between two visits long ago; the first rep began to come every week before the others."""
        if self.rep == REPS[0].key and story - on < FIRST_BEGAN:
            return 1
        return {"A": 2, "B": 4}.get(self.grade, 8)

    def has_turn(self, on: date, weeks: int) -> bool:
        """Whether a week is its turn, of each so many."""
        return (on.toordinal() // 7 + self.id.int) % weeks == 0


@dataclass(frozen=True, slots=True)
class Distributor:
    """A firm that delivers; its districts are those of one side of the river."""

    id: UUID
    name: str
    districts: tuple[str, ...]
    spot: Point


def distributors(seed: int, founded: datetime) -> tuple[Distributor, ...]:
    """The two distributors."""
    chance = Chance(seed).part("distributors")
    return (
        Distributor(chance.uuid(founded), "临澜鑫达商贸", ("chengdong", "gaoxin"), (1.9, -3.2)),
        Distributor(chance.uuid(founded), "江北恒源", ("jiangbei", "lingang"), (-0.9, 3.4)),
    )


def shops(seed: int, city: City, founded: datetime, per_rep: int = SHOPS_PER_REP) -> list[Shop]:
    """All shops of a seed, rep by rep."""
    taken: set[str] = {name for _, name, _, _ in TOLD}
    found: list[Shop] = []
    for district in dict.fromkeys(rep.district for rep in REPS):
        reps = [rep for rep in REPS if rep.district == district]
        chance = Chance(seed).part("shops", district)
        streets = [street for street in city.streets if street.district == district]
        drawn = [_draw(streets, chance, taken, founded) for _ in range(per_rep * len(reps))]
        for rep, own in zip(reps, _territories(drawn, len(reps)), strict=True):
            found += _beats([replace(shop, rep=rep.key) for shop in own])
    return _tell_story(found, city, Chance(seed).part("story"))


def _draw(streets: Sequence[Street], chance: Chance, taken: set[str], founded: datetime) -> Shop:
    """One shop anywhere on the streets, busy ones more often."""
    weights = [length(street.line) * (1.8 if street.main else 1.0) for street in streets]
    street = chance.choices(streets, weights)[0]
    distance, side = chance.uniform(0.02, length(street.line) - 0.02), chance.choice((1, -1))
    kind = chance.weighted([(kind, kind.share) for kind in names.SHOP_KINDS])
    name = names.shop_name(kind, street.name, chance)
    while name in taken:
        bare = names.shop_name(kind, street.name, chance)
        branch = chance.choice("二三四五六七八九")
        name = bare if bare not in taken else f"{bare.partition('(')[0]}({street.name}{branch}店)"
    taken.add(name)
    salutation = chance.weighted(names.ROLES)
    return Shop(
        id=chance.uuid(founded),
        name=name,
        kind=kind,
        grade=chance.weighted(names.GRADES),
        district=street.district,
        street=street.name,
        number=int(distance * 120) * 2 + (1 if side > 0 else 2),
        spot=beside(street, distance, side, chance.uniform(11, 22)),
        hours=chance.choice(kind.hours),
        rep="",
        beat=0,
        contact=names.contact_name(salutation, chance),
        salutation=salutation,
    )


def _territories(drawn: Sequence[Shop], parts: int) -> list[list[Shop]]:
    """Shops cut into neighbourhoods of equal size: halved across the longer side, again and again."""
    if parts == 1:
        return [list(drawn)]
    xs, ys = [shop.spot[0] for shop in drawn], [shop.spot[1] for shop in drawn]
    axis = 0 if max(xs) - min(xs) >= max(ys) - min(ys) else 1
    ordered = sorted(drawn, key=lambda shop: shop.spot[axis])
    first = parts // 2
    border = len(drawn) * first // parts
    return _territories(ordered[:border], first) + _territories(ordered[border:], parts - first)


def _beats(own: Sequence[Shop]) -> list[Shop]:
    """Five weekdays, each a neighbourhood of its own."""
    parts = _territories(own, 5)
    return [replace(shop, beat=beat) for beat, part in enumerate(parts) for shop in part]


def _tell_story(found: list[Shop], city: City, chance: Chance) -> list[Shop]:
    """Give the story's names to shops that stand where it is told: the first rep's, and one of two others."""
    told = list(found)
    known = {name for _, name, _, _ in TOLD}
    for kind, name, street, grade in TOLD:
        own = [place for place, shop in enumerate(told) if shop.name not in known and _fits(shop, name)]
        own.sort(key=lambda place: (told[place].beat != STORY_BEAT, told[place].street != street))
        at = own[0]
        told[at] = _renamed(told[at], kind, name, street, grade, city, chance)
    return told


def _fits(shop: Shop, name: str) -> bool:
    """Whether a drawn shop may become the one of that name."""
    if name == MALL[1]:
        return shop.district == "jiangbei"
    return shop.rep == (WRONG_PIN if name == MOVED_IN[1] else REPS[0].key)


def _renamed(shop: Shop, kind: str, name: str, street: str, grade: str, city: City, chance: Chance) -> Shop:
    """The shop under its story's name; moved to the named street where it crosses the neighbourhood."""
    wanted = next(known for known in names.SHOP_KINDS if known.shop_type == kind)
    beat = NO_BEAT if name in OFF_BEAT else STORY_BEAT
    moved = replace(shop, name=name, kind=wanted, grade=grade, hours=wanted.hours[0], beat=beat)
    if street in ("", shop.street):
        return moved
    lines = [known for known in city.streets if known.name == street and known.district == shop.district]
    spots = [
        (beside(known, step / 50, side, 15), step)
        for known in lines
        for step in range(1, int(length(known.line) * 50))
        for side in (1, -1)
    ]
    spot, step = min(spots, key=lambda found: _apart(found[0], shop.spot) + chance.uniform(0, 0.05))
    return replace(moved, street=street, spot=spot, number=int(step / 50 * 120) * 2 + 1)


def _apart(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def beat_of(rep: Colleague, own: Sequence[Shop], on: date, most: int, *, full: bool) -> list[Shop]:
    """The stops of a rep on a day, in walking order: the beat of the weekday, and the nearest big shops of others.

    The first rep has exactly twelve, the others seven to nine, on a ``full`` day about as many as he, and
    ``most`` at most. Whose turn it is to order comes first; who cannot be reached this week has the next.
    """
    weekday, week = on.weekday(), on.toordinal() // 7
    usual = STOPS - (1 if full else 5) + (len(rep.key) + weekday) % 3
    wanted = STOPS if rep == REPS[0] else min(most, usual)
    beat = [shop for shop in own if shop.beat == weekday]
    turns = {shop.id: (place + week) % len(beat) for place, shop in enumerate(beat)}
    stops = sorted(beat, key=lambda s: (not s.has_turn(on, s.cycle), s.grade not in "AB", turns[s.id]))[
        :wanted
    ]
    near = stops or own
    middle = (sum(shop.spot[0] for shop in near) / len(near), sum(shop.spot[1] for shop in near) / len(near))
    others = [shop for shop in own if shop.beat not in (weekday, NO_BEAT)]
    others.sort(key=lambda shop: (shop.grade not in "AB", _apart(shop.spot, middle), shop.name))
    return in_order([*stops, *others[: max(0, wanted - len(stops))]])


def thin_beat_of(own: Sequence[Shop], on: date, story: date) -> list[Shop]:
    """The stops of a rep on a day long ago: those of the weekday's beat whose turn it is."""
    return in_order([s for s in own if s.beat == on.weekday() and s.has_turn(on, s.turn(on, story))])


def in_order(stops: Sequence[Shop]) -> list[Shop]:
    """Nearest next, from the south-western end: a walkable order, not the best one."""
    left = sorted(stops, key=lambda shop: (sum(shop.spot), shop.name))
    ordered = left[:1]
    rest = left[1:]
    while rest:
        nearest = min(rest, key=lambda shop: (_apart(shop.spot, ordered[-1].spot), shop.name))
        ordered.append(nearest)
        rest.remove(nearest)
    return ordered
