"""Rows kept up to date by events and by the day equal rows made anew from everything."""

from __future__ import annotations

import random
from typing import Any

import pytest

from outrider.engine.identity.models import Company
from outrider.engine.identity.queries import forget_company
from outrider.insight import jobs, rules
from outrider.insight.models import CustomerInsight, CustomerWarning
from outrider.insight.tests.conftest import NOW, Past, quiet
from outrider.kernel import clock

pytestmark = pytest.mark.django_db


def test_every_order_and_every_visit_moves_both_figures(past: Past) -> None:
    shop = past.shop()
    past.visit(shop, 0)
    first = CustomerInsight.objects.get(pk=shop.pk)
    past.order(shop, 0, boxes=2)
    second = CustomerInsight.objects.get(pk=shop.pk)
    assert first.activity is not None
    assert second.activity is not None
    assert rules.activity_on(first.activity, NOW) == pytest.approx(1.0, abs=1e-5)
    assert rules.activity_on(second.activity, NOW) == pytest.approx(3.0, abs=1e-5)
    assert (first.contribution, second.contribution) == (0, 84 * 10_000)


def test_a_voided_order_and_a_draft_count_nothing(past: Past) -> None:
    shop = past.shop()
    past.order(shop, 3, draft=True)
    assert not CustomerInsight.objects.filter(pk=shop.pk).exists()
    order = past.order(shop, 2)
    past.world.do("order.void", past.world.as_(past.world.rep_wang), order_id=order.pk, reason="下错了")
    row = CustomerInsight.objects.get(pk=shop.pk)
    assert (row.activity, row.contribution, row.reasons) == (None, 0, [])


def test_a_visit_that_a_manager_does_not_accept_counts_nothing(past: Past) -> None:
    shop = past.shop()
    visit = past.visit(shop, 1)
    manager = past.world.as_(past.world.manager_east)
    past.world.do("visit.review", manager, visit.pk, decision="rejected", reason="不在店里")
    assert CustomerInsight.objects.get(pk=shop.pk).activity is None


def test_events_and_days_write_what_a_rebuild_writes(past: Past) -> None:
    chance = random.Random(7)
    shops = [past.shop(f"店{n}", grade=chance.choice(("", "A", "B"))) for n in range(4)]
    voided: list[Any] = []
    for day in range(380, -1, -5):
        shop = chance.choice(shops)
        if chance.random() < 0.5:
            past.visit(shop, day)
        if chance.random() < 0.6:
            voided.append(past.order(shop, day, boxes=chance.randint(1, 30)))
        if day % 25 == 0:
            past.daily(day)
    past.world.do("order.void", past.world.as_(past.world.rep_wang), order_id=voided[-1].pk, reason="下错了")
    past.daily()
    kept, warnings = past.rows(), past.warnings()
    assert len(kept) == 4
    assert any(reasons for _, _, reasons, *_ in kept.values())
    assert jobs.rebuild(quiet)["changed"] == 0
    CustomerInsight.objects.all().delete()
    assert jobs.rebuild(quiet) == {"changed": 4, "raised": 0}
    assert past.rows() == kept
    assert past.warnings() == warnings


def test_the_hourly_job_is_without_effect_until_the_date_changes_something(past: Past) -> None:
    past.shop(grade="A", known=10)
    assert past.daily() == {"changed": 1, "raised": 0}
    assert past.daily() == {"changed": 0, "raised": 0}


def test_another_frequency_of_the_company_makes_every_row_anew(past: Past) -> None:
    shop = past.shop(grade="A", known=100)
    past.visit(shop, 10)
    past.daily()
    assert CustomerInsight.objects.get(pk=shop.pk).reasons[0]["facts"]["every"] == 14
    Company.objects.update(settings={"frequency.a": 7})
    forget_company()
    assert past.daily()["changed"] == 1
    assert CustomerInsight.objects.get(pk=shop.pk).reasons[0]["facts"]["every"] == 7


def test_another_grade_is_another_reason_at_once(past: Past) -> None:
    shop = past.shop(grade="A", known=100)
    past.visit(shop, 10)
    actor = past.world.as_(past.world.rep_wang)
    changes = {"grade": {"from": "A", "to": "D"}}
    past.world.do("customer.update", actor, customer_id=shop.pk, changes=changes)
    assert CustomerInsight.objects.get(pk=shop.pk).reasons == []


def test_a_customer_that_nobody_ever_visited_gets_its_row_from_the_day(past: Past) -> None:
    shop = past.shop(grade="A", known=30)
    assert past.daily() == {"changed": 1, "raised": 1}
    assert CustomerWarning.objects.get().customer_id == shop.pk
    assert past.warnings() == [("frequency", "open")]


def test_a_binned_customer_warns_of_nothing(past: Past) -> None:
    shop = past.shop(grade="A", known=30)
    past.daily(1)
    with clock.frozen(NOW):
        past.world.web(past.world.manager_east).delete(f"/api/customers/{shop.pk}")
    assert past.daily() == {"changed": 0, "raised": 0}
