"""A small cast for the engine's own tests: people, a phone that talks HTTP, and verbs to send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.test import Client

from outrider.engine.access.actor import Actor
from outrider.engine.entities import models as locked
from outrider.engine.entities.verbs import Held, Input, Line, Retry, Verb, verbs
from outrider.engine.entities.write import Write
from outrider.engine.identity.actions import register_device
from outrider.engine.identity.middleware import LIFETIME, cookie_name, csrf_token
from outrider.engine.identity.models import Company, Department, Device, Person
from outrider.engine.identity.queries import actor_for, forget_company
from outrider.engine.identity.sessions import SessionStore
from outrider.engine.messaging.models import Notice
from outrider.kernel import clock
from outrider.kernel.ids import uuid7
from outrider.kernel.text import T

# Whether the period of the command "held" is closed.
CLOSED = True
SOME = T("测试 {what}", "Test {what}")


def company() -> Company:
    """The company of these tests, with an epoch that stays."""
    row, _ = Company.objects.get_or_create(pk=1, defaults={"name": "青禾", "is_demo": True})
    forget_company()
    return row


def person(name: str, *roles: str, department: Department | None = None, mobile: str = "") -> Person:
    """A person without ado."""
    now = clock.now()
    row = Person(
        name=name, roles=list(roles or ["rep"]), department=department, created_at=now, updated_at=now,
        mobile=mobile or f"+861{uuid7().int % 10**10:010d}", password="!",
    )  # fmt: skip
    with locked.writing():
        row.save(force_insert=True)
    return row


def department(name: str, parent: Department | None = None) -> Department:
    """A department in its place."""
    now, pk = clock.now(), uuid7()
    row = Department(
        id=pk, name=name, parent=parent, path=f"{parent.path if parent else '/'}{pk}/",
        created_at=now, updated_at=now,
    )  # fmt: skip
    with locked.writing():
        row.save(force_insert=True)
    return row


class Phone:
    """A registered device of a person, signed in, that numbers its commands."""

    def __init__(self, owner: Person) -> None:
        company()
        self.person, self.seq = owner, 0
        self.device = register_device(owner.pk, uuid7(), "rep", "测试手机")
        self.key = bytes(self.device.key)
        self.client = signed_in_client(owner)

    @property
    def actor(self) -> Actor:
        """The person as permission sees him."""
        return actor_for(self.person, device_id=self.device.pk, app="rep")

    def command(self, verb: str, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The next command."""
        self.seq += 1
        return {"id": str(uuid7()), "seq": self.seq, "verb": verb, "payload": payload, **more}

    def note(self, text: str, **more: Any) -> dict[str, Any]:
        """A command that leaves a notice for oneself."""
        return self.command("probe.note", {"note_id": str(uuid7()), "text": text}, **more)

    def send(self, *commands: Any, **more: Any) -> Any:
        """POST the commands; the decoded answer, with ``http`` as the status."""
        body = {"device": str(self.device.pk), "commands": list(commands), **more}
        return self.post("/api/sync/commands", json.dumps(body))

    def post(self, path: str, data: bytes | str, **headers: str) -> Any:
        """A POST with this app's cookie and token."""
        kind = headers.pop("content_type", "application/json")
        reply = self.client.post(path, data=data, content_type=kind, headers=self.headers(**headers))
        return {**(reply.json() if reply.content else {}), "http": reply.status_code}

    def get(self, path: str, **query: Any) -> Any:
        """A GET; the decoded answer with ``http``."""
        reply = self.client.get(path, query, headers=self.headers())
        return {**reply.json(), "http": reply.status_code}

    def pull(self, since: str = "", **query: Any) -> Any:
        """One page of changes."""
        asked = {"device": str(self.device.pk), **({"since": since} if since else {}), **query}
        return self.get("/api/sync/changes", **asked)

    def headers(self, **more: str) -> dict[str, str]:
        """What the app sends with everything."""
        token = self.client.cookies[f"{cookie_name('rep')}_csrf"].value
        return {"X-Outrider-App": "rep", "X-CSRF-Token": token, "Accept-Language": "zh-Hans", **more}

    def statuses(self, answer: Any) -> list[str]:
        """The statuses of an answer, in order."""
        return [item["status"] for item in answer["answers"]]


def signed_in_client(owner: Person) -> Client:
    """A browser with a session for the phone app."""
    store = SessionStore()
    store.update({"person": str(owner.pk), "app": "rep", "auth": owner.get_session_auth_hash()})
    store.set_expiry(LIFETIME["rep"])
    store.save()
    assert store.session_key
    client = Client(raise_request_exception=False)
    client.cookies[cookie_name("rep")] = store.session_key
    client.cookies[f"{cookie_name('rep')}_csrf"] = csrf_token(store.session_key)
    return client


class Note(Input):
    """A notice for oneself, or for another person."""

    note_id: UUID
    text: Line
    person_id: UUID | None = None


def leave_note(write: Write, data: Note) -> Notice:
    """Create once; flag, hold, wait or break on demand."""
    if data.text == "held" and CLOSED:
        raise Held("closed_period", SOME, what="held")
    if data.text.startswith("after "):
        parent = data.text.removeprefix("after ")
        if not Notice.objects.filter(pk=parent).exists():
            raise Retry("notice", parent)
    if data.text == "flag":
        write.flag("odd", SOME, what="flag")
    owner = data.person_id or write.actor.id
    notice = write.create(Notice(id=data.note_id, person_id=owner, kind=data.text[:40]))
    if data.text == "break":
        raise RuntimeError("after a half-done change")
    return notice


PROBES = {
    "probe.note": Verb(key="probe.note", run=leave_note, input=Note, label=T("记", "Note"), offline=True),
    "probe.web": Verb(key="probe.web", run=leave_note, input=Note, label=T("记", "Note")),
}


@contextmanager
def probe_verbs() -> Iterator[None]:
    """The probes are verbs only while a test runs."""
    verbs._members.update(PROBES)
    try:
        yield
    finally:
        for key in PROBES:
            del verbs._members[key]


def reload(device: Device) -> Device:
    """The device as it stands."""
    return Device.objects.get(pk=device.pk)
