"""What of customers a fresh phone starts with, and who reads their pictures."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from outrider.customers.entities import CUSTOMER, PIN_CHANGE
from outrider.customers.rules import DISTRIBUTORS
from outrider.engine.access.actor import Actor
from outrider.engine.entities.queries import visible
from outrider.engine.files.declarations import file_readers
from outrider.engine.files.queries import held
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


def may_read_front(actor: Actor, customer_id: UUID, digest: str) -> bool:
    """A 门头照: who may read the customer, once the person who named it has brought the file."""
    customer = visible(CUSTOMER, actor).filter(pk=customer_id, front_photo=digest).first()
    return customer is not None and _brought(customer.front_photo_by_id, digest)


def may_read_pin_photo(actor: Actor, change_id: UUID, digest: str) -> bool:
    """The photo of a proposed pin: who may read the proposal, likewise."""
    change = visible(PIN_CHANGE, actor).filter(pk=change_id, photo=digest).first()
    return change is not None and _brought(change.created_by_id, digest)


def _brought(person_id: UUID | None, digest: str) -> bool:
    return person_id is not None and digest in held(person_id, [digest])


file_readers.add("customer", may_read_front)
file_readers.add("pin_change", may_read_pin_photo)
