"""Publishing: reps get what their manager has planned, and each is told once for each day what is new in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as Limits

from outrider.engine.access.actor import LEADERS
from outrider.engine.entities.fieldtypes.times import PlausibleDate
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.engine.identity.queries import clock_text, names_of
from outrider.kernel.errors import invalid
from outrider.kernel.text import Sentences, T, day_text
from outrider.routes.actions.common import route_of
from outrider.routes.rules import as_published
from outrider.visits.actions import Published, publish

MOST_NAMED = 3
NOTHING = T("没有指明哪些日子", "No days are named")
TITLE = T("{day}的拜访已排好", "Your visits for {day} are planned")
TEXT = T("共 {count} 家", "{count stop|stops}")
TEXT_TIME = T("共 {count} 家,预计 {time} 收工", "{count stop|stops}, expected to finish at {time}")
CHANGED = T("{day}的拜访有调整", "Your visits for {day} have changed")
ADDED = T("新增 {count} 家:{names}", "{count} new: {names}")
FROM_DAY = T("从{day}改来:{names}", "Moved here from {day}: {names}")
TO_DAY = T("改到{day}:{names}", "Moved to {day}: {names}")
TO_REP = T("转给{rep}:{names}", "Given to {rep}: {names}")
REMOVED = T("取消 {count} 家:{names}", "{count} cancelled: {names}")
LEFT_OUT = T("排不进 {count} 家:{names}", "No room for {count}: {names}")
REORDERED = T("顺序有调整", "The order has changed")
TIMED = T("到店时间有调整", "The times have changed")
UNTIL = T("预计 {time} 收工", "Expected to finish at {time}")

Told = dict[tuple[UUID, date], Published]


class DayOf(Input):
    """One person's one day."""

    rep: UUID
    on: PlausibleDate


class Publish(Input):
    """Which people get what is planned of which days: ``places``, or every one of ``reps`` on every one of ``days``."""

    days: Annotated[list[PlausibleDate], Limits(max_length=31)] = []
    reps: Annotated[list[UUID], Limits(max_length=200)] = []
    places: Annotated[list[DayOf], Limits(max_length=500)] = []


@verb("route.publish", input=Publish, label=T("发布计划", "Publish"), roles=LEADERS)
def publish_days(write: Write, data: Publish) -> dict[str, int]:
    """Let the reps have it, and tell each once for each day. Runs again without effect."""
    pairs = [(place.rep, place.on) for place in data.places]
    pairs = list(dict.fromkeys([*pairs, *((rep, on) for rep in data.reps for on in data.days)]))
    if not pairs:
        raise invalid("places", "required", NOTHING)
    told: Told = {}
    finishes: dict[tuple[UUID, date], Any] = {}
    for rep, on in pairs:
        route = route_of(rep, on)
        told[rep, on] = publish(write, rep, on, as_published(route.pending if route else {}))
        finishes[rep, on] = route.finish_at if route else None
        if route is not None:
            published_at = write.at if told[rep, on] or not route.published_at else route.published_at
            write.update(route, status="published", published_at=published_at, pending={})
    told = {pair: one for pair, one in told.items() if one}
    for pair, one in told.items():
        _notify(write, pair, one, told, finishes[pair])
    return {"reps": len({rep for rep, _ in told}), "stops": sum(len(one.added) for one in told.values())}


def _notify(write: Write, pair: tuple[UUID, date], one: Published, told: Told, finish: Any) -> None:
    rep, on = pair
    time = clock_text(finish) if finish else ""
    if one.first:
        text = TEXT_TIME if time else TEXT
        write.notify(rep, "route", TITLE, text, "/", day=day_text(on), count=len(one.added), time=time)
        return
    write.notify(rep, "route", CHANGED, Sentences(*_changes(pair, one, told, time)), "/", day=day_text(on))


def _changes(
    pair: tuple[UUID, date], one: Published, told: Told, time: str
) -> Iterable[tuple[Any, dict[str, Any]]]:
    """What is new in a day that its rep has had before, a stop that came from or went to elsewhere named as such."""
    came = {
        row.customer_id: day for (rep, day), other in told.items() if rep == pair[0] for row in other.removed
    }
    went = {row.customer_id: where for where, other in told.items() if where != pair for row in other.added}
    for day in sorted({day for row in one.added if (day := came.get(row.customer_id))}):
        yield (
            FROM_DAY,
            {"day": day_text(day), **_named(r for r in one.added if came.get(r.customer_id) == day)},
        )
    if new := [row for row in one.added if row.customer_id not in came]:
        yield ADDED, _named(new)
    goals = {row.customer_id: went[row.customer_id] for row in one.removed if row.customer_id in went}
    names = names_of(rep for rep, _ in goals.values())
    for rep, day in sorted(set(goals.values()), key=lambda goal: (goal[1], str(goal[0]))):
        gone = _named(row for row in one.removed if goals.get(row.customer_id) == (rep, day))
        yield (
            (TO_DAY, {"day": day_text(day), **gone})
            if rep == pair[0]
            else (TO_REP, {"rep": names[rep], **gone})
        )
    if gone_for_good := [row for row in one.removed if row.customer_id not in goals]:
        yield REMOVED, _named(gone_for_good)
    if one.left_out:
        yield LEFT_OUT, _named(one.left_out)
    if one.reordered or one.timed:
        yield (REORDERED if one.reordered else TIMED), {}
    if time:
        yield UNTIL, {"time": time}


def _named(rows: Iterable[Any]) -> dict[str, Any]:
    titles = [row.title for row in rows]
    shown = " · ".join(titles[:MOST_NAMED])
    return {"count": len(titles), "names": f"{shown} …" if len(titles) > MOST_NAMED else shown}
