"""Making customers' rows anew from their orders and visits.

Promises: a row depends on facts, settings and the day alone, so that an event, the hourly job and a full
rebuild write the same; two events of one customer wait for each other; nothing is written that is there
already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, models

from outrider.customers.queries import by_ids, every_customer
from outrider.engine.database import direct
from outrider.engine.database.prepared import Prepared, among, key_value
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.verbs import Empty, Write, verb
from outrider.engine.identity.queries import company_today, system_actor
from outrider.insight import rules
from outrider.insight.actions.warnings import raise_warnings, settle
from outrider.insight.models import CustomerInsight
from outrider.insight.queries import basis_form, basis_of, known_of, outdated, warned, ways
from outrider.kernel.period import business_date
from outrider.kernel.text import T

if TYPE_CHECKING:
    from outrider.customers.models import Customer

Told = Callable[[int, int], object]


def unheard(done: int, total: int) -> None:
    """A progress that nobody watches."""


# About 0.1 s of the write lock.
CHUNK = 100
SHOWN = ("activity", "contribution", "reasons")
COLUMNS = (*SHOWN, "basis", "next_on", "warns_on")


def renew(write: Write, customers: Mapping[UUID, Customer], *, outcome: str = "answered") -> int:
    """Make the rows of some customers anew and close what they no longer warn of; answers how many changed.

    ``outcome`` is said of a warning that ends by it.
    """
    today = business_date(write.at, write.time_zone)
    present = _held(sorted(customers))
    used = ways()
    form, known = basis_form(used), known_of(customers, write.time_zone)
    changed, warned = [], {}
    for pk, customer in customers.items():
        found = rules.insight_of(known[pk], used, today)
        row = _row(pk, found, basis_of(form, customer), present[pk].warned)
        if _differ(row, present[pk], COLUMNS):
            changed.append(row)
            if _differ(row, present[pk], SHOWN):
                write.touch(customer)
            # What is answered of the customer in this transaction has the row as it is now.
            customer._state.fields_cache["insight"] = row
        if row.warned:
            warned[pk] = found.reasons
    _store(changed)
    if warned:
        settle(write, warned, today, outcome)
    return len(changed)


def look_at_everything(progress: Told = unheard) -> dict[str, int]:
    """Make every row anew from orders and visits and raise what warns; what is right already stays untouched."""
    ids = every_customer().order_by("pk").values_list("pk", flat=True)
    return {"changed": _renew_all(ids, progress), "raised": _raise()}


def look_at_the_day(progress: Told = unheard) -> dict[str, int]:
    """Renew the rows that the date has overtaken, close and raise warnings; without effect until something changes."""
    ids = outdated(ways(), company_today())
    return {"changed": _renew_all(ids, progress), "raised": _raise()}


def _raise() -> int:
    ids, raised = list(warned(company_today())), 0
    for start in range(0, len(ids), CHUNK):
        with write_transaction():
            write = Write(system_actor(), "job", "warning.raise")
            raised += raise_warnings(write, ids[start : start + CHUNK])
            write.flush()
    return raised


def _renew_all(ids: Iterable[UUID], progress: Told) -> int:
    """Many rows, each chunk in a transaction of its own; answers how many changed."""
    wanted, changed = list(ids), 0
    for start in range(0, len(wanted), CHUNK):
        with write_transaction():
            write = Write(system_actor(), "job", "insight.renew")
            changed += renew(write, by_ids(wanted[start : start + CHUNK]), outcome="passed")
            write.flush()
        progress(min(start + CHUNK, len(wanted)), len(wanted))
    return changed


@verb(
    "insight.rebuild",
    input=Empty,
    label=T("重算活跃度与预警", "Compute insight anew"),
    roles={"admin", "director"},
)
def order_rebuild(write: Write, data: Empty) -> dict[str, str]:
    """Have everything made anew by a job; answers its id, under which its progress can be seen."""
    return {"job": str(write.later("insight.rebuild").pk)}


def _differ(row: CustomerInsight, other: CustomerInsight, names: Sequence[str]) -> bool:
    return any(getattr(row, name) != getattr(other, name) for name in names)


def _row(pk: UUID, found: rules.Insight, basis: str, warned: bool) -> CustomerInsight:
    warnings: list[date] = [reason.warns for reason in found.reasons if reason.warns]
    return CustomerInsight(
        customer_id=pk,
        activity=found.activity,
        contribution=found.contribution,
        reasons=[reason.as_json() for reason in found.reasons],
        basis=basis,
        next_on=found.next_on,
        warns_on=min(warnings, default=None),
        warned=warned,
    )


def _held(ids: Sequence[UUID]) -> dict[UUID, CustomerInsight]:
    """The rows, locked before the facts are read: of two events the second sees what the first has written."""
    rows = {row.pk: row for row in _locked(ids)}
    missing = [pk for pk in ids if pk not in rows]
    if missing:
        blank = [CustomerInsight(customer_id=pk) for pk in missing]
        # raw write: derived rows, not journalled; a twin that somebody else just made is waited for
        CustomerInsight.objects.bulk_create(blank, ignore_conflicts=True)
        rows |= {row.pk: row for row in _locked(missing)}
    return rows


_locked: Prepared[CustomerInsight] = Prepared(
    lambda: among(CustomerInsight.objects.select_for_update(), 0).order_by("customer_id")
)


@cache
def _changing() -> tuple[str, list[models.Field[Any, Any]]]:
    """One statement that sets a row's columns, made once."""
    meta = CustomerInsight._meta
    fields = [f for f in meta.concrete_fields if f.name in COLUMNS]
    settings = ", ".join(f'"{f.column}" = %s' for f in fields)
    key = meta.pk.column
    return f'UPDATE "{meta.db_table}" SET {settings} WHERE "{key}" = %s', fields  # noqa: S608  # constant names


def _store(rows: Sequence[CustomerInsight]) -> None:
    """Write rows that are there and locked."""
    sql, fields = _changing()
    for row in rows:
        values = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
        direct.run(sql, [*values, key_value(row.pk)])  # derived rows, not journalled
