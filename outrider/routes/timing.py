"""Walks an order of stops with a clock: arrival, waiting, leave, lunch where the rep is, and the return.

Serves the solver's answers and orders made by hand alike; an order that breaks a window is walked to its
end all the same and says which stops it breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from outrider.routes.problem import (
    COST_PER_METRE,
    COST_PER_SECOND,
    LUNCH,
    Day,
    LeftOut,
    Plan,
    Reason,
    Step,
    Timed,
    Travel,
    Window,
)

START, END = "", "\0end"
Leg = tuple[int, int]


class Ways:
    """The legs between start, end and the stops of a day that have a place, read once."""

    def __init__(self, day: Day, travel: Travel) -> None:
        placed = {stop.key: stop.place for stop in day.stops if stop.place is not None}
        ends = {START: day.start, END: day.end}
        known = {key: place for key, place in [*ends.items(), *placed.items()] if place is not None}
        self.index = {key: position for position, key in enumerate(known)}
        self.seconds, self.metres = travel.table(list(known.values()))

    def leg(self, here: str, there: str) -> Leg | None:
        """Seconds and metres; nothing to or from an end that is anywhere; None where there is no way."""
        i, j = self.index.get(here), self.index.get(there)
        if i is None or j is None:
            return 0, 0
        seconds, metres = self.seconds[i][j], self.metres[i][j]
        return None if seconds is None or metres is None else (seconds, metres)


@dataclass(slots=True)
class Walk:
    """An order as walked: its plan (nothing left out yet) and what it breaks."""

    plan: Plan
    broken: dict[str, Reason] = field(default_factory=dict)

    @property
    def cost(self) -> int:
        """What travel, waiting and way cost."""
        plan = self.plan
        return COST_PER_SECOND * (plan.travel_s + plan.wait_s) + COST_PER_METRE * plan.distance_m


def walk(day: Day, ways: Ways, steps: Sequence[Step]) -> Walk:
    """Go through the steps as early as possible each."""
    stops = {stop.key: stop for stop in day.stops}
    here, now = START, day.start_s
    travel = metres = waited = 0
    timed: list[Timed] = []
    broken: dict[str, Reason] = {}
    for step in steps:
        there = step.at if step.is_lunch else step.key
        leg = (0, 0) if there == here or (step.is_lunch and not there) else ways.leg(here, there)
        if leg is None:
            broken[step.key] = "unreachable"
            leg = (0, 0)
        arrive = now + leg[0]
        if step.is_lunch:
            assert day.lunch is not None
            begin, length = max(arrive, day.lunch.earliest_s), day.lunch.duration_s
            if begin > day.lunch.latest_s:
                broken[LUNCH] = "lunch_does_not_fit"
        else:
            stop = stops[step.key]
            length = stop.service_s
            found = begin_in(stop.windows, arrive, length)
            begin = arrive if found is None else found
            if found is None:
                broken.setdefault(step.key, "closed_then" if stop.windows else "closed")
        timed.append(Timed(step, arrive, begin, begin + length, *leg))
        travel, metres, waited = travel + leg[0], metres + leg[1], waited + begin - arrive
        here, now = there or here, begin + length
    home = ways.leg(here, END) or (0, 0)
    now, travel, metres = now + home[0], travel + home[0], metres + home[1]
    if now > day.end_s and timed:
        # Where the day ran out: every visit that the return does not survive.
        late = [t.step.key for t in timed if t.leave_s > day.end_s] or [timed[-1].step.key]
        for key in late:
            broken.setdefault(key, "day_full")
    return Walk(Plan(tuple(timed), now, travel, metres, waited), broken)


def begin_in(windows: tuple[Window, ...] | None, arrive: int, length: int) -> int | None:
    """The first moment from the arrival on at which a whole visit fits into a window; None when never."""
    if windows is None:
        return arrive
    fitting = [max(arrive, opens) for opens, closes in windows if max(arrive, opens) + length <= closes]
    return min(fitting, default=None)


def walk_with_lunch(day: Day, ways: Ways, keys: Sequence[str]) -> Walk:
    """Walk the stops in this order with lunch where it costs least; without one when none is asked for."""
    plain = [Step(key) for key in keys]
    if day.lunch is None:
        return walk(day, ways, plain)
    walks = [walk(day, ways, steps) for steps in _lunches(day, ways, keys)]
    return min(walks, key=lambda found: (len(found.broken), found.cost, found.plan.finish_s))


def _lunches(day: Day, ways: Ways, keys: Sequence[str]) -> Iterator[list[Step]]:
    """The orders with lunch in a place worth looking at: not long before its time, not after it."""
    assert day.lunch is not None
    plain = [Step(key) for key in keys]
    timed = walk(day, ways, plain).plan.steps
    leaves = [day.start_s, *(t.leave_s for t in timed)]
    for place in range(len(keys) + 1):
        last = place == len(keys)
        if leaves[place] > day.lunch.latest_s and place:
            break
        if not last and leaves[place + 1] <= day.lunch.earliest_s:
            continue
        before = keys[place - 1] if place else START
        yield [*plain[:place], Step(LUNCH, before), *plain[place:]]
        if not last:
            yield [*plain[:place], Step(LUNCH, keys[place]), *plain[place:]]


def without_idle_lunch(day: Day, ways: Ways, found: Walk) -> tuple[Walk, list[LeftOut]]:
    """Who is done with his visits in time for lunch goes home without: nobody waits in the street for it."""
    steps = found.plan.steps
    if not steps or not steps[-1].step.is_lunch or LUNCH in found.broken:
        return found, []
    return walk(day, ways, [timed.step for timed in steps[:-1]]), [LeftOut(LUNCH, "done_before_lunch")]


def finished(found: Walk, left_out: Sequence[LeftOut]) -> Plan:
    """The plan of a walk with what was left out."""
    plan = found.plan
    return Plan(plan.steps, plan.finish_s, plan.travel_s, plan.distance_m, plan.wait_s, tuple(left_out))
