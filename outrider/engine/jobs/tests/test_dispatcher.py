"""Listeners after the commit: at least once, in order, one process at a time, and nobody held up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from outrider.engine.entities.write import Write, outside
from outrider.engine.identity.queries import actor_for
from outrider.engine.jobs.actions import follow_restored_journal
from outrider.engine.jobs.dispatcher import (
    MOST_ATTEMPTS,
    dispatch,
    ensure_positions,
    skip_to_head,
    take_lease,
)
from outrider.engine.jobs.models import Lease, Position, Undelivered
from outrider.engine.journal import queries as journal
from outrider.engine.journal.models import Entry
from outrider.engine.messaging.models import Notice
from outrider.engine.sync.tests.phone import company, person
from outrider.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
HEARD: list[str] = []
BROKEN: set[str] = set()


def hear(entry: Entry) -> None:
    HEARD.append(entry.changes["kind"][1])


def hear_badly(entry: Entry) -> None:
    if entry.changes["kind"][1] in BROKEN:
        raise RuntimeError("the mail server is away")
    HEARD.append("badly " + entry.changes["kind"][1])


@pytest.fixture(autouse=True)
def listening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "settled", Entry.objects.all)  # one transaction: see sync's conftest
    monkeypatch.setattr(outside, "_members", {"probe.say": [hear, hear_badly]})
    company()
    HEARD.clear()
    BROKEN.clear()
    ensure_positions()


def say(*texts: str, verb: str = "probe.say") -> None:
    actor = actor_for(person("王磊"))
    write = Write(actor, "api", verb)
    for text in texts:
        write.create(Notice(person_id=actor.id, kind=text))
    write.flush()


def test_every_listener_hears_every_entry_once_in_order():
    say("一", "二")
    say("未听", verb="probe.other")
    me = uuid7()
    assert dispatch(me) == 3
    assert HEARD == ["一", "badly 一", "二", "badly 二"]
    assert dispatch(me) == 0


def test_a_listener_that_fails_holds_up_nobody_and_is_told_again():
    BROKEN.add("一")
    say("一", "二")
    me = uuid7()
    dispatch(me)
    assert HEARD == ["一", "二", "badly 二"]
    row = Undelivered.objects.get()
    assert (row.attempts, "mail server" in row.error) == (1, True)
    for attempts in (2, 3):
        Undelivered.objects.update(next_at=datetime.now(UTC))
        dispatch(me)
        assert Undelivered.objects.get().attempts == attempts
    BROKEN.clear()
    Undelivered.objects.update(next_at=datetime.now(UTC))
    dispatch(me)
    assert (HEARD[-1], Undelivered.objects.count()) == ("badly 一", 0)


def test_what_nobody_could_deliver_stays_in_sight():
    BROKEN.add("一")
    say("一")
    me = uuid7()
    dispatch(me)
    Undelivered.objects.update(attempts=MOST_ATTEMPTS, next_at=datetime.now(UTC))
    dispatch(me)
    assert Undelivered.objects.get().attempts == MOST_ATTEMPTS


def test_a_death_in_the_middle_repeats_and_does_not_lose():
    say("一")
    me = uuid7()
    before = list(Position.objects.values("listener", "txid", "entry_id"))
    dispatch(me)
    for row in before:  # the process died before it could note how far it was
        Position.objects.filter(listener=row["listener"]).update(txid=row["txid"], entry_id=row["entry_id"])
    dispatch(me)
    assert HEARD == ["一", "badly 一"] * 2


def test_one_process_at_a_time():
    first, second = uuid7(), uuid7()
    say("一")
    assert take_lease("dispatch", first) is True
    assert dispatch(second) == 0
    assert HEARD == []
    Lease.objects.update(until=datetime.now(UTC) - timedelta(seconds=1))
    assert dispatch(second) == 1
    assert take_lease("dispatch", first) is False


def test_a_new_listener_begins_now_and_history_can_be_skipped(monkeypatch: pytest.MonkeyPatch):
    say("alt")
    monkeypatch.setattr(outside, "_members", {"probe.say": [hear, hear_badly, hear_late]})
    me = uuid7()
    dispatch(me)
    dispatch(me)
    assert HEARD == ["alt", "badly alt"]
    say("history")
    skip_to_head()
    say("neu")
    dispatch(me)
    assert HEARD[2:] == ["neu", "badly neu", "late neu"]


def hear_late(entry: Entry) -> None:
    HEARD.append("late " + entry.changes["kind"][1])


def test_after_a_restore_a_listener_goes_on_where_it_was():
    say("一")
    dispatch(uuid7())
    say("二", "三")
    Entry.objects.update(txid=900)  # as a PostgreSQL server had numbered them before
    heard = Entry.objects.order_by("id").first()
    assert heard is not None
    Position.objects.update(txid=900, entry_id=heard.id)
    follow_restored_journal()
    Entry.objects.update(txid=0)
    Lease.objects.update(until=datetime.now(UTC) - timedelta(seconds=1))
    HEARD.clear()
    dispatch(uuid7())
    assert HEARD == ["二", "badly 二", "三", "badly 三"]
