"""One rep's route of one day, as it was last planned."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Record, unique_alive


class DayRoute(Record):
    """What belongs to the day as a whole; its stops with their times are the day's visit plans.

    Distances are metres, durations seconds.
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

    class Meta(Record.Meta):
        constraints = (unique_alive("day_route_once", "rep", "on"),)
        indexes = (models.Index(fields=("on", "rep"), name="day_route_day"),)
