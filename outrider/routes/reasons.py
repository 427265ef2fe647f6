"""Why a stop is not in the plan: what can be told before the search, and what after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from outrider.routes.problem import LUNCH, MOST_STOPS, Day, LeftOut, Reason, Stop, Timed, Window
from outrider.routes.timing import END, START, Walk, Ways, begin_in, walk, walk_with_lunch

NEVER = -(10**9)


def windows_of(day: Day, stop: Stop) -> list[Window]:
    """First and last moment at which a visit may begin, one pair for each usable window, within the day."""
    if stop.windows is None:
        return [(day.start_s, max(day.start_s, day.end_s - stop.service_s))]
    usable = [
        (max(opens, day.start_s), min(closes, day.end_s) - stop.service_s) for opens, closes in stop.windows
    ]
    return sorted({(first, last) for first, last in usable if first <= last})


def sift(day: Day, ways: Ways) -> tuple[Day, list[LeftOut]]:
    """The day without what cannot be done however it is ordered, and why not."""
    out: list[LeftOut] = []
    keep: dict[str, Stop] = {}
    for stop in day.stops:
        reason: Reason | None = "twice" if stop.key in keep else _alone(day, ways, stop)
        if reason is None and day.start is None and _astray(day, ways, stop):
            reason = "unreachable"
        if reason is None:
            keep[stop.key] = stop
        elif reason != "twice":
            out.append(LeftOut(stop.key, reason))
    if len(keep) > MOST_STOPS:
        ranked = sorted(keep.values(), key=lambda stop: stop.worth_s, reverse=True)
        for stop in ranked[MOST_STOPS:]:
            out.append(LeftOut(stop.key, "too_many"))
            del keep[stop.key]
    possible = replace(day, stops=tuple(keep.values()))
    if day.lunch is not None and walk_with_lunch(replace(possible, stops=()), ways, ()).broken:
        out.append(LeftOut(LUNCH, "lunch_does_not_fit"))
        possible = replace(possible, lunch=None)
    return possible, out


def _astray(day: Day, ways: Ways, stop: Stop) -> bool:
    """A day that begins anywhere begins where most of its stops are: one that most cannot reach is not there."""
    others = [other.key for other in day.stops if other.place is not None and other.key != stop.key]
    return sum(ways.leg(other, stop.key) is None for other in others) * 2 > len(others)


def _alone(day: Day, ways: Ways, stop: Stop) -> Reason | None:
    """Why this stop cannot be visited even if it were the only one of the day."""
    if stop.place is None:
        return "no_place"
    if stop.windows is not None and not stop.windows:
        return "closed"
    there, home = ways.leg(START, stop.key), ways.leg(stop.key, END)
    if there is None or home is None:
        return "unreachable"
    arrive = day.start_s + there[0]
    begin = begin_in(stop.windows, arrive, stop.service_s)
    if begin is None:
        return "closed_then"
    if begin + stop.service_s + home[0] > day.end_s:
        return "closed_then" if arrive + stop.service_s + home[0] <= day.end_s else "too_far"
    return None


@dataclass(frozen=True, slots=True)
class Gaps:
    """The room between the steps of a plan: when the rep can leave each, and must be at the next.

    ``leaves[k]`` is the earliest departure after k steps, ``latest[k]`` the last arrival at step k (or home)
    from which everything after it still holds.
    """

    ways: Ways
    places: tuple[str, ...]
    leaves: tuple[int, ...]
    latest: tuple[int, ...]

    @classmethod
    def of(cls, day: Day, ways: Ways, timed: Sequence[Timed]) -> Gaps:
        """Walk backwards from the end of the day."""
        stops = {stop.key: stop for stop in day.stops}
        places = [START]
        for entry in timed:
            places.append((entry.step.at or places[-1]) if entry.step.is_lunch else entry.step.key)
        latest = [day.end_s]
        following = END
        for entry, place in zip(reversed(timed), reversed(places), strict=False):
            leave = latest[0] - _seconds(ways, place, following)
            if entry.step.is_lunch:
                assert day.lunch is not None
                begin = min(day.lunch.latest_s, leave - day.lunch.duration_s)
            else:
                begin = _last_begin(stops[entry.step.key], leave)
            latest.insert(0, begin)
            following = place
        leaves = (
            timed[0].arrive_s - timed[0].travel_s if timed else day.start_s,
            *(t.leave_s for t in timed),
        )
        return cls(ways, (*places, END), leaves, tuple(latest))

    def let_in(self, stop: Stop) -> bool:
        """Whether the stop can be put between any two steps without breaking a promise."""
        for here, there, leave, latest in zip(
            self.places[:-1], self.places[1:], self.leaves, self.latest, strict=True
        ):
            way, onward = self.ways.leg(here, stop.key), self.ways.leg(stop.key, there)
            if way is None or onward is None:
                continue
            begin = begin_in(stop.windows, leave + way[0], stop.service_s)
            if begin is not None and begin + stop.service_s + onward[0] <= latest:
                return True
        return False


def _seconds(ways: Ways, here: str, there: str) -> int:
    return (ways.leg(here, there) or (0, 0))[0] if here != there else 0


def _last_begin(stop: Stop, leave: int) -> int:
    """The last moment at which a visit can begin and be over by ``leave``; long past when there is none."""
    if stop.windows is None:
        return leave - stop.service_s
    ends = [(opens, min(closes, leave) - stop.service_s) for opens, closes in stop.windows]
    return max((last for opens, last in ends if opens <= last), default=NEVER)


def explain(day: Day, ways: Ways, found: Walk) -> list[LeftOut]:
    """For each possible stop that is not in the plan: the simplest change that would have let it in."""
    inside = set(found.plan.order)
    missing = [stop for stop in day.stops if stop.key not in inside]
    if not missing:
        return []
    whole = Gaps.of(day, ways, found.plan.steps)
    without: dict[str, Gaps] = {}
    for key in found.plan.order:
        steps = [timed.step for timed in found.plan.steps if timed.step.key != key]
        less = walk(day, ways, [replace(step, at=START) if step.at == key else step for step in steps])
        if not less.broken:
            without[key] = Gaps.of(day, ways, less.plan.steps)
    worth = {stop.key: stop.worth_s for stop in day.stops}
    return [_reason(stop, whole, without, worth) for stop in missing]


def _reason(stop: Stop, whole: Gaps, without: dict[str, Gaps], worth: dict[str, int]) -> LeftOut:
    if whole.let_in(stop):
        # It could be driven to; the way there costs more than the visit is worth.
        return LeftOut(stop.key, "way_too_long")
    # Somebody's room would do: those who have it are worth as much or more.
    takers = tuple(key for key, gaps in without.items() if worth[key] >= stop.worth_s and gaps.let_in(stop))
    if stop.windows is not None and whole.let_in(replace(stop, windows=None)):
        return (
            LeftOut(stop.key, "windows_exclude", takers[:3]) if takers else LeftOut(stop.key, "closed_then")
        )
    return LeftOut(stop.key, "worth_less", takers[:3]) if takers else LeftOut(stop.key, "day_full")
