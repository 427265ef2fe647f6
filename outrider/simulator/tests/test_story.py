"""The demo as it is told, whole: this week's events, and every warning found by the rule whose it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from outrider.customers.models import Customer, PossibleDuplicate
from outrider.daily_reports.models import DailyReport
from outrider.engine.entities.actions import perform
from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import actor_for, apply_company_clock, forget_company
from outrider.engine.journal.models import Entry
from outrider.insight.models import CustomerWarning
from outrider.insight.queries import results_of
from outrider.kernel import clock as kernel_clock
from outrider.orders.models import Order
from outrider.simulator import actions, clock, people
from outrider.simulator.days import NEXT_STOP
from outrider.simulator.opened import NEW
from outrider.simulator.script import PRICE_CUT
from outrider.simulator.shops import MALL, MOVED_IN
from outrider.simulator.world import ZONE, World
from outrider.tracking.models import Position
from outrider.visits.models import StepResult, StockLine, Visit, VisitPhoto, VisitPlan
from outrider.visits.queries import day_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

EAST, NORTH = "chen_huimin", "gao_jianguo"
WARNED = {
    "学府便利": (EAST, "rhythm", "原约 30 天一单,已 92 天没下单 · 每月约 ¥4,800"),
    MALL[1]: (NORTH, "frequency", "A 类 31 天未拜访"),
    "老李烟酒副食": (EAST, "due", "平均 45 天一单,今天第 44 天"),
    "阿珍小卖部": (EAST, "season", "去年同周 120箱"),
}


@pytest.fixture(scope="module")
def seeded(
    database: str, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The whole company, made once and rolled back at the end."""
    if database != "sqlite":
        pytest.skip("a demo runs on SQLite; made once it takes a minute")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.OUTRIDER_FILES", tmp_path_factory.mktemp("files"))
        patch.setattr("django.conf.settings.OUTRIDER_DEMO", True)
        forget_company()
        yield actions.seed(seed=1, progress=lambda line: None)
        transaction.set_rollback(True)
    forget_company()


@pytest.fixture
def story(seeded: World) -> World:
    """The world of the seeded company, at its own time."""
    apply_company_clock()
    return seeded


def manager(world: World, key: str) -> Any:
    return actor_for(Person.objects.select_related("department").get(pk=world.people[key]))


def queue(world: World, key: str) -> list[dict[str, Any]]:
    return list(day_of(manager(world, key), "zh-Hans")["queue"])


def cards(world: World, key: str, kind: str) -> list[dict[str, Any]]:
    return [card for card in queue(world, key) if card["kind"] == kind]


@pytest.mark.parametrize("name", WARNED)
def test_a_warning_is_found_by_its_rule_and_leads_to_an_action(story: World, name: str) -> None:
    who, kind, text = WARNED[name]
    customer = Customer.objects.get(name=name)
    raised = CustomerWarning.objects.get(customer=customer, status="open")
    assert raised.kind == kind
    assert raised.raised_on == story.story
    assert Entry.objects.get(entity_id=raised.pk).source == "job"
    (card,) = [c for c in cards(story, who, "warning") if c["facts"]["customer"] == str(customer.pk)]
    assert text in card["text"]
    assert [action["key"] for action in card["actions"]] == ["plan", "seen"]
    with transaction.atomic():
        perform("warning.plan", {}, actor=manager(story, who), record_id=raised.pk)
        plan = VisitPlan.objects.get(customer=customer, on__gt=story.story, status="planned")
        assert plan.on == clock.workday_after(story.story)
        assert plan.rep_id == customer.owner_id
        assert not [c for c in cards(story, who, "warning") if c["facts"]["customer"] == str(customer.pk)]
        transaction.set_rollback(True)


def test_few_other_warnings_stand_beside_the_storys(story: World) -> None:
    assert sum(len(cards(story, key, "warning")) for key in (EAST, NORTH)) <= len(WARNED) + 16
    assert not PossibleDuplicate.objects.exists()


def test_the_pin_is_wrong_and_nobody_lied(story: World) -> None:
    (card,) = cards(story, EAST, "pin_change")
    assert card["title"] == f"{MOVED_IN[1]}:门店定位可能有误"
    assert card["actions"][0]["label"] == "一键修正"
    shop = Customer.objects.get(name=MOVED_IN[1])
    came = Visit.objects.filter(customer=shop).order_by("checked_in_at")
    assert [visit.rep.name for visit in came] == ["孙浩", "刘洋", "王磊", "赵鹏"]
    assert all(1_600 <= (visit.distance_m or 0) <= 2_000 and not visit.inside for visit in came)
    assert [(visit.outcome, visit.review) for visit in came][-1] == ("for_review", "")
    (review,) = cards(story, EAST, "review")
    assert review["title"] == f"赵鹏 · {MOVED_IN[1]}"
    with transaction.atomic():
        perform(
            "pin_change.decide",
            {"decision": "accepted"},
            actor=manager(story, EAST),
            record_id=card["record_id"],
        )
        last = came.last()
        assert last is not None
        assert (last.inside, last.outcome, last.effective) == (True, "normal", True)
        assert not cards(story, EAST, "review")
        transaction.set_rollback(True)


def test_one_photo_shows_two_shops(story: World) -> None:
    digests = Counter(VisitPhoto.objects.values_list("digest", flat=True))
    twice = [digest for digest, count in digests.items() if count > 1]
    assert len(twice) == 1
    both = VisitPhoto.objects.filter(digest=twice[0]).order_by("occurred_at")
    assert {photo.visit.rep.name for photo in both} == {"孙浩"}
    assert len({photo.visit.customer_id for photo in both}) == 2
    assert [photo.reused for photo in both] == [False, True]
    assert [c for c in queue(story, EAST) if both[1].visit.title in c["title"]]


def test_a_phone_an_order_and_a_leave_wait_as_well(story: World) -> None:
    (phone,) = cards(story, EAST, "phone_unsent")
    assert phone["title"] == "孙浩 的手机有 7 条未上传"
    assert phone["text"] == "最早一条已等 26 小时"
    (approval,) = cards(story, EAST, "approval")
    order = Order.objects.get(pk=approval["record_id"])
    assert order.rep_id == story.people["sun_hao"]
    assert {round(100 * line["price"] / line["list_price"]) for line in order.lines} == {85}
    rows = {row["person"]["name"]: row for row in day_of(manager(story, EAST), "zh-Hans")["people"]}
    assert rows["刘洋"]["state"] == "on_leave"
    assert rows["刘洋"]["planned"] == 0


def test_the_week_has_its_events(story: World) -> None:
    monday, tuesday, wednesday, thursday = (story.story - timedelta(days=n) for n in (4, 3, 2, 1))
    told = Entry.objects.filter(verb="route.publish", entity="visit_plan")
    assert {entry.at.astimezone(ZONE).date() for entry in told} == {monday}
    assert VisitPlan.objects.filter(on=monday, status="draft").count() == 0
    out = StockLine.objects.filter(business_date=tuesday, out_of_stock=True)
    assert out.filter(product=story.items["oolong"]).values("customer").distinct().count() == 4
    new = Customer.objects.filter(name__in=[name for _, name, _, _ in NEW])
    assert {(one.owner_id, one.created_at.astimezone(ZONE).date(), one.last_order_on) for one in new} == {
        (story.people[people.FIRST_REP.key], wednesday, wednesday)
    }
    assert all(one.front_photo for one in new)
    cuts = StepResult.objects.filter(step_key="competitor", data__text=PRICE_CUT)
    assert cuts.values("visit__customer").distinct().count() == 9
    assert set(cuts.values_list("business_date", flat=True)) == {thursday}


def test_today_goes_about_as_well_as_last_friday(story: World) -> None:
    for key in (EAST, "zhou_liqun"):
        against = day_of(manager(story, key), "zh-Hans")["figures"]["orders"]["against"]
        assert -15 <= against["percent"] <= 45


def test_reports_are_handed_in_read_and_answered(story: World) -> None:
    yesterday = DailyReport.objects.filter(on=story.story - timedelta(days=1))
    assert yesterday.count() == len(people.REPS) - 2
    assert sum(not report.read_by for report in yesterday) == 4
    assert all(report.facts for report in yesterday)


def test_the_past_can_be_compared(story: World) -> None:
    director = manager(story, "zhou_liqun")
    this = results_of(director)
    assert 8_000_000 <= int(float(_of(this, "王磊")["amount"]) * 100) <= 9_400_000
    day = story.story
    last_month, last_year = day.replace(day=1) - timedelta(days=1), (day - timedelta(days=365))
    for month in (last_month, last_year):
        then = results_of(director, month)["total"]
        assert then["orders"] > 250
        assert then["effective_visits"] > 250
        assert then["active_shops"] > 200
    months = Order.objects.values_list("business_date__year", "business_date__month").distinct().count()
    assert months >= 14
    sums = dict(
        Order.objects.filter(business_date__lt=day - timedelta(days=40))
        .values_list("business_date__month")
        .annotate(Sum("total"))
    )
    assert len(sums) == 12


def _of(results: dict[str, Any], name: str) -> dict[str, Any]:
    return next(row for row in results["people"] if row["person"]["name"] == name)


def test_old_positions_are_gone_and_every_number_is_its_own(story: World) -> None:
    assert not Position.objects.filter(at__lt=kernel_clock.now() - timedelta(days=31)).exists()
    numbers = list(Order.objects.values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers)
    assert "" not in numbers


def test_a_phone_begins_with_its_own_slice(story: World) -> None:
    from outrider.orders.queries import own_orders
    from outrider.visits.subscribers import own_visits

    rep = story.people[people.FIRST_REP.key]
    assert Visit.objects.filter(own_visits(rep, story.story)).count() < 400
    assert Order.objects.filter(own_orders(rep, story.story)).count() < 400


def test_the_next_stop_has_a_reason(story: World) -> None:
    plans = VisitPlan.objects.filter(rep=story.people[people.FIRST_REP.key], on=story.story, status="planned")
    first = plans.order_by("position").select_related("customer").first()
    assert first is not None
    assert first.customer.name == NEXT_STOP


def test_it_stays_small(story: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        (size,) = cursor.fetchone()
    assert size < 160_000_000
