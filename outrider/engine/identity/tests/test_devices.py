"""A lost phone is stopped by whoever may, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.engine.identity.models import Device, Session
from outrider.engine.journal.models import Entry
from outrider.kernel.ids import uuid7
from tests.world.cast import Web, World

pytestmark = pytest.mark.django_db


def phone_of(world: World, who: str, label: str = "Android · Chrome") -> tuple[Web, str]:
    device = {"id": str(uuid7()), "label": label, "app_version": "1.0"}
    web = Web("rep")
    web.sign_in(world.people[who], device=device)
    return web, device["id"]


def shown(web: Web, person: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = web.get(f"/api/people/{person.pk}").json()["_devices"]
    return items


def test_an_administrator_stops_a_lost_phone(world: World) -> None:
    phone, device = phone_of(world, "rep_wang")
    Device.objects.update(queue_length=3)
    desk = world.web(world.admin)
    (row,) = shown(desk, world.rep_wang)
    assert (row["id"], row["app"], row["label"], row["unsent"], row["revoked_at"], row["here"]) == (
        device, "rep", "Android · Chrome", 3, None, False,
    )  # fmt: skip
    assert row["last_seen_at"] is not None
    answer = desk.post("/api/verbs/device.revoke", {"device_id": device})
    assert (answer.status_code, answer.json()["id"]) == (200, device)
    assert phone.get("/api/meta").status_code == 401
    assert not Session.objects.filter(person=world.rep_wang).exists()
    assert shown(desk, world.rep_wang)[0]["revoked_at"] is not None
    again = Web("rep")
    again.token = again.get("/api/auth/session").json()["csrf"]
    body = {"mobile": world.rep_wang.mobile, "password": "x", "device": {"id": device}}
    assert again.post("/api/auth/sign-in", body).status_code in (401, 403)


def test_it_stands_in_his_history_once(world: World) -> None:
    _, device = phone_of(world, "rep_wang")
    desk = world.web(world.admin)
    for _ in range(2):
        assert desk.post("/api/verbs/device.revoke", {"device_id": device}).status_code == 200
    rows = desk.get(f"/api/people/{world.rep_wang.pk}/history").json()["items"]
    told = [row for row in rows if row["verb"] == "device.revoke"]
    assert [(row["actor"]["name"], row["changes"]) for row in told] == [
        (world.admin.name, {"device": ["Android · Chrome", None]})
    ]


def test_a_manager_stops_his_peoples_phones_only(world: World) -> None:
    (_, near), (_, far) = phone_of(world, "rep_wang"), phone_of(world, "rep_sun")
    desk = world.web(world.manager_east)
    assert [row["id"] for row in shown(desk, world.rep_wang)] == [near]
    assert desk.get(f"/api/people/{world.rep_sun.pk}").status_code == 404
    assert desk.post("/api/verbs/device.revoke", {"device_id": near}).status_code == 200
    assert desk.post("/api/verbs/device.revoke", {"device_id": far}).status_code == 404
    assert Device.objects.get(pk=far).revoked_at is None


@pytest.mark.parametrize("who", ["rep_zhao", "director", "back_office"])
def test_others_neither_see_nor_stop_it(world: World, who: str) -> None:
    phone, device = phone_of(world, "rep_wang")
    desk = world.web(world.people[who])
    assert "_devices" not in desk.get(f"/api/people/{world.rep_wang.pk}").json()
    assert desk.post("/api/verbs/device.revoke", {"device_id": device}).status_code == 403
    assert phone.get("/api/meta").status_code == 200
    assert Device.objects.get(pk=device).revoked_at is None
    assert not Entry.objects.filter(verb="device.revoke").exists()


def test_everybody_stops_the_phone_that_he_lost(world: World) -> None:
    lost, gone = phone_of(world, "rep_wang", "旧手机")
    new, here = phone_of(world, "rep_wang", "新手机")
    rows = {row["id"]: row["here"] for row in shown(new, world.rep_wang)}
    assert rows == {gone: False, here: True}
    assert new.post("/api/verbs/device.revoke", {"device_id": gone}).status_code == 200
    assert [row["id"] for row in shown(new, world.rep_wang)] == [here, gone]
    assert (lost.get("/api/meta").status_code, new.get("/api/meta").status_code) == (401, 200)


def test_an_unknown_device_is_named_as_such(world: World) -> None:
    answer = world.web(world.admin).post("/api/verbs/device.revoke", {"device_id": str(uuid7())})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "no_such_record")
