"""Tables of the worker: jobs with their progress, schedules, and how far each listener has heard.

These are machinery, not records of the business: they are not journalled, and their times are the
computer's, not the company's (a demo company shifts its clock; a queue must not wait for it).
"""

from __future__ import annotations

from django.db import models

from outrider.kernel.ids import uuid7

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
OVER = (DONE, FAILED, CANCELLED)


class Job(models.Model):
    """One piece of work, and where it stands."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    owner_id = models.UUIDField(null=True)
    state = models.CharField(max_length=12, default=QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    error = models.TextField(default="")
    attempts = models.PositiveIntegerField(default=0)
    cancel_wanted = models.BooleanField(default=False)
    scheduled = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    alive_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("state", "alive_at"), name="jobs_state"),)


class Schedule(models.Model):
    """When a repeated job is due next; claimed by whichever worker comes first."""

    name = models.CharField(max_length=80, primary_key=True)
    due_at = models.DateTimeField()


class Lease(models.Model):
    """Who does a thing that one process must do alone, and until when."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.UUIDField(null=True)
    until = models.DateTimeField()


class Position(models.Model):
    """How far a listener has read the journal, in the order (txid, id)."""

    listener = models.CharField(max_length=160, primary_key=True)
    txid = models.BigIntegerField(default=0)
    entry_id = models.BigIntegerField(default=0)


class Undelivered(models.Model):
    """An entry that a listener failed on; tried again, ever more rarely, and never forgotten."""

    listener = models.CharField(max_length=160)
    entry_id = models.BigIntegerField()
    attempts = models.PositiveIntegerField(default=1)
    next_at = models.DateTimeField()
    error = models.TextField(default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("listener", "entry_id"), name="jobs_undelivered_once"),
        )
        indexes = (models.Index(fields=("next_at",), name="jobs_undelivered_due"),)
