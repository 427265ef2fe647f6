"""What a contact with a phone tells of the phone: its sequence, its queue, its storage."""

from __future__ import annotations

from collections.abc import Iterable

from outrider.engine.identity.models import Device
from outrider.engine.sync.envelope import Report
from outrider.engine.sync.sequence import absorb
from outrider.kernel import clock


def note_sequence(device: Device, seen: Iterable[int]) -> None:
    """Count numbers as received, on a locked row; ``note_contact`` saves."""
    device.contiguous_seq, device.seen_above = absorb(device.contiguous_seq, device.seen_above, seen)


def note_contact(device: Device, app_version: str, report: Report | None, received: int) -> None:
    """Save when the phone was heard, and what it said of its queue, less what came with the same message."""
    device.last_seen_at = clock.now()
    device.app_version = app_version or device.app_version
    if report is not None:
        device.queue_length = max(0, report.queued - received)
        device.oldest_unsent_at = report.oldest_unsent_at if device.queue_length else None
        device.storage_persisted = report.persisted
        device.quota_free = report.quota_free
        device.missing = report.missing
    device.save()
