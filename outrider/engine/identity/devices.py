"""The phones and browsers that people signed in on: who may see them, and the end of a lost one.

Everybody sees and stops his own; an administrator, and a manager for his people, those of others. A stopped
device is signed out at once and its commands are refused; it says so, and keeps what it has not sent.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import require_role
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.engine.identity.models import Device, Person, Session
from outrider.kernel.errors import invalid
from outrider.kernel.text import T

LOOKS_AFTER = frozenset({"admin", "manager"})
NO_DEVICE = T("没有这台设备", "There is no such device")


def devices_beside(actor: Actor, person: Person, language: str) -> dict[str, Any]:
    """What a person's page shows beyond his fields: his devices, the last seen first, the stopped ones last."""
    if person.pk != actor.id and not actor.has(*LOOKS_AFTER):
        return {}
    rows = [_shown(device, actor) for device in Device.objects.filter(person_id=person.pk)]
    rows.sort(key=lambda row: str(row["last_seen_at"]), reverse=True)
    rows.sort(key=lambda row: row["revoked_at"] is not None)
    return {"_devices": rows}


def _shown(device: Device, actor: Actor) -> dict[str, Any]:
    return {
        "id": str(device.pk),
        "app": device.app,
        "label": device.label,
        "app_version": device.app_version,
        "last_seen_at": moment(device.last_seen_at or device.registered_at),
        "revoked_at": moment(device.revoked_at),
        # What it said at its last contact; a lost one may hold this for ever.
        "unsent": device.queue_length,
        "here": device.pk == actor.device_id,
    }


class RevokeDevice(Input):
    """Which device."""

    device_id: UUID


@verb("device.revoke", input=RevokeDevice, label=T("停用设备", "Stop device"))
def revoke(write: Write, data: RevokeDevice) -> dict[str, Any]:
    """Stop a lost phone: its sessions end, its commands are refused; it stands in the person's history."""
    device = Device.objects.select_for_update().filter(pk=data.device_id).first()
    if device is None:
        raise invalid("device_id", "no_such_record", NO_DEVICE)
    if device.person_id != write.actor.id:
        require_role(write.actor, LOOKS_AFTER)
        write.visible("person", device.person_id)
    if device.revoked_at is None:
        device.revoked_at = write.at
        device.save(update_fields=["revoked_at"])
        Session.objects.filter(device_id=device.pk).delete()
        write.note("person", device.person_id, {"device": [device.label or device.app, None]})
    return _shown(device, write.actor)
