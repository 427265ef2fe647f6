"""The journal's table.

``about_id`` is the customer (or other root record) that the change concerns; ``slice_key`` the offline
slice that must hear of it; ``txid`` the PostgreSQL transaction, by which a reader knows that no earlier
row is still to come (0 on SQLite, where one writer at a time makes ids final). A cursor is therefore the
pair (txid, id): ordered so, settled rows never appear behind a cursor.
"""

from __future__ import annotations

import os

from django.db import models


def new_salt() -> bytes:
    """16 random bytes that make the hash of a change unguessable once its values are erased."""
    return os.urandom(16)


class Entry(models.Model):
    """One change of one record, by one person, through one verb."""

    id = models.BigAutoField(primary_key=True)
    txid = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    occurred_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    source = models.CharField(max_length=16)
    verb = models.CharField(max_length=64)
    entity = models.CharField(max_length=40)
    entity_id = models.UUIDField()
    about_id = models.UUIDField(null=True)
    command_id = models.UUIDField(null=True)
    changes = models.JSONField(default=dict)
    slice_key = models.CharField(max_length=64, null=True)
    salt = models.BinaryField(default=new_salt)

    class Meta:
        indexes = (
            models.Index(fields=("slice_key", "txid", "id"), name="journal_slice"),
            models.Index(fields=("entity_id", "id"), name="journal_record"),
            models.Index(fields=("about_id", "id"), name="journal_about"),
            models.Index(fields=("txid", "id"), name="journal_position"),
        )
