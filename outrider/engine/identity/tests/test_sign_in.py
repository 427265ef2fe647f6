from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from outrider.engine.identity.models import Device, Membership, Person
from outrider.engine.journal.models import Entry
from tests.world.cast import PASSWORD, Web, World

DEVICE = {"id": "0198f000-0000-7000-8000-0000000000a1", "label": "红米", "app_version": "1"}


def test_a_person_signs_in_by_any_spelling_of_his_number(world: World) -> None:
    number = world.rep_wang.mobile.removeprefix("+86")
    for spelling in (number, f"+86{number}", f"0086 {number}", f"{number[:3]} {number[3:7]}-{number[7:]}"):
        browser = Web("rep")
        browser.token = browser.get("/api/auth/session").json()["csrf"]
        answer = browser.post("/api/auth/sign-in", {"mobile": spelling, "password": PASSWORD})
        assert answer.json()["person"]["name"] == "王磊", spelling


def test_rep_and_console_live_side_by_side_in_one_browser(world: World) -> None:
    rep = world.web(world.rep_wang, "rep")
    console = Web("console")
    console.client = rep.client
    rep.client.defaults.pop("HTTP_X_OUTRIDER_APP", None)
    headers = {"X-Outrider-App": "console"}
    token = console.get("/api/auth/session", **headers).json()["csrf"]
    body = {"mobile": world.manager_east.mobile, "password": PASSWORD}
    console.post("/api/auth/sign-in", body, **{**headers, "X-CSRF-Token": token})
    assert console.get("/api/auth/session", **headers).json()["person"]["name"] == "陈慧敏"
    assert rep.get("/api/auth/session", **{"X-Outrider-App": "rep"}).json()["person"]["name"] == "王磊"


def test_a_wrong_password_says_nothing_about_the_number(world: World) -> None:
    browser = Web()
    browser.token = browser.get("/api/auth/session").json()["csrf"]
    known = browser.post("/api/auth/sign-in", {"mobile": world.rep_wang.mobile, "password": "wrong-one"})
    unknown = browser.post("/api/auth/sign-in", {"mobile": "19988887777", "password": "wrong-one"})
    assert known.status_code == unknown.status_code == 401
    assert known.json() == unknown.json()


def test_five_wrong_passwords_lock_the_number_out(world: World) -> None:
    browser = Web()
    browser.token = browser.get("/api/auth/session").json()["csrf"]
    wrong = {"mobile": world.rep_wang.mobile, "password": "wrong-one"}
    codes = [browser.post("/api/auth/sign-in", wrong).json()["code"] for _ in range(6)]
    assert codes == ["bad_credentials"] * 4 + ["locked_out"] * 2
    right = browser.post("/api/auth/sign-in", {"mobile": world.rep_wang.mobile, "password": PASSWORD})
    assert (right.status_code, right.json()["code"]) == (429, "locked_out")
    other = browser.post("/api/auth/sign-in", {"mobile": world.rep_zhao.mobile, "password": PASSWORD})
    assert other.status_code == 200


def test_an_unsafe_method_needs_the_sessions_own_token(world: World) -> None:
    browser = world.web(world.admin)
    good, browser.token = browser.token, "forged"
    refused = browser.post("/api/departments", {"name": "新部门"})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    # A cookie planted by a neighbour site together with the same header is not the session's token.
    browser.client.cookies["outrider_console_csrf"] = "forged"
    assert browser.post("/api/departments", {"name": "新部门"}).status_code == 403
    browser.client.cookies["outrider_console_csrf"] = good
    browser.token = good
    assert browser.post("/api/departments", {"name": "新部门"}).status_code == 201


def test_a_disabled_person_is_out_at_once(world: World) -> None:
    browser = world.web(world.rep_wang)
    assert browser.get("/api/meta").status_code == 200
    admin = world.web(world.admin)
    version = Person.objects.get(pk=world.rep_wang.pk).version
    admin.patch(f"/api/people/{world.rep_wang.pk}", {"version": version, "is_active": False})
    assert browser.get("/api/meta").status_code == 401


def test_a_changed_password_ends_the_other_sessions(world: World) -> None:
    first, second = world.web(world.rep_wang), world.web(world.rep_wang)
    changed = first.post("/api/auth/password", {"old": PASSWORD, "new": "another-good-one-8"})
    assert changed.status_code == 200
    assert first.get("/api/meta").status_code == 200
    assert second.get("/api/meta").status_code == 401
    assert "another-good-one-8" not in str(list(Entry.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize(("app", "life"), [("rep", timedelta(days=30)), ("console", timedelta(hours=12))])
def test_a_session_lasts_as_long_as_was_promised_and_not_a_second_longer(
    world: World, monkeypatch: pytest.MonkeyPatch, app: str, life: timedelta
) -> None:
    at, second = timezone.now(), timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: at)
    used, left = world.web(world.rep_wang, app=app), world.web(world.rep_wang, app=app)
    assert used.client.cookies[f"outrider_{app}"]["max-age"] == life.total_seconds()
    monkeypatch.setattr(timezone, "now", lambda: at + life - second)
    assert used.get("/api/meta").status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: at + life + second)
    assert left.get("/api/meta").status_code == 401
    # Who used it begins anew from there.
    monkeypatch.setattr(timezone, "now", lambda: at + 2 * life - 2 * second)
    assert used.get("/api/meta").status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: at + 4 * life)
    assert used.get("/api/meta").status_code == 401


def test_a_weak_password_is_refused(world: World) -> None:
    answer = world.web(world.rep_wang).post("/api/auth/password", {"old": PASSWORD, "new": "1234"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "new")


def test_a_password_set_at_the_desk_leaves_no_trace_of_itself(world: World) -> None:
    phone, desk = world.web(world.rep_wang), world.web(world.admin)
    address = f"/api/people/{world.rep_wang.pk}"
    asked = {v["key"]: v["params"] for v in desk.get("/api/meta").json()["entities"]["person"]["verbs"]}
    assert [(p["key"], p["type"], p["required"]) for p in asked["set_password"]] == [
        ("password", "password", True)
    ]
    answer = desk.post(f"{address}/do/set_password", {"password": "a-new-word-for-him-8"})
    assert answer.status_code == 200
    assert phone.get("/api/meta").status_code == 401
    history = desk.get(f"{address}/history").json()["items"][0]
    assert (history["verb"], history["changes"]) == ("person.set_password", {"password": ["•••", "•••"]})
    told = answer.content + str(list(Entry.objects.values_list("changes", flat=True))).encode()
    assert b"a-new-word-for-him-8" not in told
    weak = desk.post(f"{address}/do/set_password", {"password": "1234"})
    assert (weak.status_code, weak.json()["errors"][0]["field"]) == (422, "password")
    assert b"1234" not in weak.content


def test_a_device_is_registered_once_and_to_one_person(world: World) -> None:
    first = Web("rep").sign_in(world.rep_wang, device=DEVICE)["device"]
    again = Web("rep").sign_in(world.rep_wang, device=DEVICE)["device"]
    assert first == again
    assert (len(base64.b64decode(first["key"])), first["next_seq"]) == (32, 1)
    browser = Web("rep")
    browser.token = browser.get("/api/auth/session").json()["csrf"]
    body = {"mobile": world.rep_zhao.mobile, "password": PASSWORD, "device": DEVICE}
    answer = browser.post("/api/auth/sign-in", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "device_taken")
    assert Device.objects.get().person_id == world.rep_wang.pk


def test_a_move_closes_one_membership_and_opens_the_next(world: World) -> None:
    world.do("person.move", world.as_(world.admin), world.rep_wang.pk, department=str(world.north.pk))
    rows = Membership.objects.filter(person=world.rep_wang).order_by("created_at")
    assert [row.department_id for row in rows] == [world.north.pk]
    assert Person.objects.get(pk=world.rep_wang.pk).department_id == world.north.pk


def test_a_department_cannot_stand_below_itself(world: World) -> None:
    admin = world.web(world.admin)
    answer = admin.patch(
        f"/api/departments/{world.headquarters.pk}", {"version": 1, "parent": str(world.east.pk)}
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "cycle")


def test_a_history_names_who_it_was_also_the_product_itself(world: World) -> None:
    admin = world.web(world.admin)
    path = f"/api/people/{world.rep_wang.pk}"
    version = admin.get(path).json()["version"]
    assert admin.patch(path, {"version": version, "name": "王小磊"}).status_code == 200
    last, *_, first = admin.get(f"{path}/history").json()["items"]
    assert last["actor"] == {"id": str(world.admin.pk), "name": world.admin.name}
    assert first["actor"]["name"] == "系统"
