from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from outrider.engine.entities.declaration import entities
from outrider.engine.identity import sms
from outrider.engine.identity.models import Company, Invitation, Person
from outrider.engine.identity.queries import forget_company, setting
from outrider.engine.journal.models import Entry
from outrider.kernel import clock
from tests.world.cast import PASSWORD, Web, World

FOUND = {
    "name": "青禾食品",
    "industry": "food",
    "pain": "all",
    "admin": {"name": "周老板", "mobile": "138 0000 0001", "password": PASSWORD},
    "people": [
        {"name": "王磊", "mobile": "13800000002"},
        {"name": "陈慧敏", "mobile": "+86 13800000003", "role": "manager"},
    ],
}


def browser(app: str = "console") -> Web:
    made = Web(app)
    made.token = made.get("/api/auth/session").json()["csrf"]
    return made


@pytest.fixture
def empty(db: None) -> None:
    forget_company()


@pytest.fixture
def founded(empty: None) -> Web:
    desk = browser()
    answer = desk.post("/api/founding", FOUND)
    assert answer.status_code == 201, answer.content
    desk.token = answer.json()["csrf"]
    return desk


def invitations(desk: Web) -> dict[str, Any]:
    return {row["person"]["name"]: row for row in desk.get("/api/invitations/open").json()["items"]}


def token(row: dict[str, Any]) -> str:
    return str(row["link"]).rpartition("/")[2]


def test_an_empty_database_asks_for_its_company_and_has_one_afterwards(empty: None) -> None:
    desk = browser()
    assert desk.get("/api/auth/session").json()["company"]["founded"] is False
    asked = desk.get("/api/founding").json()
    assert [option["value"] for option in asked["pains"]] == ["process", "relations", "all"]
    answer = desk.post("/api/founding", FOUND).json()
    assert (answer["person"]["name"], answer["company"]["name"]) == ("周老板", "青禾食品")
    assert answer["company"]["founded"] is True
    assert sorted(invitations(desk)) == ["王磊", "陈慧敏"]
    assert desk.get("/api/visit-types").json()["total"] == 1
    assert [row["key"] for row in desk.get("/api/number-series").json()["items"]] == ["order"]
    assert answer["company"]["time_zone"] == "Asia/Shanghai"


def test_a_company_keeps_the_time_of_where_it_is(empty: None) -> None:
    answer = browser().post("/api/founding", {**FOUND, "time_zone": "Europe/Lisbon"}).json()
    assert answer["company"]["time_zone"] == "Europe/Lisbon"


def test_a_company_is_founded_once(founded: Web) -> None:
    stranger = browser()
    again = stranger.post("/api/founding", {**FOUND, "name": "别人"})
    assert (again.status_code, again.json()["code"]) == (409, "company_exists")
    assert (Company.objects.get().name, Person.objects.count()) == ("青禾食品", 3)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"pain": "both"}, "pain"),
        ({"admin": {**FOUND["admin"], "password": "1234"}}, "admin.password"),  # type: ignore[dict-item]
        ({"people": [{"name": "王磊", "mobile": "12"}]}, "people.0.mobile"),
        ({"people": [{"name": "王磊", "mobile": "13800000001"}]}, "people.0.mobile"),
        ({"people": [{"name": "王磊", "mobile": "13800000002", "role": "boss"}]}, "people.0.role"),
        ({"is_demo": True}, "is_demo"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_bad_answers_found_nothing(empty: None, change: dict[str, Any], field: str) -> None:
    refused = browser().post("/api/founding", {**FOUND, **change})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    assert not Company.objects.exists()
    assert not Person.objects.exists()


def test_an_invited_person_sets_his_password_once_and_is_in(founded: Web) -> None:
    link = token(invitations(founded)["王磊"])
    phone = browser("rep")
    assert phone.post("/api/auth/invitation", {"token": link}).json()["mobile_tail"] == "0002"
    weak = phone.post("/api/auth/join", {"token": link, "password": "1234"})
    assert (weak.status_code, weak.json()["errors"][0]["field"]) == (422, "password")
    entered = phone.post("/api/auth/join", {"token": link, "password": "field-work-8"})
    assert (entered.status_code, entered.json()["person"]["name"]) == (200, "王磊")
    again = browser("rep").post("/api/auth/join", {"token": link, "password": "field-work-9"})
    assert (again.status_code, again.json()["code"]) == (404, "invitation_gone")
    person = Person.objects.get(name="王磊")
    assert person.check_password("field-work-8")
    assert "field-work-8" not in str(list(Entry.objects.values_list("changes", flat=True)))
    assert list(invitations(founded)) == ["陈慧敏"]


def test_a_renewed_link_replaces_the_former_and_a_withdrawn_one_is_over(founded: Web) -> None:
    before = invitations(founded)["王磊"]
    founded.post(f"/api/invitations/{before['id']}/do/renew")
    after = invitations(founded)["王磊"]
    phone = browser("rep")
    assert phone.post("/api/auth/invitation", {"token": token(before)}).status_code == 404
    assert phone.post("/api/auth/invitation", {"token": token(after)}).status_code == 200
    assert founded.post(f"/api/invitations/{before['id']}/do/withdraw").status_code == 200
    assert phone.post("/api/auth/invitation", {"token": token(after)}).status_code == 404


def test_a_link_is_valid_for_seven_days(founded: Web) -> None:
    link = token(invitations(founded)["王磊"])
    Invitation.objects.get(person__name="王磊")
    with clock.frozen(clock.now() + timedelta(days=7, minutes=1)):
        assert browser("rep").post("/api/auth/invitation", {"token": link}).status_code == 404
        assert invitations(founded)["王磊"]["expired"] is True


@pytest.mark.parametrize("wrong", ["", "x", "a" * 43, "邀请", "%00", "A" * 100])
def test_a_forged_link_opens_nothing(founded: Web, wrong: str) -> None:
    assert browser("rep").post("/api/auth/invitation", {"token": wrong}).status_code == 404


def test_the_code_of_an_invitation_is_drawn_by_the_server(founded: Web) -> None:
    row = invitations(founded)["王磊"]
    picture = founded.get(f"/api/invitations/{row['id']}/qr.svg")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/svg+xml")
    assert re.match(rb"<svg[^>]+>", picture.content)
    assert browser().get(f"/api/invitations/{row['id']}/qr.svg").status_code == 401


def test_only_administrators_invite(world: World) -> None:
    manager = world.web(world.manager_east)
    assert manager.get("/api/invitations/open").status_code == 403
    assert manager.post(f"/api/people/{world.rep_wang.pk}/do/invite").status_code == 403
    admin = world.web(world.admin)
    assert admin.post(f"/api/people/{world.rep_wang.pk}/do/invite").status_code == 200
    assert list(invitations(admin)) == ["王磊"]


def test_where_text_messages_are_set_up_the_number_is_proved_by_a_code(
    founded: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, str]] = []
    assert "sms.provider" not in [row["key"] for row in founded.get("/api/company").json()["settings"]]
    monkeypatch.setitem(sms.sms_providers._members, "test", lambda number, text: sent.append((number, text)))
    asked = {row["key"]: row for row in founded.get("/api/company").json()["settings"]}["sms.provider"]
    assert [asked["value"], *(one["value"] for one in asked["options"])] == ["off", "off", "test"]
    refused = founded.patch("/api/company", {"settings": {"sms.provider": "nobody"}})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "settings.sms.provider")
    assert founded.patch("/api/company", {"settings": {"sms.provider": "test"}}).status_code == 200
    link = token(invitations(founded)["王磊"])
    phone = browser("rep")
    assert phone.post("/api/auth/invitation", {"token": link}).json()["needs_code"] is True
    assert phone.post("/api/auth/invitation/code", {"token": link}).status_code == 200
    assert phone.post("/api/auth/invitation/code", {"token": link}).status_code == 429
    code = re.search(r"\d{6}", sent[0][1])
    assert code is not None
    wrong = phone.post("/api/auth/join", {"token": link, "password": "field-work-8", "code": "x"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "code")
    right = phone.post("/api/auth/join", {"token": link, "password": "field-work-8", "code": code[0]})
    assert (sent[0][0], right.status_code) == ("+8613800000002", 200)


def test_modules_that_are_not_wanted_are_hidden_and_can_be_switched_on_again(empty: None) -> None:
    desk = browser()
    desk.token = desk.post("/api/founding", {**FOUND, "pain": "process"}).json()["csrf"]
    meta = desk.get("/api/meta").json()
    assert (meta["modules"]["orders"], "order" in meta["entities"]) == (False, False)
    refused = desk.get("/api/orders")
    assert (refused.status_code, refused.json()["code"]) == (403, "module_off")
    changed = desk.patch("/api/company", {"modules": {"orders": True}, "settings": {"visits.fence_m": 200}})
    assert changed.status_code == 200, changed.content
    meta = desk.get("/api/meta").json()
    assert (meta["modules"]["orders"], "order" in meta["entities"]) == (True, True)


@pytest.mark.parametrize(
    "change",
    [
        {"settings": {"visits.fence_m": -1}},
        {"settings": {"visits.fence_m": "x"}},
        {"settings": {"simulator.day": "2026-01-01"}},
        {"modules": {"nothing": True}},
        {"name": ""},
        {"clock_offset_ms": 1},
    ],
)
def test_settings_keep_their_type(world: World, change: dict[str, Any]) -> None:
    before = Company.objects.get().settings
    assert world.web(world.admin).patch("/api/company", change).status_code == 422
    assert Company.objects.get().settings == before
    assert world.web(world.manager_east).patch("/api/company", {}).status_code == 403


def test_a_setting_is_what_is_stored_or_its_declared_default(world: World) -> None:
    assert (setting("visits.fence_m"), setting("orders.approval")) == (200, "off")
    world.web(world.admin).patch("/api/company", {"settings": {"visits.fence_m": 80}})
    assert setting("visits.fence_m") == 80
    # A phone judges by the same figure, also where there is no signal.
    known = world.web(world.rep_wang, app="rep").get("/api/auth/session").json()["company"]
    assert known["settings"] == {"visits.fence_m": 80}
    with pytest.raises(KeyError, match=r"company_settings has no visits\.fence"):
        setting("visits.fence")


def test_every_change_of_the_company_is_in_its_history(world: World) -> None:
    desk = world.web(world.admin)
    forget_company()
    given = {
        "name": world.company.name,
        "modules": {"orders": False},
        "settings": {"orders.approval": "always"},
    }
    assert desk.patch("/api/company", given).status_code == 200
    assert desk.patch("/api/company", {"settings": {"orders.approval": "off"}}).status_code == 200
    # Nothing that was, nothing that is told.
    assert desk.patch("/api/company", {"settings": {"orders.approval": "off"}}).status_code == 200
    last, first = desk.get("/api/company/history").json()["items"]
    assert (first["actor"]["name"], first["verb"]) == (world.admin.name, "company.change")
    assert first["changes"] == {
        "modules.orders": [True, False],
        "settings.orders.approval": ["off", "always"],
    }
    assert last["changes"] == {"settings.orders.approval": ["always", "off"]}
    entries = Entry.objects.filter(verb="company.change")
    assert {(entry.entity, entry.actor_id) for entry in entries} == {("company", world.admin.pk)}
    for person in (world.rep_wang, world.manager_east, world.director, world.back_office):
        assert world.web(person).get("/api/company/history").status_code == 403
        assert world.web(person).patch("/api/company", given).status_code == 403
    assert entries.count() == 2


WANTED = {
    "process": {"attendance", "daily_reports", "routes"},
    "relations": {"orders", "insight"},
    "all": {"attendance", "daily_reports", "routes", "orders", "insight"},
}


@pytest.mark.parametrize("pain", list(WANTED))
def test_each_pain_begins_with_its_modules(empty: None, pain: str) -> None:
    desk = browser()
    answer = desk.post("/api/founding", {**FOUND, "pain": pain}).json()
    assert {key for key, on in answer["company"]["modules"].items() if on} == WANTED[pain]
    assert answer["person"]["roles"] == ["admin", "manager"]


OFF = [
    ("daily_reports", "get", "/api/console/reports"),
    ("daily_reports", "get", "/api/daily-reports"),
    ("daily_reports", "post", "/api/verbs/daily_report.submit"),
    ("routes", "get", "/api/routes/board"),
    ("routes", "get", "/api/day-routes"),
    ("routes", "post", "/api/verbs/route.publish"),
    ("attendance", "get", "/api/shifts"),
    ("attendance", "post", "/api/verbs/shift.start"),
    ("attendance", "post", "/api/verbs/day_off.mark"),
    ("attendance", "get", "/api/shift-corrections"),
    ("orders", "get", "/api/products"),
    ("orders", "get", "/api/orders/export"),
    ("orders", "post", "/api/verbs/order.submit"),
    ("insight", "get", "/api/warnings"),
]


@pytest.mark.parametrize(("module", "method", "path"), OFF)
def test_an_address_of_a_module_that_is_off_says_so(
    world: World, module: str, method: str, path: str
) -> None:
    admin = world.web(world.admin)
    assert admin.patch("/api/company", {"modules": {module: False}}).status_code == 200
    refused = getattr(admin, method)(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "module_off"), path
    assert admin.patch("/api/company", {"modules": {module: True}}).status_code == 200
    again = getattr(admin, method)(path)
    assert again.json().get("code") != "module_off" if again.status_code >= 400 else True


def test_a_module_that_is_off_leaves_the_pages_of_others(world: World) -> None:
    admin = world.web(world.admin)
    shop = world.customer()
    world.make("product", name="苏打水", units=[{"key": "piece", "name": "瓶", "factor": "1"}])
    admin.patch("/api/company", {"modules": {"orders": False, "insight": False}})
    meta = admin.get("/api/meta").json()
    customer = meta["entities"]["customer"]
    assert [panel["key"] for panel in customer["panels"]] == [
        "facts", "contacts", "pin_change", "visits", "photos",
    ]  # fmt: skip
    assert not {"activity", "contribution", "reasons"} & {*customer["fields"], *customer["columns"]}
    assert {kind["key"] for kind in meta["step_kinds"]} == {"photo", "note", "summary"}
    page = admin.get(f"/api/customers/{shop.pk}?include=panels,timeline").json()
    assert [panel["key"] for panel in page["panels"]] == [
        "facts", "contacts", "pin_change", "visits", "photos",
    ]  # fmt: skip
    assert admin.get("/api/search?q=苏打").json()["items"] == []
    assert admin.get("/api/console/day").json()["figures"]["waiting"] == 0


def test_every_module_names_entities_that_exist() -> None:
    from outrider.engine.identity.company import modules

    assert all(name in entities for module in modules for name in module.entities)
