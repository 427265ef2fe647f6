"""Reading customers for other packages, and what customers show on their own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from outrider.customers import rules
from outrider.customers.entities import ACTIVITY, CONTACT, CUSTOMER, customer_slice
from outrider.customers.models import Activity, Contact, Customer
from outrider.engine.access.actor import Actor
from outrider.engine.database.prepared import Prepared, key
from outrider.engine.database.prepared import moment as moment_place
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.extensions import Panel, panels, timeline
from outrider.engine.entities.fieldtypes.texts import mask_mobile
from outrider.engine.entities.queries import visible
from outrider.engine.identity.queries import names_of
from outrider.engine.journal import queries as journal
from outrider.engine.search import queries as search
from outrider.engine.sync.declarations import Ids
from outrider.kernel import clock, geo
from outrider.kernel.geo import distance_m
from outrider.kernel.text import T, listed

SHOP_TYPES = rules.SHOP_TYPES
GEOCODED = rules.GEOCODED
CREATED = T("建立客户", "Customer created")
CHANGED = T("修改:{fields}", "Changed: {fields}")
ASSIGNED = T("负责人变更", "Owner changed")
PROMISED = T("上次约定", "Last promise")
_SILENT = {"last_visit_on", "last_order_on", "name_sort", "opening_week", "opening_flags", "owned_since"}


def by_ids(customer_ids: Iterable[UUID]) -> dict[UUID, Customer]:
    """Customers by id, also those in the bin; unscoped: the caller has scoped what names them."""
    return Customer.all_objects.in_bulk(list(customer_ids))


def owned(person_id: UUID, ids: Ids) -> QuerySet[Customer, Any]:
    """Which of these customers are a person's, as a subquery: a long list beside a join is planned badly."""
    return Customer.objects.filter(pk__in=ids, owner=person_id).order_by().values("pk")


def every_customer() -> QuerySet[Customer]:
    """All living customers, unscoped: for work that the product does by itself."""
    return Customer.objects.all()


def visible_customers(actor: Actor) -> QuerySet[Customer]:
    """The living customers that the actor may read."""
    return visible(CUSTOMER, actor)


# -- what we may have already -------------------------------------------------------------------------

LIKELY = 60


@dataclass(frozen=True, slots=True)
class Like:
    """A customer that a new one may be; ``why`` is ``mobile``, ``place`` (near and alike) or ``name``."""

    customer: Customer
    why: str
    distance_m: int | None


def like(name: str, lat: float | None, lng: float | None, mobile: str = "") -> list[Like]:
    """Living customers of the whole company that a new one may be, the surest first; unscoped.

    The same mobile number; an alike name within 100 m; the very name within 1 km, or where a place is missing.
    """
    rows = {row.pk: row for row in _near_rows(lat, lng)}
    for row in _named_rows(name):
        rows.setdefault(row.pk, row)
    same = _of_mobile(mobile)
    for row in Customer.objects.filter(pk__in=same - rows.keys()):
        rows[row.pk] = row
    found = []
    for row in rows.values():
        away = _away(row, lat, lng)
        why = "mobile" if row.pk in same else _why(name, row.name, away)
        if why:
            found.append(Like(row, why, away))
    order = ("mobile", "place", "name")
    found.sort(key=lambda one: (order.index(one.why), one.distance_m or 0, one.customer.pk))
    return found[:5]


def around(
    actor: Actor, name: str, lat: float | None, lng: float | None, limit: int = 20
) -> list[dict[str, Any]]:
    """What stands within 100 m and what has an alike name, of anybody: name, owner and distance only."""
    rows = {row.pk: (row, _away(row, lat, lng)) for row in (*_near_rows(lat, lng), *_named_rows(name))}
    close = [pair for pair in rows.values() if pair[1] is not None and pair[1] <= rules.ALIKE_WITHIN_M]
    named = [
        pair
        for pair in rows.values()
        if pair not in close and rules.alike(name, pair[0].name) and (pair[1] is None or pair[1] <= 5_000)
    ]
    close.sort(key=lambda pair: pair[1] or 0)
    shown = [*close, *named][:limit]
    names = names_of(row.owner_id for row, _ in shown)
    return [
        {
            "id": str(row.pk) if row.owner_id == actor.id else None,
            "name": row.name,
            "owner": names.get(row.owner_id, "") if row.owner_id else "",
            "mine": row.owner_id == actor.id,
            "distance_m": away,
        }
        for row, away in shown
    ]


def _near_rows(lat: float | None, lng: float | None) -> list[Customer]:
    if lat is None or lng is None:
        return []
    reach = rules.ALIKE_WITHIN_M / 111_000
    box = Q(pin_lat__range=(lat - reach, lat + reach), pin_lng__range=(lng - 6 * reach, lng + 6 * reach))
    # By the cell and its neighbours, which have an index; the box is then exact enough to be measured.
    cells = geo.cells_around(lat, lng)
    return list(Customer.objects.filter(box, pin_cell__in=cells)[:LIKELY])


def _named_rows(name: str) -> list[Customer]:
    word = rules.core(name)
    if len(word) < 2:
        return []
    return list(Customer.objects.filter(pk__in=search.ids(CUSTOMER.key, "", word))[:LIKELY])


def _of_mobile(mobile: str) -> set[UUID]:
    if not mobile:
        return set()
    digits = mobile.removeprefix("+86").lstrip("+")
    shops = Customer.objects.filter(pk__in=search.ids(CUSTOMER.key, digits), mobile=mobile)
    people = Contact.objects.filter(
        pk__in=search.ids(CONTACT.key, digits), mobile=mobile, customer__deleted_at__isnull=True
    )
    return {*shops.values_list("pk", flat=True)[:5], *people.values_list("customer_id", flat=True)[:5]}


def _away(row: Customer, lat: float | None, lng: float | None) -> int | None:
    if lat is None or lng is None or row.pin_lat is None or row.pin_lng is None:
        return None
    return round(distance_m(lat, lng, row.pin_lat, row.pin_lng))


def _why(name: str, other: str, away: int | None) -> str:
    if away is not None and away <= rules.ALIKE_WITHIN_M and rules.alike(name, other):
        return "place"
    same = rules.bare(name) == rules.bare(other)
    return "name" if same and (away is None or away <= rules.SAME_WITHIN_M) else ""


# -- panels and timeline ----------------------------------------------------------------------------

CONTACT_COLUMNS = (
    ("name", T("姓名", "Name")),
    ("salutation", T("称呼", "Salutation")),
    ("mobile", T("手机", "Mobile")),
    ("role", T("角色", "Role")),
)


def _contacts(actor: Actor, customer: Any) -> dict[str, Any]:
    rows = Contact.objects.filter(customer_id=customer.pk).order_by("-is_primary", "name_sort")[:50]
    return {
        "kind": "rows",
        "entity": CONTACT.key,
        "columns": [{"key": key, "label": text.say(actor.language)} for key, text in CONTACT_COLUMNS],
        "rows": [
            {
                "id": str(row.pk),
                "name": row.name,
                "salutation": row.salutation,
                "mobile": mask_mobile(row.mobile) if row.mobile else "",
                "role": row.role,
                "is_primary": row.is_primary,
            }
            for row in rows
        ],
    }


def _facts(actor: Actor, customer: Any) -> dict[str, Any]:
    """What the record's own fields do not say."""
    last = Activity.objects.filter(customer_id=customer.pk).order_by("-occurred_at").first()
    if last is None or not last.next_step:
        return {"kind": "none"}
    return {"kind": "facts", "facts": [{"label": PROMISED.say(actor.language), "value": last.next_step}]}


def _activities(actor: Actor, customer_id: UUID, before: datetime | None, limit: int) -> list[dict[str, Any]]:
    return [
        {
            "kind": f"activity_{row.kind}",
            "entity": ACTIVITY.key,
            "id": str(row.pk),
            "at": moment(row.occurred_at),
            "title": rules.label(rules.ACTIVITY_KINDS, row.kind, actor.language),
            "text": row.text,
            "person": _person(row.created_by_id, row.created_by.name if row.created_by else ""),
            "photos": [],
            "facts": {"next_step": row.next_step, "next_on": row.next_on and row.next_on.isoformat()},
        }
        for row in _said(limit)(customer_id, before or clock.NEVER)
    ]


@cache
def _said(limit: int) -> Prepared[Activity]:
    shown = ("kind", "occurred_at", "text", "next_step", "next_on", "created_by__name")
    rows = Activity.objects.filter(customer_id=key(), occurred_at__lt=moment_place(1)).select_related(
        "created_by"
    )
    return Prepared(lambda: rows.only(*shown).order_by("-occurred_at")[:limit])


def _changes(actor: Actor, customer_id: UUID, before: datetime | None, limit: int) -> list[dict[str, Any]]:
    entries = [
        entry
        for entry in journal.of_record(CUSTOMER.key, customer_id)
        if (before is None or entry.at < before) and not entry.changes.keys() <= _SILENT
    ][:limit]
    names = names_of(entry.actor_id for entry in entries)
    return [
        {
            "kind": "change",
            "entity": CUSTOMER.key,
            "id": str(entry.pk),
            "at": moment(entry.at),
            "title": _title(entry, actor.language),
            "text": "",
            "person": _person(entry.actor_id, names.get(entry.actor_id, "") if entry.actor_id else ""),
            "photos": [],
            "facts": {},
        }
        for entry in entries
    ]


def _title(entry: Any, language: str) -> str:
    if entry.verb.endswith((".create", ".import")) and all(old is None for old, _ in entry.changes.values()):
        return CREATED.say(language)
    if "owner_id" in entry.changes:
        return ASSIGNED.say(language)
    columns = {f.attribute: f for f in CUSTOMER.fields}
    labels = {
        f.label.say(language)
        for column in set(entry.changes) - _SILENT
        if (
            f := columns.get(column.removesuffix("_id"))
            or (CUSTOMER.by_name["pin"] if "pin" in column else None)
        )
    }
    return CHANGED.say(language, fields=listed(sorted(labels), language) or "…")


def _person(person_id: UUID | None, name: str) -> dict[str, str] | None:
    return None if person_id is None else {"id": str(person_id), "name": name}


panels.add("customer", Panel("facts", T("要点", "Facts"), _facts))
panels.add("customer", Panel("contacts", T("联系人", "Contacts"), _contacts))
timeline.add("customer", _activities)
timeline.add("customer", _changes)

__all__ = [
    "GEOCODED",
    "SHOP_TYPES",
    "by_ids",
    "customer_slice",
    "visible_customers",
]
