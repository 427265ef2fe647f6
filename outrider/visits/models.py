"""Visit types, plans, visits and what happened in them.

A visit, its step results, photos and stock lines are facts: they are appended, never rewritten. What
changes on a visit are only columns derived from its facts (state, evidence, completeness, effect) and
the decisions of a person (review, verdict on a photo).
"""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Fact, QuantityField, Record

PERSON, DEPARTMENT, CUSTOMER = "identity.Person", "identity.Department", "customers.Customer"


class VisitType(Record):
    """An ordered template of steps, edited by an administrator; ``steps_version`` grows with its steps."""

    name = models.JSONField(default=dict)
    customer_kinds = models.JSONField(default=list)
    min_minutes = models.PositiveIntegerField(default=0)
    steps = models.JSONField(default=list)
    steps_version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=12, default="active")
    is_default = models.BooleanField(default=False)


class VisitTypeVersion(Record):
    """The steps of a type as they were: a visit is judged by the version that the rep saw."""

    visit_type = models.ForeignKey(VisitType, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    min_minutes = models.PositiveIntegerField(default=0)
    steps = models.JSONField(default=list)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("visit_type", "number"), name="visit_type_version_once"),
        )


class VisitPlan(Record):
    """Who visits whom, on which day, in which place of the order, why and with what expected result.

    A draft is the manager's own until it is published. ``must`` outweighs everything when a route is planned;
    ``eta`` and ``leave_at`` are what the route says, ``left_out`` why the stop is not in it.
    """

    title = models.CharField(max_length=120, blank=True)
    rep = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(DEPARTMENT, null=True, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(CUSTOMER, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    position = models.PositiveIntegerField(default=1)
    visit_type = models.ForeignKey(VisitType, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200, blank=True)
    expected = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    window_start = models.TimeField(null=True)
    window_end = models.TimeField(null=True)
    must = models.BooleanField(default=False)
    eta = models.DateTimeField(null=True)
    leave_at = models.DateTimeField(null=True)
    left_out = models.CharField(max_length=24, blank=True)
    status = models.CharField(max_length=12, default="planned")
    visit = models.ForeignKey("visits.Visit", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Record.Meta):
        indexes = (
            models.Index(fields=("on", "rep", "position"), name="plan_day"),
            models.Index(fields=("customer", "-on"), name="plan_customer"),
        )


class Visit(Fact):
    """One stay at a customer, or one that could not be. ``title`` is the customer's name at that time."""

    title = models.CharField(max_length=120, blank=True)
    customer = models.ForeignKey(CUSTOMER, on_delete=models.PROTECT, related_name="+", db_index=False)
    rep = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(DEPARTMENT, null=True, on_delete=models.PROTECT, related_name="+")
    visit_type = models.ForeignKey(VisitType, null=True, on_delete=models.PROTECT, related_name="+")
    type_version = models.PositiveIntegerField(default=0)
    plan = models.ForeignKey(VisitPlan, null=True, on_delete=models.PROTECT, related_name="+")
    planned = models.BooleanField(default=False)
    purpose = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, default="open")
    checked_in_at = models.DateTimeField()
    checked_out_at = models.DateTimeField(null=True)
    out_edited = models.BooleanField(default=False)
    time_in_store_s = models.PositiveIntegerField(null=True)
    location_status = models.CharField(max_length=12, default="pending")
    distance_m = models.PositiveIntegerField(null=True)
    accuracy_m = models.PositiveIntegerField(null=True)
    inside = models.BooleanField(null=True)
    outcome = models.CharField(max_length=12, default="not_enough")
    effective = models.BooleanField(null=True)
    could_not_reason = models.CharField(max_length=20, blank=True)
    purpose_met = models.CharField(max_length=8, blank=True)
    summary = models.TextField(blank=True)
    summary_chips = models.JSONField(default=list)
    next_step = models.CharField(max_length=500, blank=True)
    next_on = models.DateField(null=True)
    missing_reason = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    complete = models.BooleanField(default=True)
    photos_named = models.PositiveIntegerField(default=0)
    photos_held = models.PositiveIntegerField(default=0)
    photos_rejected = models.PositiveIntegerField(default=0)
    steps_done = models.JSONField(default=list)
    flagged = models.JSONField(default=list)
    review = models.CharField(max_length=10, blank=True)
    review_reason = models.CharField(max_length=500, blank=True)
    reviewed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta(Fact.Meta):
        indexes = (
            models.Index(fields=("rep", "-checked_in_at"), name="visit_rep"),
            models.Index(fields=("customer", "-checked_in_at"), name="visit_customer"),
            models.Index(fields=("business_date", "rep"), name="visit_day"),
        )


class StepResult(Fact):
    """One step done once. Doing it again appends another result that names the one it replaces."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="results")
    step_key = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    replaces = models.UUIDField(null=True)


class VisitPhoto(Fact):
    """One photo that a visit names. ``held`` says that the server has its file.

    ``digest`` is the SHA-256 of the original file, which is uploaded; ``shown_digest`` that of the copy
    with the watermark drawn on, which stays on the phone. ``dhash`` says how the original looks in 64 bits
    (hex; empty when nothing can be told), the ``band_*`` are its four parts, by which alike ones are found.
    ``like`` is the earlier photo of another visit that this one resembles most, ``apart`` in how many bits.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    step_result = models.ForeignKey(
        StepResult, null=True, on_delete=models.PROTECT, related_name="photos", db_index=False
    )
    step_key = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64)
    shown_digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    check_code = models.CharField(max_length=20, blank=True)
    reused = models.BooleanField(default=False)
    dhash = models.CharField(max_length=16, default="", blank=True)
    band_0 = models.PositiveIntegerField(null=True)
    band_1 = models.PositiveIntegerField(null=True)
    band_2 = models.PositiveIntegerField(null=True)
    band_3 = models.PositiveIntegerField(null=True)
    like = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    apart = models.PositiveSmallIntegerField(null=True)
    held = models.BooleanField(default=False)
    held_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, blank=True)
    verdict_reason = models.CharField(max_length=200, blank=True)
    judged_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta(Fact.Meta):
        indexes = (
            models.Index(fields=("business_date", "-occurred_at"), name="photo_day"),
            models.Index(fields=("digest",), name="photo_digest"),
            models.Index(fields=("created_at",), condition=models.Q(held=False), name="photo_awaited"),
            models.Index(fields=("band_0",), condition=models.Q(band_0__isnull=False), name="photo_band_0"),
            models.Index(fields=("band_1",), condition=models.Q(band_1__isnull=False), name="photo_band_1"),
            models.Index(fields=("band_2",), condition=models.Q(band_2__isnull=False), name="photo_band_2"),
            models.Index(fields=("band_3",), condition=models.Q(band_3__isnull=False), name="photo_band_3"),
        )


class Review(Fact):
    """A person is asked to look at a visit: because of its evidence, or because of a photo of it.

    ``grounds`` is what spoke at the time of asking, as codes with raw values and without coordinates, so that
    a phone can say it offline. ``entries`` is the whole conversation in order, only ever added to:
    ``{"id", "what", "by", "name", "at", "text", "decision", "photo"}``. ``decision`` is a person's; the
    product may take its own question back (withdrawn), never what a person said.
    """

    title = models.CharField(max_length=120, blank=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reviews", db_index=False)
    rep = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(DEPARTMENT, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    status = models.CharField(max_length=10, default="open")
    grounds = models.JSONField(default=list)
    entries = models.JSONField(default=list)
    decision = models.CharField(max_length=10, default="", blank=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    decided_by = models.ForeignKey(
        PERSON, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    appealed_at = models.DateTimeField(null=True)

    class Meta(Fact.Meta):
        constraints = (models.UniqueConstraint(fields=("visit", "kind"), name="review_once"),)
        indexes = (
            models.Index(fields=("rep", "-occurred_at"), name="review_rep"),
            models.Index(
                fields=("occurred_at",),
                condition=models.Q(status__in=("open", "explained", "appealed")),
                name="review_waiting",
            ),
        )


class StockLine(Fact):
    """What stood on the shelf of one product: counted by unit, and in base units."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="stock")
    step_result = models.ForeignKey(
        StepResult, on_delete=models.PROTECT, related_name="stock", db_index=False
    )
    customer = models.ForeignKey(CUSTOMER, on_delete=models.PROTECT, related_name="+", db_index=False)
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    units = models.JSONField(default=dict)
    quantity = QuantityField(null=True)
    out_of_stock = models.BooleanField(default=False)
    near_expiry = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        indexes = (models.Index(fields=("customer", "-occurred_at"), name="stock_customer"),)
