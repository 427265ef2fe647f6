"""What a planned day does when something happens elsewhere: a customer closes or comes back while he is planned."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from outrider.customers.events import DELETED, IMPORTED, RESTORED, UPDATED
from outrider.engine.entities.verbs import Write, on
from outrider.engine.entities.write import Happened
from outrider.kernel.period import business_date
from outrider.kernel.text import T, day_text
from outrider.visits.actions import customer_gone, customer_returned

GONE = T("{name} 已停业,不用去了", "{name} is closed for good: no need to go")
GONE_TEXT = T("已从这些天的拜访里移出:{days}", "Taken out of your visits for {days}")


@on(UPDATED, IMPORTED, DELETED, RESTORED)
def customer_changed(write: Write, happened: Happened) -> None:
    """His stops from today on are left out with the reason, or planned again."""
    if not {"status", "deleted_at"} & happened.changes.keys():
        return
    customer: Any = happened.record
    if customer.version == 1:
        return
    today = business_date(write.at, write.time_zone)
    if customer.status == "active" and customer.deleted_at is None:
        customer_returned(write, customer.pk, today)
        return
    days: dict[UUID, list[date]] = {}
    for row in customer_gone(write, customer.pk, today):
        if row.status == "left_out" and row.rep_id != write.actor.id:
            days.setdefault(row.rep_id, []).append(row.on)
    for rep, named in days.items():
        write.notify(rep, "route", GONE, GONE_TEXT, "/", name=customer.name, days=day_text(*named))
