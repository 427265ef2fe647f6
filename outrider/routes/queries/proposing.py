"""A proposal for a rep's day: before and after, stops with times, what is left out and why. Changes nothing.

Promises: no order that the independent checker finds fault with is proposed; the sums that are told are the checker's.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment
from outrider.kernel.errors import conflict
from outrider.kernel.text import T, listed
from outrider.routes.checker import check
from outrider.routes.problem import LUNCH, LeftOut, Place, Plan
from outrider.routes.queries.asking import Asked, asked_of
from outrider.routes.reasons import explain, sift
from outrider.routes.rules import moment_of
from outrider.routes.solver import Effort, solve
from outrider.routes.timing import Walk, Ways, finished, walk_with_lunch, without_idle_lunch

NO_LUNCH = T("午休排不进去", "There is no room for lunch")
UNSOUND = T(
    "排出的线路没有通过核对,原来的顺序没有变",
    "The order that was found did not pass its check; nothing has changed",
)
BY = T("{reason}:{names}", "{reason}: {names}")
log = logging.getLogger(__name__)


def solved(asked: Asked, effort: Effort | None = None) -> Plan:
    """The best order found for what was asked, and checked; 409 rather than one that cannot be driven."""
    plan = solve(asked.day, asked.frame.travel, effort)
    verdict = check(asked.day, asked.frame.travel, plan)
    if not verdict.sound:
        log.error("the order found for %s on %s is wrong: %s", asked.rep.pk, asked.on, verdict.problems)
        raise conflict("plan_unsound", UNSOUND)
    return replace(plan, left_out=(*plan.left_out, *asked.gone))


def as_given(asked: Asked, order: Sequence[str]) -> tuple[Plan, dict[str, str]]:
    """The plan of an order made by hand, as early as it goes, and which stops it breaks.

    Stops of the problem that are not in the order are left out, with the reason as it stands to this order.
    """
    ways = Ways(asked.day, asked.frame.travel)
    known = {stop.key for stop in asked.day.stops if stop.place is not None}
    keys = [key for key in dict.fromkeys(order) if key in known]
    possible, impossible = sift(asked.day, ways)
    day = replace(asked.day, lunch=possible.lunch)
    found, idle = without_idle_lunch(day, ways, walk_with_lunch(day, ways, keys))
    impossible = [entry for entry in impossible if entry.key not in keys]
    rest = replace(possible, stops=tuple(s for s in possible.stops if s.key not in keys))
    reasons = _stated(asked, ways, found, rest.stops) if rest.stops else []
    plan = finished(found, [*impossible, *idle, *reasons, *asked.gone])
    return plan, {key: str(reason) for key, reason in found.broken.items()}


def _stated(asked: Asked, ways: Ways, found: Walk, missing: Sequence[Any]) -> list[LeftOut]:
    """Why these stops are not in the order; with an order that is broken anyway the day is simply full."""
    if found.broken:
        return [LeftOut(stop.key, "day_full") for stop in missing]
    inside = [stop for stop in asked.day.stops if stop.key in set(found.plan.order)]
    return explain(replace(asked.day, stops=(*inside, *missing)), ways, found)


def proposal(
    actor: Actor,
    language: str,
    rep_id: UUID,
    on: date,
    customer_ids: Sequence[UUID] | None = None,
    here: Place | None = None,
    effort: Effort | None = None,
) -> dict[str, Any]:
    """``POST /api/routes/preview``. 403 or 404 for somebody whose days are not the actor's to plan."""
    asked = asked_of(actor, rep_id, on, customer_ids, here)
    given, broken = as_given(asked, asked.given)
    after = solved(asked, effort)
    return {
        "rep": str(asked.rep.pk),
        "on": on.isoformat(),
        "before": {**totals(asked, given), "broken": len(broken)},
        "after": {**totals(asked, after), "broken": 0},
        "stops": stops_of(asked, after),
        "lunch": lunch_of(asked, after),
        "left_out": left_out_of(asked, after, language),
    }


def totals(asked: Asked, plan: Plan) -> dict[str, Any]:
    """What a plan costs by the checker's sums: whole minutes on the way and waiting, metres, when the day is over."""
    summed = check(asked.day, asked.frame.travel, plan)
    return {
        "stops": len(plan.order),
        "travel_min": round(summed.travel_s / 60),
        "wait_min": round(summed.wait_s / 60),
        "distance_m": summed.distance_m,
        "finish_at": moment(moment_of(asked.on, summed.finish_s, asked.zone)),
    }


def stops_of(asked: Asked, plan: Plan) -> list[dict[str, Any]]:
    """The visits in order with their times."""
    return [
        {
            "customer": timed.step.key,
            "title": asked.customers[timed.step.key].name,
            "eta": moment(moment_of(asked.on, timed.arrive_s, asked.zone)),
            "begin_at": moment(moment_of(asked.on, timed.begin_s, asked.zone)),
            "leave_at": moment(moment_of(asked.on, timed.leave_s, asked.zone)),
            "travel_m": timed.travel_m,
            "lat": asked.customers[timed.step.key].pin_lat,
            "lng": asked.customers[timed.step.key].pin_lng,
        }
        for timed in plan.steps
        if not timed.step.is_lunch
    ]


def lunch_of(asked: Asked, plan: Plan) -> dict[str, Any] | None:
    """When lunch is, or None."""
    found = next((timed for timed in plan.steps if timed.step.is_lunch), None)
    if found is None:
        return None
    return {
        "from": moment(moment_of(asked.on, found.begin_s, asked.zone)),
        "to": moment(moment_of(asked.on, found.leave_s, asked.zone)),
    }


def left_out_of(asked: Asked, plan: Plan, language: str) -> list[dict[str, Any]]:
    """What is not in the plan, with its reason in the reader's words."""
    words = {
        code: text.say(language) for code, text in entities.get("visit_plan").by_name["left_out"].options
    }
    answers = []
    for entry in plan.left_out:
        if entry.reason == "done_before_lunch":
            continue
        if entry.key == LUNCH:
            answers.append(
                {"customer": None, "title": "", "reason": entry.reason, "text": NO_LUNCH.say(language)}
            )
            continue
        text = words[entry.reason]
        if entry.by:
            names = listed((asked.customers[key].name for key in entry.by), language)
            text = BY.say(language, reason=text, names=names)
        answers.append(
            {
                "customer": entry.key,
                "title": asked.customers[entry.key].name,
                "reason": entry.reason,
                "text": text,
            }
        )
    return answers
