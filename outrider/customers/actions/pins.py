"""Where a customer is: the first pin is taken at once, a rep's change of it is proposed and a manager decides.

A pin that came from an address alone is 待确认 until somebody confirms it, moves it or checks in there; moving it needs
nobody's decision.

Every change that somebody proposed or made here is a row with the pin before it: the history of the place.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, StringConstraints

from outrider.customers.actions.records import fact_customer
from outrider.customers.fieldtypes import PinInput, checked, pin_columns
from outrider.customers.models import LEARNED, Customer, PinChange
from outrider.customers.rules import CONFIRMED, unconfirmed
from outrider.engine.access.actor import DESK, STAFF
from outrider.engine.entities.actions import same_or_conflict
from outrider.engine.entities.declaration import Field, entities
from outrider.engine.entities.finding import find
from outrider.engine.entities.verbs import Digest, Empty, Input, Line, Write, verb
from outrider.kernel.errors import forbidden, invalid
from outrider.kernel.geo import distance_m
from outrider.kernel.text import T

PROPOSED = T("位置变更已提交,等主管确认", "The change of the pin waits for the manager")
OWN_PIN = T("不能确认自己提出的位置变更", "You cannot decide your own change of a pin")
REASON_NEEDED = T("请写明原因", "Please give the reason")
TAKEN = T("{customer}:新位置已采用", "{customer}: the new pin was taken")
LEFT = T("{customer}:位置没有改", "{customer}: the pin stays")
NOTE = T("{name}:{reason}", "{name}: {reason}")
DECISIONS = (("accepted", T("采用新位置", "Take it")), ("rejected", T("不改", "Leave the pin")))

# A place that somebody sends, as every verb takes one.
GivenPin = Annotated[PinInput, AfterValidator(checked)]


class ProposePin(Input):
    """Where the rep says that the customer is; the photo shows the shop there."""

    change_id: UUID
    customer_id: UUID
    pin: GivenPin
    visit_id: UUID | None = None
    photo: Digest | None = None
    note: Annotated[Line, StringConstraints(max_length=200)] = ""


@verb("pin.propose", input=ProposePin, label=T("修改位置", "Change the pin"), roles=STAFF, offline=True)
def propose_pin(write: Write, data: ProposePin) -> PinChange:
    """Take the first pin that somebody vouches for; keep any other as a proposal with its distance from it."""
    present = PinChange.all_objects.filter(pk=data.change_id).first()
    if present is not None:
        same_or_conflict(present.created_by_id == write.actor.id and present.customer_id == data.customer_id)
        return present
    fact_customer(write, data.customer_id)
    customer: Customer = find(entities.get("customer"), data.customer_id, locked=True)
    change = _change(customer, data.pin)
    change.pk, change.visit_id = data.change_id, data.visit_id
    change.photo, change.note = data.photo or "", data.note
    # Somebody else's shop is for its owner's manager to decide, also when it has no pin yet.
    free = customer.pin_lat is None or unconfirmed(customer)
    if free and customer.owner_id == write.actor.id and customer.deleted_at is None:
        change.status = "taken"
        write.update(customer, **_pin(change))
    else:
        write.flag("pin_proposed", PROPOSED)
    return write.create(change)


class ConfirmPin(Input):
    """Whose pin is right as it stands."""

    customer_id: UUID


@verb("pin.confirm", input=ConfirmPin, label=T("确认位置", "Confirm the pin"), roles=STAFF, offline=True)
def confirm_from_phone(write: Write, data: ConfirmPin) -> Customer:
    """Vouch for a pin that came from an address; one that is confirmed or moved already stays as it is."""
    fact_customer(write, data.customer_id)
    customer: Customer = find(entities.get("customer"), data.customer_id, locked=True)
    return confirm_geocoded(write, customer) if customer.owner_id == write.actor.id else customer


@verb(
    "customer.confirm_pin",
    entity="customer",
    input=Empty,
    label=T("确认位置", "Confirm the pin"),
    roles=STAFF,
    when=unconfirmed,
    console=True,
    bulk=True,
    icon="map-pin-check",
)
def confirm_pin(write: Write, customer: Customer, data: Empty) -> Customer:
    """Vouch for a pin that came from an address."""
    return confirm_geocoded(write, customer)


def confirm_geocoded(write: Write, customer: Customer) -> Customer:
    """The same for other verbs, such as a check-in at the pin. Without effect on any other pin."""
    if not unconfirmed(customer):
        return customer
    return write.update(customer, pin_given={**(customer.pin_given or {}), "source": CONFIRMED})


class DecidePin(Input):
    """The decision; a refusal needs a reason that the rep will read."""

    decision: Literal["accepted", "rejected"]
    reason: Annotated[Line, StringConstraints(max_length=200)] = ""


@verb(
    "pin_change.decide",
    entity="pin_change",
    input=DecidePin,
    label=T("确认位置", "Decide the pin"),
    roles=DESK,
    when=lambda change: change.status == "open",
    console=True,
    icon="map-pin-check",
    params=(
        Field("decision", "choice", T("结论", "Decision"), required=True, options=DECISIONS),
        Field("reason", "text", T("原因", "Reason"), max_length=200),
    ),
)
def decide_pin(write: Write, change: PinChange, data: DecidePin) -> PinChange:
    """Take the proposed pin or leave the present one; the rep is told."""
    if change.created_by_id == write.actor.id:
        raise forbidden(OWN_PIN)
    if data.decision == "rejected" and not data.reason:
        raise invalid("reason", "required", REASON_NEEDED)
    write.update(
        change,
        status=data.decision,
        reason=data.reason,
        decided_by_id=write.actor.id,
        decided_at=write.at,
    )
    customer: Customer = find(entities.get("customer"), change.customer_id, locked=True)
    if data.decision == "accepted":
        write.update(customer, verb="customer.pin", **_pin(change))
    if change.created_by_id:
        write.notify(
            change.created_by_id,
            "pin_decided",
            TAKEN if data.decision == "accepted" else LEFT,
            NOTE if data.reason else None,
            f"/customers/{customer.pk}",
            customer=customer.name,
            name=write.actor.name,
            reason=data.reason,
        )
    return change


def suggest_pin(write: Write, customer: Customer, lat: float, lng: float, apart_m: float) -> PinChange | None:
    """A place that the product has learned; not again where one within ``apart_m`` is open or was refused."""
    known = PinChange.objects.filter(customer=customer.pk, status__in=("open", "rejected"))
    for row in known.values_list("pin_lat", "pin_lng"):
        if distance_m(lat, lng, *row) <= apart_m:
            return None
    return write.create(_change(customer, PinInput(lat=lat, lng=lng, source=LEARNED)))


def _change(customer: Customer, pin: PinInput) -> PinChange:
    columns = pin_columns(pin)
    columns.pop("pin_cell")
    change = PinChange(customer=customer, former=customer.pin_given, **columns)
    if customer.pin_lat is not None and customer.pin_lng is not None:
        change.distance_m = round(
            distance_m(customer.pin_lat, customer.pin_lng, change.pin_lat, change.pin_lng)
        )
    return change


def _pin(change: PinChange) -> dict[str, Any]:
    return pin_columns(PinInput.model_validate(change.pin_given))
