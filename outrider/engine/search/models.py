"""The search table.

It repeats what a list needs (title, order, owner, department), so that a typed word is answered from this
table alone: page and total come from one statement. The terms themselves live in a ``tsvector`` column
with a GIN index on PostgreSQL and in an FTS5 table on SQLite (see the first migration).
"""

from __future__ import annotations

from django.db import models


class SearchEntry(models.Model):
    """One searchable record."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=40)
    record_id = models.UUIDField(unique=True)
    title = models.CharField(max_length=200)  # folded: what ``contains`` is compared with
    label = models.CharField(max_length=200)  # as shown
    subtitle = models.CharField(max_length=200, default="")
    keys = models.TextField(default="")  # folded title, pinyin, initials, numbers, texts, one per line
    sort = models.CharField(max_length=120)
    owner_id = models.UUIDField(null=True)
    department_id = models.UUIDField(null=True)
    alive = models.BooleanField(default=True)
    shared = models.BooleanField(default=False)  # everybody with at least the level SHARED reads it
