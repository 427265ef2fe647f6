"""A worker plays the other reps: one act every 20 to 40 seconds, by the verbs of a phone.

Owns who acts next and what he does next, read from the database each time, so that any worker may go on.
Promises: the first rep is the visitor's and is never played, nor is anybody whose phone app is signed in;
nobody begins a visit outside working hours; when the story's day is over, the next one begins.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from outrider.engine.database.transaction import write_transaction
from outrider.engine.identity.models import Session
from outrider.engine.identity.queries import company
from outrider.engine.jobs.actions import enqueue
from outrider.engine.jobs.declarations import Progress, every, job
from outrider.simulator import clock, people
from outrider.simulator.actions import begin_day
from outrider.simulator.chance import Chance
from outrider.simulator.days import LAST_BEGIN
from outrider.simulator.founding import actor_of
from outrider.simulator.history import bring, draw, perform_act
from outrider.simulator.people import Colleague
from outrider.simulator.script import Act, Manner, Visit
from outrider.simulator.shifts import fresh_clock_in
from outrider.simulator.shops import Shop
from outrider.simulator.world import World, local, present, rows

MOST_DELAY_S = 10
EVENING = 20
LATE_START = 13
PHOTO_STEPS = frozenset({"storefront", "display"})


@every("30s")
@job("simulator.tick")
def tick(progress: Progress) -> str:
    """Have one act done, some seconds from now: with the schedule's 30 s that is one every 20 to 40 s."""
    if not company().is_demo:
        return "no demo"
    now = clock.now()
    if now.date() > clock.story_day() or now.hour >= EVENING:
        begin_day()
        return "a new day"
    # Two delays between 0 and 10 s apart put two acts 20 to 40 s apart.
    enqueue("simulator.act", delay_s=secrets.randbelow(MOST_DELAY_S * 1000) / 1000, scheduled=True)
    return "one act"


@job("simulator.act")
def act(progress: Progress) -> str | None:
    """One act of one rep; answers whose."""
    return act_once(present(), clock.now())


def act_once(world: World, now: datetime) -> str | None:
    """The rep who has rested longest does what comes next for him. Answers his key; None when all rest."""
    for rep in resting(world, now):
        acts = next_acts(world, rep, now)
        if acts:
            actor = actor_of(world, rep.key)
            drawn = draw([shot for one in acts for shot in one.shots])
            with write_transaction():
                bring(actor, drawn)
                for one in acts:
                    perform_act(actor, one, drawn)
            return rep.key
    return None


def resting(world: World, now: datetime) -> list[Colleague]:
    """The reps whom we play, the one whose last act is longest ago first."""
    played = {
        *Session.objects.filter(app="rep", expire_date__gt=timezone.now()).values_list("person_id", flat=True)
    }
    reps = [
        rep
        for rep in people.REPS
        if rep != people.FIRST_REP
        and rep.key != people.ON_LEAVE
        and (rep.key != people.NOT_STARTED or now.hour >= LATE_START)
        and world.people[rep.key] not in played
    ]
    last = _last_acts(now)
    begin = local(now.date(), 0)
    return sorted(reps, key=lambda rep: (last.get(world.people[rep.key], begin), rep.key))


def _last_acts(now: datetime) -> dict[UUID, datetime]:
    """When each rep of today was last seen doing something."""
    visits = rows("visit").filter(business_date=now.date())
    stays = visits.values_list("rep").annotate(Max("checked_in_at"), Max("checked_out_at")).order_by()
    steps = rows("step_result").filter(business_date=now.date())
    found = {rep: max(came, went or came) for rep, came, went in stays}
    for rep, at in steps.values_list("visit__rep").annotate(Max("occurred_at")).order_by():
        found[rep] = max(found.get(rep, at), at)
    return found


def next_acts(world: World, rep: Colleague, now: datetime) -> list[Act]:
    """What a rep does next: go on with his open visit, or begin the next planned one."""
    visits = rows("visit").filter(rep=world.people[rep.key], status="open")
    here: Any = visits.order_by("-checked_in_at").first()
    if here is not None:
        shop = _shop(world, here.customer_id)
        return _go_on(world, rep, shop, here, now) if shop else []
    if now > local(now.date(), *LAST_BEGIN):
        return []
    return _begin(world, rep, now)


def _begin(world: World, rep: Colleague, now: datetime) -> list[Act]:
    plans = rows("visit_plan").filter(rep=world.people[rep.key], on=now.date(), status="planned", visit=None)
    for plan in plans.order_by("position", "id"):
        shop = _shop(world, plan.customer_id)
        if shop is None:
            continue
        visit = _visit(world, rep, shop, None, now)
        first = (
            [] if _on_shift(world, rep, now) else [fresh_clock_in(visit.chance, now - timedelta(seconds=40))]
        )
        if visit.chance.yes(visit.manner.could_not):
            return [*first, Act(now, "visit.could_not", visit.could_not(now, plan.pk))]
        return [*first, Act(now, "visit.check_in", visit.check_in(now, plan.pk))]
    return []


def _on_shift(world: World, rep: Colleague, now: datetime) -> bool:
    mine = rows("shift").filter(person=world.people[rep.key], business_date=now.date())
    return bool(mine.filter(status__in=("on", "break")).exists())


def _go_on(world: World, rep: Colleague, shop: Shop, here: Any, now: datetime) -> list[Act]:
    done = set(rows("step_result").filter(visit=here).values_list("step_key", flat=True))
    visit = _visit(world, rep, shop, here.pk, now)
    if not done & PHOTO_STEPS:
        return _not_after(now, list(visit.photos(now - timedelta(seconds=130))))
    if "stock" not in done:
        return _not_after(now, visit.sheet(now - timedelta(seconds=210), clock.workday_after(now.date()))[0])
    acts = [] if "summary" in done else [visit.summary(now - timedelta(seconds=5), sold="order" in done)]
    return [*acts, Act(now, "visit.check_out", visit.check_out(now))]


def _not_after(now: datetime, acts: Sequence[Act]) -> list[Act]:
    """A phone sends what has happened; nothing of it lies ahead."""
    return [one for one in acts if one.at <= now]


def _visit(world: World, rep: Colleague, shop: Shop, visit_id: UUID | None, now: datetime) -> Visit:
    chance = Chance(secrets.token_hex(8))
    manner = Manner(photos=True, type_version=None)
    return Visit(world, rep, shop, chance, manner, visit_id or chance.uuid(now))


def _shop(world: World, customer_id: UUID) -> Shop | None:
    """A shop of the story; a visitor may have planned one of his own, which nobody can act for."""
    return next((shop for shop in world.shops if shop.id == customer_id), None)
