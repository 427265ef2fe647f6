"""Saved views: each person's own, of lists that exist."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outrider.engine.sync.tests.phone import Phone, person

pytestmark = pytest.mark.django_db
VIEW = {
    "entity": "person",
    "name": "城东",
    "query": "is_active=true&sort=-name",
    "columns": ["name", "roles"],
}


def save(phone: Phone, **changes: Any) -> Any:
    return phone.post("/api/saved-views", json.dumps({**VIEW, **changes}))


def test_a_view_is_its_owners_alone(phone: Phone):
    made = save(phone)
    assert made["http"] == 201
    kept = phone.get("/api/saved-views")["items"]
    assert [(row["name"], row["query"], row["columns"]) for row in kept] == [
        ("城东", VIEW["query"], ["name", "roles"])
    ]
    assert kept[0]["person"] == str(phone.person.pk)
    other = Phone(person("赵鹏"))
    assert other.get("/api/saved-views")["total"] == 0
    assert save(other)["http"] == 201, "the same name is free for another person"


def test_a_name_is_taken_once_and_columns_are_names(phone: Phone):
    save(phone)
    assert save(phone)["http"] == 409
    assert save(phone, name="列", columns=[1])["http"] == 422
    assert phone.get("/api/saved-views")["total"] == 1
