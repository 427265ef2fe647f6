"""The protocol's promises for commands, each in one sentence."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from outrider.engine.identity.models import Device
from outrider.engine.messaging.models import Notice
from outrider.engine.sync.models import CommandRecord
from outrider.engine.sync.receipts import command_mac
from outrider.engine.sync.tests.phone import Phone, company, person, reload
from outrider.kernel import clock
from outrider.kernel.ids import uuid7

pytestmark = pytest.mark.django_db


def test_a_command_is_applied_and_vouched_for_by_a_receipt(phone: Phone):
    command = phone.note("早")
    answer = phone.send(command)
    assert answer["http"] == 200
    assert answer["answers"] == [
        {
            "id": command["id"],
            "status": "applied",
            "result": {"entity": "notice", "id": command["payload"]["note_id"], "version": 1, "title": "早"},
        }
    ]
    receipt = answer["receipt"]
    assert receipt["ids"] == [command["id"]]
    assert receipt["position"] == CommandRecord.objects.get(id=command["id"]).number
    expected = command_mac(
        phone.key, str(phone.device.pk), str(company().epoch), receipt["position"], [command["id"]]
    )
    assert receipt["mac"] == expected
    assert answer["known"] == {"contiguous": 1, "above": []}


def test_a_repeat_gets_the_stored_answer_and_changes_nothing(phone: Phone):
    command = phone.note("flag")
    first, second = phone.send(command), phone.send(command)
    assert first["answers"] == second["answers"]
    assert first["receipt"] == second["receipt"]
    assert phone.statuses(second) == ["applied_flagged"]
    assert second["answers"][0]["flags"] == [{"code": "odd", "message": "测试 flag"}]
    assert Notice.objects.count() == 1


def test_the_same_id_with_another_body_is_a_conflict(phone: Phone):
    command = phone.note("早")
    phone.send(command)
    other = {**command, "payload": {**command["payload"], "text": "晚"}}
    answer = phone.send(other)
    assert (answer["http"], phone.statuses(answer), answer["receipt"]["ids"]) == (409, ["conflict"], [])
    beside = phone.send(other, phone.note("早"))
    assert (beside["http"], phone.statuses(beside)) == (200, ["conflict", "applied"])
    assert Notice.objects.filter(kind="晚").count() == 0


def test_the_same_command_twice_in_one_batch_counts_once(phone: Phone):
    command = phone.note("早")
    answer = phone.send(command, command)
    assert phone.statuses(answer) == ["applied", "applied"]
    assert answer["receipt"]["ids"] == [command["id"]]
    assert Notice.objects.count() == 1


def test_one_bad_command_holds_up_nobody(phone: Phone):
    commands = [
        phone.note("一"),
        phone.note("held"),
        phone.note("break"),
        phone.command("probe.note", {"note_id": "no id", "text": "x"}),
        phone.command("probe.note", {"note_id": str(uuid7()), "text": "x", "is_admin": True}),
        phone.note("二"),
    ]
    answer = phone.send(*commands)
    assert phone.statuses(answer) == ["applied", "held", "held", "held", "held", "applied"]
    reasons = [(item["reason"]["code"], item["reason"].get("field")) for item in answer["answers"][1:5]]
    assert reasons == [
        ("closed_period", None),
        ("server_error", None),
        ("id", "note_id"),
        ("unknown_key", "is_admin"),
    ]
    assert answer["receipt"]["ids"] == [command["id"] for command in commands]
    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["一", "二"]  # nothing of "break" stayed
    bodies = {row.verb: json.loads(row.body) for row in CommandRecord.objects.filter(status="held")}
    assert bodies["probe.note"]["payload"]["text"]


def test_a_child_before_its_parent_waits_and_is_not_in_the_receipt(phone: Phone):
    parent = phone.note("父")
    child = phone.note(f"after {parent['payload']['note_id']}")
    first = phone.send(child)
    assert phone.statuses(first) == ["retry_later"]
    assert first["answers"][0]["reason"]["record_id"] == parent["payload"]["note_id"]
    assert (first["receipt"]["ids"], first["known"]) == ([], {"contiguous": 0, "above": []})
    assert not CommandRecord.objects.exists()
    second = phone.send(parent, child)
    assert phone.statuses(second) == ["applied", "applied"]


def test_sequences_may_come_in_any_order_and_with_gaps(phone: Phone):
    one, two, three, four = (phone.note(text) for text in "一二三四")
    assert phone.send(four, two)["known"] == {"contiguous": 0, "above": [2, 4]}
    assert phone.send(one)["known"] == {"contiguous": 2, "above": [4]}
    assert phone.send(three)["known"] == {"contiguous": 4, "above": []}
    assert phone.send({**phone.note("又"), "seq": 2})["known"] == {"contiguous": 4, "above": []}


def test_a_verb_that_no_phone_queues_is_forged_and_an_unknown_one_is_kept(phone: Phone):
    web = phone.command("probe.web", {"note_id": str(uuid7()), "text": "x"})
    unknown = phone.command("visit.teleport", {"anything": 1})
    answer = phone.send(web, unknown)
    assert phone.statuses(answer) == ["rejected_forged", "held"]
    assert answer["receipt"]["ids"] == [unknown["id"]]
    assert answer["known"] == {"contiguous": 2, "above": []}
    assert phone.statuses(phone.send(web)) == ["rejected_forged"]


def test_a_foreign_an_unknown_and_a_revoked_device_are_refused(phone: Phone):
    stranger = Phone(person("赵敏"))
    command = phone.note("早")
    for device_id in (stranger.device.pk, uuid7()):
        answer = phone.send(command, device=str(device_id))
        assert (answer["http"], answer["code"]) == (403, "device_unknown")
    Device.objects.filter(pk=phone.device.pk).update(revoked_at=clock.now())
    assert phone.send(command)["code"] == "device_revoked"
    assert not Notice.objects.exists()


def test_another_persons_command_id_tells_nothing(phone: Phone):
    command = phone.note("早")
    phone.send(command)
    stranger = Phone(person("赵敏"))
    answer = stranger.send({**command, "seq": 1})
    assert (answer["http"], answer["answers"][0]["status"]) == (409, "conflict")
    assert "result" not in answer["answers"][0]


def test_nobody_signed_in_and_a_missing_token_leave_the_queue_alone(phone: Phone):
    body = json.dumps({"device": str(phone.device.pk), "commands": [phone.note("早")]})
    headers = phone.headers()
    del headers["X-CSRF-Token"]
    reply = phone.client.post("/api/sync/commands", body, content_type="application/json", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "csrf")
    with_token = phone.headers()
    del phone.client.cookies["outrider_rep"]
    reply = phone.client.post("/api/sync/commands", body, content_type="application/json", headers=with_token)
    assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")
    assert not CommandRecord.objects.exists()


def test_a_disabled_person_is_nobody(phone: Phone):
    Person = type(phone.person)
    from outrider.engine.entities import models as locked

    with locked.writing():
        Person.objects.filter(pk=phone.person.pk).update(is_active=False)
    assert phone.send(phone.note("早"))["http"] == 401


@pytest.mark.parametrize(
    ("data", "encoding", "status"),
    [
        (b"{", "identity", 422),
        (b"[1]", "identity", 422),
        (b'{"device": NaN}', "identity", 422),
        (b"[" * 100_000, "identity", 422),
        (gzip.compress(b"{}", mtime=0)[:-3], "gzip", 422),
        (b"no gzip", "gzip", 422),
        (gzip.compress(b"{}", mtime=0) + b"more", "gzip", 422),
        (gzip.compress(b" " * (2 * 1024 * 1024 + 1), mtime=0), "gzip", 413),
        (b" " * (2 * 1024 * 1024 + 1), "identity", 413),
        (b"{}", "br", 415),
        (b'{"device": "x", "surprise": 1}', "identity", 422),
    ],
)
def test_what_is_no_batch_is_refused_as_a_whole(phone: Phone, data: bytes, encoding: str, status: int):
    answer = phone.post("/api/sync/commands", data, **{"Content-Encoding": encoding})
    assert answer["http"] == status


def test_a_wrong_content_type_is_refused(phone: Phone):
    assert phone.post("/api/sync/commands", "{}", content_type="text/plain")["http"] == 415


def test_gzip_is_understood(phone: Phone):
    body = json.dumps({"device": str(phone.device.pk), "commands": [phone.note("早")]}).encode()
    answer = phone.post("/api/sync/commands", gzip.compress(body, mtime=0), **{"Content-Encoding": "gzip"})
    assert phone.statuses(answer) == ["applied"]


def test_a_batch_of_ten_thousand_is_too_large_and_a_hundred_are_fine(phone: Phone):
    assert phone.send(*[{}] * 10_000)["http"] == 413
    answer = phone.send(*(phone.note(str(number)) for number in range(100)))
    assert phone.statuses(answer) == ["applied"] * 100
    assert reload(phone.device).contiguous_seq == 100


@pytest.mark.parametrize("raw", [None, 5, "x", [], {}, {"id": 3}, {"id": "x"}])
def test_what_has_no_id_is_named_malformed_beside_its_neighbours(phone: Phone, raw: Any):
    answer = phone.send(raw, phone.note("早"))
    assert phone.statuses(answer) == ["rejected_forged", "applied"]
    assert answer["answers"][0]["reason"]["code"] == "malformed"


@pytest.mark.parametrize(
    "change",
    [{"seq": 0}, {"seq": -1}, {"seq": 2**63}, {"seq": "1"}, {"seq": True}, {"verb": ""}, {"payload": []},
     {"surprise": 1}, {"photos": "x"}, {"monotonic_ms": "x"}],
)  # fmt: skip
def test_a_misshapen_command_is_kept_for_a_person(phone: Phone, change: dict[str, Any]):
    answer = phone.send({**phone.note("早"), **change})
    assert (answer["http"], phone.statuses(answer)) == (200, ["held"])


@pytest.mark.parametrize(
    "time", ["", "24:00", "0000-01-01T00:00:00Z", "2036-02-30", 7, "2016-11-23T08:00:00+08:00"]
)
def test_a_phones_clock_is_only_a_hint(phone: Phone, time: Any):
    assert phone.statuses(phone.send(phone.note("早", device_time=time))) == ["applied"]


@pytest.mark.parametrize("text", ["\x00", "\ud83d", "a\x07b"])
def test_characters_that_no_database_takes_are_held_on_both(phone: Phone, text: str):
    other = phone.note("早")
    answer = phone.send(phone.note(text), other, {**phone.note("x"), "verb": "a\x00b"})
    assert phone.statuses(answer) == ["held", "applied", "held"]
    assert answer["answers"][0]["reason"]["code"] == "characters"
    odd = phone.command("probe.note", {"note_id": str(uuid7()), "text": "x", "k\x00\ud83d": 1})
    assert phone.statuses(phone.send(odd)) == ["held"]
    assert phone.get("/api/sync/held")["http"] == 200


@pytest.mark.parametrize("depth", [300, 3000])
def test_a_command_of_absurd_depth_is_kept_beside_its_neighbours(phone: Phone, depth: int):
    text = json.loads("[" * depth + "]" * depth)
    deep = phone.command("probe.note", {"note_id": str(uuid7()), "text": text})
    answer = phone.send(phone.note("one"), deep, phone.note("two"))
    assert (answer["http"], phone.statuses(answer)) == (200, ["applied", "held", "applied"])
    assert [item["id"] for item in phone.get("/api/sync/held")["items"]] == [deep["id"]]
    decision = {"command_id": deep["id"], "resolution": "discard"}
    assert phone.statuses(phone.send(phone.command("command.resolve", decision))) == ["applied"]


def test_the_report_is_kept_and_nonsense_in_it_does_no_harm(phone: Phone):
    report = {"queued": 7, "oldest_unsent_at": "2026-11-21T06:00:00Z", "persisted": True, "quota_free": 10**9,
              "missing": 0}  # fmt: skip
    phone.send(report=report, app_version="1.2")
    device = reload(phone.device)
    assert (device.queue_length, device.storage_persisted, device.quota_free) == (7, True, 10**9)
    assert (device.app_version, device.last_seen_at is not None) == ("1.2", True)
    nonsense = {"queued": -5, "oldest_unsent_at": "never", "quota_free": 1e300, "missing": 10**30}
    assert phone.send(report=nonsense)["http"] == 200
    assert reload(phone.device).queue_length == 0
