"""The journal's table.

``about_id`` is the customer (or other root record) that the change concerns; ``slice_key`` the offline
slice that must hear of it; ``txid`` the PostgreSQL transaction, by which a reader knows that no earlier
row is still to come (0 on SQLite, where one writer at a time makes ids final). A cursor is therefore the
pair (txid, id): ordered so, settled rows never appear behind a cursor.
"""

from __future__ import annotations

import os
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


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
    # Once the values are erased: what was hashed of them (sealing.py).
    content_hash = models.BinaryField(null=True)

    @classmethod
    def of(cls, **values: Any) -> Self:
        """A new entry from all its values but key, transaction and salt: what the model's own constructor makes,
        at a quarter of its price. One is made for every change of the product."""
        entry = cls.__new__(cls)
        entry.__dict__.update(
            values, id=None, txid=0, salt=new_salt(), content_hash=None, _state=ModelState()
        )
        return entry

    class Meta:
        indexes = (
            models.Index(fields=("slice_key", "txid", "id"), name="journal_slice"),
            models.Index(fields=("entity_id", "id"), name="journal_record"),
            models.Index(fields=("about_id", "id"), name="journal_about"),
            models.Index(fields=("txid", "id"), name="journal_position"),
        )


class Seal(models.Model):
    """The hash over the entries ``first_id`` to ``last_id`` behind the seal before (sealing.py)."""

    number = models.BigIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.IntegerField()
    previous = models.BinaryField()
    digest = models.BinaryField()
