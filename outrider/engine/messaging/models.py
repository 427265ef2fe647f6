"""The table of notices."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Record


class Notice(Record):
    """One message for one person, in every language; ``link`` is a path inside the app."""

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    link = models.CharField(max_length=200, default="")
    read_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        indexes = (
            models.Index(fields=("person", "-created_at"), name="notice_person"),
            models.Index(fields=("person",), condition=models.Q(read_at__isnull=True), name="notice_unread"),
        )
