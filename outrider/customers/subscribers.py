"""What of customers a phone carries, and who reads their pictures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from outrider.customers.entities import CUSTOMER, PIN_CHANGE
from outrider.customers.models import Customer
from outrider.customers.rules import DISTRIBUTORS
from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.queries import visible
from outrider.engine.files.declarations import file_readers
from outrider.engine.files.queries import held
from outrider.engine.identity.company import company_settings
from outrider.engine.identity.queries import names_of, setting
from outrider.engine.sync.declarations import Slice, slices, view_stamps, views
from outrider.kernel.text import T

ACTIVITY_DAYS = 92
KNOWN_SHOPS = "customers.known_shops"
MOST_KNOWN, PARCEL = 5_000, 250


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


# -- others' shops, for whoever is about to make one of them again ----------------------------------------


def known_shops(actor: Actor, today: date) -> list[dict[str, Any]]:
    """Others' active shops of the actor's department and of the districts in which he has customers.

    Of each its name, its owner's name and its place to about 10 m: no id, address or number leaves with it. In
    parcels, because a phone writes few large rows faster than many small ones.
    """
    if not actor.has("rep", "manager") or not setting(KNOWN_SHOPS):
        return []
    own = Customer.objects.filter(owner=actor.id)
    districts = list(own.exclude(district="").values_list("district", flat=True).distinct())
    around = Q(department=actor.department_id) if actor.department_id else Q(pk__in=[])
    rows = Customer.objects.filter(around | Q(district__in=districts), status="active")
    rows = rows.exclude(kind__in=DISTRIBUTORS).exclude(owner=actor.id)
    found = list(rows.order_by("pk").values_list("name", "owner", "pin_lat", "pin_lng")[:MOST_KNOWN])
    names = names_of(owner for _, owner, _, _ in found)
    shops = [
        [name, names.get(owner, ""), lat and round(lat, 4), lng and round(lng, 4)]
        for name, owner, lat, lng in found
    ]
    return [
        {"id": f"known:{at // PARCEL}", "shops": shops[at : at + PARCEL]}
        for at in range(0, len(shops), PARCEL)
    ]


def known_stamp(actor: Actor, today: date) -> str:
    """Once a day is enough: the server looks again when a new customer arrives."""
    return f"{today}|{actor.department_id}|{setting(KNOWN_SHOPS)}"


views.add("known_shops", known_shops)
view_stamps.add("known_shops", known_stamp)
company_settings.add(
    KNOWN_SHOPS,
    Field(
        "known_shops",
        "boolean",
        T("手机离线查重", "Check for known shops offline"),
        default=True,
        help=T(
            "手机存有同部门和同区县其他人门店的名称、负责人和大致位置,新增客户时离线也能查重",
            "Phones hold name, owner and rough place of colleagues' shops nearby, so that a new customer is "
            "checked without a signal too",
        ),
    ),
)


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
