"""What managers and reps do beside the visits of this week: Monday's plan, the reports of each evening, a comment.

Each is done by the verb of the screen on which a person would do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from outrider.engine.access.actor import Actor
from outrider.engine.entities.actions import perform
from outrider.kernel import clock
from outrider.simulator import people
from outrider.simulator.days import all_reps
from outrider.simulator.verbs import SOURCE
from outrider.simulator.world import World, local, rows

WORKDAYS = 5
# Whose report of the last evening is still missing, and how many of each team nobody has opened yet.
MISSING = (people.LATE_PHONE, "du_wei")
UNREAD = 2
PROBLEMS = ("", "", "两家店反映配送晚了一天。", "乌龙茶有断货,老板在催。", "冰柜被竞品占了一层。", "")
SUPPORT = ("", "", "", "希望支持一块堆头牌。", "需要新品试饮装 20 瓶。")
TOMORROW = ("按计划走店,先补乌龙茶。", "跟进两家月结款。", "把新品铺到剩下的 A 类店。", "")
CUT = "几家店旁边竞品乌龙茶每瓶降了 5 毛,老板问我们跟不跟。"
COMMENT = "降价的事我已报给总监,明天给答复;先守住陈列。"


def publish(world: World, actors: Mapping[str, Actor], monday: date, story: date) -> None:
    """The managers have drawn up the week and publish it before the first visit of Monday."""
    days = [monday + timedelta(days=later) for later in range(WORKDAYS)]
    with clock.frozen(local(monday, 7, 20)):
        for on in days:
            for day in all_reps(world, on, full=on == story):
                if on == story and day.rep.key == people.ON_LEAVE:
                    continue
                draft = {
                    "rep": world.people[day.rep.key],
                    "on": on,
                    "customer_ids": [stop.shop.id for stop in day.stops],
                    "draft": True,
                }
                perform("plan.set_day", draft, actor=actors[people.manager_of(day.rep)], source=SOURCE)
        for manager in dict.fromkeys(map(people.manager_of, people.REPS)):
            team = [world.people[rep.key] for rep in people.REPS if people.manager_of(rep) == manager]
            perform("route.publish", {"reps": team, "days": days}, actor=actors[manager], source=SOURCE)


def hand_in(world: World, actors: Mapping[str, Actor], on: date, *, last: bool) -> None:
    """The reports of an evening; the next morning they are read, all but the last ones."""
    for rep in people.REPS:
        if last and rep.key in MISSING:
            continue
        chance = world.chance("report", rep.key, on)
        at = local(on, 17, 50) + timedelta(minutes=chance.randint(0, 70))
        saw_cut = last and rep == people.FIRST_REP
        words = {
            "report_id": chance.uuid(at),
            "on": on,
            "at": at,
            "problems": CUT if saw_cut else chance.choice(PROBLEMS),
            "support": chance.choice(SUPPORT),
            "tomorrow": chance.choice(TOMORROW),
        }
        with clock.frozen(at):
            perform("daily_report.submit", words, actor=actors[rep.key], source=SOURCE)
    if not last:
        _read(world, actors, on, on + timedelta(days=1), 0)


def look_at_reports(world: World, actors: Mapping[str, Actor], story: date) -> None:
    """This morning: most of yesterday's reports are read, and the first rep's has an answer."""
    newest = rows("daily_report").filter(on__lt=story).order_by("-on").first()
    if newest is None:
        return
    _read(world, actors, newest.on, story, UNREAD)
    own = rows("daily_report").filter(on=newest.on, person=world.people[people.FIRST_REP.key]).first()
    if own is None:
        return
    at = local(story, 8, 25)
    comment = {
        "comment_id": world.chance("comment", story).uuid(at),
        "entity": "daily_report",
        "record_id": own.pk,
        "text": COMMENT,
        "at": at,
    }
    manager = actors[people.manager_of(people.FIRST_REP)]
    with clock.frozen(at):
        perform("comment.add", comment, actor=manager, source=SOURCE)


def _read(world: World, actors: Mapping[str, Actor], on: date, day: date, but: int) -> None:
    """Each manager opens his team's reports of a day, but the last so many."""
    for manager in dict.fromkeys(map(people.manager_of, people.REPS)):
        team = [world.people[rep.key] for rep in people.REPS if people.manager_of(rep) == manager]
        handed = rows("daily_report").filter(on=on, person__in=team).order_by("submitted_at", "pk")
        ids = list(handed.values_list("pk", flat=True))
        with clock.frozen(local(day, 8, 10)):
            read = {"report_ids": ids[: len(ids) - but]}
            perform("daily_report.read", read, actor=actors[manager], source=SOURCE)


__all__ = ["hand_in", "look_at_reports", "publish"]
