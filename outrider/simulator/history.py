"""One month of history in every detail: by the bulk verbs, the last seven days by the verbs of a phone, act by act.

Promises: every row is written by a verb, at the story's own time; photos exist for the last two days; the
story's day is written until the moment at which the demo opens. What lies before that month: see ``past``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.actions import perform, update
from outrider.engine.files.actions import store_drawn
from outrider.kernel import clock
from outrider.simulator import people, pictures, week
from outrider.simulator.chapters import CHAPTERS
from outrider.simulator.clock import moment_of, workday_after, workdays_before
from outrider.simulator.days import RepDay, Stop, all_reps, told_day
from outrider.simulator.founding import KEEPER, actor_of, standard_steps
from outrider.simulator.incidents import tell_incidents, use_again
from outrider.simulator.opened import opened
from outrider.simulator.past import record_orders, write_past
from outrider.simulator.script import Act, Manner, Shot, Told, amount_of
from outrider.simulator.shifts import working_day
from outrider.simulator.verbs import SOURCE
from outrider.simulator.world import World, local, rows
from outrider.visits.queries import check_code

# A phone in town hears back from the server after some seconds.
ON_THE_WAY = timedelta(seconds=20)
IN_ONE_TRANSACTION = 12
MONDAY = 0
MONTHLY_CENTS = 8_642_000
# Two of a team of seven are not there today, and yet the morning is a little better than last Friday's.
TODAY_HIT, TODAY_SELLS = 5.0, 1.8


class Cast:
    """The reps as actors, read once; and how the first one sells."""

    def __init__(self, world: World, story: date) -> None:
        self.world, self.story = world, story
        self.actors: dict[str, Actor] = {person.key: actor_of(world, person.key) for person in people.PEOPLE}

    def away(self, day: RepDay) -> bool:
        """Whether a rep is on leave that day."""
        return day.rep.key == people.ON_LEAVE and day.on == self.story

    def manner(self, day: RepDay, *, photos: bool) -> Manner:
        """How a rep works on a day."""
        manner = Manner(photos=True, type_version=2) if photos else Manner(type_version=1, counts=0.4)
        if day.on == self.world.story and day.rep != people.FIRST_REP:
            return replace(manner, hit=TODAY_HIT, selling=TODAY_SELLS)
        return self.measured(day, manner)

    def measured(self, day: RepDay, manner: Manner) -> Manner:
        """The first rep sells so that his month comes to about ¥86,420 when the demo opens."""
        if day.rep == people.FIRST_REP:
            return replace(manner, selling=self._first_sells)
        return manner

    @cached_property
    def _first_sells(self) -> float:
        """What a middling shop's order must be multiplied with, from telling the month once beforehand."""
        story, scale = self.world.story, self.world.scale
        days = workdays_before(story, scale.days)
        drawn = fixed = 0
        for on in (*days, story):
            if (on.year, on.month) != (story.year, story.month):
                continue
            (day,) = all_reps(self.world, on, [people.FIRST_REP], full=on == story)
            by_verbs = on > story - timedelta(days=scale.by_verbs)
            manner = Manner(type_version=1, counts=0.4, fix_at_end=by_verbs)
            if on >= days[-1]:
                manner = Manner(photos=True, type_version=2)
            told = told_day(self.world, day, manner, story)
            drawn += sum(visit.amount for visit in told if visit.shop.name not in CHAPTERS)
            fixed += sum(visit.amount for visit in told if visit.shop.name in CHAPTERS)
            more = opened(self.world, day, told) if by_verbs else []
            fixed += sum(amount_of(act.payload) for act in more if act.verb == "order.submit")
        return (MONTHLY_CENTS - fixed) / max(1, drawn)


def write_month(world: World, story: date) -> Iterator[str]:
    """The working days of the last month before the story's day; yields a line after each part."""
    cast = Cast(world, story)
    days = workdays_before(story, world.scale.days)
    recent = [on for on in days if on > story - timedelta(days=world.scale.by_verbs)]
    weeks = _weeks([on for on in days if on not in recent])
    # Newest first: then each customer's last visit is written once. Orders in their order: they are numbered.
    told = [_record_visits(cast, days_of_week) for days_of_week in reversed(weeks)]
    by_week = [(max(day.on for day in own), own) for own in reversed(told) if own]
    orders = sum(record_orders(cast, last, own, numbered=False) for last, own in by_week)
    visits = sum(len(of_day) for own in told for of_day in own.values())
    yield f"{world.scale.days} 天历史: {visits} 次拜访, {orders} 单"
    acts = 0
    for on in recent:
        photos = on == recent[-1]
        if photos:
            bring_sample(world, cast, on)
        if on.weekday() == MONDAY:
            week.publish(world, cast.actors, on, story)
        acts += _write_by_verbs(cast, on, local(on, 23, 0), photos=photos)
        week.hand_in(world, cast.actors, on, last=on == recent[-1])
    yield f"最近 {len(recent)} 个工作日: {acts} 条手机记录"
    yield from write_past(cast, story)


def write_morning(world: World, story: date) -> Iterator[str]:
    """The story's day until the demo opens, and the plans of the next."""
    cast = Cast(world, story)
    acts = _write_by_verbs(cast, story, moment_of(story), photos=True)
    set_plans(cast, all_reps(world, workday_after(story), full=True), local(story, 8, 5))
    tell_incidents(cast.world, cast.actors, story)
    if story == world.story:
        week.look_at_reports(world, cast.actors, story)
    yield f"今天上午: {acts} 条手机记录"


def bring_sample(world: World, cast: Cast, on: date) -> None:
    """From this day the photos are 必做, with a sample picture to look at."""
    keeper = cast.actors[KEEPER]
    with clock.frozen(local(on, 7, 0)):
        picture = pictures.display("示例", 1, "示例", gaps=0.0)
        (digest,) = _store([picture])
        perform("simulator.bring", {"digests": [digest]}, actor=keeper, source=SOURCE)
        version = rows("visit_type").get(pk=world.visit_type).version
        steps = standard_steps(digest, photos=True)
        update("visit_type", keeper, world.visit_type, {"version": version, "steps": steps}, source=SOURCE)


# -- in bulk --------------------------------------------------------------------------------------------


def _weeks(days: Sequence[date]) -> list[list[date]]:
    """Working days by calendar week."""
    return [list(week) for _, week in groupby(days, key=lambda on: on.isocalendar()[:2])]


def _record_visits(cast: Cast, week: Sequence[date]) -> dict[RepDay, list[Told]]:
    """A week's visits: a short transaction for each rep."""
    told = {
        day: told_day(cast.world, day, replace(cast.manner(day, photos=False), fix_at_end=False), cast.story)
        for on in week
        for day in all_reps(cast.world, on)
    }
    with clock.frozen(local(week[-1], 19, 0)):
        for rep in people.REPS:
            own = {day: visits for day, visits in told.items() if day.rep == rep}
            perform("visit.record", _recorded(own), actor=cast.actors[rep.key], source=SOURCE)
    return told


def _recorded(told: Mapping[RepDay, Sequence[Told]]) -> dict[str, Any]:
    """Some days of a rep for ``visit.record``."""
    stops = {stop.plan_id: (day, stop) for day in told for stop in day.stops}
    visits = [visit for of_day in told.values() for visit in of_day]
    made = {visit.plan_id for visit in visits}
    return {
        "visits": [
            {
                "plan": _plan(*stops[visit.plan_id]) if visit.plan_id else None,
                "begin": visit.acts[0].payload,
                "steps": [act.payload for act in visit.acts if act.verb == "visit.complete_step"],
                "end": visit.acts[-1].payload if visit.acts[-1].verb == "visit.check_out" else None,
            }
            for visit in visits
        ],
        "missed": [_plan(day, stop) for plan_id, (day, stop) in stops.items() if plan_id not in made],
    }


def _plan(day: RepDay, stop: Stop) -> dict[str, Any]:
    return {
        "plan_id": stop.plan_id,
        "customer_id": stop.shop.id,
        "on": day.on,
        "position": stop.position,
        "purpose": stop.purpose or None,
    }


# -- by the verbs of a phone ----------------------------------------------------------------------------


def _write_by_verbs(cast: Cast, on: date, until: datetime, *, photos: bool) -> int:
    """A day as it happened: the plans of the morning, then every act of every rep in order of time."""
    acts: list[tuple[datetime, str, Act]] = []
    for day in planned_days(cast, on):
        manner = cast.manner(day, photos=photos)
        told = told_day(cast.world, day, manner, cast.story)
        lived = [act for visit in told for act in visit.acts] + opened(cast.world, day, told)
        lived = working_day(cast.world, day, lived, over=on != cast.story)
        acts += [(act.at, day.rep.key, act) for act in lived if act.at + ON_THE_WAY <= until]
    acts.sort(key=lambda one: (one[0], one[1]))
    drawn = _bring_photos(cast, on, acts)
    for start in range(0, len(acts), IN_ONE_TRANSACTION):
        with write_transaction():
            for at, rep, act in acts[start : start + IN_ONE_TRANSACTION]:
                with clock.frozen(at + ON_THE_WAY):
                    perform_act(cast.actors[rep], act, drawn)
    return len(acts)


def _bring_photos(
    cast: Cast, on: date, acts: Sequence[tuple[datetime, str, Act]]
) -> dict[Shot, dict[str, Any]]:
    """All photos of a day drawn and brought, before the acts that name them."""
    drawn: dict[Shot, dict[str, Any]] = {}
    with clock.frozen(local(on, 8, 0)):
        for rep in people.REPS:
            own = draw([shot for _, key, act in acts if key == rep.key for shot in act.shots])
            if rep.key == people.SAME_PHOTO and on == cast.world.story:
                use_again(cast.world, own)
            bring(cast.actors[rep.key], own)
            drawn |= own
    return drawn


def planned_days(cast: Cast, on: date) -> list[RepDay]:
    """The plans of a day as they stand; those whom nobody has planned for yet are planned for now."""
    days = all_reps(cast.world, on, full=on == cast.story)
    present = _present_plans(on)
    missing = [day for day in days if cast.world.people[day.rep.key] not in present]
    set_plans(cast, [day for day in missing if not cast.away(day)], local(on, 7, 40))
    present = _present_plans(on)
    shops = {shop.id: shop for shop in cast.world.shops}
    found = []
    for day in days:
        standing = present.get(cast.world.people[day.rep.key], [])
        known = [(plan_id, shops[pk]) for plan_id, pk in standing if pk in shops]
        stops = tuple(Stop(plan_id, shop, place) for place, (plan_id, shop) in enumerate(known, start=1))
        found.append(replace(day, stops=stops))
    return found


def _present_plans(on: date) -> dict[UUID, list[tuple[UUID, UUID]]]:
    """Each rep's stops of a day in order: plan and customer."""
    plans = rows("visit_plan").filter(on=on).exclude(status="cancelled")
    present: dict[UUID, list[tuple[UUID, UUID]]] = defaultdict(list)
    for rep_id, plan_id, customer_id in plans.order_by("position", "id").values_list("rep", "pk", "customer"):
        present[rep_id].append((plan_id, customer_id))
    return dict(present)


def set_plans(cast: Cast, days: Sequence[RepDay], at: datetime) -> None:
    """Days planned by the managers of their reps."""
    with clock.frozen(at):
        for day in days:
            payload = {
                "rep": cast.world.people[day.rep.key],
                "on": day.on,
                "customer_ids": [stop.shop.id for stop in day.stops],
            }
            perform("plan.set_day", payload, actor=cast.actors[people.manager_of(day.rep)], source=SOURCE)


def perform_act(actor: Actor, act: Act, drawn: Mapping[Shot, dict[str, Any]]) -> Any:
    """Perform one act for a rep; its photos have been drawn and brought."""
    payload = act.payload
    if act.verb == "customer.create":
        payload = {**payload, "front_photo": drawn[act.shots[0]]["digest"]}
    elif act.shots:
        payload = {**payload, "photos": [drawn[shot] for shot in act.shots]}
    return perform(act.verb, payload, actor=actor, source=SOURCE, device_id=actor.device_id)


def bring(actor: Actor, drawn: Mapping[Shot, dict[str, Any]]) -> None:
    """Note that a rep has uploaded his photos."""
    if drawn:
        digests = [photo["digest"] for photo in drawn.values()]
        perform("simulator.bring", {"digests": digests}, actor=actor, source=SOURCE)


def draw(shots: Sequence[Shot]) -> dict[Shot, dict[str, Any]]:
    """Draw and store photos; what each is to the visit that names it."""
    if not shots:
        return {}
    drawn = [pictures.drawing(s.kind, s.shop.name, address_of(s), s.taken_at.isoformat()) for s in shots]
    return {
        shot: {
            "photo_id": shot.photo_id,
            "digest": digest,
            "size": len(picture.data),
            "width": picture.width,
            "height": picture.height,
            "taken_at": shot.taken_at,
            "check_code": check_code(digest),
        }
        for shot, picture, digest in zip(shots, drawn, _store(drawn), strict=True)
    }


def address_of(shot: Shot) -> str:
    """Street and number, as on the plate by the door."""
    return f"{shot.shop.street}{shot.shop.number}号"


def _store(drawn: Iterable[pictures.Picture]) -> list[str]:
    return store_drawn([(p.data, p.thumbnail, "image/jpeg", p.width, p.height) for p in drawn])
