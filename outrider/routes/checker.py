"""Judges a plan of a day from nothing but the problem and the ways: shares no line with what made it.

Owns ``check``: it walks the claimed steps with a clock of its own, names every broken promise (a window, the
length of a visit, lunch, the return, a stop forgotten or visited twice, a sum that is wrong) and computes
the cost and the sums that are reported. A plan without problems can be driven as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from outrider.routes.problem import (
    COST_PER_METRE,
    COST_PER_SECOND,
    LUNCH,
    Day,
    Place,
    Plan,
    Stop,
    Timed,
    Travel,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker found: problems in plain words, and the sums as it computed them."""

    problems: tuple[str, ...]
    cost: int
    travel_s: int
    distance_m: int
    wait_s: int
    finish_s: int

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


class _Clock:
    """Where the rep is and when, while the plan is walked."""

    def __init__(self, day: Day, travel: Travel) -> None:
        self.travel = travel
        self.place, self.now = day.start, day.start_s
        self.seconds = self.metres = self.waited = 0
        self.wrong: list[str] = []

    def go(self, there: Place | None) -> tuple[int, int]:
        """Drive; the unknown start and the unknown end cost nothing."""
        leg: tuple[int | None, int | None] = (0, 0)
        if self.place is not None and there is not None and there != self.place:
            seconds, metres = self.travel.table([self.place, there])
            leg = seconds[0][1], metres[0][1]
        self.place = there or self.place
        if leg[0] is None or leg[1] is None:
            self.wrong.append("no way leads there")
            return 0, 0
        self.now += leg[0]
        self.seconds += leg[0]
        self.metres += leg[1]
        return leg[0], leg[1]

    def wait_until(self, moment: int) -> None:
        """Stand still; going back in time is wrong."""
        if moment < self.now:
            self.wrong.append(f"begins at {moment}, before the arrival at {self.now}")
        self.waited += max(0, moment - self.now)
        self.now = max(moment, self.now)


def check(day: Day, travel: Travel, plan: Plan) -> Verdict:
    """Walk the plan. Never raises for a plan that is wrong: it says what is."""
    stops = {stop.key: stop for stop in day.stops}
    clock = _Clock(day, travel)
    seen: list[str] = []
    for timed in plan.steps:
        key = timed.step.key
        seen.append(key)
        if key == LUNCH:
            _lunch(day, stops, clock, timed)
        elif key in stops:
            _visit(stops[key], clock, timed)
        else:
            clock.wrong.append(f"{key}: no such stop")
    clock.go(day.end)
    _whole(day, plan, seen, clock)
    clock.wrong += _without_lunch(day, travel, plan)
    dropped = sum(stop.worth_s for stop in stops.values() if stop.key not in seen)
    return Verdict(
        problems=tuple(clock.wrong),
        cost=COST_PER_SECOND * (clock.seconds + clock.waited + dropped) + COST_PER_METRE * clock.metres,
        travel_s=clock.seconds,
        distance_m=clock.metres,
        wait_s=clock.waited,
        finish_s=clock.now,
    )


def _visit(stop: Stop, clock: _Clock, timed: Timed) -> None:
    if stop.place is None:
        clock.wrong.append(f"{stop.key}: has no place")
        return
    way = clock.go(stop.place)
    _claimed(clock, timed, way)
    clock.wait_until(timed.begin_s)
    clock.now += stop.service_s
    if timed.leave_s != clock.now:
        clock.wrong.append(f"{stop.key}: leaves at {timed.leave_s}, a whole visit ends at {clock.now}")
    if stop.windows is not None and not any(
        opens <= timed.begin_s and clock.now <= closes for opens, closes in stop.windows
    ):
        clock.wrong.append(f"{stop.key}: from {timed.begin_s} to {clock.now} is in no opening window")


def _lunch(day: Day, stops: dict[str, Stop], clock: _Clock, timed: Timed) -> None:
    lunch = day.lunch
    if lunch is None:
        clock.wrong.append("lunch: none was asked for")
        return
    at = stops.get(timed.step.at)
    way = clock.go(at.place) if at is not None else (0, 0)
    _claimed(clock, timed, way)
    clock.wait_until(timed.begin_s)
    if not lunch.earliest_s <= timed.begin_s <= lunch.latest_s:
        clock.wrong.append(f"lunch: begins at {timed.begin_s}, outside its time")
    clock.now += lunch.duration_s
    if timed.leave_s != clock.now:
        clock.wrong.append(f"lunch: ends at {timed.leave_s}, a whole one at {clock.now}")


def _claimed(clock: _Clock, timed: Timed, way: tuple[int, int]) -> None:
    if timed.arrive_s != clock.now:
        clock.wrong.append(f"{timed.step.key}: arrives at {timed.arrive_s}, can be there at {clock.now}")
    if (timed.travel_s, timed.travel_m) != way:
        clock.wrong.append(f"{timed.step.key}: the way is {way}, not {(timed.travel_s, timed.travel_m)}")


def _whole(day: Day, plan: Plan, seen: list[str], clock: _Clock) -> None:
    """What holds for the plan as a whole."""
    wrong = clock.wrong
    wrong += [f"{key}: twice" for key in sorted(set(seen)) if seen.count(key) > 1]
    left = {entry.key for entry in plan.left_out}
    wanted = {stop.key for stop in day.stops} | ({LUNCH} if day.lunch else set())
    wrong += [f"{key}: neither planned nor left out" for key in sorted(wanted - left - set(seen))]
    wrong += [f"{key}: planned and left out" for key in sorted(left & set(seen))]
    if clock.now > day.end_s and plan.steps:
        wrong.append(f"back at {clock.now}, after the day's end at {day.end_s}")
    claimed = (plan.finish_s, plan.travel_s, plan.distance_m, plan.wait_s)
    found = (clock.now, clock.seconds, clock.metres, clock.waited)
    if claimed != found:
        wrong.append(f"claims {claimed} for finish, travel, way and waiting; they are {found}")


def _without_lunch(day: Day, travel: Travel, plan: Plan) -> list[str]:
    """Lunch is left out where the day has no room for it, or where the visits are over before it must begin."""
    reasons = [entry.reason for entry in plan.left_out if entry.key == LUNCH]
    lunch = day.lunch
    if lunch is None:
        return ["lunch: left out, and none was asked for"] if reasons else []
    wrong = []
    if "lunch_does_not_fit" in reasons:
        home = _Clock(day, travel)
        home.now = max(day.start_s, lunch.earliest_s) + lunch.duration_s
        home.go(day.end)
        if max(day.start_s, lunch.earliest_s) <= lunch.latest_s and home.now <= day.end_s:
            wrong.append("lunch: left out although there is room for it")
    if "done_before_lunch" in reasons:
        over = max((timed.leave_s for timed in plan.steps), default=day.start_s)
        if over > lunch.latest_s:
            wrong.append(f"lunch: left out although the visits last until {over}")
    others = sorted(set(reasons) - {"lunch_does_not_fit", "done_before_lunch"})
    return [*wrong, *(f"lunch: left out because of {reason}" for reason in others)]
