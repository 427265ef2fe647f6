"""Fixtures of the engine's sync tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from outrider.engine.journal import queries as journal
from outrider.engine.journal.models import Entry
from outrider.engine.sync import feed
from outrider.engine.sync.tests.phone import probe_verbs


@pytest.fixture(autouse=True)
def probes() -> Iterator[None]:
    """The probe verbs."""
    with probe_verbs():
        yield


@pytest.fixture
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that runs in one transaction sees its own rows in the feed; on PostgreSQL they would count as
    not yet settled. What settles when is tested with real transactions (``test_races``)."""
    monkeypatch.setattr(journal, "settled", Entry.objects.all)
    monkeypatch.setattr(feed, "settled_rows", lambda rows: rows)
