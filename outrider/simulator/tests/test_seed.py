"""A small demo company from its founding to the next day, on the database under test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from outrider.customers.models import Customer
from outrider.engine.entities.actions import perform
from outrider.engine.files.store import current_store
from outrider.engine.identity.models import Company, Person
from outrider.engine.identity.queries import actor_for, apply_company_clock, company, forget_company
from outrider.engine.journal.models import Entry
from outrider.kernel import clock as kernel_clock
from outrider.kernel.errors import Problem
from outrider.orders.models import Order
from outrider.simulator import actions, clock, live, people
from outrider.simulator.world import ZONE, World, local, present
from outrider.tracking.models import Evidence, Position
from outrider.visits.models import StepResult, Visit, VisitPhoto, VisitPlan
from outrider.visits.queries import day_of, map_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def seeded(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, list[str]]]:
    """The company, made once for all tests of this file and rolled back at its end."""
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.OUTRIDER_FILES", tmp_path_factory.mktemp("files"))
        patch.setattr("django.conf.settings.OUTRIDER_DEMO", True)
        forget_company()
        yield actions.seed(seed=1, progress=said.append, scale="small"), said
        transaction.set_rollback(True)
    forget_company()


@pytest.fixture
def story(seeded: tuple[World, list[str]]) -> World:
    """The world of the seeded company, at its own time."""
    apply_company_clock()
    return seeded[0]


def today() -> Any:
    return clock.story_day()


def person(world: World, key: str) -> Person:
    return Person.objects.select_related("department").get(pk=world.people[key])


def test_it_tells_what_it_does(seeded: tuple[World, list[str]]) -> None:
    assert [line.partition(":")[0] for line in seeded[1]] == [
        people.COMPANY,
        "5 天历史",
        "最近 1 个工作日",
        "今天上午",
        "客户预警",
    ]


def test_everybody_works_there_and_has_no_password(story: World) -> None:
    assert Person.objects.filter(is_system=False).count() == len(people.PEOPLE)
    staff = Person.objects.filter(is_system=False)
    assert not any(one.check_password(guess) for one in staff for guess in ("", "demo", one.mobile))
    assert person(story, "chen_huimin").roles == ["manager"]
    assert Company.objects.get().is_demo
    assert Customer.objects.filter(kind="outlet").count() == 180
    assert not Customer.objects.filter(pin_lat=None).exists()


def test_today_is_a_working_day_half_done(story: World) -> None:
    now = kernel_clock.now().astimezone(ZONE)
    assert now.date() == today()
    assert clock.is_workday(now.date())
    assert timedelta() <= now - clock.moment_of(today()) < timedelta(minutes=30)


def test_the_first_rep_has_made_five_of_twelve_visits(story: World) -> None:
    plans = VisitPlan.objects.filter(rep=story.people[people.FIRST_REP.key], on=today())
    assert Counter(plans.values_list("status", flat=True)) == {"done": 5, "planned": 7}
    visits = Visit.objects.filter(rep=story.people[people.FIRST_REP.key], business_date=today())
    assert [visit.status for visit in visits] == ["done"] * 5
    assert all(visit.complete and visit.photos_held >= 2 for visit in visits)
    assert sum(bool(visit.effective) for visit in visits) >= 4


def test_history_was_written_by_verbs_and_each_row_is_in_the_journal(story: World) -> None:
    for model, key in (
        (Visit, "visit"),
        (Order, "order"),
        (StepResult, "step_result"),
        (Evidence, "evidence"),
    ):
        ids = set(model.objects.values_list("pk", flat=True))
        assert ids
        assert ids == set(Entry.objects.filter(entity=key).values_list("entity_id", flat=True))
    # A job's entries are what the product's own rules found in it.
    assert set(Entry.objects.values_list("source", flat=True)) <= {"simulator", "sync", "job"}
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"visit.record", "order.record", "visit.check_in", "order.submit", "photo.judge"} <= verbs


def test_history_reads_as_if_it_had_happened(story: World) -> None:
    past = Visit.objects.filter(business_date__lt=today())
    assert not past.filter(status="open").exists()
    assert past.filter(effective=True).count() > past.count() * 0.7
    assert all(visit.time_in_store_s for visit in past.filter(status="done"))
    assert not Order.objects.filter(number="").exists()
    assert all(order.lines for order in Order.objects.all())
    assert Position.objects.exists()
    orders = Order.objects.filter(status="pending")
    assert [order.rep_id for order in orders] == [story.people["sun_hao"]]


def test_photos_are_of_the_last_two_days_and_can_be_read(story: World) -> None:
    days = set(VisitPhoto.objects.values_list("business_date", flat=True))
    assert days == {today(), clock.workdays_before(today(), 5)[-1]}
    digests = list(VisitPhoto.objects.values_list("digest", flat=True))
    # One file shows two shops: the story has somebody use it again.
    assert len(set(digests)) == len(digests) - 1
    store = current_store()
    assert all(isinstance(store.path(digest), Path) for digest in digests)
    assert not VisitPhoto.objects.filter(held=False).exists()


def test_the_managers_day_has_something_to_decide(story: World) -> None:
    manager = actor_for(person(story, "chen_huimin"))
    day = day_of(manager, "zh-Hans")
    kinds = Counter(card["kind"] for card in day["queue"])
    assert kinds["phone_unsent"] == 1
    assert kinds["approval"] == 1
    assert kinds["review"] == 1
    states = {row["person"]["name"]: row["state"] for row in day["people"]}
    assert states["刘洋"] == "on_leave"
    assert states["许明远"] == "not_started"
    assert day["figures"]["orders"]["count"] > 0


def test_the_map_stands_on_the_city(story: World) -> None:
    base = map_of(actor_for(person(story, "zhou_liqun")), "zh-Hans")["base"]
    assert base is not None
    assert base["layers"][0]["kind"] == "district"


def test_only_the_simulator_may_use_its_verbs(story: World) -> None:
    rep = actor_for(person(story, "wang_lei"))
    payloads: dict[str, dict[str, Any]] = {
        "simulator.create": {"entity": "tag", "records": [{"name": "x"}]},
        "simulator.bring": {"digests": []},
        "visit.record": {"visits": []},
        "order.record": {"orders": []},
    }
    for verb, payload in payloads.items():
        before = Entry.objects.count()
        with pytest.raises(Problem) as refused:
            perform(verb, payload, actor=rep)
        assert refused.value.status == 403
        assert Entry.objects.count() == before


def test_the_same_seed_is_refused_twice(story: World) -> None:
    with pytest.raises(ValueError, match="already"):
        actions.seed(seed=1, scale="small")


def test_a_worker_knows_the_same_world(story: World) -> None:
    assert present() == story


def test_the_other_reps_are_played_on(story: World) -> None:
    now = local(today(), 13, 5)
    with transaction.atomic():
        before = Entry.objects.count()
        played = []
        for minutes in range(0, 60, 4):
            with kernel_clock.frozen(now + timedelta(minutes=minutes)):
                played.append(live.act_once(story, now + timedelta(minutes=minutes)))
        assert people.FIRST_REP.key not in played
        assert people.ON_LEAVE not in played
        # In a small story only the rep who begins late has stops left: four acts a visit.
        assert played.count(people.NOT_STARTED) >= 4
        assert Entry.objects.count() > before
        own = Visit.objects.filter(rep=story.people[people.NOT_STARTED], business_date=today())
        first = own.earliest("checked_in_at")
        if first.status != "could_not":
            assert first.status == "done"
            assert {"storefront", "display", "stock", "summary"} <= set(first.steps_done)
            assert first.complete
        transaction.set_rollback(True)


def test_the_next_start_goes_on_with_the_next_working_day(story: World) -> None:
    friday = today()
    actions.begin_day()
    assert today() == friday
    with transaction.atomic():
        clock.set_to(clock.moment_of(friday) + timedelta(days=2))
        Company.objects.update(settings={**company().settings, clock.DAY: friday.isoformat()})
        forget_company()
        actions.begin_day()
        monday = clock.workday_after(friday)
        assert today() == monday
        plans = VisitPlan.objects.filter(rep=story.people[people.FIRST_REP.key], on=monday)
        assert Counter(plans.exclude(status="cancelled").values_list("status", flat=True)) == {
            "done": 5,
            "planned": 7,
        }
        transaction.set_rollback(True)
    forget_company()
    apply_company_clock()
