"""A rep's working day: which shops in which order, when he is where, what is left undone. Pure.

Promises: the same day is told the same way whenever it is asked for; the first rep has made exactly five
of his twelve visits when the demo opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from outrider.simulator import people
from outrider.simulator.chance import Chance
from outrider.simulator.chapters import is_told, ordered, visitors
from outrider.simulator.clock import moment_of, workday_after
from outrider.simulator.people import FIRST_REP, REPS, Colleague
from outrider.simulator.script import Manner, Told, Visit, tell
from outrider.simulator.shops import MOVED_IN, Shop, beat_of, thin_beat_of
from outrider.simulator.world import World, local

FIRST_REP_DONE = 5
FIRST_REP_BEGINS = (8, 31)
FIRST_REP_EVERY = timedelta(minutes=33)
LUNCH = ((12, 0), timedelta(minutes=55))
LAST_BEGIN = (17, 20)
TOLD_AFTER = 2
NEXT_STOP = "惠民便利(解放路店)"
# The order below the list price, and how far the wrong pin is off.
BELOW_LIST = "sun_hao"
OFF_KM = 1.8
# How many days before the story, and which reps.
SOLD_OUT = (3, range(1, 5))
PRICE_CUT = (1, range(9))


@dataclass(frozen=True, slots=True)
class Stop:
    """One planned visit."""

    plan_id: UUID
    shop: Shop
    position: int
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class RepDay:
    """A rep's plan for a day."""

    rep: Colleague
    on: date
    stops: tuple[Stop, ...]


def rep_day(world: World, rep: Colleague, on: date, *, full: bool = False, thin: bool = False) -> RepDay:
    """The plan of a rep for a working day; the day on which the demo is looked at is a full one, a day of long
    ago a ``thin`` one."""
    chance = world.chance("plan", rep.key, on)
    own = world.own(rep)
    shops = (
        thin_beat_of(own, on, world.story) if thin else beat_of(rep, own, on, world.scale.stops, full=full)
    )
    if rep == FIRST_REP and on == world.story:
        shops = _with_next(shops)
    # Who is told to come somewhere goes there in the morning, so that it is done before the demo opens.
    told = [shop for shop in world.told if rep.key in visitors(shop, on, world.story) and shop not in shops]
    shops = [*shops[:TOLD_AFTER], *told, *shops[TOLD_AFTER:]]
    made = local(on, 7, 30)
    return RepDay(
        rep,
        on,
        tuple(Stop(chance.uuid(made), shop, place) for place, shop in enumerate(shops, start=1)),
    )


def _with_next(shops: list[Shop]) -> list[Shop]:
    """The first rep's next stop when the demo opens is one with a reason to go there."""
    wanted = next((shop for shop in shops if shop.name == NEXT_STOP), None)
    if wanted is None:
        return shops
    others = [shop for shop in shops if shop != wanted]
    return [*others[:FIRST_REP_DONE], wanted, *others[FIRST_REP_DONE:]]


def absent(rep: Colleague, on: date, story: date) -> bool:
    """On leave, or not yet begun when the demo opens."""
    return on == story and rep.key in (people.ON_LEAVE, people.NOT_STARTED)


def told_day(world: World, day: RepDay, manner: Manner, story: date) -> list[Told]:
    """Everything that a rep does on a day, in order of time; on the story's day only until it opens."""
    if absent(day.rep, day.on, story):
        return []
    today = day.on == story
    if today and day.rep == FIRST_REP:
        return _first_morning(world, day, manner)
    chance = world.chance("day", day.rep.key, day.on)
    at = local(day.on, 8, 20) + timedelta(minutes=chance.randint(2, 28))
    left_out = _left_out(world, day, chance) if not (today or manner.thin) else set()
    told: list[Told] = []
    for place, stop in enumerate(day.stops):
        at = _after_lunch(at + timedelta(minutes=chance.uniform(5, 13) / day.rep.pace))
        if place in left_out or at > local(day.on, *LAST_BEGIN):
            continue
        if today and at >= moment_of(day.on):
            break
        told.append(_visit(world, day, stop, _with_events(world, day, manner, told), at, story))
        at = told[-1].ends
    return told


def _left_out(world: World, day: RepDay, chance: Chance) -> set[int]:
    """Stops that were never reached, which is known in the evening only; nobody misses what the story tells."""
    free = [place for place, stop in enumerate(day.stops) if not _is_fixed(world, stop.shop, day.on)]
    return set(chance.sample(free, min(len(free), chance.choice((0, 0, 0, 0, 1)))))


def _is_fixed(world: World, shop: Shop, on: date) -> bool:
    """Whether the story tells of a shop that day."""
    return is_told(shop, on, world.story) and bool(
        visitors(shop, on, world.story) or ordered(shop, on, world.story)
    )


def only_told(world: World, day: RepDay) -> RepDay:
    """What is left of a day on which the city rests."""
    return replace(day, stops=tuple(stop for stop in day.stops if _is_fixed(world, stop.shop, day.on)))


def _with_events(world: World, day: RepDay, manner: Manner, told: Sequence[Told]) -> Manner:
    """This week's events: on Tuesday 乌龙茶 is sold out in four shops, on Thursday nine have seen a price cut."""
    before, place = (world.story - day.on).days, people.REPS.index(day.rep)
    if before == SOLD_OUT[0]:
        if not told and place in SOLD_OUT[1]:
            return replace(manner, no_oolong=True, counts=1.0, could_not=0.0)
        return replace(manner, no_oolong=False)
    if before == PRICE_CUT[0] and not told and place in PRICE_CUT[1]:
        return replace(manner, price_cut=True, could_not=0.0)
    return manner


def _first_morning(world: World, day: RepDay, manner: Manner) -> list[Told]:
    """The first rep's morning: five visits, all made, all good."""
    told = []
    for place, stop in enumerate(day.stops[:FIRST_REP_DONE]):
        at = local(day.on, *FIRST_REP_BEGINS) + place * FIRST_REP_EVERY
        told.append(_visit(world, day, stop, replace(manner, could_not=0.0), at, day.on))
    return told


def _after_lunch(at: datetime) -> datetime:
    (hour, minute), rest = LUNCH
    noon = at.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return at + rest if noon <= at < noon + timedelta(minutes=40) else at


def _visit(world: World, day: RepDay, stop: Stop, manner: Manner, at: datetime, story: date) -> Told:
    chance = world.chance("visit", day.rep.key, day.on, stop.shop.id)
    stays = timedelta(minutes=chance.uniform(12, 23) / day.rep.pace)
    # Seconds, not microseconds: as phones send them.
    begins = at.replace(microsecond=0)
    stays = timedelta(seconds=int(stays.total_seconds()))
    if stop.shop.name == MOVED_IN[1]:
        manner = replace(manner, off_km=OFF_KM)
    if _is_fixed(world, stop.shop, day.on):
        manner = replace(manner, could_not=0.0)
    if day.on == story and day.rep.key == BELOW_LIST and stop.position == 2:
        manner = replace(manner, below_list=True, hit=10.0, could_not=0.0)
    visit = Visit(world, day.rep, stop.shop, chance, manner, chance.uuid(begins))
    return tell(visit, begins, stays, stop.plan_id, workday_after(day.on))


def all_reps(
    world: World, on: date, reps: Sequence[Colleague] = REPS, *, full: bool = False, thin: bool = False
) -> list[RepDay]:
    """The plans of all reps for a day."""
    return [rep_day(world, rep, on, full=full, thin=thin) for rep in reps]
