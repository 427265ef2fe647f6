"""What makes the story's day worth looking at: a leave, a phone that does not upload, photos judged, calls.

Owns the small things beside the visits. Each is done by the verb, or told to the door, that a person or a
phone would use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from outrider.engine.access.actor import Actor
from outrider.engine.entities.actions import perform
from outrider.engine.sync.envelope import Batch, Report  # front door: a phone's contact, as it comes in
from outrider.engine.sync.queries import own_device
from outrider.engine.sync.replay import replay  # front door: a phone's contact, as it comes in
from outrider.kernel import clock
from outrider.simulator import people
from outrider.simulator.clock import moment_of
from outrider.simulator.script import Shot
from outrider.simulator.shops import MOVED_IN
from outrider.simulator.verbs import SOURCE
from outrider.simulator.world import World, local, rows

UNSENT, OLDEST = 7, timedelta(hours=26)
JUDGED, REJECTED = 18, 2
REASONS = ("照片模糊,看不清价签", "没有拍到完整排面")
CALLS = (
    ("call", "老板来电问活动什么时候到货,已答复周四。", "确认到货"),
    ("message", "发了新品价格表,老板说周五定。", "周五回访"),
    ("call", "对账无误,月底前付清。", ""),
    ("message", "老板发来货架照片,想多要一个排面。", "带陈列方案"),
    ("note", "店里下周装修,拜访改到下下周。", ""),
)


def tell_incidents(world: World, actors: Mapping[str, Actor], story: date) -> None:
    """Everything beside the visits on the story's day."""
    _leave(world, actors, story)
    _unsent_phone(world, actors[people.LATE_PHONE], moment_of(story))
    _judge_photos(world, actors, story)
    _accept_helpers(world, actors, story)
    _calls(world, actors, story)


def _leave(world: World, actors: Mapping[str, Actor], story: date) -> None:
    """One rep has the day off: his manager has marked it."""
    rep = next(one for one in people.REPS if one.key == people.ON_LEAVE)
    with clock.frozen(local(story, 7, 5)):
        mark = {
            "day_off_id": world.chance("leave", rep.key, story).uuid(local(story, 7, 5)),
            "person_id": world.people[rep.key],
            "on": story,
            "reason": "家里有事",
        }
        perform("day_off.mark", mark, actor=actors[people.manager_of(rep)], source=SOURCE)


def _unsent_phone(world: World, actor: Actor, opens: datetime) -> None:
    """A phone with a bad connection said in its last contact that work is waiting on it."""
    device = own_device(actor, world.devices[people.LATE_PHONE])
    with clock.frozen(opens - timedelta(minutes=24)):
        report = Report(queued=UNSENT, oldest_unsent_at=(opens - OLDEST).isoformat(), persisted=True)
        replay(actor, device, Batch(device=device.pk, app_version="demo", report=report))


def use_again(world: World, drawn: dict[Shot, dict[str, Any]]) -> None:
    """The first shelf of a rep's morning is shown by his last photo of yesterday: the same file, another shop."""
    rep, first = (
        world.people[people.SAME_PHOTO],
        next((shot for shot in drawn if shot.step == "display"), None),
    )
    photos = rows("visit_photo").filter(visit__rep=rep, step_key="display", business_date__lt=world.story)
    former = photos.order_by("-occurred_at").first()
    if former is not None and first is not None:
        same = {name: getattr(former, name) for name in ("digest", "size", "width", "height", "check_code")}
        drawn[first] = {**drawn[first], **same}


def _judge_photos(world: World, actors: Mapping[str, Actor], story: date) -> None:
    """The managers have looked at some of the last day's photos; two came back, one to the first rep."""
    photos = rows("visit_photo").filter(business_date__lt=story, verdict="", step_key="display", held=True)
    newest = photos.order_by("-business_date").values_list("business_date", flat=True).first()
    chance = world.chance("verdicts", story)
    first = world.people[people.FIRST_REP.key]
    of_day = photos.filter(business_date=newest)
    own = list(of_day.filter(visit__rep=first).order_by("occurred_at")[:4])
    others = list(
        of_day.exclude(visit__rep=first).select_related("visit").order_by("occurred_at")[: JUDGED * 4]
    )
    chosen = [*own, *chance.sample(others, min(len(others), JUDGED - len(own)))]
    wrong = {one.pk for one in (*own[:1], *chosen[-1:])}
    managers = {world.people[rep.key]: actors[people.manager_of(rep)] for rep in people.REPS}
    with clock.frozen(local(story, 9, 5)):
        for one in chosen:
            verdict = {"verdict": "ok", "reason": ""}
            if one.pk in wrong:
                verdict = {"verdict": "rejected", "reason": chance.choice(REASONS)}
            perform("photo.judge", verdict, actor=managers[one.visit.rep_id], source=SOURCE, record_id=one.pk)


def _accept_helpers(world: World, actors: Mapping[str, Actor], story: date) -> None:
    """The manager knows that colleagues have helped in the shop that was moved in; its pin nobody has looked at."""
    visits = rows("visit").filter(customer=world.shop(MOVED_IN[1]).id, outcome="for_review", review="")
    helped = list(
        visits.filter(business_date__lt=story).order_by("checked_in_at").values_list("pk", flat=True)
    )
    manager = actors[people.MANAGER_OF["chengdong"]]
    with clock.frozen(local(story, 8, 40)):
        for pk in helped:
            decision = {"decision": "accepted", "reason": "去帮忙理货的"}
            perform("visit.review", decision, actor=manager, source=SOURCE, record_id=pk)


def _calls(world: World, actors: Mapping[str, Actor], story: date) -> None:
    """Some calls and messages of the morning."""
    for rep in people.REPS:
        if rep.key == people.ON_LEAVE:
            continue
        chance = world.chance("calls", rep.key, story)
        shop = chance.choice(world.own(rep))
        kind, text, next_step = chance.choice(CALLS)
        at = local(story, 8, chance.randint(0, 59))
        call = {
            "activity_id": chance.uuid(at),
            "customer_id": shop.id,
            "kind": kind,
            "text": text,
            "happened_at": at,
            "next_step": next_step,
            "next_on": story + timedelta(days=chance.choice((3, 7))) if next_step else None,
        }
        with clock.frozen(at + timedelta(minutes=1)):
            perform("activity.log", call, actor=actors[rep.key], source=SOURCE)
