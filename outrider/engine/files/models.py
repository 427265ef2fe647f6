"""Tables of files: what is kept, and who has brought (or is bringing) it.

A file is kept once, however many people bring it; but each of them has to bring all of it, and what one
has brought says nothing to another.
"""

from __future__ import annotations

from django.db import models

from outrider.kernel.ids import uuid7

OPEN, COMPLETE, REFUSED = "open", "complete", "refused"


class StoredFile(models.Model):
    """The bytes of one digest, measured by us and not by what anybody claimed.

    ``dhash`` says how the picture looks (see ``image_child.dhash``); empty where there is nothing to compare by.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    dhash = models.CharField(max_length=16, default="", blank=True)
    stored_at = models.DateTimeField()


class Upload(models.Model):
    """One person's bringing of one file. How far it has come is the length of its part in the store."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    device_id = models.UUIDField(null=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, default=OPEN)
    reason = models.CharField(max_length=40, default="")
    begun_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "digest"), name="upload_once_a_person"),)
        indexes = (models.Index(fields=("state", "begun_at"), name="upload_state"),)
