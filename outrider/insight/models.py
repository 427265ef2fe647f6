"""What is known of customers beside their own columns, and the warnings that were raised from it."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Record, unique_alive

CUSTOMER, PERSON = "customers.Customer", "identity.Person"


class CustomerInsight(models.Model):
    """Derived from a customer's orders and visits alone, and made anew from them at any time.

    ``activity`` is 活跃度 in millionths of its logarithm (see ``rules.activity``), ``contribution`` 贡献值 in
    1/10,000 of the currency, ``reasons`` the dated reasons as stored. ``basis`` names the grade, state and
    company settings they were made with, ``next_on`` the day from which they must be made again, ``warns_on``
    the first day on which one of the reasons is worth a manager's eye; ``warned`` says that a warning may be
    waiting. No business fact of its own: it has no version and no journal.
    """

    customer = models.OneToOneField(
        CUSTOMER, primary_key=True, on_delete=models.CASCADE, related_name="insight"
    )
    activity = models.BigIntegerField(null=True)
    contribution = models.BigIntegerField(default=0)
    reasons = models.JSONField(default=list)
    basis = models.CharField(max_length=40, default="")
    next_on = models.DateField(null=True)
    warns_on = models.DateField(null=True)
    warned = models.BooleanField(default=False)


class CustomerWarning(Record):
    """A reason that is worth a manager's eye, from the day on which it was raised until it is answered.

    ``begins`` is the reason's first day: the same silence is raised once. ``outcome`` says how it ended:
    answered by an order or a visit, or passed without one.
    """

    title = models.CharField(max_length=120, default="", blank=True)
    customer = models.ForeignKey(CUSTOMER, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    begins = models.DateField()
    reason = models.JSONField(default=dict)
    points = models.IntegerField(default=0)
    status = models.CharField(max_length=8, default="open")
    raised_on = models.DateField()
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, default="", blank=True)
    planned_on = models.DateField(null=True)
    decided_by = models.ForeignKey(
        PERSON, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        constraints = (unique_alive("warning_once", "customer", "kind", "begins"),)
        indexes = (
            models.Index(
                fields=("status", "-points"), condition=~models.Q(status="closed"), name="warning_waiting"
            ),
            models.Index(fields=("-raised_on", "id"), name="warning_raised"),
        )
