"""The months before the last one: a leaner past, by the bulk verbs alone.

Promises: every row passes the checks of the single verbs and is in the journal; shops are visited every second or
fourth week and order for as long, as the season has it, and nobody comes when the city rests. Orders keep the numbers
of their own days, as what is moved in from elsewhere does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from outrider.engine.entities.actions import perform
from outrider.kernel import clock
from outrider.simulator import people, season
from outrider.simulator.clock import workdays_before
from outrider.simulator.days import RepDay, all_reps, only_told, told_day
from outrider.simulator.founding import KEEPER
from outrider.simulator.script import Manner, Told
from outrider.simulator.verbs import SOURCE
from outrider.simulator.world import local

if TYPE_CHECKING:
    from outrider.simulator.history import Cast

DAYS_A_MONTH = 30.4
WEEKS = 4  # told and written at once: a rep's visits of four weeks are far fewer than a verb takes
MOST = 500
MANNER = Manner(type_version=1, counts=0.06, could_not=0.03, thin=True, fix_at_end=False)


def write_past(cast: Cast, story: date) -> Iterator[str]:
    """All working days of the months before the detailed history; a line with counts at the end."""
    scale = cast.world.scale
    days = workdays_before(
        story - timedelta(days=scale.days), round(scale.months * DAYS_A_MONTH) - scale.days
    )
    if not scale.months:
        return
    visits = orders = 0
    # Newest first: then each customer's last visit and last order stand already.
    for block in reversed(_blocks(days)):
        told = {
            day: told_day(cast.world, day, cast.measured(day, MANNER), story)
            for on in block
            for day in _planned(cast, on, story)
        }
        _record_visits(cast, block[-1], told)
        visits += sum(len(of_day) for of_day in told.values())
        orders += record_orders(cast, block[-1], told, numbered=True)
    yield f"{scale.months} 个月历史: {visits} 次拜访, {orders} 单"


def _planned(cast: Cast, on: date, story: date) -> list[RepDay]:
    """The reps' days; on a holiday only what the story tells of."""
    days = all_reps(cast.world, on, thin=True)
    return [only_told(cast.world, day) for day in days] if season.closed(on, story) else days


def _blocks(days: Sequence[date]) -> list[list[date]]:
    """Working days by so many calendar weeks."""
    return [list(block) for _, block in groupby(days, key=lambda on: on.toordinal() // (7 * WEEKS))]


def _record_visits(cast: Cast, last: date, told: dict[RepDay, list[Told]]) -> None:
    of_rep: dict[str, list[Told]] = defaultdict(list)
    for day, visits in told.items():
        of_rep[day.rep.key] += visits
    with clock.frozen(local(last, 19, 0)):
        for rep in people.REPS:
            recorded = [
                {
                    "begin": visit.acts[0].payload,
                    "steps": [act.payload for act in visit.acts if act.verb == "visit.complete_step"],
                    "end": visit.acts[-1].payload if not visit.could_not else None,
                }
                for visit in of_rep[rep.key]
            ]
            perform("visit.record", {"visits": recorded}, actor=cast.actors[rep.key], source=SOURCE)


def record_orders(cast: Cast, last: date, told: Mapping[RepDay, Sequence[Told]], *, numbered: bool) -> int:
    """The orders of those visits, whoever took them, in order of time; answers how many.

    ``numbered`` ones have the number of their day already, others claim one.
    """
    of_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for day, visits in told.items():
        rep = cast.world.people[day.rep.key]
        placed = [act.payload for visit in visits for act in visit.acts if act.verb == "order.submit"]
        of_day[day.on] += [{**sheet, "rep": rep} for sheet in placed]
    sheets = []
    for on, own in sorted(of_day.items()):
        for place, sheet in enumerate(sorted(own, key=itemgetter("placed_at")), start=1):
            sheets.append({**sheet, "number": f"SO-{on:%Y%m%d}-{place:04d}"} if numbered else sheet)
    with clock.frozen(local(last, 19, 30)):
        for start in range(0, len(sheets), MOST):
            payload = {"orders": sheets[start : start + MOST], "delivered": True}
            perform("order.record", payload, actor=cast.actors[KEEPER], source=SOURCE)
    return len(sheets)


__all__ = ["record_orders", "write_past"]
