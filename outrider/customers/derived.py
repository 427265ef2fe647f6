"""What the write path derives from a customer's own columns, whoever changes them.

Sort keys, the readable week, the department and first day of an owner, and the closed period of a former
one. Called for every create and update, so that no verb can forget them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from outrider.customers.models import Contact, Customer, CustomerOwnership, Tag
from outrider.customers.opening_hours import parse
from outrider.customers.rules import GEOCODED, tax_number_is_right
from outrider.engine.access.actor import DESK
from outrider.engine.entities.fieldtypes.texts import chinese_mobile
from outrider.engine.entities.write import Write
from outrider.engine.identity.queries import department_of
from outrider.engine.search.grams import sort_key
from outrider.kernel.errors import invalid
from outrider.kernel.period import business_date
from outrider.kernel.text import T

SIX_DIGITS = T("区划代码是 6 位数字", "A division code has six digits")
ITSELF = T("供货经销商不能是客户自己", "A customer cannot be its own supplier")
TAX_NUMBER = T(
    "税号应为 18 位统一社会信用代码,这个的校验位不对",
    "This is no unified social credit code of 18 signs",
)
PROPOSE = T(
    "位置变更由主管确认:请在手机上点“修改位置”",
    "The manager decides a change of the pin: propose it on the phone",
)
NOT_DISTRIBUTOR = T("所选客户不是经销商", "The chosen customer is not a distributor")


def _changed(record: Any, column: str) -> bool:
    """Whether a column is new or differs from what was read."""
    loaded = record._loaded
    return loaded is None or loaded.get(column) != getattr(record, column)


def check_customer(write: Write, customer: Customer) -> None:
    """Cross-field checks. 422 with the field."""
    code = customer.district_code
    if code and not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise invalid("district_code", "format", SIX_DIGITS)
    number = customer.tax_number
    if number and _changed(customer, "tax_number") and not tax_number_is_right(number.upper()):
        raise invalid("tax_number", "tax_number", TAX_NUMBER)
    _check_pin(write, customer)
    supplier = customer.supplying_distributor_id
    if supplier and _changed(customer, "supplying_distributor_id"):
        if supplier == customer.pk:
            raise invalid("supplying_distributor", "itself", ITSELF)
        other = customer.supplying_distributor
        if other is None or other.kind not in ("distributor", "sub_distributor"):
            raise invalid("supplying_distributor", "not_distributor", NOT_DISTRIBUTOR)


def _check_pin(write: Write, customer: Customer) -> None:
    """A rep places a customer that has no pin, or one from its address alone; another change he proposes."""
    former = customer._loaded
    if former is None or former["pin_lat"] is None or write.actor.has(*DESK) or _from_address(former):
        return
    if _changed(customer, "pin_lat") or _changed(customer, "pin_lng"):
        raise invalid("pin", "propose", PROPOSE)


def _from_address(former: dict[str, Any]) -> bool:
    """A pin that nobody has vouched for is nobody's to decide."""
    return (former["pin_given"] or {}).get("source") == GEOCODED


def before_customer(write: Write, customer: Customer) -> None:
    """Derive what follows from a name, a telephone that is a mobile number, opening hours and an owner."""
    if _changed(customer, "name"):
        customer.name_sort = sort_key(customer.name)
    if _changed(customer, "tax_number"):
        customer.tax_number = customer.tax_number.upper()
    if _changed(customer, "phone") and not customer.mobile and (mobile := chinese_mobile(customer.phone)):
        customer.mobile, customer.phone = mobile, ""
    if _changed(customer, "opening_hours"):
        hours = parse(customer.opening_hours)
        customer.opening_week, customer.opening_flags = hours.as_json(), list(hours.flags)
    if _changed(customer, "owner_id"):
        _change_owner(write, customer)


def _change_owner(write: Write, customer: Customer) -> None:
    """The department follows the owner, and the former owner's period is closed the day before."""
    former = customer._loaded
    if customer.owner_id or former is not None:
        _change_period(write, customer, former)
    # Returned to nobody it stays where it was; a new one without owner belongs to its author's department.
    if not _department_chosen(customer) and (customer.owner_id or former is None):
        customer.department_id = _department(write, customer)


def _change_period(write: Write, customer: Customer, former: dict[str, Any] | None) -> None:
    today = business_date(write.at, write.time_zone)
    if former is not None and customer.owned_since and customer.owned_since < today:
        write.create(
            CustomerOwnership(
                customer=customer,
                owner_id=former["owner_id"],
                department_id=former["department_id"],
                valid_from=customer.owned_since,
                valid_to=today - timedelta(days=1),
            ),
            verb="customer_ownership.close",
        )
    customer.owned_since = today if customer.owner_id else None


def _department_chosen(customer: Customer) -> bool:
    if customer._loaded is None:
        return customer.department_id is not None
    return _changed(customer, "department_id")


def _department(write: Write, customer: Customer) -> UUID | None:
    if customer.owner_id is None or customer.owner_id == write.actor.id:
        return write.actor.department_id
    if Customer.owner.is_cached(customer) and customer.owner is not None:
        return customer.owner.department_id
    return department_of(customer.owner_id)


def before_contact(write: Write, contact: Contact) -> None:
    """The sort key of a name."""
    if _changed(contact, "name"):
        contact.name_sort = sort_key(contact.name)


def before_tag(write: Write, tag: Tag) -> None:
    """The sort key of a name."""
    if _changed(tag, "name"):
        tag.name_sort = sort_key(tag.name)
