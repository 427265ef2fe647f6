"""Positions, which expire, evidence, which stays without them, and a person's working days.

A position is a fix exactly as received (with its datum, accuracy, source and times) beside its WGS-84
form. Positions are append-only, are not journalled and are deleted after 30 days. Evidence holds no
coordinate: only distances, accuracies, durations and what the signals made of them.
"""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Fact, Record, unique_alive
from outrider.kernel.ids import uuid7


class Evidence(Fact):
    """What is known about where a phone was at one act (check-in, check-out, could not visit)."""

    subject_id = models.UUIDField()
    act = models.CharField(max_length=20)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        "identity.Department", null=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField()
    status = models.CharField(max_length=12)
    fix_count = models.PositiveIntegerField(default=0)
    unusable_fixes = models.PositiveIntegerField(default=0)
    distance_m = models.PositiveIntegerField(null=True)
    accuracy_m = models.PositiveIntegerField(null=True)
    sources = models.JSONField(default=list)
    inside = models.BooleanField(null=True)
    outcome = models.CharField(max_length=12)
    presence = models.CharField(max_length=12)
    integrity = models.CharField(max_length=14)
    quality = models.CharField(max_length=8)
    scores = models.JSONField(default=dict)
    readings = models.JSONField(default=list)
    model = models.CharField(max_length=20)
    # The phone's clocks when the act was made: {"wall", "monotonic_ms", "boot_id"}, or null.
    ticks = models.JSONField(null=True)

    class Meta(Fact.Meta):
        constraints = (models.UniqueConstraint(fields=("subject_id", "act"), name="evidence_one_per_act"),)
        indexes = (models.Index(fields=("person", "-occurred_at"), name="evidence_person"),)


class Position(models.Model):
    """One fix as received, and where it is in WGS-84."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    evidence_id = models.UUIDField()
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    lat = models.FloatField()
    lng = models.FloatField()
    datum = models.CharField(max_length=8)
    wgs84_lat = models.FloatField()
    wgs84_lng = models.FloatField()
    accuracy = models.FloatField(null=True)
    altitude = models.FloatField(null=True)
    heading = models.FloatField(null=True)
    speed = models.FloatField(null=True)
    source = models.CharField(max_length=20)

    class Meta:
        indexes = (
            models.Index(fields=("person", "at"), name="position_person_at"),
            models.Index(fields=("evidence_id",), name="position_evidence"),
            models.Index(fields=("received_at",), name="position_received"),
        )


class Shift(Fact):
    """From clocking in (``occurred_at``) until clocking out, within one day of the company.

    ``breaks`` are ``{"from", "to"}`` in order, the last one open while the status is ``break``. A clock-in that
    falls into another shift (a second device) is kept as ``joined`` and names it: what follows under its id counts
    for that shift. ``ended_by`` says whether a person ended it or, at midnight, the rule; ``by_hand`` is a correction.
    """

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(
        "identity.Department", null=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=8, default="on")
    started_by = models.CharField(max_length=10, default="clock_in")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, default="", blank=True)
    breaks = models.JSONField(default=list)
    worked_s = models.PositiveIntegerField(null=True)
    location_status = models.CharField(max_length=12, default="pending")
    flagged = models.JSONField(default=list)
    joined_to = models.CharField(max_length=36, default="", blank=True)

    class Meta(Fact.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("person",),
                condition=models.Q(status__in=("on", "break"), deleted_at__isnull=True),
                name="shift_one_open",
            ),
        )
        indexes = (
            models.Index(fields=("person", "-occurred_at"), name="shift_person"),
            models.Index(fields=("business_date", "person"), name="shift_day"),
        )


class DayOff(Record):
    """请假: a day on which a person does not work, and why."""

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(
        "identity.Department", null=True, on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField()
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta(Record.Meta):
        constraints = (unique_alive("day_off_once", "person", "on"),)
        indexes = (models.Index(fields=("on", "person"), name="day_off_day"),)


class ShiftCorrection(Record):
    """补卡: what a person says of a day on which he forgot to clock in or out, until somebody else decides."""

    title = models.CharField(max_length=120, default="", blank=True)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(
        "identity.Department", null=True, on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=8, default="asked")
    decided_by = models.ForeignKey(
        "identity.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, default="", blank=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("person", "on"),
                condition=models.Q(state="asked", deleted_at__isnull=True),
                name="shift_correction_one_asked",
            ),
        )
        indexes = (
            models.Index(fields=("person", "-on"), name="shift_correction_person"),
            models.Index(fields=("state", "on"), name="shift_correction_state"),
        )
