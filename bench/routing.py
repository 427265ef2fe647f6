"""Planned days: how far from the best known, and how long a team takes.

Twenty days of 40 real shops of Porto each, 16 of them with their real opening hours, lunch, half a second
of search. What is compared is the cost of the whole day, as the search minimises it: in tenths of a second
the travel and the waiting by the checker's own sums, 100 seconds for each kilometre, what each stop that is
left out was worth, and the length of all 40 visits and of lunch. The checker's cost is all of that but the
last; visits and lunch, which take the same in every order, are added to both sides here (``fixed``), because a
planner asks how much longer the day becomes. They make the percentage smaller: on these days they are about
four fifths of the cost. Therefore ``way_only`` stands beside it, the checker's cost against the reference's with
nothing added. Both are means of the days' own percentages, and ``worst`` is the largest of the first. The
reference is the checker's cost of what PyVRP alone finds for the same problem in a minute; it is kept in
``routes_reference.json`` under the hash of the problem.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import random
import time
from pathlib import Path
from statistics import mean
from typing import Any

from bench.figures import Figure, Skipped, measure

SHOPS = Path(__file__).parents[2] / "shared" / "data" / "outlets" / "osm_outlets_multi_city.csv.gz"
REFERENCES = Path(__file__).parent / "routes_reference.json"
DAYS, STOPS, WITH_HOURS, SECONDS, REFERENCE_S = 20, 40, 16, 0.5, 60.0
TUESDAY, VISIT_S, CENTRE = 1, 480, (41.1496, -8.6110)
START_S, END_S, LUNCH_S = 30_600, 66_600, (41_400, 46_800, 2_700)


def shops() -> tuple[list[dict[str, str]], list[tuple[dict[str, str], tuple[tuple[int, int], ...]]]]:
    """Porto's shops without opening hours, and those that are open around noon on a Tuesday."""
    from outrider.customers.opening_hours import parse

    if not SHOPS.exists():
        raise Skipped("the outlets of real cities are not here")
    with gzip.open(SHOPS, "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["city"] == "porto"]
    plain = [row for row in rows if not row["opening_hours"]]
    timed = []
    for row in rows:
        week = parse(row["opening_hours"]).week if row["opening_hours"] else None
        spans = week[TUESDAY] if week else ()
        if any(opens <= 15 * 60 and closes >= 11 * 60 for opens, closes in spans):
            timed.append((row, tuple((opens * 60, closes * 60) for opens, closes in spans)))
    return plain, timed


def problem(seed: int, stops: int = STOPS) -> Any:
    """The day of a seed."""
    from outrider.routes.problem import Day, Lunch, Place, Stop

    plain, timed = shops()
    chance = random.Random(seed)
    chosen: list[Any] = list(chance.sample(timed, WITH_HOURS))
    chosen += [(row, None) for row in chance.sample(plain, stops - WITH_HOURS)]
    centre = Place(*CENTRE)
    return Day(
        tuple(
            Stop(row["osm_id"], Place(float(row["lat"]), float(row["lon"])), VISIT_S, spans)
            for row, spans in chosen
        ),
        START_S, END_S, centre, centre, Lunch(*LUNCH_S),
    )  # fmt: skip


@measure("day_route_gap_pct")
def gap(wanted: set[str]) -> list[Figure]:
    """Mean over twenty days of the day's cost above the reference's, in percent; visits and lunch are in it."""
    from outrider.routes.checker import check
    from outrider.routes.problem import COST_PER_SECOND
    from outrider.routes.solver import Effort, solve
    from outrider.routes.travel import GreatCircle

    roads = GreatCircle()
    solve(problem(0), roads, Effort(rounds=2))  # loads the search
    gaps, ways, spent, wrong = [], [], [], 0
    for seed in range(DAYS):
        day = problem(seed)
        begun = time.perf_counter()
        plan = solve(day, roads, Effort(seconds=SECONDS, seed=seed))
        spent.append(time.perf_counter() - begun)
        verdict = check(day, roads, plan)
        wrong += not verdict.sound
        known = reference(seed)
        fixed = COST_PER_SECOND * (sum(stop.service_s for stop in day.stops) + LUNCH_S[2])
        gaps.append((verdict.cost - known) / (known + fixed) * 100)
        ways.append((verdict.cost / known - 1) * 100)
    beside = {
        "worst": round(max(gaps), 2),
        "way_only": round(mean(ways), 2),
        "seconds": round(mean(spent), 2),
        "reference": "PyVRP 60 s",
    }
    return [Figure("day_route_gap_pct", "", round(mean(gaps), 3), "%", 1, {"stops": STOPS}, wrong, beside)]


def reference(seed: int) -> int:
    """The reference cost of a seed's day: computed once for each problem, one minute each."""
    from outrider.routes.checker import check
    from outrider.routes.solver import Effort, search_alone
    from outrider.routes.travel import GreatCircle

    day, roads = problem(seed), GreatCircle()
    mark = hashlib.sha256(repr((day, roads)).encode()).hexdigest()[:16]
    known = json.loads(REFERENCES.read_text()) if REFERENCES.exists() else {}
    if mark not in known:
        verdict = check(day, roads, search_alone(day, roads, Effort(seconds=REFERENCE_S, seed=seed)))
        known[mark] = {"seed": seed, "pyvrp_60s": verdict.cost}
        REFERENCES.write_text(json.dumps(known, indent=1) + "\n")
    return int(known[mark]["pyvrp_60s"])


@measure("plan_12_reps_s")
def team(wanted: set[str]) -> list[Figure]:
    """Twelve reps with forty candidates each, one after the other, the loading of the search included."""
    from outrider.routes.checker import check
    from outrider.routes.solver import Effort, solve
    from outrider.routes.travel import GreatCircle

    roads = GreatCircle()
    days = [problem(100 + rep) for rep in range(12)]
    begun = time.perf_counter()
    plans = [solve(day, roads, Effort(seconds=SECONDS, seed=rep)) for rep, day in enumerate(days)]
    took = time.perf_counter() - begun
    wrong = sum(not check(day, roads, plan).sound for day, plan in zip(days, plans, strict=True))
    return [Figure("plan_12_reps_s", "", round(took, 2), "s", 1, {"reps": 12, "candidates": STOPS}, wrong)]
