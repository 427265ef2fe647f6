from __future__ import annotations

from datetime import timedelta
from typing import Any

from outrider.customers.models import Customer, Tag
from outrider.engine.entities import actions
from outrider.engine.identity.models import Person, Session
from outrider.engine.jobs import daily
from outrider.engine.jobs.declarations import schedules
from outrider.engine.journal.models import Entry
from outrider.engine.search.models import SearchEntry
from outrider.kernel import clock
from outrider.kernel.period import business_date
from tests.world.cast import World


def quiet(done: int, *_: Any, **__: Any) -> None:
    """A progress that nobody watches."""


def test_what_must_run_by_itself_has_its_schedule() -> None:
    """What we promise of keeping and forgetting is done by a clock, not by a person: each job with how often."""
    hour, day = timedelta(hours=1), timedelta(days=1)
    promised = {
        "tracking.expire_positions": hour,
        "sync.forget_bodies": 6 * hour,
        "entities.purge_bin": day,
        "identity.forget_sessions": day,
        "identity.begin_memberships": hour,
    }
    planned = {key: schedules.get(key) for key in schedules.keys()}  # noqa: SIM118  # a registry
    assert {key: planned.get(key) for key in promised} == promised


def test_the_bin_is_emptied_after_thirty_days_and_says_so(world: World) -> None:
    tag = world.make("tag", name="价格敏感")
    shop = world.customer("惠民便利")
    actions.delete("tag", world.system, tag.pk, None)
    actions.delete("customer", world.system, shop.pk, None)
    assert daily.purge_bin(quiet) == 0
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert daily.purge_bin(quiet) == 2
    assert not Tag.all_objects.filter(pk=tag.pk).exists()
    assert not SearchEntry.objects.filter(record_id=shop.pk).exists()
    assert Entry.objects.filter(verb="customer.purge", entity_id=shop.pk).count() == 1


def test_what_a_living_record_needs_stays_in_the_bin(world: World) -> None:
    distributor = world.customer("鑫达商贸", kind="distributor")
    world.customer("惠民便利", supplying_distributor=str(distributor.pk))
    actions.delete("customer", world.system, distributor.pk, None)
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert daily.purge_bin(quiet) == 0
    assert Customer.all_objects.filter(pk=distributor.pk).exists()


def test_a_membership_that_begins_tomorrow_moves_the_person_tomorrow(world: World) -> None:
    tomorrow = business_date(clock.now(), world.company.time_zone) + timedelta(days=1)
    payload = {"department": str(world.north.pk), "valid_from": tomorrow.isoformat()}
    actions.perform("person.move", payload, actor=world.as_(world.admin), record_id=world.rep_wang.pk)
    assert daily.begin_memberships(quiet) == 0
    with clock.frozen(clock.now() + timedelta(days=1, hours=12)):
        assert daily.begin_memberships(quiet) == 1
    assert Person.objects.get(pk=world.rep_wang.pk).department_id == world.north.pk


def test_ended_sessions_are_forgotten(world: World) -> None:
    world.web(world.rep_wang, "rep")
    assert daily.forget_sessions(quiet) == 0
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert daily.forget_sessions(quiet) == 1
    assert not Session.objects.exists()
