"""Computed rows at the end of a pull: sent when they differ from what the phone was given, and only then."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.engine.sync.declarations import views
from outrider.engine.sync.tests.phone import Phone

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("settled_at_once")
def test_computed_rows_come_once_and_again_when_they_change(phone: Phone, monkeypatch: Any) -> None:
    rows: list[dict[str, Any]] = [{"id": "2026-11-23", "count": 1}]
    monkeypatch.setitem(views._members, "team_day", lambda actor, today: rows)
    first = phone.pull()
    assert first["views"] == {"team_day": rows}
    assert "views" not in phone.pull(first["cursor"])
    rows[0]["count"] = 2
    assert phone.pull(first["cursor"])["views"]["team_day"][0]["count"] == 2
    rows.clear()
    assert phone.pull(first["cursor"])["views"] == {"team_day": []}


def test_a_rep_has_none(phone: Phone) -> None:
    assert "views" not in phone.pull()
