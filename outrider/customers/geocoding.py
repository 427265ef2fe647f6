"""From an address to a place, by whatever provider a company has; none is built in.

Owns the slot and the work: a customer who comes without a pin and with an address is looked up in the
background. Promises that a place found so is marked (source ``geocoded``) until a person or a check-in
confirms it, that a pin somebody set meanwhile is never overwritten, and that one address is asked once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from outrider.customers.entities import CUSTOMER
from outrider.customers.fieldtypes import PinInput, checked, pin_columns
from outrider.customers.models import Customer
from outrider.customers.rules import GEOCODED
from outrider.engine.entities.actions import perform
from outrider.engine.entities.finding import find
from outrider.engine.entities.verbs import Input, Write, after, verb
from outrider.engine.identity.company import add_provider
from outrider.engine.identity.queries import setting, system_actor
from outrider.engine.journal.models import Entry
from outrider.kernel.registry import Registry
from outrider.kernel.text import T


@dataclass(frozen=True, slots=True)
class Place:
    """What a provider answers, in the datum that it uses."""

    lat: float
    lng: float
    datum: str = "WGS-84"


# One line of address → a place, or None when there is no such address. Raises OSError when it cannot say
# now: the work is then repeated later.
Geocoder = Callable[[str], Place | None]
geocoders: Registry[Geocoder] = Registry("geocoders", "finds the place of an address")
add_provider(
    "customers.geocoder",
    T("按地址定位", "Places by address"),
    T(
        "没有位置的新客户按地址查到位置,标为待确认",
        "A new customer without a place is looked up; the place waits to be confirmed",
    ),
    geocoders,
)


def address_line(customer: Any) -> str:
    """The address as one asks for it: from the province down."""
    parts = (customer.province, customer.city, customer.district, customer.address)
    return "".join(dict.fromkeys(part for part in parts if part)) if customer.address else ""


@after("customer.create", "customer.import", "customer.update")
def look_up(entry: Entry) -> None:
    """In a worker, for a customer that has got an address and no pin."""
    ask = geocoders.find(str(setting("customers.geocoder")))
    if ask is None or "address" not in entry.changes:
        return
    customer = find(CUSTOMER, entry.entity_id)
    if customer is None or customer.deleted_at or customer.pin_lat is not None:
        return
    if not (line := address_line(customer)) or (place := ask(line)) is None:
        return
    found = _Found(customer=customer.pk, lat=place.lat, lng=place.lng, datum=place.datum)
    perform("customer.geocode", found, actor=system_actor(), source="geocoder")


class _Found(Input):
    customer: UUID
    lat: float
    lng: float
    datum: str


@verb("customer.geocode", input=_Found, label=T("按地址定位", "Place by address"), roles={"admin"})
def set_geocoded_pin(write: Write, data: _Found) -> Customer:
    """Set the pin, unless somebody was faster."""
    customer: Customer = find(CUSTOMER, data.customer, locked=True)
    if customer.pin_lat is not None or customer.deleted_at is not None:
        return customer
    pin = PinInput.model_validate({"lat": data.lat, "lng": data.lng, "datum": data.datum, "source": GEOCODED})
    return write.update(customer, **pin_columns(checked(pin)))
