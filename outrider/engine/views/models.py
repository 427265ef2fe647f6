"""The table of saved views."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Record, unique_alive


class SavedView(Record):
    """A list's filters and order (``query``, as in its address) and its columns, under a name."""

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    entity = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=2000, default="")
    columns = models.JSONField(default=list)

    class Meta(Record.Meta):
        constraints = (unique_alive("saved_view_name", "person", "entity", "name"),)
