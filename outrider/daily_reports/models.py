"""日报: what the product wrote of a person's day, and what he added."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Record, unique_alive


class DailyReport(Record):
    """One day of one person, from its submission on; before that it is only computed.

    ``facts`` are the day's facts as they were when it was submitted (see ``rules.py``); what came later is shown
    beside them. ``read_by`` is ``{person: moment}`` of those who lead him and have opened it.
    """

    title = models.CharField(max_length=120, default="", blank=True)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(
        "identity.Department", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    on = models.DateField()
    facts = models.JSONField(default=dict)
    problems = models.CharField(max_length=2000, default="", blank=True)
    support = models.CharField(max_length=2000, default="", blank=True)
    tomorrow = models.CharField(max_length=2000, default="", blank=True)
    submitted_at = models.DateTimeField()
    read_by = models.JSONField(default=dict)

    class Meta(Record.Meta):
        constraints = (unique_alive("daily_report_once", "person", "on"),)
        indexes = (models.Index(fields=("on", "person"), name="daily_report_day"),)
