"""One rep's route of one day, as it was last planned, and where each person's days begin and end."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Record, unique_alive


class DayRoute(Record):
    """What belongs to the day as a whole; its stops with their times are the day's visit plans.

    Distances are metres, durations seconds. ``pending`` is what has changed of stops that the rep has already and
    waits to be published; its shape is ``rules.Pending``.
    """

    title = models.CharField(max_length=120, blank=True)
    rep = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(
        "identity.Department", null=True, on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField()
    status = models.CharField(max_length=12, default="draft")
    start_at = models.DateTimeField(null=True)
    finish_at = models.DateTimeField(null=True)
    lunch_from = models.DateTimeField(null=True)
    lunch_to = models.DateTimeField(null=True)
    travel_s = models.PositiveIntegerField(default=0)
    wait_s = models.PositiveIntegerField(default=0)
    distance_m = models.PositiveIntegerField(default=0)
    stops = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    pending = models.JSONField(default=dict)

    class Meta(Record.Meta):
        constraints = (unique_alive("day_route_once", "rep", "on"),)
        indexes = (models.Index(fields=("on", "rep"), name="day_route_day"),)


class DayEnds(Record):
    """Where a person's days begin and end: as the company says, at home, at the office, or at the first or last stop.

    ``pin_lat``/``pin_lng`` are the home, to about 100 m. The id is the person's, so that a phone knows it beforehand.
    """

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(
        "identity.Department", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    start = models.CharField(max_length=8, default="company")
    end = models.CharField(max_length=8, default="company")
    pin_lat = models.FloatField(null=True)
    pin_lng = models.FloatField(null=True)
    pin_given = models.JSONField(null=True)

    class Meta(Record.Meta):
        constraints = (unique_alive("day_ends_once", "person"),)
