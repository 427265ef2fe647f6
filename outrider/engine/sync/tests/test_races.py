"""What only real transactions show: repeats at once, copies at once, and what the feed may not yet tell."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from outrider.engine.entities.actions import run
from outrider.engine.entities.models import NumberSeries
from outrider.engine.entities.numbers import claim, defaults
from outrider.engine.entities.verbs import Input, Verb, verbs
from outrider.engine.entities.write import Write
from outrider.engine.journal.models import Entry
from outrider.engine.messaging.models import Notice
from outrider.engine.sync import replay as replaying
from outrider.engine.sync.actions import begin_epoch
from outrider.engine.sync.models import CommandRecord
from outrider.engine.sync.tests.phone import Phone, person
from outrider.kernel.text import T

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 50
# How many commands are sent 50 times at once, one after the other; `make races` sends 200.
RACES = int(os.environ.get("OUTRIDER_RACES", "5"))


class Numbered(Input):
    """Nothing to say."""


def take_number(write: Write, data: Numbered) -> Notice:
    """A record with a document number."""
    number = claim(write, "probe", date(2026, 11, 23))
    return write.create(Notice(person_id=write.actor.id, kind=number))


@pytest.fixture(autouse=True)
def numbered() -> Iterator[None]:
    defaults._members["probe"] = ("PB-{date:%Y%m%d}-{n:04d}", "day")
    verbs._members["probe.number"] = Verb(
        key="probe.number", run=take_number, input=Numbered, label=T("取号", "Take a number"), offline=True
    )
    yield
    del verbs._members["probe.number"], defaults._members["probe"]


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run ``work`` in so many threads that all begin together; their answers."""
    gate = threading.Barrier(count)

    def one(number: int) -> Any:
        try:
            gate.wait(timeout=120)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_fifty_equal_submits_at_once_make_one_row_one_number_and_fifty_equal_answers():
    phone = Phone(person("王磊"))
    commands = [phone.command("probe.number", {}) for _ in range(RACES)]
    together = threading.Barrier(AT_ONCE)

    def race(_: int) -> list[Any]:
        told = []
        for command in commands:
            together.wait(timeout=60)
            told.append(phone.send(command))
        return told

    for answers in zip(*at_once(AT_ONCE, race), strict=True):
        assert {answer["http"] for answer in answers} == {200}
        told = {json.dumps([answer["answers"], answer["receipt"], answer["known"]]) for answer in answers}
        assert len(told) == 1
        assert phone.statuses(answers[0]) == ["applied"]
    numbers = sorted(Notice.objects.values_list("kind", flat=True))
    assert numbers == [f"PB-20261123-{n:04d}" for n in range(1, RACES + 1)]
    assert NumberSeries.objects.get(key="probe").last == RACES
    assert CommandRecord.objects.count() == RACES


def test_two_phones_that_send_the_same_commands_in_opposite_order_count_each_once():
    owner = person("王磊")
    first, second = Phone(owner), Phone(owner)
    commands = [first.command("probe.number", {}) for _ in range(10)]
    batches = [(first, commands), (second, commands[::-1])]
    answers = at_once(2, lambda number: batches[number][0].send(*batches[number][1]))
    for (phone, batch), answer in zip(batches, answers, strict=True):
        again = phone.send(*batch)
        assert set(phone.statuses(again)) == {"applied"}
        assert [a["status"] for a in answer["answers"] if a["status"] not in ("applied", "retry_later")] == []
    assert Notice.objects.count() == 10
    numbers = sorted(Notice.objects.values_list("kind", flat=True))
    assert numbers == [f"PB-20261123-{n:04d}" for n in range(1, 11)]


def test_many_phones_at_once_lose_nothing():
    phones = [Phone(person(f"业务{n}")) for n in range(6)]

    def work(number: int) -> list[str]:
        phone = phones[number]
        return phone.statuses(phone.send(*(phone.command("probe.number", {}) for _ in range(25))))

    assert at_once(6, work) == [["applied"] * 25] * 6
    assert Notice.objects.count() == 150
    assert len(set(Notice.objects.values_list("kind", flat=True))) == 150


def test_a_chunk_that_the_database_cannot_do_is_answered_one_by_one(monkeypatch: pytest.MonkeyPatch):
    phone = Phone(person("王磊"))
    good, bad, fine = phone.note("好"), phone.note("坏"), phone.note("也好")
    real = run

    def failing(write: Write, key: str, payload: Any, record_id: Any = None) -> Any:
        if payload.get("text") == "坏":
            raise OperationalError("the disk is full")
        return real(write, key, payload, record_id)

    monkeypatch.setattr(replaying, "run", failing)
    answer = phone.send(good, bad, fine)
    assert phone.statuses(answer) == ["applied", "retry_later", "applied"]
    assert answer["answers"][1]["reason"]["code"] == "busy"
    assert answer["receipt"]["ids"] == [good["id"], fine["id"]]
    assert answer["known"] == {"contiguous": 1, "above": [3]}
    monkeypatch.setattr(replaying, "run", real)
    assert phone.statuses(phone.send(bad)) == ["applied"]


def test_the_answer_comes_after_the_commit_and_a_failed_commit_acknowledges_nothing(
    monkeypatch: pytest.MonkeyPatch,
):
    phone = Phone(person("王磊"))

    def broken(*_: Any) -> None:
        raise OperationalError("lost connection")

    monkeypatch.setattr(replaying, "note_contact", broken)
    answer = phone.send(phone.note("早"))
    assert (phone.statuses(answer), answer["receipt"]["ids"]) == (["retry_later"], [])
    assert not Notice.objects.exists()
    assert not CommandRecord.objects.exists()


def test_what_is_not_settled_is_not_told_and_nothing_is_passed_over():
    """A transaction that began earlier and commits later must not fall behind the cursor."""
    phone = Phone(person("王磊"))
    cursor = phone.pull()["cursor"]
    if connection.vendor != "postgresql":
        pytest.skip("SQLite admits one writer: there is no later commit with an earlier place")
    began, finish = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            write = Write(phone.actor, "api", "notice.leave")
            write.create(Notice(person=phone.person, kind="slow"))
            write.flush()
            began.set()
            assert finish.wait(timeout=120)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(timeout=120)
    phone.send(phone.note("quick"))
    while_open = phone.pull(cursor)
    finish.set()
    thread.join()
    assert (while_open["rows"], while_open["applied_commands"]) == ({}, [])
    after = phone.pull(while_open["cursor"])
    assert sorted(row["kind"] for row in after["rows"]["notice"]) == ["quick", "slow"]
    assert len(after["applied_commands"]) == 1


def test_a_restored_server_says_what_it_knows_and_takes_the_rest_again():
    phone = Phone(person("王磊"))
    kept, lost = phone.note("留下"), phone.note("丢失")
    phone.send(kept)
    before = phone.device
    before.refresh_from_db()
    phone.send(lost)
    # The backup was taken between the two.
    before.save()
    old_cursor = phone.pull()["cursor"]
    CommandRecord.objects.filter(id=lost["id"]).delete()
    with connection.cursor() as sql:
        sql.execute(f"DELETE FROM {Notice._meta.db_table} WHERE kind = %s", ["丢失"])
    epoch = begin_epoch()
    told = phone.send()
    assert (told["epoch"], told["known"]) == (str(epoch), {"contiguous": 1, "above": []})
    page = phone.pull(old_cursor)
    assert (page["mode"], page["epoch"]) == ("full", str(epoch))
    assert Entry.objects.exclude(txid=0).count() == 0
    again = phone.send(kept, lost)
    assert phone.statuses(again) == ["applied", "applied"]
    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["丢失", "留下"]
    delta = phone.pull(page["cursor"])
    assert [row["kind"] for row in delta["rows"]["notice"]] == ["丢失"]
