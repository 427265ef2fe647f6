"""Notices: left with their cause, read by their person alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outrider.engine.entities.write import Write
from outrider.engine.messaging.models import Notice
from outrider.engine.sync.tests.phone import Phone, person
from outrider.kernel.ids import uuid7
from outrider.kernel.text import T

pytestmark = pytest.mark.django_db
TITLE = T("{who} 的照片不合格", "A photo of {who} was rejected")


def leave(phone: Phone, who: str) -> None:
    write = Write(phone.actor, "system", "probe")
    write.notify(phone.person.pk, "photo", TITLE, None, "/visits/1", who=who)
    write.flush()


def read(phone: Phone, *ids: Any) -> Any:
    return phone.post("/api/notices/read", json.dumps({"ids": [str(pk) for pk in ids]}))


def test_a_notice_is_read_in_the_readers_language(phone: Phone):
    leave(phone, "惠民便利")
    body = phone.get("/api/notices")
    (item,) = body["items"]
    assert (item["title"], item["text"], item["link"], item["read"]) == (
        "惠民便利 的照片不合格",
        "",
        "/visits/1",
        False,
    )
    assert body["unread"] == 1
    english = phone.client.get("/api/notices", headers=phone.headers(**{"Accept-Language": "en"})).json()
    assert english["items"][0]["title"] == "A photo of 惠民便利 was rejected"


def test_after_a_known_one_only_what_is_newer_comes(phone: Phone):
    leave(phone, "一")
    first = phone.get("/api/notices")["items"][0]["id"]
    assert phone.get("/api/notices", after=first)["items"] == []
    leave(phone, "二")
    assert [item["title"] for item in phone.get("/api/notices", after=first)["items"]] == ["二 的照片不合格"]
    assert len(phone.get("/api/notices", after=str(uuid7()))["items"]) == 2
    assert phone.get("/api/notices", after="x")["http"] == 422
    assert phone.get("/api/notices", before="x")["http"] == 422


def test_only_ones_own_are_read_and_marked(phone: Phone):
    leave(phone, "一")
    notice = Notice.objects.get()
    stranger = Phone(person("赵敏"))
    assert stranger.get("/api/notices")["items"] == []
    assert read(stranger, notice.pk) == {"read": 0, "http": 200}
    assert read(phone, notice.pk) == {"read": 1, "http": 200}
    assert read(phone, notice.pk) == {"read": 0, "http": 200}
    assert phone.get("/api/notices")["unread"] == 0


def test_a_phone_marks_them_offline(phone: Phone):
    leave(phone, "一")
    notice = Notice.objects.get()
    answer = phone.send(phone.command("notice.read", {"ids": [str(notice.pk)]}))
    assert phone.statuses(answer) == ["applied"]
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_too_many_ids_are_refused(phone: Phone):
    assert read(phone, *(uuid7() for _ in range(201)))["http"] == 422
