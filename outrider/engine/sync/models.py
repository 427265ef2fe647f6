"""Tables of sync: every command that ever came, and the conflicts that merging left."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Record

APPLIED, FLAGGED, HELD, RETRY, FORGED = (
    "applied",
    "applied_flagged",
    "held",
    "retry_later",
    "rejected_forged",
)
CONFLICT = "conflict"
RECEIVED = frozenset({APPLIED, FLAGGED, HELD})


class CommandRecord(models.Model):
    """One command, by the id that its phone gave it, and the answer that it got for ever.

    ``number`` is the commit position that receipts carry. ``body`` is kept, as ASCII JSON so that no
    database refuses it, for what a person may have to look at; for the rest its hash is enough.
    ``resolution`` says how a held one ended: discarded, replaced or replayed.
    """

    number = models.BigAutoField(primary_key=True)
    txid = models.BigIntegerField(default=0)
    id = models.UUIDField(unique=True)
    device_id = models.UUIDField()
    person_id = models.UUIDField()
    seq = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    body = models.TextField(default="")
    status = models.CharField(max_length=16)
    answer = models.JSONField(default=dict)
    device_time = models.CharField(max_length=40, default="")
    received_at = models.DateTimeField()
    resolution = models.CharField(max_length=12, default="")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.UUIDField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("device_id", "txid", "number"), name="command_device"),
            models.Index(
                fields=("person_id", "received_at"),
                condition=models.Q(status=HELD, resolution=""),
                name="command_held",
            ),
        )


class SyncConflict(Record):
    """Two changes of one field: ``current`` stands in the record, ``other`` is kept here.

    ``entity`` and ``record_id`` name the record, ``field`` its field; the values are as the API shows them.
    """

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    entity = models.CharField(max_length=40)
    record_id = models.UUIDField()
    record_title = models.CharField(max_length=200, default="")
    field = models.CharField(max_length=60)
    current = models.JSONField(null=True)
    other = models.JSONField(null=True)
    command_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default="open")
    choice = models.CharField(max_length=10, default="")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("person", "state"), name="conflict_person"),)
