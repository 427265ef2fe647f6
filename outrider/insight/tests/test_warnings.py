"""Warnings are raised by the day, answered by orders and visits, and decided by people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from outrider.engine.identity.models import Company, Person
from outrider.engine.identity.queries import forget_company
from outrider.insight.models import CustomerWarning
from outrider.insight.tests.conftest import Past, at
from outrider.kernel import clock
from outrider.visits.models import VisitPlan

pytestmark = pytest.mark.django_db


def silent(past: Past, name: str = "学府便利") -> Any:
    """A monthly buyer who has been silent for 92 days."""
    shop = past.shop(name)
    for days in range(92 + 180, 91, -30):
        past.order(shop, days, boxes=100)
    past.daily()
    return shop


def queue(past: Past, person: Person) -> list[dict[str, Any]]:
    cards = past.world.web(person).get("/api/console/day").json()["queue"]
    return [card for card in cards if card["kind"] == "warning"]


def test_a_silence_is_raised_once_and_told_with_its_days(past: Past) -> None:
    shop = silent(past)
    past.daily()
    assert past.warnings() == [("rhythm", "open")]
    (card,) = queue(past, past.world.manager_east)
    assert card["title"] == "王磊 · 学府便利"
    assert card["text"] == "原约 30 天一单,已 92 天没下单 · 每月约 ¥4,200"
    assert card["facts"]["customer"] == str(shop.pk)
    assert [(a["key"], a["label"]) for a in card["actions"]] == [
        ("plan", "加入下一个工作日的计划"),
        ("seen", "知道了"),
    ]
    assert queue(past, past.world.manager_north) == []


def test_an_order_answers_it_in_the_same_transaction(past: Past) -> None:
    shop = silent(past)
    past.order(shop, 0)
    warning = CustomerWarning.objects.get()
    assert (warning.status, warning.outcome, warning.closed_on) == ("closed", "answered", date(2026, 11, 20))
    assert queue(past, past.world.manager_east) == []


def test_a_planned_visit_takes_the_card_away_and_a_missed_one_brings_it_back(past: Past) -> None:
    shop = silent(past)
    (card,) = queue(past, past.world.manager_east)
    browser = past.world.web(past.world.manager_east)
    answer = browser.post(f"/api/console/queue/warning/{card['record_id']}", {"action": "plan"})
    assert answer.json() == {"ok": True, "text": "已加入王磊 11月23日的计划"}
    assert answer.status_code == 200, answer.content
    plan = VisitPlan.objects.get()
    assert (plan.customer_id, plan.rep_id, plan.on) == (
        shop.pk,
        past.world.rep_wang.pk,
        date(2026, 11, 23),  # Monday
    )
    assert past.warnings() == [("rhythm", "planned")]
    assert queue(past, past.world.manager_east) == []
    past.daily(-3)
    assert past.warnings() == [("rhythm", "planned")]
    past.daily(-4)
    assert past.warnings() == [("rhythm", "open")]


def test_the_plan_keeps_what_the_day_had_and_is_made_once(past: Past) -> None:
    shop, other = silent(past), past.shop("惠民便利")
    manager = past.world.as_(past.world.manager_east)
    rep, on = past.world.rep_wang.pk, date(2026, 11, 21)
    past.world.do("plan.set_day", manager, rep=rep, on=on, customer_ids=[other.pk])
    past.world.do("warning.plan", manager, CustomerWarning.objects.get().pk)
    stops = VisitPlan.objects.filter(on=on).order_by("position").values_list("customer", flat=True)
    assert list(stops) == [other.pk, shop.pk]


def test_what_was_seen_is_not_told_again_until_it_ends(past: Past) -> None:
    shop = silent(past)
    past.world.do("warning.seen", past.world.as_(past.world.manager_east), CustomerWarning.objects.get().pk)
    past.daily()
    assert past.warnings() == [("rhythm", "seen")]
    past.order(shop, 0)
    assert past.warnings() == [("rhythm", "closed")]


def test_a_week_that_has_passed_closes_its_warning(past: Past) -> None:
    shop = past.shop()
    past.order(shop, 364, boxes=100)
    past.daily()
    assert past.warnings() == [("season", "open")]
    past.daily(-3)
    warning = CustomerWarning.objects.get()
    assert (warning.status, warning.outcome) == ("closed", "passed")


def test_a_rep_and_a_stranger_decide_nothing(past: Past) -> None:
    silent(past)
    path = f"/api/console/queue/warning/{CustomerWarning.objects.get().pk}"
    for person, status in ((past.world.rep_wang, 403), (past.world.manager_north, 404)):
        answer = past.world.web(person).post(path, {"action": "seen"})
        assert answer.status_code == status, person.name
    answer = past.world.web(past.world.manager_east).post(path, {"action": "burn"})
    assert answer.status_code == 422
    assert past.warnings() == [("rhythm", "open")]


def test_a_shop_that_is_planned_already_waits_for_nobody(past: Past) -> None:
    shop = silent(past)
    actor = past.world.as_(past.world.manager_east)
    with clock.frozen(at(0)):
        past.world.do(
            "plan.set_day", actor, rep=past.world.rep_wang.pk, on=date(2026, 11, 20), customer_ids=[shop.pk]
        )
    assert queue(past, past.world.manager_east) == []


def test_a_company_that_leaves_the_module_aside_is_not_warned(past: Past) -> None:
    silent(past)
    Company.objects.update(settings={"modules": {"insight": False}})
    forget_company()
    assert queue(past, past.world.manager_east) == []
