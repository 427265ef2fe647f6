"""新增客户 from a phone: created with the phone's id, whatever we may have already; what is like it is noted beside it.

Promises: a new customer is never refused because we may have it; a repeat answers what is there; a tax number that
cannot be right goes into the remark with a flag, so that no visit waits for it.
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, StringConstraints

from outrider.customers import queries, rules
from outrider.customers.fieldtypes import PinInput, checked, pin_columns
from outrider.customers.models import Contact, Customer, PossibleDuplicate
from outrider.engine.access.actor import DESK, STAFF
from outrider.engine.entities.actions import same_or_conflict
from outrider.engine.entities.fieldtypes.texts import normal_mobile
from outrider.engine.entities.fieldtypes.times import PlausibleMoment
from outrider.engine.entities.verbs import Digest, Empty, Input, Line, Lines, Write, verb
from outrider.kernel.text import T

TAX_ODD = T("税号不对,已记在备注里", "The tax number cannot be right; it is kept in the remark")
ALIKE = T(
    "可能已有这家客户:{name},主管会核对", "We may have this customer already: {name}. The manager will look"
)
TAX_REMARK = T("税号(待核对):{number}", "Tax number (to be checked): {number}")

Kind = Literal["outlet", "sub_distributor", "key_account", "hospital", "pharmacy", "company", "person"]
ShopType = Annotated[str, StringConstraints(pattern="^(|" + "|".join(k for k, _ in rules.SHOP_TYPES) + ")$")]
Channel = Annotated[str, StringConstraints(pattern="^(|" + "|".join(k for k, _ in rules.CHANNELS) + ")$")]
Mobile = Annotated[str, StringConstraints(max_length=40), AfterValidator(normal_mobile)]


def _named(value: str) -> str:
    if not value:
        raise ValueError("blank")
    return value


class NewContact(Input):
    """Whom to ask for: the 称呼 as people say it (王老板) and a mobile number."""

    contact_id: UUID
    name: Annotated[Line, StringConstraints(max_length=60), AfterValidator(_named)]
    mobile: Mobile = ""


class NewCustomer(Input):
    """What a rep knows of a shop in which he stands; only the name is needed."""

    customer_id: UUID
    name: Annotated[Line, StringConstraints(max_length=120), AfterValidator(_named)]
    at: PlausibleMoment
    kind: Kind = "outlet"
    contact: NewContact | None = None
    pin: Annotated[PinInput, AfterValidator(checked)] | None = None
    front_photo: Digest | None = None
    shop_type: ShopType = ""
    channel: Channel = ""
    grade: Literal["", "A", "B", "C", "D"] = ""
    address: Annotated[Line, StringConstraints(max_length=200)] = ""
    remark: Annotated[Lines, StringConstraints(max_length=500)] = ""
    invoice_title: Annotated[Line, StringConstraints(max_length=120)] = ""
    tax_number: Annotated[Line, StringConstraints(max_length=40)] = ""


@verb("customer.create", input=NewCustomer, label=T("新增客户", "New customer"), roles=STAFF, offline=True)
def create_customer(write: Write, data: NewCustomer) -> Customer:
    """Make the customer its author's own; what we may have already is flagged for the manager."""
    present = Customer.all_objects.filter(pk=data.customer_id).first()
    if present is not None:
        same_or_conflict(present.created_by_id == write.actor.id and present.name == data.name)
        return present
    customer = _customer(write, data)
    mobile = data.contact.mobile if data.contact else ""
    found = queries.like(data.name, customer.pin_lat, customer.pin_lng, mobile)
    write.create(customer)
    if data.contact:
        _contact(write, customer, data.contact)
    for one in found:
        write.create(
            PossibleDuplicate(customer=customer, other=one.customer, why=one.why, distance_m=one.distance_m)
        )
        write.flag("possible_duplicate", ALIKE, name=one.customer.name)
    return customer


def _customer(write: Write, data: NewCustomer) -> Customer:
    number, remark = data.tax_number.replace(" ", "").upper(), data.remark
    if number and not rules.tax_number_is_right(number):
        write.flag("tax_number", TAX_ODD)
        kept = TAX_REMARK.say(write.actor.language, number=data.tax_number)
        remark, number = "\n".join(filter(None, (remark, kept))), ""
    return Customer(
        id=data.customer_id,
        name=data.name,
        kind=data.kind,
        shop_type=data.shop_type,
        channel=data.channel,
        grade=data.grade,
        address=data.address,
        remark=remark,
        invoice_title=data.invoice_title,
        tax_number=number,
        owner_id=write.actor.id,
        front_photo=data.front_photo or "",
        front_photo_by_id=write.actor.id if data.front_photo else None,
        **pin_columns(data.pin),
    )


def _contact(write: Write, customer: Customer, data: NewContact) -> None:
    same_or_conflict(not Contact.all_objects.filter(pk=data.contact_id).exists())
    write.create(
        Contact(id=data.contact_id, customer=customer, name=data.name, mobile=data.mobile, is_primary=True)
    )


@verb(
    "possible_duplicate.keep_both",
    entity="possible_duplicate",
    input=Empty,
    label=T("不是同一家", "Two shops"),
    roles=DESK,
    when=lambda doubt: doubt.status == "open",
    console=True,
    icon="copy-check",
)
def keep_both(write: Write, doubt: PossibleDuplicate, data: Empty) -> PossibleDuplicate:
    """A person has looked: they are two shops."""
    return write.update(doubt, status="two")
