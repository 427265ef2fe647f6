"""Merging offline edits, conflicts, held commands and who may decide them."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.engine.access.actor import Actor
from outrider.engine.entities import models as locked
from outrider.engine.entities.actions import perform
from outrider.engine.entities.write import Write
from outrider.engine.identity.models import Department, Device
from outrider.engine.identity.queries import actor_for
from outrider.engine.messaging.models import Notice
from outrider.engine.sync.actions import merge
from outrider.engine.sync.models import CommandRecord, SyncConflict
from outrider.engine.sync.queries import held_commands, unsent_phones
from outrider.engine.sync.tests import phone as phones
from outrider.engine.sync.tests.phone import Phone, department, person
from outrider.kernel import clock
from outrider.kernel.errors import Problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled_at_once")]


@pytest.fixture
def admin(db: None) -> Actor:
    return actor_for(person("管", "admin"))


def merged(actor: Actor, record: Department, changes: dict[str, Any]) -> Write:
    write = Write(actor, "sync", "department.merge")
    merge(write, record, "department", changes)
    write.flush()
    return write


def test_what_only_the_phone_changed_is_taken(admin: Actor):
    team = department("华东")
    write = merged(admin, team, {"name": {"from": "华东", "to": "华东 区"}})
    team.refresh_from_db()
    assert (team.name, team.version, write.flags) == ("华东 区", 2, [])


def test_what_both_changed_stays_and_the_other_is_kept_and_shown(admin: Actor):
    team = department("华东")
    write = merged(admin, team, {"name": {"from": "旧", "to": "新"}, "position": {"from": 0, "to": 3}})
    team.refresh_from_db()
    assert (team.name, team.position) == ("华东", 3)
    assert [flag.code for flag in write.flags] == ["both_changed"]
    conflict = SyncConflict.objects.get()
    assert (conflict.field, conflict.current, conflict.other) == ("name", "华东", "新")
    assert (conflict.person_id, conflict.state) == (admin.id, "open")


def test_the_same_change_by_two_is_no_conflict(admin: Actor):
    team = department("新")
    assert merged(admin, team, {"name": {"from": "旧", "to": " 新 "}}).flags == []
    team.refresh_from_db()
    assert team.version == 1


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"is_admin": {"from": 0, "to": 1}}, "changes.is_admin", "unknown_key"),
        ({"name": "x"}, "changes.name", "invalid"),
        ({"name": {"to": "x"}}, "changes.name", "invalid"),
        ({"position": {"from": 0, "to": "3"}}, "changes.position.to", "integer"),
        ({"name": {"from": "华东", "to": "\x00"}}, "changes.name.to", "characters"),
    ],
)
def test_a_wrong_change_is_named_by_its_path(admin: Actor, changes: Any, field: str, code: str):
    team = department("华东")
    with pytest.raises(Problem) as caught:
        merged(admin, team, changes)
    assert [(e.field, e.code) for e in caught.value.errors] == [(field, code)]
    team.refresh_from_db()
    assert (team.name, team.version) == ("华东", 1)


def test_who_may_not_update_may_not_merge():
    team = department("华东")
    with pytest.raises(Problem) as caught:
        merged(actor_for(person("王磊")), team, {"name": {"from": "华东", "to": "x"}})
    assert caught.value.status == 403
    assert not SyncConflict.objects.exists()


@pytest.mark.parametrize(("choice", "name"), [("current", "华东"), ("other", "新")])
def test_a_conflict_is_decided_once(admin: Actor, choice: str, name: str):
    team = department("华东")
    merged(admin, team, {"name": {"from": "旧", "to": "新"}})
    found = SyncConflict.objects.get()
    for _ in range(2):
        perform("conflict.resolve", {"conflict_id": str(found.pk), "choice": choice}, actor=admin)
    team.refresh_from_db()
    found.refresh_from_db()
    assert (team.name, found.state, found.choice) == (name, "resolved", choice)
    other = "other" if choice == "current" else "current"
    with pytest.raises(Problem) as caught:
        perform("conflict.resolve", {"conflict_id": str(found.pk), "choice": other}, actor=admin)
    assert caught.value.code == "already_decided"


def test_a_strangers_conflict_does_not_exist(admin: Actor, phone: Phone):
    merged(admin, department("华东"), {"name": {"from": "旧", "to": "新"}})
    found = SyncConflict.objects.get()
    with pytest.raises(Problem) as caught:
        perform("conflict.resolve", {"conflict_id": str(found.pk), "choice": "other"}, actor=phone.actor)
    assert caught.value.status == 404


def test_a_held_command_is_discarded_by_a_new_command_that_names_it(phone: Phone):
    held = phone.note("held")
    phone.send(held)
    assert [item["id"] for item in phone.get("/api/sync/held")["items"]] == [held["id"]]
    decision = {"command_id": held["id"], "resolution": "discard"}
    answer = phone.send(phone.command("command.resolve", decision))
    assert answer["answers"][0]["result"] == {"id": held["id"], "resolution": "discarded"}
    assert phone.get("/api/sync/held")["items"] == []
    assert phone.statuses(phone.send(held)) == ["held"]
    assert held["id"] in phone.pull()["applied_commands"]


def test_a_held_command_runs_again_once_its_reason_is_gone(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    held = phone.note("held")
    phone.send(held)
    again = {"command_id": held["id"], "resolution": "resend"}
    answer = phone.send(phone.command("command.resolve", again))
    assert [flag["code"] for flag in answer["answers"][0]["flags"]] == ["still_held"]
    monkeypatch.setattr(phones, "CLOSED", False)
    answer = phone.send(phone.command("command.resolve", again))
    assert answer["answers"][0]["result"] == {"id": held["id"], "resolution": "replayed"}
    assert phone.statuses(phone.send(held)) == ["applied"]
    assert str(Notice.objects.get(kind="held").pk) == held["payload"]["note_id"]


def test_a_manager_decides_for_his_people_and_they_hear_of_it():
    team = department("华东")
    rep, manager = person("王磊", department=team), person("陈", "manager", department=team)
    phone = Phone(rep)
    held = phone.note("held")
    phone.send(held)
    boss = actor_for(manager)
    found = held_commands(boss)
    assert [(item["person_name"], item["reason"]["code"]) for item in found] == [("王磊", "closed_period")]
    assert found[0]["body"]["payload"] == held["payload"]
    perform("command.resolve", {"command_id": held["id"], "resolution": "discard"}, actor=boss)
    assert held_commands(boss) == []
    row = CommandRecord.objects.get(id=held["id"])
    assert (row.resolution, row.resolved_by) == ("discarded", manager.pk)
    told = Notice.objects.get(person=rep, kind="command_decided")
    assert told.text["zh-Hans"] == "陈:不再提交"


def test_strangers_neither_see_nor_decide(phone: Phone):
    held = phone.note("held")
    phone.send(held)
    for stranger in (
        actor_for(person("赵敏")),
        actor_for(person("外", "manager", department=department("外"))),
    ):
        assert held_commands(stranger) == []
        assert unsent_phones(stranger) == []
        with pytest.raises(Problem) as caught:
            perform("command.resolve", {"command_id": held["id"], "resolution": "discard"}, actor=stranger)
        assert caught.value.status == 404
    assert CommandRecord.objects.get(id=held["id"]).resolution == ""


def test_the_manager_sees_the_phone_that_holds_unsent_work():
    team = department("华东")
    rep, manager = person("王磊", department=team), person("陈", "manager", department=team)
    phone = Phone(rep)
    first, third = phone.note("一"), {**phone.note("三"), "seq": 3}
    phone.send(first, third, report={"queued": 7, "oldest_unsent_at": clock.now().isoformat(), "missing": 2})
    (found,) = unsent_phones(actor_for(manager))
    assert (found["person_name"], found["count"], found["missing"], found["gap"]) == ("王磊", 5, 2, 1)
    phone.send({**phone.note("二"), "seq": 2}, report={"queued": 0})
    assert unsent_phones(actor_for(manager)) == []


def test_a_right_that_was_withdrawn_keeps_the_work(phone: Phone):
    with locked.writing():
        type(phone.person).objects.filter(pk=phone.person.pk).update(roles=[])
    team = department("华东")
    from outrider.engine.entities.verbs import Input, Verb, verbs
    from outrider.kernel.text import T

    class Nothing(Input):
        pass

    verbs._members["probe.role"] = Verb(
        key="probe.role", run=lambda write, data: None, input=Nothing, label=T("记", "Note"), offline=True,
        roles=frozenset({"rep"}),
    )  # fmt: skip
    try:
        answer = phone.send(phone.command("probe.role", {}))
    finally:
        del verbs._members["probe.role"]
    assert (phone.statuses(answer), answer["answers"][0]["reason"]["code"]) == (["held"], "forbidden")
    assert Device.objects.get(pk=phone.device.pk).contiguous_seq == 1
    assert team.version == 1


def test_the_office_decides_what_it_is_shown(phone: Phone):
    held = phone.note("held")
    phone.send(held)
    office = actor_for(person("内勤", "back_office"))
    assert [item["id"] for item in held_commands(office)] == [CommandRecord.objects.get(id=held["id"]).id]
    perform("command.resolve", {"command_id": held["id"], "resolution": "discard"}, actor=office)
    assert CommandRecord.objects.get(id=held["id"]).resolved_by == office.id
