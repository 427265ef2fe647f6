"""A statement is made once, also when two threads want it at the same moment."""

from __future__ import annotations

from threading import Barrier, Event, Thread
from typing import Any

from django.db import connection

from outrider.engine.database.prepared import Prepared, key
from outrider.engine.identity.models import Person

WAIT_S = 120


def test_two_threads_make_it_once(database: str) -> None:
    vendor, start, made = connection.vendor, Barrier(2), []
    beside = Event()

    def build() -> Any:
        made.append(1)
        beside.wait(0.2)  # time enough for the other one to come in, if it could
        return Person.all_objects.select_related("department").filter(pk=key())

    prepared: Prepared[Person] = Prepared(build)
    found: list[Any] = []

    def want() -> None:
        start.wait(WAIT_S)
        found.append(prepared._compile(vendor))

    threads = [Thread(target=want) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert made == [1]
    assert found[0] is found[1]
    assert 'JOIN "identity_department"' in found[0].sql
