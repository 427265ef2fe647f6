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
