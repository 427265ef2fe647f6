"""The tables of notices and comments."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Fact, Record


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


class Comment(Fact):
    """点评: what somebody said about a record, or answered to it.

    ``person`` and ``department`` are those of the record when it was said: who may read the record through them
    may read what is said of it. ``entity`` and ``record_id`` name the record; ``said_in`` names it for people.
    """

    entity = models.CharField(max_length=40)
    record_id = models.UUIDField()
    said_in = models.CharField(max_length=120, default="", blank=True)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(
        "identity.Department", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    author = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=1000)
    reply_to = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        indexes = (
            models.Index(fields=("record_id", "occurred_at"), name="comment_record"),
            models.Index(fields=("person", "-occurred_at"), name="comment_person"),
            models.Index(fields=("business_date", "person"), name="comment_day"),
        )
