"""What went in and out by file: who, when, what, how many."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Fact


class Transfer(Fact):
    """One export or one import that changed something; ``report`` holds an import's counts by reason."""

    kind = models.CharField(max_length=10)
    what = models.CharField(max_length=40)
    format = models.CharField(max_length=10)
    file_name = models.CharField(max_length=200, default="", blank=True)
    rows = models.PositiveIntegerField(default=0)
    filters = models.JSONField(default=dict)
    report = models.JSONField(default=dict)


class Mapping(models.Model):
    """How somebody read the columns of a file with these headers: the next one is read the same way.

    A help, no fact of the business: it has no journal.
    """

    entity = models.CharField(max_length=40)
    headers = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    key = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entity", "headers"], name="one_mapping"),)
