"""Assigning, saving contacts, logging activities, merging phones' edits, and what upper packages keep on a customer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, JsonValue, StringConstraints
from pydantic import Field as Limits

from outrider.customers.entities import CONTACT, CUSTOMER
from outrider.customers.models import Activity, Contact, Customer
from outrider.customers.rules import ACTIVITY_KINDS
from outrider.engine.access.actor import STAFF
from outrider.engine.access.policy import OFFICE
from outrider.engine.entities.actions import assign, decode_record, same_or_conflict
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.fieldtypes.times import PlausibleDate, PlausibleMoment
from outrider.engine.entities.finding import find
from outrider.engine.entities.schemas import create_schema
from outrider.engine.entities.verbs import Input, Line, Lines, Retry, Write, verb
from outrider.engine.identity.queries import department_of
from outrider.engine.sync.actions import merge
from outrider.kernel.errors import Problem, forbidden, not_found
from outrider.kernel.period import CLOCK_FLAGS, occurred
from outrider.kernel.text import T

OUTSIDE = T("不能分配给你管理范围之外的人", "You cannot assign to somebody outside your own departments")
CUSTOMER_GONE = T("客户已删除", "The customer is in the bin")
CUSTOMER_MOVED = T("客户已不归你负责", "The customer is no longer yours")


def fact_customer(write: Write, customer_id: UUID, known: Customer | None = None) -> Customer:
    """The customer that a fact names, flagged when it is binned or no longer the actor's.

    From the API it must be visible (404); from a phone an unknown one is still on its way (Retry). ``known`` is
    the row where it has been read for many facts at once.
    """
    if write.source == "api":
        found: Customer = write.visible("customer", customer_id)
        return found
    customer: Customer | None = known or find(CUSTOMER, customer_id)
    if customer is None:
        raise Retry("customer", customer_id)
    if customer.deleted_at is not None:
        write.flag("customer_gone", CUSTOMER_GONE)
    elif not CUSTOMER.scope.admits(write.actor, CUSTOMER.policy.level(write.actor, "read"), customer):
        write.flag("customer_moved", CUSTOMER_MOVED)
    return customer


def fact_time(write: Write, at: datetime) -> datetime:
    """When a fact happened: the phone's word within reason, else the moment of receipt, flagged."""
    moment = occurred(at, write.at)
    for code in moment.flags:
        write.flag(code, CLOCK_FLAGS[code])
    return moment.at


class Assign(Input):
    """The new owner; null returns the customer to nobody."""

    owner: UUID | None
    note: Annotated[Line, StringConstraints(max_length=200)] = ""


@verb(
    "customer.assign",
    entity="customer",
    input=Assign,
    label=T("分配", "Assign"),
    icon="user-check",
    roles={"manager", *OFFICE},
    console=True,
    bulk=True,
    params=(
        Field("owner", "reference", T("新负责人", "New owner"), reference="person", required=True),
        Field("note", "text", T("说明", "Note"), max_length=200),
    ),
)
def assign_owner(write: Write, customer: Customer, data: Assign) -> Customer:
    """Give a customer to another person from today on; the former owner's period is closed."""
    department = department_of(data.owner) if data.owner else None
    if data.owner:
        write.visible("person", data.owner)
        # A manager hands on within his own departments only.
        if not write.actor.has(*OFFICE) and department not in write.actor.subtree:
            raise forbidden(OUTSIDE)
    former = customer.owner_id
    write.update(customer, owner_id=data.owner, department_id=department or customer.department_id)
    if data.owner and data.owner not in (former, write.actor.id):
        write.notify(
            data.owner,
            "customer_assigned",
            T("新客户:{name}", "New customer: {name}"),
            T("{actor} 把客户分配给你", "{actor} assigned this customer to you"),
            f"/customers/{customer.pk}",
            name=customer.name,
            actor=write.actor.name,
        )
    return customer


class Change(Input):
    """One field of a phone's edit: what the phone saw and what the person wrote."""

    model_config = {**Input.model_config, "populate_by_name": True}
    seen: JsonValue = Limits(None, alias="from")
    to: JsonValue = None


FieldName = Annotated[str, StringConstraints(max_length=40)]


class CustomerChanges(Input):
    """A phone's edit of a customer, field by field."""

    customer_id: UUID
    changes: Annotated[dict[FieldName, Change], Limits(min_length=1, max_length=60)]


@verb(
    "customer.update",
    input=CustomerChanges,
    label=T("修改客户", "Change customer"),
    roles=STAFF,
    offline=True,
)
def update_customer(write: Write, data: CustomerChanges) -> Customer:
    """Merge a phone's edit; a field that both sides changed keeps both values in a conflict."""
    customer: Customer = write.visible("customer", data.customer_id, action="update")
    merge(write, customer, "customer", _plain(data.changes))
    return customer


def _plain(changes: dict[str, Change]) -> dict[str, dict[str, Any]]:
    return {name: {"from": change.seen, "to": change.to} for name, change in changes.items()}


class ContactChanges(Input):
    """A phone's new or changed contact."""

    contact_id: UUID
    customer_id: UUID
    changes: Annotated[dict[FieldName, Change], Limits(min_length=1, max_length=20)]


@verb(
    "contact.save",
    input=ContactChanges,
    label=T("保存联系人", "Save contact"),
    roles=STAFF,
    offline=True,
)
def save_contact(write: Write, data: ContactChanges) -> Contact:
    """Create a contact with the phone's id, or merge a change into it."""
    customer = fact_customer(write, data.customer_id)
    present = Contact.all_objects.select_related("customer").filter(pk=data.contact_id).first()
    if present is not None:
        if present.customer_id != customer.pk:
            raise not_found()
        merge(write, present, "contact", _plain(data.changes))
        return present
    values = {name: change.to for name, change in data.changes.items()}
    decoded = decode_record(create_schema(CONTACT), {**values, "customer": str(customer.pk)})
    contact = Contact(id=data.contact_id, customer=customer)
    decoded.pop("customer")
    assign(CONTACT, contact, decoded)
    return write.create(contact)


ActivityKind = Annotated[str, StringConstraints(pattern="^(" + "|".join(k for k, _ in ACTIVITY_KINDS) + ")$")]


def _said(value: str) -> str:
    if not value:
        raise ValueError("blank")
    return value


class LogActivity(Input):
    """What was said or done, when, and what comes next."""

    activity_id: UUID
    customer_id: UUID
    kind: ActivityKind = "note"
    text: Annotated[Lines, StringConstraints(max_length=2000), AfterValidator(_said)]
    happened_at: PlausibleMoment
    next_step: Annotated[Line, StringConstraints(max_length=200)] | None = None
    next_on: PlausibleDate | None = None


@verb(
    "activity.log",
    input=LogActivity,
    label=T("写跟进", "Log an activity"),
    roles=STAFF,
    offline=True,
)
def log_activity(write: Write, data: LogActivity) -> Activity:
    """Append an activity; the same id with other contents is refused, with equal ones answered."""
    customer = fact_customer(write, data.customer_id)
    happened = fact_time(write, data.happened_at)
    fields = {
        "kind": data.kind,
        "text": data.text,
        "next_step": data.next_step or "",
        "next_on": data.next_on,
    }
    present = Activity.all_objects.filter(pk=data.activity_id).first()
    if present is not None:
        same = all(getattr(present, name) == value for name, value in fields.items())
        same_or_conflict(present.customer_id == customer.pk and same)
        return present
    return write.create(Activity(id=data.activity_id, customer=customer, occurred_at=happened, **fields))


# -- what upper packages keep on a customer ---------------------------------------------------------


def mark_visited(write: Write, customer: Customer, on: date) -> None:
    """Keep the day of the last visit; called by visits within its own write, with the customer as read."""
    _mark(write, customer, "last_visit_on", on, "customer.visited")


def mark_ordered(write: Write, customer: Customer, on: date) -> None:
    """Keep the day of the last order; called by orders within its own write, with the customer as read."""
    _mark(write, customer, "last_order_on", on, "customer.ordered")


def unmark_ordered(write: Write, customer_id: UUID, voided: date, last: date | None) -> None:
    """Set the day of the last order back to ``last``, when the one of ``voided`` was the last."""
    customer = Customer.all_objects.select_for_update(of=("self",)).get(pk=customer_id)
    if customer.last_order_on == voided and last != voided:
        write.update(customer, verb="customer.ordered", last_order_on=last)


def _mark(write: Write, customer: Customer, column: str, on: date, name: str) -> None:
    """Set a day that only moves forward; most visits and orders of a day find it noted and write nothing."""
    known: date | None = getattr(customer, column)
    if known is not None and known >= on:
        return
    try:
        changes: dict[str, Any] = {column: on}
        write.update(customer, verb=name, **changes)
    except Problem as problem:
        if problem.code != "stale":
            raise
        # Somebody was faster: look again, under the lock.
        _mark(write, find(CUSTOMER, customer.pk, locked=True), column, on, name)
