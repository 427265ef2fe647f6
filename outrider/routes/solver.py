"""Finds the order of a day: PyVRP's iterated local search over a prize-collecting tour with time windows.

``solve`` answers every problem with a plan and a named reason for each stop that is not in it; it raises
for none. How the day is put to PyVRP (0.14: locations first, clients refer to them):

- Split hours are alternatives: one client per window, in a group of which one (or none) is served.
- Lunch is a required group of clients without way of their own, one at each stop's place: whichever is
  chosen stands next to that stop in the order, and the way goes on from there.
- A stop's prize is what a visit is worth plus its own length, because the length of the route counts.
- Must-do stops are required; when they cannot all be met they get a prize above everything else instead.

Wouda, Lan and Kool, PyVRP: a high-performance VRP solver package, INFORMS Journal on Computing 36 (2024).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from outrider.routes.polish import Polish, for_rounds, for_seconds
from outrider.routes.problem import COST_PER_METRE, COST_PER_SECOND, LUNCH, Day, Lunch, Plan, Travel
from outrider.routes.reasons import Gaps, explain, sift, windows_of
from outrider.routes.timing import END, START, Walk, Ways, finished, walk_with_lunch, without_idle_lunch

NO_WAY = 10**7
# PyVRP's share of the time; the rest is for the polish.
SEARCH = 0.35
MOST_FILLED = 20
STOPS_NEAR, LUNCH_NEAR = 12, 6


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: a time, or for tests that must repeat themselves a number of rounds."""

    seconds: float = 0.5
    rounds: int | None = None
    seed: int = 0


def solve(day: Day, travel: Travel, effort: Effort | None = None) -> Plan:
    """The best plan found. Deterministic when ``effort.rounds`` is given."""
    effort = effort or Effort()
    ways = Ways(day, travel)
    possible, impossible = sift(day, ways)
    found = walk_with_lunch(possible, ways, _search(possible, ways, effort) if possible.stops else [])
    if not found.broken:
        found = _polished(possible, ways, found, effort)
    while found.broken:
        # The search keeps its promises; should rounding ever break one, the least valuable stop gives way.
        inside = set(found.plan.order)
        least = min((s for s in possible.stops if s.key in inside), key=lambda s: (s.worth_s, s.key))
        order = [key for key in found.plan.order if key != least.key]
        found = walk_with_lunch(possible, ways, order)
    found, idle = without_idle_lunch(possible, ways, _filled(possible, ways, found))
    return finished(found, [*impossible, *idle, *explain(possible, ways, found)])


def _polished(day: Day, ways: Ways, found: Walk, effort: Effort) -> Walk:
    """The same stops in a better order, when there is one."""
    order = list(found.plan.order)
    left = for_seconds(effort.seconds * (1 - SEARCH)) if effort.rounds is None else for_rounds(effort.rounds)
    better = walk_with_lunch(day, ways, Polish(day, ways, order).improve(left, effort.seed))
    return better if not better.broken and better.cost < found.cost else found


def _filled(day: Day, ways: Ways, found: Walk) -> Walk:
    """With stops that the search left out although there is room for them and they are worth the way."""
    inside = set(found.plan.order)
    missing = sorted((s for s in day.stops if s.key not in inside), key=lambda s: (-s.worth_s, s.key))
    for stop in missing[:MOST_FILLED]:
        order = found.plan.order
        if not Gaps.of(day, ways, found.plan.steps).let_in(stop):
            continue
        walks = [
            walk_with_lunch(day, ways, [*order[:i], stop.key, *order[i:]]) for i in range(len(order) + 1)
        ]
        best = min((w for w in walks if not w.broken), key=lambda w: w.cost, default=None)
        if best is not None and best.cost - found.cost <= COST_PER_SECOND * stop.worth_s:
            found = best
    return found


def search_alone(day: Day, travel: Travel, effort: Effort) -> Plan:
    """What PyVRP finds by itself, with the whole time: the measure that ``solve`` is held against."""
    ways = Ways(day, travel)
    possible, impossible = sift(day, ways)
    order = _search(possible, ways, replace(effort, seconds=effort.seconds / SEARCH))
    found = walk_with_lunch(possible, ways, order)
    return finished(found, [*impossible, *explain(possible, ways, found)])


def _search(day: Day, ways: Ways, effort: Effort) -> list[str]:
    """The order of visits that the search ends with."""
    if any(stop.must for stop in day.stops):
        found = _run(day, ways, effort, required=True)
        if found is not None:
            return found
    return _run(day, ways, effort, required=False) or []


def _run(day: Day, ways: Ways, effort: Effort, *, required: bool) -> list[str] | None:
    """One search; None when it found nothing that keeps every promise."""
    # local import: half a second of loading that only planning should pay
    from pyvrp import IteratedLocalSearch, PenaltyManager, RandomNumberGenerator, Solution, SolveParams  # noqa: PLC0415
    from pyvrp.search import OPERATORS, LocalSearch  # noqa: PLC0415
    from pyvrp.stop import MaxIterations, MaxRuntime  # noqa: PLC0415

    data, names = _model(day, ways, required)
    params = SolveParams()
    rng = RandomNumberGenerator(seed=effort.seed)
    search = LocalSearch(data, rng, _neighbours(data, names))
    for operator in OPERATORS:
        if operator.supports(data):
            search.add_operator(operator(data))
    penalties = PenaltyManager(params.penalty.midpoint_penalties(data), params.penalty)
    stop: Any = MaxRuntime(effort.seconds * SEARCH) if effort.rounds is None else MaxIterations(effort.rounds)
    initial = search(Solution.make_random(data, rng), penalties.max_cost_evaluator(), exhaustive=True)
    algorithm = IteratedLocalSearch(data, penalties, search, initial, params.ils)
    result = algorithm.run(stop, collect_stats=False, display=False)
    if not result.is_feasible():
        return None
    clients = [act.idx for route in result.best.routes() for act in route.schedule() if act.is_client()]
    return [names[idx] for idx in clients if names[idx] != LUNCH]


def _neighbours(data: Any, names: list[str]) -> Any:
    """Whom the search looks at beside whom: a stop's nearest stops, and each lunch its own stop and a few.

    Without it every lunch is a neighbour of every stop, and half of the time goes into looking at lunches.
    """
    # local import: see ``_run``
    from pyvrp.search import NeighbourhoodParams, compute_neighbours  # noqa: PLC0415

    clients = data.clients()
    found = compute_neighbours(data, NeighbourhoodParams(num_neighbours=len(clients)))
    chosen = {}
    for activity, others in found.items():
        stops = [other for other in others if names[other.idx] != LUNCH]
        if names[activity.idx] == LUNCH:
            here = clients[activity.idx].location
            own = [other for other in stops if clients[other.idx].location == here]
            chosen[activity] = [*own, *(other for other in stops[:LUNCH_NEAR] if other not in own)]
        else:
            chosen[activity] = stops[:STOPS_NEAR]
    return chosen


def _model(day: Day, ways: Ways, required: bool) -> tuple[Any, list[str]]:
    """The day in PyVRP's words, and the key behind each client."""
    # local import: see ``_run``
    from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, VehicleType  # noqa: PLC0415

    keys = [START, END, *(stop.key for stop in day.stops)]
    names: list[str] = []
    clients: list[Any] = []
    groups: list[Any] = []
    for place, stop in enumerate(day.stops, start=2):
        must = required and stop.must
        options = windows_of(day, stop)
        prize = COST_PER_SECOND * (stop.worth_s + stop.service_s)
        group = None
        if len(options) > 1:
            group = len(groups)
            groups.append(ClientGroup(list(range(len(clients), len(clients) + len(options))), required=must))
        for opens, latest in options:
            clients.append(
                Client(
                    place, service_duration=stop.service_s, tw_early=opens, tw_late=latest,
                    prize=0 if must else prize, required=must and group is None, group=group,
                )
            )  # fmt: skip
            names.append(stop.key)
    if day.lunch is not None:
        places = [0, *range(2, len(keys))]
        first = len(clients)
        clients += [_lunch_at(place, day.lunch, len(groups)) for place in places]
        groups.append(ClientGroup(list(range(first, len(clients))), required=True))
        names += [LUNCH] * len(places)
    seconds, metres = _matrices(keys, ways)
    vehicle = VehicleType(
        start_depot=0, end_depot=1, tw_early=day.start_s, start_late=day.start_s, tw_late=day.end_s,
        unit_distance_cost=COST_PER_METRE, unit_duration_cost=COST_PER_SECOND,
    )  # fmt: skip
    locations = [Location(0, 0) for _ in keys]
    return ProblemData(
        locations, clients, [Depot(0), Depot(1)], [vehicle], [metres], [seconds], groups
    ), names


def _lunch_at(place: int, lunch: Lunch, group: int) -> Any:
    # local import: see ``_run``
    from pyvrp import Client  # noqa: PLC0415

    return Client(
        place, service_duration=lunch.duration_s, tw_early=lunch.earliest_s, tw_late=lunch.latest_s,
        required=False, group=group,
    )  # fmt: skip


def _matrices(keys: list[str], ways: Ways) -> tuple[Any, Any]:
    # local import: see ``_run``
    import numpy  # noqa: PLC0415

    legs = [
        [(0, 0) if here == there else ways.leg(here, there) or (NO_WAY, NO_WAY) for there in keys]
        for here in keys
    ]
    table = numpy.array(legs, dtype=numpy.int64)
    return table[:, :, 0].copy(), table[:, :, 1].copy()


__all__ = ["Effort", "search_alone", "solve"]
