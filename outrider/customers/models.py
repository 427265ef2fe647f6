"""Tables of customers: the shop or firm, its people, what was said, its tags, who owned it when, where its pin was."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Fact, Record, unique_alive

# The source of a pin that was proposed because of where visits were made.
LEARNED = "learned"


class Customer(Record):
    """A firm or shop that we sell to.

    ``pin_lat``/``pin_lng`` are WGS-84; ``pin_given`` keeps the coordinate as received with its datum and
    source. ``opening_hours`` is the text as written, ``opening_week`` what could be read of it.
    ``owned_since`` is the first day of the present owner; former owners are in ``CustomerOwnership``.
    """

    name = models.CharField(max_length=120)
    name_sort = models.CharField(max_length=120, default="")
    code = models.CharField(max_length=40, default="", blank=True)
    external_key = models.CharField(max_length=80, default="", blank=True)
    kind = models.CharField(max_length=20, default="outlet")
    channel = models.CharField(max_length=20, default="", blank=True)
    shop_type = models.CharField(max_length=20, default="", blank=True)
    grade = models.CharField(max_length=1, default="", blank=True)
    tags = models.JSONField(default=list)
    # No index of their own for owner and department: those with the name serve them too.
    owner = models.ForeignKey(
        "identity.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owned_since = models.DateField(null=True)
    department = models.ForeignKey(
        "identity.Department", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    supplying_distributor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    mobile = models.CharField(max_length=20, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    province = models.CharField(max_length=40, default="", blank=True)
    city = models.CharField(max_length=40, default="", blank=True)
    district = models.CharField(max_length=40, default="", blank=True)
    district_code = models.CharField(max_length=6, default="", blank=True)
    address = models.CharField(max_length=200, default="", blank=True)
    opening_hours = models.CharField(max_length=500, default="", blank=True)
    opening_week = models.JSONField(null=True)
    opening_flags = models.JSONField(default=list)
    pin_lat = models.FloatField(null=True)
    pin_lng = models.FloatField(null=True)
    pin_given = models.JSONField(null=True)
    pin_cell = models.CharField(max_length=15, default="", blank=True)
    remark = models.TextField(default="", blank=True)
    status = models.CharField(max_length=10, default="active")
    last_visit_on = models.DateField(null=True)
    last_order_on = models.DateField(null=True)
    invoice_title = models.CharField(max_length=120, default="", blank=True)
    tax_number = models.CharField(max_length=18, default="", blank=True)
    # The 门头照 by its digest, and who named it: it is read only once that person has brought the file.
    front_photo = models.CharField(max_length=64, default="", blank=True)
    front_photo_by = models.ForeignKey(
        "identity.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(deleted_at__isnull=True) & ~models.Q(code=""),
                name="customer_code",
            ),
            models.UniqueConstraint(
                fields=["external_key"],
                condition=models.Q(deleted_at__isnull=True) & ~models.Q(external_key=""),
                name="customer_external_key",
            ),
        )
        indexes = (
            models.Index(fields=("name_sort", "id"), name="customer_name"),
            models.Index(fields=("owner", "name_sort"), name="customer_owner"),
            models.Index(fields=("department", "name_sort"), name="customer_department"),
            models.Index(fields=("created_at", "id"), name="customer_created"),
            models.Index(fields=("pin_cell",), name="customer_cell"),
            models.Index(
                fields=("kind", "name_sort"),
                condition=models.Q(kind__in=("distributor", "sub_distributor")),
                name="customer_distributors",
            ),
        )


class CustomerOwnership(Record):
    """A former owner and his days, both included; the present owner stands on the customer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        "identity.Department", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("customer", "valid_from"), name="ownership_customer"),)


class Contact(Record):
    """A person at a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    name_sort = models.CharField(max_length=120, default="")
    salutation = models.CharField(max_length=20, default="", blank=True)
    mobile = models.CharField(max_length=20, default="", blank=True)
    role = models.CharField(max_length=40, default="", blank=True)
    is_primary = models.BooleanField(default=False)
    remark = models.TextField(default="", blank=True)


class Activity(Fact):
    """A call, meeting, message, e-mail or note about a customer, with the agreed next step.

    ``happened_at`` of the API is the fact's ``occurred_at``.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, default="note")
    text = models.TextField()
    next_step = models.CharField(max_length=200, default="", blank=True)
    next_on = models.DateField(null=True)

    class Meta(Fact.Meta):
        indexes = (models.Index(fields=("customer", "occurred_at"), name="activity_customer"),)


class Tag(Record):
    """A label that people put on customers."""

    name = models.CharField(max_length=40)
    name_sort = models.CharField(max_length=80, default="")

    class Meta(Record.Meta):
        constraints = (unique_alive("tag_name", "name"),)


class PossibleDuplicate(Record):
    """A new customer that may be one we have: both are kept until a person has looked."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=12)
    distance_m = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=10, default="open")

    class Meta(Record.Meta):
        constraints = (unique_alive("possible_duplicate_once", "customer", "other"),)
        indexes = (
            models.Index(
                fields=("created_at",), condition=models.Q(status="open"), name="possible_duplicate_open"
            ),
        )


class PinChange(Record):
    """Where somebody says that a customer is: taken at once where there was no pin, else decided by a manager.

    The pin before it is kept, so that the rows of a customer are the history of its place.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    pin_lat = models.FloatField()
    pin_lng = models.FloatField()
    pin_given = models.JSONField(default=dict)
    former = models.JSONField(null=True)
    distance_m = models.PositiveIntegerField(null=True)
    photo = models.CharField(max_length=64, default="", blank=True)
    note = models.CharField(max_length=200, default="", blank=True)
    visit_id = models.UUIDField(null=True)
    status = models.CharField(max_length=10, default="open")
    reason = models.CharField(max_length=200, default="", blank=True)
    decided_by = models.ForeignKey(
        "identity.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        indexes = (
            models.Index(fields=("created_at",), condition=models.Q(status="open"), name="pin_change_open"),
        )

    @property
    def learned(self) -> bool:
        """Whether no person but the visits themselves say that the customer is there."""
        return bool(self.pin_given.get("source") == LEARNED)
