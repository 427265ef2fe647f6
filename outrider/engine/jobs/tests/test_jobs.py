"""Jobs: queued with their transaction, run once, cancelled, tried again, revived, repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from outrider.engine.access.actor import Actor
from outrider.engine.entities.write import Write
from outrider.engine.identity.queries import actor_for
from outrider.engine.jobs import declarations, runner
from outrider.engine.jobs.actions import cancel, enqueue
from outrider.engine.jobs.broker import Broker
from outrider.engine.jobs.declarations import Cancelled, every, job, jobs, schedules
from outrider.engine.jobs.models import Job, Schedule
from outrider.engine.jobs.upkeep import forget_old, revive_silent
from outrider.engine.jobs.worker import start_due
from outrider.engine.sync.tests.phone import Phone, person
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.kernel.text import T

pytestmark = pytest.mark.django_db
HALF = T("已完成 {count}", "{count} done")
Register = Callable[..., None]


@pytest.fixture
def register() -> Iterator[Register]:
    """Register jobs for one test."""
    before = set(jobs.keys())

    def add(run: Callable[..., Any], retries: int = 0, *, once: bool = False) -> None:
        job("probe.job", retries=retries, once=once)(run)

    yield add
    for name in set(jobs.keys()) - before:
        del jobs._members[name]


@pytest.fixture
def owner() -> Actor:
    return actor_for(person("王磊"))


def work_off() -> int:
    """Run what the queue holds and is due, as a worker would."""
    broker, done = Broker(list_key="outrider"), 0
    while task := broker.dequeue():
        ((key, payload),) = task
        runner.run(*SignedPackage.loads(payload)["args"])
        broker.acknowledge(key)
        done += 1
    return done


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outrider.engine.jobs.broker.sleep", lambda _: None)


def test_a_job_runs_once_and_tells_its_result(register: Register, owner: Actor):
    calls = []

    def run(progress: Any, **args: Any) -> dict[str, int]:
        calls.append((progress.owner_id, args))
        return {"rows": 3}

    register(run)
    row = enqueue("probe.job", {"path": "a.csv"}, owner_id=owner.id)
    assert (row.state, work_off()) == ("queued", 1)
    row.refresh_from_db()
    assert (row.state, row.result, row.attempts, calls) == (
        "done",
        {"rows": 3},
        1,
        [(owner.id, {"path": "a.csv"})],
    )
    runner.run(str(row.id))  # the queue delivered it a second time
    assert len(calls) == 1
    assert OrmQ.objects.count() == 0


def test_what_is_rolled_back_was_never_queued(register: Register):
    register(lambda progress: None)
    with transaction.atomic():
        enqueue("probe.job")
        transaction.set_rollback(True)
    assert (Job.objects.count(), OrmQ.objects.count()) == (0, 0)


def test_a_write_enqueues_for_its_actor(register: Register, owner: Actor):
    register(lambda progress, **args: None)
    Write(owner, "api", "probe").later("probe.job", customer="c1")
    row = Job.objects.get()
    assert (row.owner_id, row.args) == (owner.id, {"customer": "c1"})


def test_an_unknown_name_is_an_error_of_the_author():
    with pytest.raises(KeyError):
        enqueue("probe.nothing")


def test_progress_is_told_in_every_language(register: Register, owner: Actor):
    def run(progress: Any) -> None:
        progress(10, 10, HALF, count=10)

    register(run)
    row = enqueue("probe.job")
    work_off()
    row.refresh_from_db()
    assert (row.done, row.total, row.message["zh-Hans"], row.message["en"]) == (
        10,
        10,
        "已完成 10",
        "10 done",
    )


def test_a_failing_job_is_tried_again_and_then_given_up(register: Register):
    calls = []

    def run(progress: Any) -> None:
        calls.append(1)
        raise ValueError("no such file")

    register(run, retries=1)
    row = enqueue("probe.job")
    assert work_off() == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 1)
    assert work_off() == 0  # it waits before it is tried again
    OrmQ.objects.update(lock=datetime.now(UTC) - timedelta(seconds=1))
    work_off()
    row.refresh_from_db()
    assert (row.state, row.attempts, len(calls)) == ("failed", 2, 2)
    assert "no such file" in row.error


def test_cancelling_stops_a_waiting_job_at_once_and_a_running_one_at_its_next_word(
    register: Register, owner: Actor
):
    seen = []

    def run(progress: Any) -> None:
        seen.append("begun")
        cancel(progress.job_id, owner)
        progress(1, 1)
        seen.append("too far")

    register(run)
    waiting = cancel(enqueue("probe.job", owner_id=owner.id).id, owner)
    running = enqueue("probe.job", owner_id=owner.id)
    work_off()
    running.refresh_from_db()
    assert (waiting.state, running.state, seen) == ("cancelled", "cancelled", ["begun"])
    assert cancel(running.id, owner).state == "cancelled"
    assert issubclass(Cancelled, Exception)


def test_a_job_is_its_owners_and_the_administrators(register: Register, owner: Actor):
    register(lambda progress: None)
    phone = Phone(person("赵敏"))
    row = enqueue("probe.job", owner_id=owner.id)
    assert phone.get(f"/api/jobs/{row.id}")["http"] == 404
    assert phone.post(f"/api/jobs/{row.id}/cancel", "{}")["http"] == 404
    with pytest.raises(Problem):
        cancel(row.id, phone.actor)
    mine = enqueue("probe.job", owner_id=phone.person.pk)
    expected = {"id": str(mine.id), "name": "probe.job", "state": "queued", "done": 0, "total": None,
                "message": "", "result": None, "http": 200}  # fmt: skip
    assert phone.get(f"/api/jobs/{mine.id}") == expected
    assert phone.post(f"/api/jobs/{mine.id}/cancel", "{}")["state"] == "cancelled"
    assert phone.get(f"/api/jobs/{uuid7()}")["http"] == 404
    row.refresh_from_db()
    assert row.state == "queued"


def test_a_job_whose_worker_died_is_queued_again(register: Register):
    calls = []
    register(lambda progress: calls.append(1))
    row = enqueue("probe.job")
    OrmQ.objects.all().delete()  # the dead worker had taken it
    assert runner.claim(row.id) is not None
    assert revive_silent() == 0
    Job.objects.update(alive_at=datetime.now(UTC) - timedelta(seconds=runner.SILENT_S + 1))
    assert (revive_silent(), work_off(), len(calls)) == (1, 1, 1)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("done", 2)


def test_a_scheduled_job_starts_when_due_once_over_all_workers(register: Register):
    register(lambda progress: None)
    every("20s")(jobs.get("probe.job").run)
    try:
        assert "probe.job" not in start_due()  # the first time it only learns when
        due = Schedule.objects.filter(name="probe.job")
        due.update(due_at=datetime.now(UTC) - timedelta(seconds=1))
        assert "probe.job" in start_due()
        assert "probe.job" not in start_due()
        due.update(due_at=datetime.now(UTC) - timedelta(seconds=1))
        assert "probe.job" not in start_due()  # the last one still waits
        assert Job.objects.filter(name="probe.job", scheduled=True).count() == 1
    finally:
        del schedules._members["probe.job"]


@pytest.mark.parametrize("interval", ["", "1", "0s", "1w", "-1m"])
def test_an_interval_that_is_none_is_an_error_of_the_author(interval: str):
    with pytest.raises(ValueError):
        declarations.every(interval)


def test_old_jobs_are_forgotten(register: Register):
    register(lambda progress: None)
    old = datetime.now(UTC) - timedelta(days=2)
    for scheduled in (True, False):
        row = enqueue("probe.job", scheduled=scheduled)
        Job.objects.filter(pk=row.pk).update(state="done", finished_at=old)
    assert forget_old(lambda *_, **__: None) == 1
    assert list(Job.objects.values_list("scheduled", flat=True)) == [False]


def test_one_that_waits_serves_all_who_want_it(register: Register) -> None:
    ran: list[int] = []
    register(lambda progress, place: ran.append(place), once=True)
    first, again, other = (enqueue("probe.job", {"place": place}) for place in (1, 1, 2))
    assert (first.pk == again.pk, first.pk == other.pk) == (True, False)
    work_off()
    assert sorted(ran) == [1, 2]
    assert enqueue("probe.job", {"place": 1}).pk != first.pk
    work_off()
    assert sorted(ran) == [1, 1, 2]
