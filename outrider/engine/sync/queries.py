"""Reading what sync knows: one's device, receipts, phones with unsent work, held commands."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from outrider.engine.access.actor import DESK, Actor
from outrider.engine.database.prepared import Prepared, key
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.queries import visible
from outrider.engine.entities.strict_json import DEPTH_LIMIT
from outrider.engine.entities.verbs import verbs
from outrider.engine.identity.models import Device, Person
from outrider.engine.sync.account import accounts as accounts  # the front door of it
from outrider.engine.sync.models import HELD, CommandRecord
from outrider.engine.sync.receipts import file_mac
from outrider.engine.sync.sequence import missing
from outrider.kernel.errors import Problem
from outrider.kernel.text import T, label_in

UNKNOWN = T("这台设备没有登记,请重新登录", "This device is not registered; sign in again")
REVOKED = T("这台设备已被停用", "This device has been stopped")
MOST_HELD = 200


def own_device(actor: Actor, device_id: UUID, *, locked: bool = False) -> Device:
    """The actor's device. 403 ``device_unknown`` (also for somebody else's) or ``device_revoked``."""
    device = (_locked_device if locked else _device).first(device_id, actor.id)
    if device is None:
        raise Problem(403, "device_unknown", UNKNOWN)
    if device.revoked_at is not None:
        raise Problem(403, "device_revoked", REVOKED)
    return device


_device: Prepared[Device] = Prepared(lambda: Device.objects.filter(pk=key(0), person_id=key(1)))
_locked_device: Prepared[Device] = Prepared(
    lambda: Device.objects.select_for_update().filter(pk=key(0), person_id=key(1))
)


def file_receipt(device_id: UUID, digest: str) -> dict[str, str] | None:
    """What a phone believes when its file is whole."""
    device = Device.objects.filter(pk=device_id).first()
    if device is None:
        return None
    return {"digest": digest, "mac": file_mac(bytes(device.key), str(device.pk), digest)}


def people_in_sight(actor: Actor) -> QuerySet[Person]:
    """The people whose phones and queues this person may look at and decide about: himself, and from the desk
    everybody whom he may read."""
    if not actor.has(*DESK):
        return Person.objects.filter(pk=actor.id)
    return Person.objects.filter(
        Q(pk=actor.id) | Q(pk__in=visible(entities.get("person"), actor).values("pk"))
    )


def unsent_phones(actor: Actor) -> list[dict[str, Any]]:
    """Phones that said they hold unsent work, that lost some, or whose sequence has gaps."""
    devices = Device.objects.filter(
        Q(queue_length__gt=0) | Q(missing__gt=0) | ~Q(seen_above=[]),
        revoked_at=None,
        app="rep",
        person__in=people_in_sight(actor),
    ).select_related("person")
    return [
        {
            "device_id": device.pk,
            "person_id": device.person_id,
            "person_name": device.person.name,
            "label": device.label,
            "count": device.queue_length,
            "oldest_at": device.oldest_unsent_at,
            "missing": device.missing,
            "gap": missing(device.contiguous_seq, device.seen_above),
            "last_seen_at": device.last_seen_at,
        }
        for device in devices.order_by("oldest_unsent_at", "pk")
    ]


def held_commands(actor: Actor) -> list[dict[str, Any]]:
    """Commands that wait for a decision of this person or, for a manager, of his people's; oldest first."""
    rows = CommandRecord.objects.filter(status=HELD, resolution="")
    people: QuerySet[Person] = people_in_sight(actor)
    rows = rows.filter(person_id__in=people.values("pk")).order_by("received_at", "number")[:MOST_HELD]
    names = dict(people.filter(pk__in={row.person_id for row in rows}).values_list("pk", "name"))
    return [_held(row, names, actor.language) for row in rows]


def _held(row: CommandRecord, names: dict[UUID, str], language: str) -> dict[str, Any]:
    why = row.answer.get("reason") or {}
    known = verbs.find(row.verb)
    return {
        "id": row.id,
        "device_id": row.device_id,
        "person_id": row.person_id,
        "person_name": names.get(row.person_id, ""),
        "verb": row.verb,
        "label": known.label.say(language) if known else row.verb,
        "reason": {**why, "message": label_in(why.get("message"), language)},
        "at": row.received_at,
        "body": _sayable(json.loads(row.body)),
    }


def _sayable(value: Any, left: int = DEPTH_LIMIT) -> Any:
    """What was kept exactly as it came, without the half characters and the depth that no answer can carry."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_sayable(item, left - 1) for item in value] if left else []
    if isinstance(value, dict):
        return {_sayable(key): _sayable(item, left - 1) for key, item in value.items()} if left else {}
    return value


def held_as_json(actor: Actor) -> list[dict[str, Any]]:
    """The same for the wire."""
    return [
        {**item, "id": str(item["id"]), "at": moment(item["at"]), "device_id": str(item["device_id"]),
         "person_id": str(item["person_id"])}
        for item in held_commands(actor)
    ]  # fmt: skip
