"""Warnings: raised by the day, closed by what answers them, decided by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min, QuerySet

from outrider.customers.queries import by_ids
from outrider.engine.access.actor import LEADERS
from outrider.engine.database.prepared import Prepared, key
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.verbs import Empty, Write, verb
from outrider.insight.models import CustomerInsight, CustomerWarning
from outrider.insight.queries import reasons_on
from outrider.insight.rules import WARNING, Reason
from outrider.kernel.errors import conflict
from outrider.kernel.period import business_date
from outrider.kernel.text import T

NO_OWNER = T("这家客户没有负责人,先分配再安排", "This customer has no owner; assign it first")
WORKDAYS = 5
LOOKED_AHEAD = 4


def settle(write: Write, reasons: Mapping[UUID, Sequence[Reason]], today: date, outcome: str) -> None:
    """Close the warnings whose reason is gone; a planned visit that did not happen opens its warning again."""
    left: set[UUID] = set()
    for warning in _waiting(list(reasons)):
        kept = next((r for r in reasons[warning.customer_id] if _names(r, warning)), None)
        if kept is None or not kept.severity(today):
            write.update(warning, verb="warning.close", status="closed", closed_on=today, outcome=outcome)
            continue
        left.add(warning.customer_id)
        if warning.status == "planned" and warning.planned_on and warning.planned_on < today:
            write.update(warning, verb="warning.open", status="open", planned_on=None)
    over = [pk for pk in reasons if pk not in left]
    # raw write: derived rows, not journalled; nothing waits there any more
    CustomerInsight.objects.filter(customer__in=over).update(warned=False)


def _waiting(customer_ids: Sequence[UUID]) -> list[CustomerWarning]:
    """Warnings that nothing has answered yet, locked."""
    if len(customer_ids) == 1:
        return _waiting_of(customer_ids[0])
    return list(_locked().filter(customer__in=customer_ids).order_by("id"))


def _locked() -> QuerySet[CustomerWarning]:
    rows = CustomerWarning.objects.select_for_update(of=("self",)).select_related("customer")
    return rows.exclude(status="closed")


_waiting_of: Prepared[CustomerWarning] = Prepared(lambda: _locked().filter(customer=key()).order_by("id"))


def _names(reason: Reason, warning: CustomerWarning) -> bool:
    return reason.kind == warning.kind and reason.begins == warning.begins


def raise_warnings(write: Write, customer_ids: Sequence[UUID]) -> int:
    """Raise what is worth a manager's eye today and was not raised before; answers how many."""
    today = business_date(write.at, write.time_zone)
    customers = {
        pk: customer
        for pk, customer in by_ids(customer_ids).items()
        if customer.owner_id and customer.deleted_at is None
    }
    raised = CustomerWarning.all_objects.filter(customer__in=list(customers))
    known = set(raised.values_list("customer_id", "kind", "begins"))
    fresh = [
        _warning(customers[pk], reason, today)
        for pk, reasons in reasons_on(customers, today).items()
        for reason in reasons
        if reason.severity(today) == WARNING and (pk, reason.kind, reason.begins) not in known
    ]
    write.create_many(fresh, verb="warning.raise")
    # raw write: derived rows, not journalled; from now on an event looks for warnings to close
    CustomerInsight.objects.filter(customer__in={warning.customer_id for warning in fresh}).update(
        warned=True
    )
    return len(fresh)


def _warning(customer: Any, reason: Reason, today: date) -> CustomerWarning:
    return CustomerWarning(
        title=customer.name,
        customer=customer,
        kind=reason.kind,
        begins=reason.begins,
        reason=reason.as_json(),
        points=reason.points_on(today),
        raised_on=today,
    )


@verb(
    "warning.plan",
    entity="warning",
    input=Empty,
    label=T("加入负责人的下一天计划", "Add to the owner's next plan"),
    icon="calendar-plus",
    roles=LEADERS,
    when=lambda warning: warning.status in ("open", "seen"),
    console=True,
    bulk=True,
)
def plan_visit(write: Write, warning: CustomerWarning, data: Empty) -> CustomerWarning:
    """Put the customer at the end of its owner's next day, by the verb that plans days."""
    customer = warning.customer
    if customer.owner_id is None:
        raise conflict("no_owner", NO_OWNER)
    on = next_days([customer.owner_id], business_date(write.at, write.time_zone))[customer.owner_id]
    planned = list(_plans(customer.owner_id).filter(on=on).order_by("position", "id"))
    stops = list(dict.fromkeys(plan.customer_id for plan in planned))
    if customer.pk not in stops:
        payload = {"rep": customer.owner_id, "on": on, "customer_ids": [*stops, customer.pk]}
        write.run("plan.set_day", payload)
    for other in CustomerWarning.objects.filter(customer=customer, status__in=("open", "seen")).exclude(
        pk=warning.pk
    ):
        _decide(write, other, status="planned", planned_on=on)
    return _decide(write, warning, status="planned", planned_on=on)


@verb(
    "warning.seen",
    entity="warning",
    input=Empty,
    label=T("知道了", "Noted"),
    icon="eye",
    roles=LEADERS,
    when=lambda warning: warning.status == "open",
    console=True,
    bulk=True,
)
def seen(write: Write, warning: CustomerWarning, data: Empty) -> CustomerWarning:
    """Leave it as it is: this silence is not told again."""
    for other in CustomerWarning.objects.filter(customer=warning.customer_id, status="open").exclude(
        pk=warning.pk
    ):
        _decide(write, other, status="seen")
    return _decide(write, warning, status="seen")


def _decide(write: Write, warning: CustomerWarning, **changes: Any) -> CustomerWarning:
    return write.update(warning, decided_by_id=write.actor.id, decided_at=write.at, **changes)


def _plans(rep_id: UUID) -> Any:
    rows: Any = entities.get("visit_plan").model.objects
    return rows.filter(rep=rep_id).exclude(status="cancelled")


def next_days(rep_ids: Iterable[UUID], today: date) -> dict[UUID, date]:
    """The next day for which each rep has a plan, within four days; else the next from Monday to Friday."""
    wanted, soon = set(rep_ids), today + timedelta(days=LOOKED_AHEAD)
    rows: Any = entities.get("visit_plan").model.objects
    planned = rows.filter(rep__in=wanted, on__gt=today, on__lte=soon, status="planned").order_by()
    known = dict(planned.values_list("rep").annotate(first=Min("on")))
    following = today + timedelta(days=1)
    while following.weekday() >= WORKDAYS:
        following += timedelta(days=1)
    return {rep_id: known.get(rep_id, following) for rep_id in wanted}
