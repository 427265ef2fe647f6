"""A request holds its turn until its commit waits for the disk."""

from __future__ import annotations

from threading import Lock

import pytest
from django.db import connection, transaction

from outrider.engine.database import turn


def test_given_up_once_and_only_by_its_holder() -> None:
    lock = Lock()
    turn.take(lock, 1)
    assert lock.locked()
    turn.give_up()
    assert not lock.locked()
    with lock:
        turn.give_up()
        assert lock.locked()


def test_without_patience_nothing_is_held() -> None:
    lock = Lock()
    with lock:
        turn.take(lock, 0)
        turn.give_up()
        assert lock.locked()


@pytest.mark.django_db(transaction=True)
def test_the_next_one_works_while_a_commit_waits() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a commit of SQLite holds the only writer's place anyway")
    lock, seen = Lock(), []
    turn.take(lock, 1)
    with transaction.atomic():
        seen.append(lock.locked())
        transaction.on_commit(lambda: seen.append(lock.locked()))
    turn.give_up()
    assert seen == [True, False]
