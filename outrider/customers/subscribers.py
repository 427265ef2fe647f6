"""What of customers a fresh phone starts with."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from outrider.customers.rules import DISTRIBUTORS
from outrider.engine.sync.declarations import Slice, slices

ACTIVITY_DAYS = 92


def own_customers(person_id: UUID, today: date) -> Q:
    """A rep's customers, and every distributor."""
    return Q(owner=person_id) | Q(kind__in=DISTRIBUTORS)


def their_contacts(person_id: UUID, today: date) -> Q:
    """The people at a rep's customers."""
    return Q(customer__owner=person_id, customer__deleted_at__isnull=True)


def their_activities(person_id: UUID, today: date) -> Q:
    """What was said lately at a rep's customers."""
    recent = Q(business_date__gte=today - timedelta(days=ACTIVITY_DAYS))
    return their_contacts(person_id, today) & recent


slices.add("customer", Slice(own_customers))
slices.add("contact", Slice(their_contacts))
slices.add("activity", Slice(their_activities))
