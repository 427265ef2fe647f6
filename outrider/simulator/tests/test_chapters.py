"""The told shops: whatever day the story falls on, the rules read from their visits and orders what they should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from outrider.insight import rules, sentences
from outrider.insight.rules import Bought, Came, Known, Ways
from outrider.simulator import chapters, clock, people
from outrider.simulator.clock import workdays_before
from outrider.simulator.days import rep_day, told_day
from outrider.simulator.script import Manner, amount_of
from outrider.simulator.shops import MALL
from outrider.simulator.world import SCALES, World, local, world

SCALE = SCALES["demo"]
REAL = ("2026-11-22", "2027-02-10", "2026-05-04", "2027-07-31", "2028-10-09")


def the_world(real: str) -> World:
    story = clock.first_day(datetime.fromisoformat(real).replace(tzinfo=UTC))
    return world(1, local(story, 9) - timedelta(days=SCALE.founded), "demo")


@cache
def known(real: str, name: str) -> Known:
    """A told shop as insight knows it when the demo opens."""
    here = the_world(real)
    shop = here.shop(name)
    rep = next(rep for rep in people.REPS if rep.key == shop.rep)
    orders, visits = [], []
    for on in workdays_before(here.story, 425):
        thin = on < here.story - timedelta(days=SCALE.days)
        day = rep_day(here, rep, on, thin=thin)
        for told in told_day(here, day, Manner(thin=thin), here.story):
            if told.shop.id == shop.id:
                visits.append(Came(str(told.visit_id), told.ends, on))
                orders += [
                    Bought(str(told.visit_id), act.at, on, amount_of(act.payload) * 100, _boxes(act.payload))
                    for act in told.acts
                    if act.verb == "order.submit"
                ]
    return Known(shop.grade, True, here.founded.date(), orders, visits)


def _boxes(order: dict[str, Any]) -> str:
    return f"{sum(int(line['quantity']) for line in order['lines'])}箱"


def said(real: str, name: str) -> dict[str, str]:
    """What warns of a shop that day, by rule."""
    on = the_world(real).story
    reasons = rules.reasons_of(known(real, name), Ways(), on)
    return {r.kind: sentences.say(r, on, "zh-Hans") for r in reasons if r.severity(on) == rules.WARNING}


def test_every_told_day_is_a_working_day() -> None:
    for chapter in chapters.CHAPTERS.values():
        days = [*chapter.orders, *chapter.visits, *chapter.others]
        assert [day for day in days if day % 7 in (5, 6)] == []


@pytest.mark.parametrize("real", REAL)
def test_the_four_shops_warn_of_one_thing_each(real: str) -> None:
    assert said(real, "学府便利") == {rules.RHYTHM: "原约 30 天一单,已 92 天没下单 · 每月约 ¥4,800"}
    assert said(real, MALL[1]) == {rules.FREQUENCY: "A 类 31 天未拜访"}
    assert said(real, "老李烟酒副食") == {rules.DUE: "平均 45 天一单,今天第 44 天"}
    assert said(real, "阿珍小卖部") == {rules.SEASON: "去年同周 120箱"}


@pytest.mark.parametrize("real", REAL)
def test_the_first_reps_day_has_reasons_too(real: str) -> None:
    assert said(real, "惠民便利(解放路店)") == {rules.DUE: "平均 28 天一单,今天第 28 天"}
    assert said(real, "好街坊超市(学府路店)") == {rules.SEASON: "去年同周 90箱"}
    assert said(real, "蜀香小馆") == {rules.RHYTHM: "原约 14 天一单,已 35 天没下单 · 每月约 ¥1,569"}


def test_a_told_shop_is_visited_on_its_days_and_no_others() -> None:
    here = the_world(REAL[0])
    assert {(here.story - came.on).days for came in known(REAL[0], MALL[1]).visits} == {
        *chapters.MALL_TOLD.orders,
        *chapters.MALL_TOLD.visits,
    }
    lived = known(REAL[0], "学府便利")
    assert len(lived.orders) == len(chapters.SCHOOL.orders)
    assert max(came.on for came in lived.visits) == here.story - timedelta(days=10)
