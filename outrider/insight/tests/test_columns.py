"""活跃度 and 贡献值 are columns of a customer like its own: shown, sorted, filtered, exported, synced."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outrider.engine.journal import queries as journal
from outrider.engine.journal.models import Entry
from outrider.engine.sync import feed
from outrider.engine.sync.tests.phone import Phone
from outrider.insight import rules
from outrider.insight.models import CustomerInsight
from outrider.insight.tests.conftest import NOW, Past, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def shops(past: Past) -> dict[str, Any]:
    """One that buys, one that is visited, one that nobody knows yet."""
    made = {name: past.shop(name) for name in ("买店", "访店", "新店")}
    past.order(made["买店"], 1, boxes=100)
    past.visit(made["访店"], 40)
    return made


def listed(past: Past, query: str) -> list[str]:
    answer = past.world.web(past.world.manager_east).get(f"/api/customers?{query}")
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["items"]]


def test_a_list_is_sorted_by_them_with_the_unknown_last(past: Past, shops: dict[str, Any]) -> None:
    for name in ("activity", "contribution"):
        assert listed(past, f"sort=-{name}") == ["买店", "访店", "新店"], name
        assert listed(past, f"sort={name}") == ["新店", "访店", "买店"], name


def test_a_list_is_filtered_by_the_figure_of_now(past: Past, shops: dict[str, Any]) -> None:
    assert listed(past, "activity.from=1") == ["买店"]
    assert listed(past, "activity.to=1") == ["访店"]
    assert sorted(listed(past, "activity.from=0")) == ["买店", "访店"]
    assert listed(past, "activity.empty=true") == ["新店"]
    assert listed(past, "contribution.from=4200") == ["买店"]
    manager = past.world.web(past.world.manager_east)
    for bad in (
        "activity.from=x",
        "activity.from=-1",
        "activity.from=nan",
        "activity=3",
        "reasons.empty=true",
    ):
        assert manager.get(f"/api/customers?{bad}").status_code == 422, bad


def test_a_word_finds_them_with_their_figures(past: Past, shops: dict[str, Any]) -> None:
    answer = past.world.web(past.world.manager_east).get("/api/customers?q=买店").json()["items"]
    assert [row["contribution"] for row in answer] == ["4200.00"]


def test_a_record_shows_them_and_nobody_types_them(past: Past, shops: dict[str, Any]) -> None:
    manager = past.world.web(past.world.manager_east)
    found = manager.get(f"/api/customers/{shops['买店'].pk}").json()
    assert rules.activity_on(found["activity"], NOW) == pytest.approx(2 * 2 ** (-1 / 30), abs=1e-4)
    assert (found["contribution"], found["reasons"]) == ("4200.00", [])
    unknown = manager.get(f"/api/customers/{shops['新店'].pk}").json()
    assert (unknown["activity"], unknown["contribution"], unknown["reasons"]) == (None, None, None)
    changes = {"version": found["version"], "activity": 1}
    answer = manager.patch(f"/api/customers/{shops['买店'].pk}", changes)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_key")


def test_a_change_answers_with_the_row_as_it_has_become(past: Past) -> None:
    shop = past.shop(grade="A", known=100)
    past.daily()
    manager = past.world.web(past.world.manager_east)
    version = manager.get(f"/api/customers/{shop.pk}").json()["version"]
    changed = manager.patch(f"/api/customers/{shop.pk}", {"version": version, "grade": "B"}).json()
    assert [reason["facts"]["grade"] for reason in changed["reasons"]] == ["B"]


def test_meta_describes_them(past: Past) -> None:
    customer = past.world.web(past.world.manager_east).get("/api/meta").json()["entities"]["customer"]
    assert {"activity", "contribution"} <= set(customer["columns"]) & set(customer["sorts"]) & set(
        customer["filters"]
    )
    assert customer["fields"]["activity"]["label"] == "活跃度"
    assert customer["fields"]["activity"]["read_only"] is True


def test_an_export_has_them_as_people_read_them(past: Past, shops: dict[str, Any]) -> None:
    path = "/api/customers/export?format=csv&q=买店"
    answer = past.world.web(past.world.manager_east).get(path)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, row = csv.reader(text.splitlines())
    cells = dict(zip(header, row, strict=True))
    assert (cells["活跃度"], cells["贡献值"]) == ("2.0", "4200.00")


def test_a_list_costs_no_further_statement(past: Past, shops: dict[str, Any]) -> None:
    browser = past.world.web(past.world.manager_east)
    counts = []
    for query in ("", "?sort=-activity", "?q=店"):
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/api/customers{query}")
        counts.append(sum("insight" in statement["sql"] for statement in asked))
    assert counts == [1, 1, 1]


# -- on the phone ------------------------------------------------------------------------------------


@pytest.fixture
def phone(past: Past, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """王磊's; the test's one transaction counts as settled."""
    monkeypatch.setattr(journal, "settled", Entry.objects.all)
    monkeypatch.setattr(feed, "settled_rows", lambda rows: rows)
    return Phone(past.world.rep_wang)


def rows(page: dict[str, Any]) -> dict[UUID, dict[str, Any]]:
    return {UUID(row["id"]): row for row in page["rows"].get("customer", ())}


def test_a_phone_gets_them_with_the_customer_and_hears_of_every_change(past: Past, phone: Phone) -> None:
    shop = past.shop()
    for days in range(92 + 180, 91, -30):
        past.order(shop, days)
    past.daily()
    first = phone.pull()
    assert not first["more"]
    (reason,) = rows(first)[shop.pk]["reasons"]
    assert (reason["kind"], reason["from"], reason["facts"]["every"]) == ("rhythm", "2026-10-20", 30)
    assert "orders" not in reason
    past.visit(shop, 1)
    second = phone.pull(first["cursor"])
    changed = rows(second)[shop.pk]
    assert changed["activity"] == CustomerInsight.objects.get(pk=shop.pk).activity
    assert rows(phone.pull(second["cursor"])) == {}


def test_a_column_that_moves_leaves_no_version_and_no_history(past: Past) -> None:
    shop = past.shop()
    past.visit(shop, 3)
    browser = past.world.web(past.world.rep_wang)
    version = browser.get(f"/api/customers/{shop.pk}").json()["version"]
    history = browser.get(f"/api/customers/{shop.pk}/history").json()["items"]
    past.order(shop, 2)
    past.order(shop, 2)  # the day of the last order is known already: only the columns move
    after = browser.get(f"/api/customers/{shop.pk}").json()
    assert after["version"] == version + 1
    assert len(browser.get(f"/api/customers/{shop.pk}/history").json()["items"]) == len(history) + 1
    assert Entry.objects.filter(entity="customer", entity_id=shop.pk, verb="slice.beside").count() == 2
    assert at(0) == NOW
