"""Tables of orders.

``Order.lines`` is the sheet as it was submitted: lists, phones and the journal read it without a join.
"""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Fact, MoneyField

PERSON, DEPARTMENT, CUSTOMER = "identity.Person", "identity.Department", "customers.Customer"


class Order(Fact):
    """What a customer ordered, from whom, for when; ``occurred_at`` is when it was placed.

    ``number`` is claimed when the order leaves the draft. ``flags`` are what a rule wants looked at:
    ``[{"code", "line", "text"}]``. ``rate`` is for the day when documents may have a currency of their own.
    """

    number = models.CharField(max_length=40, default="", blank=True)
    customer = models.ForeignKey(CUSTOMER, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.ForeignKey("visits.Visit", null=True, on_delete=models.PROTECT, related_name="+")
    rep = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(
        DEPARTMENT, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    supplying_distributor = models.ForeignKey(
        CUSTOMER, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    delivery_on = models.DateField(null=True)
    payment = models.CharField(max_length=10, default="now")
    status = models.CharField(max_length=20, default="draft")
    currency = models.CharField(max_length=3, default="CNY")
    rate = models.BigIntegerField(default=10_000)
    lines = models.JSONField(default=list)
    total = MoneyField(default=0)
    quantity_text = models.CharField(max_length=120, default="", blank=True)
    product_count = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=500, default="", blank=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    flags = models.JSONField(default=list)
    flagged = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        PERSON, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta(Fact.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["number"],
                condition=~models.Q(number=""),
                name="order_number",
            ),
        )
        indexes = (
            models.Index(fields=("customer", "-occurred_at"), name="order_customer"),
            models.Index(fields=("rep", "-occurred_at"), name="order_rep"),
            models.Index(fields=("department", "-occurred_at"), name="order_department"),
            models.Index(fields=("business_date", "rep"), name="order_day"),
            models.Index(fields=("-occurred_at", "id"), name="order_placed"),
            models.Index(fields=("occurred_at",), condition=models.Q(status="pending"), name="order_pending"),
            models.Index(fields=("occurred_at",), condition=models.Q(flagged=True), name="order_flagged"),
        )
