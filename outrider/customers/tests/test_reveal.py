"""Masked mobile numbers: hidden in lists and pages, revealed one at a time, and noted."""

from __future__ import annotations

import pytest

from outrider.engine.privacy.models import Reading


def test_a_number_is_masked_until_somebody_asks_and_the_asking_is_noted(world):
    shop = world.customer(mobile="13912345678")
    browser = world.web(world.manager_east)
    assert browser.get("/api/customers").json()["items"][0]["mobile"] == "139****5678"
    assert browser.get(f"/api/customers/{shop.pk}").json()["mobile"] == "139****5678"
    assert Reading.objects.count() == 0
    answer = browser.post(f"/api/customers/{shop.pk}/reveal", {"field": "mobile", "why": "核实地址"})
    assert answer.json() == {"value": "+8613912345678"}
    noted = Reading.objects.get()
    assert (noted.reader_id, noted.what, noted.entity, noted.record_id, noted.why) == (
        world.manager_east.pk,
        "mobile",
        "customer",
        shop.pk,
        "核实地址",
    )


@pytest.mark.parametrize(
    ("field", "status"), [("address", 422), ("password", 422), ("owner__password", 422), ("", 422)]
)
def test_only_masked_fields_are_revealed(world, field, status):
    shop = world.customer(mobile="13912345678")
    answer = world.web(world.manager_east).post(f"/api/customers/{shop.pk}/reveal", {"field": field})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, "field")
    assert Reading.objects.count() == 0


def test_a_reason_that_no_database_can_hold_is_refused(world):
    shop = world.customer(mobile="13912345678")
    body = {"field": "mobile", "why": "a\x00b"}
    answer = world.web(world.manager_east).post(f"/api/customers/{shop.pk}/reveal", body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "characters")


def test_nobody_reveals_what_he_may_not_read(world):
    shop = world.customer(mobile="13912345678")
    for person in (world.manager_north, world.rep_zhao, world.outsider):
        answer = world.web(person).post(f"/api/customers/{shop.pk}/reveal", {"field": "mobile"})
        assert answer.status_code == 404
    assert world.web(world.manager_east).post("/api/spaceships/1/reveal", {}).status_code == 404
    assert Reading.objects.count() == 0
