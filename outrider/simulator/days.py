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
from outrider.simulator.clock import moment_of, workday_after
from outrider.simulator.people import FIRST_REP, REPS, Colleague
from outrider.simulator.script import Manner, Told, Visit, tell
from outrider.simulator.shops import Shop, beat_of
from outrider.simulator.world import World, local

FIRST_REP_DONE = 5
FIRST_REP_BEGINS = (8, 31)
FIRST_REP_EVERY = timedelta(minutes=33)
LUNCH = ((12, 0), timedelta(minutes=55))
LAST_BEGIN = (17, 20)


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


def rep_day(world: World, rep: Colleague, on: date, *, full: bool = False) -> RepDay:
    """The plan of a rep for a working day; the day on which the demo is looked at is a full one."""
    chance = world.chance("plan", rep.key, on)
    stops = beat_of(rep, world.own(rep), on.weekday(), world.scale.stops, full=full)
    made = local(on, 7, 30)
    return RepDay(
        rep,
        on,
        tuple(Stop(chance.uuid(made), shop, place) for place, shop in enumerate(stops, start=1)),
    )


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
    # What was never reached is known in the evening only.
    missed = 0 if today else min(len(day.stops), chance.choice((0, 0, 1, 1, 2)))
    left_out = set(chance.sample(range(len(day.stops)), missed))
    told: list[Told] = []
    for place, stop in enumerate(day.stops):
        at = _after_lunch(at + timedelta(minutes=chance.uniform(5, 13) / day.rep.pace))
        if place in left_out or at > local(day.on, *LAST_BEGIN):
            continue
        if today and at >= moment_of(day.on):
            break
        told.append(_visit(world, day, stop, manner, at, story))
        at = told[-1].ends
    return told


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
    if day.on == story:
        manner = _incident(day, stop, manner)
    visit = Visit(world, day.rep, stop.shop, chance, manner, chance.uuid(begins))
    return tell(visit, begins, stays, stop.plan_id, workday_after(day.on))


def _incident(day: RepDay, stop: Stop, manner: Manner) -> Manner:
    """Today's incidents: a pin that is 1.8 km off, and an order below the list price."""
    if day.rep.key == people.WRONG_PIN and stop.position == 3:
        return replace(manner, off_km=1.8, could_not=0.0)
    if day.rep.key == BELOW_LIST and stop.position == 2:
        return replace(manner, below_list=True, hit=10.0, could_not=0.0)
    return manner


BELOW_LIST = "sun_hao"


def all_reps(world: World, on: date, reps: Sequence[Colleague] = REPS, *, full: bool = False) -> list[RepDay]:
    """The plans of all reps for a day."""
    return [rep_day(world, rep, on, full=full) for rep in reps]
