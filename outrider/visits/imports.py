"""Visits of the past from a file: who was where, from when to when, with what result.

Promises: nobody approves them and nobody gets a notice; who came and when stays as the file says. A file is no
evidence: such a visit bears the mark ``imported``, has no position, and is never counted as effective or verified. One
that is there already (the same person, customer and moment) is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from outrider.customers.actions import days_again, mark_visited, rep_then
from outrider.customers.queries import by_ids
from outrider.engine.access.policy import ALL
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.verbs import Write
from outrider.engine.exchange.declaration import (
    Column,
    Context,
    Fate,
    Importer,
    Kept,
    Refused,
    Row,
    importers,
)
from outrider.engine.exchange.generic import missing, named, undefused, value_of
from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import company_today
from outrider.engine.journal.models import Entry
from outrider.kernel.period import business_date
from outrider.kernel.text import T
from outrider.visits import rules
from outrider.visits.entities.visit import VISIT
from outrider.visits.entities.words import REASONS, STATUSES
from outrider.visits.models import Visit

ROLES = frozenset(role for role, level in VISIT.policy.read.items() if level == ALL)
NOT_PAST = T("只导入今天以前的拜访", "Only visits of days before today can be imported")
NO_END = T("没写签退,在店时长不知道", "No check-out is written; the time in store is not known")
ENDS_FIRST = T("签退早于签到", "The check-out lies before the check-in")
TWICE = T("文件中第 {row} 行是同一次拜访", "Row {row} of this file is the same visit")
REASON_NOTED = T("无法拜访原因未识别,已放入说明", "The reason is not known; it is in the note")

CUSTOMER = Field("customer", "reference", T("客户", "Customer"), reference="customer")
REP = Field("rep", "reference", T("业务员", "Rep"), reference="person")
IN = Field("checked_in_at", "datetime", T("签到", "Checked in"))
OUT = Field("checked_out_at", "datetime", T("签退", "Checked out"))
MINUTES = Field("minutes", "integer", T("在店分钟", "Minutes in store"))
STATUS = Field("status", "choice", T("状态", "Status"), options=STATUSES[1:])
REASON = Field("could_not_reason", "choice", T("无法拜访原因", "Why not"), options=REASONS)
SUMMARY = Field("summary", "long_text", T("小结", "Summary"))
NEXT = Field("next_step", "text", T("下一步", "Next step"))
WORDS: dict[str, tuple[str, ...]] = {
    "customer": ("客户名称", "客户编码", "门店", "门店名称", "店名", "customer name", "customer code"),
    "rep": ("拜访人", "人员", "姓名", "销售", "业务代表", "sales rep", "person"),
    "checked_in_at": ("签到时间", "拜访时间", "拜访日期", "进店时间", "开始时间", "日期", "check in", "date"),
    "checked_out_at": ("签退时间", "离店时间", "结束时间", "check out"),
    "minutes": ("在店时长(分钟)", "拜访时长", "在店时长", "时长", "duration"),
    "status": ("拜访状态",),
    "could_not_reason": ("未拜访原因", "失访原因"),
    "summary": ("拜访小结", "拜访结果", "结果", "内容", "拜访内容", "备注", "result", "note", "remark"),
    "next_step": ("跟进事项", "下次计划"),
}
FIELDS = (CUSTOMER, REP, IN, OUT, MINUTES, STATUS, REASON, SUMMARY, NEXT)
COLUMNS = tuple(
    Column(f.name, f.label, WORDS[f.name], required=f.name in ("customer", "checked_in_at")) for f in FIELDS
)
Key = tuple[UUID, UUID, datetime]
PHONE_DAYS = 31  # what a phone carries; see subscribers.own_visits


def gather(rows: list[Row]) -> list[list[Row]]:
    """Each row is a visit, the newest first: then a customer's last one stands already when the others come."""
    return sorted(([row] for row in rows), key=_begun, reverse=True)


def _begun(unit: list[Row]) -> str:
    try:
        return str(value_of(IN, undefused(unit[0].text("checked_in_at"))))
    except Refused:
        return ""


def mend(context: Context, row: Row) -> None:
    """The cells of one visit."""
    said = {name: undefused(text).strip() for name, text in row.raw.items()}
    row.values["name"] = said.get("customer", "")
    for field in (CUSTOMER, IN):
        if not said.get(field.name):
            raise missing(field)
    row.values["customer"] = named(context, CUSTOMER, said["customer"])
    row.values["rep"] = named(context, REP, said["rep"]) if said.get("rep") else None
    row.values["note"] = ""
    for field in (IN, OUT, MINUTES, STATUS):
        row.values[field.name] = value_of(field, said[field.name]) if said.get(field.name) else None
    try:
        row.values["reason"] = (
            value_of(REASON, said["could_not_reason"]) if said.get("could_not_reason") else ""
        )
    except Refused:
        row.values.update(reason="", note=said["could_not_reason"][:1000])
        row.mend("reason_noted", REASON_NOTED)


@dataclass(frozen=True, slots=True)
class _Stay:
    key: Key
    out: datetime
    seconds: int | None


def store(context: Context, write: Write, units: list[list[Row]]) -> list[Fate]:
    """Write the visits of a chunk; those that are there already are left as they are."""
    customers = by_ids({row.values["customer"] for (row,) in units})
    stays = [_stay(row, customers[row.values["customer"]]) for (row,) in units]
    keys = [stay.key for stay in stays if isinstance(stay, _Stay)]
    departments = dict(
        Person.all_objects.filter(pk__in={k[0] for k in keys}).values_list("pk", "department_id")
    )
    found = Visit.objects.filter(customer__in={k[1] for k in keys}, checked_in_at__in={k[2] for k in keys})
    known = set(found.values_list("rep_id", "customer_id", "checked_in_at"))
    seen: dict[Key, int] = context.memory.setdefault("visits", {})
    fates: list[Fate] = []
    fresh: list[Visit] = []
    for (row,), stay in zip(units, stays, strict=True):
        if isinstance(stay, Refused):
            fates.append(stay)
        elif seen.setdefault(stay.key, row.number) != row.number:
            fates.append(Refused("twice_in_file", TWICE, "checked_in_at", row=seen[stay.key]))
        elif business_date(stay.key[2], write.time_zone) >= company_today():
            fates.append(Refused("not_past", NOT_PAST, "checked_in_at"))
        elif stay.key in known:
            fates.append("unchanged")
        else:
            fates.append("created")
            visit = _visit(context, row, stay, customers[stay.key[1]], departments[stay.key[0]])
            write.originals[visit.pk] = (visit.rep_id, visit.occurred_at)
            begun = business_date(visit.checked_in_at, write.time_zone)
            visit.long_ago = (company_today() - begun).days > PHONE_DAYS  # type: ignore[attr-defined]
            fresh.append(visit)
    write.create_many(fresh, verb="visit.import")
    _mark(write, fresh)
    return fates


def _stay(row: Row, customer: Any) -> _Stay | Refused:
    """Who was where, from when to when. Refused without a person, or when it ends before it begins."""
    rep = rep_then(row, row.values["rep"], customer)
    if isinstance(rep, Refused):
        return rep
    begun = datetime.fromisoformat(row.values["checked_in_at"])
    key = (rep, row.values["customer"], begun)
    if out := row.values["checked_out_at"]:
        seconds, odd = rules.time_in_store(begun, datetime.fromisoformat(out))
        if "ends_before_start" in odd:
            return Refused("ends_before_start", ENDS_FIRST, "checked_out_at")
        return _Stay(key, datetime.fromisoformat(out), seconds)
    minutes = row.values["minutes"]
    if minutes is None or not 0 <= minutes * 60 <= rules.LONGEST_STAY_S:
        if row.values["status"] != "could_not":
            row.mend("no_end", NO_END)
        return _Stay(key, begun, None)
    return _Stay(key, begun + timedelta(minutes=minutes), minutes * 60)


def _visit(context: Context, row: Row, stay: _Stay, customer: Any, department: UUID | None) -> Visit:
    status = row.values["status"] or ("could_not" if row.values["reason"] else "done")
    could_not = status == "could_not"
    return Visit(
        id=context.record_id(row),
        title=customer.name,
        customer=customer,
        rep_id=stay.key[0],
        department_id=department,
        status=status,
        checked_in_at=stay.key[2],
        occurred_at=stay.key[2],
        checked_out_at=stay.out,
        time_in_store_s=None if could_not else stay.seconds,
        location_status="unavailable",
        effective=False if could_not else None,
        could_not_reason=row.values["reason"] if could_not else "",
        summary=undefused(row.text("summary"))[:5000],
        next_step=" ".join(undefused(row.text("next_step")).split())[:500],
        note=row.values["note"],
        flagged=[rules.IMPORTED],
    )


def _mark(write: Write, visits: Sequence[Visit]) -> None:
    """The day of the last visit, only where it is newer than the one that stands there."""
    latest: dict[UUID, Visit] = {}
    for visit in visits:
        if visit.status == "done":
            latest.setdefault(visit.customer_id, visit)
    for visit in latest.values():
        mark_visited(write, visit.customer, visit.business_date)


def take_back(write: Write, entries: Sequence[Entry]) -> list[Kept]:
    """The day of each customer's last visit, from the visits that are left."""
    for customer_id in {entry.entity_id for entry in entries if "last_visit_on" in entry.changes}:
        visits = Visit.objects.filter(customer_id=customer_id, status__in=("done", "open"))
        days = visits.order_by("-business_date").values_list("business_date", flat=True)
        days_again(write, customer_id, last_visit_on=days.first())
    return []


importers.add(
    "visits",
    Importer(
        key="visits",
        entity="visit",
        label=T("历史拜访", "Past visits"),
        columns=COLUMNS,
        keys=(),
        mend=mend,
        roles=ROLES,
        gather=gather,
        store=store,
        take_back=take_back,
    ),
)
