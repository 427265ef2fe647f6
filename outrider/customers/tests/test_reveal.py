"""Masked mobile numbers: hidden in lists and pages, revealed one at a time, and noted."""

from __future__ import annotations

import pytest

from outrider.engine.privacy import actions
from outrider.engine.privacy.models import Reading
from outrider.kernel import clock


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


def test_number_after_number_is_stopped_with_a_sentence_and_goes_on_later(world, monkeypatch):
    monkeypatch.setattr(actions, "REVEALS", 2)
    shops = [world.customer(name, mobile=f"1391234567{place}") for place, name in enumerate("甲乙丙")]
    browser = world.web(world.manager_east)

    def ask(shop):
        return browser.post(f"/api/customers/{shop.pk}/reveal", {"field": "mobile"})

    assert [ask(shop).status_code for shop in shops] == [200, 200, 429]
    assert (ask(shops[2]).json()["code"], "2" in ask(shops[2]).json()["title"]) == ("rate_limited", True)
    assert Reading.objects.count() == 2
    colleague = world.web(world.director)
    assert colleague.post(f"/api/customers/{shops[2].pk}/reveal", {"field": "mobile"}).status_code == 200
    with clock.frozen(clock.now() + actions.REVEAL_WINDOW):
        assert ask(shops[2]).status_code == 200
