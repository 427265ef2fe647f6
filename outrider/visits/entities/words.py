"""The words and the rights that the declarations of visits share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.engine.access.policy import ALL, OFFICE, OWN, SUBTREE
from outrider.kernel.text import T

EVERYBODY = {"rep": ALL, "manager": ALL, **OFFICE}
READ_FACTS = {"rep": OWN, "manager": SUBTREE, **OFFICE}

STATUSES = (
    ("open", T("进行中", "Open")),
    ("done", T("已完成", "Done")),
    ("could_not", T("无法拜访", "Could not visit")),
)
REASONS = (
    ("closed", T("关门", "Closed")),
    ("owner_away", T("老板不在", "Owner away")),
    ("refused_visit", T("拒访", "Visit refused")),
    ("moved", T("已搬迁", "Moved")),
    ("out_of_business", T("已倒闭", "Out of business")),
    ("rescheduled", T("改期", "Rescheduled")),
)
MET = (("yes", T("是", "Yes")), ("partly", T("部分", "Partly")), ("no", T("否", "No")))
REVIEWS = (("accepted", T("已认可", "Accepted")), ("rejected", T("未认可", "Not accepted")))
VERDICTS = (("ok", T("合格", "Passed")), ("rejected", T("不合格", "Not passed")))
PLAN_STATUSES = (
    ("draft", T("草稿", "Draft")),
    ("planned", T("待拜访", "Planned")),
    ("done", T("已完成", "Done")),
    ("could_not", T("无法拜访", "Could not visit")),
    ("postponed", T("已改期", "Postponed")),
    ("cancelled", T("已取消", "Cancelled")),
    ("left_out", T("未排进", "Left out")),
)
LEFT_OUT = (
    ("no_place", T("没有定位,排在最后,不算时间", "No pin: it stands last, without a time")),
    ("closed", T("当天不营业", "Closed that day")),
    ("customer_closed", T("客户已停业", "The customer is closed for good")),
    ("closed_then", T("到的时候已关门", "Closed by then")),
    ("windows_exclude", T("营业时间与别家冲突", "Its hours clash with another stop")),
    ("unreachable", T("到不了", "No way leads there")),
    ("too_far", T("太远,当天回不来", "Too far for the day")),
    ("day_full", T("当天排满了", "The day is full")),
    ("way_too_long", T("路上太久,不划算", "The way is longer than the visit is worth")),
    ("worth_less", T("让位给更值得的一家", "Another visit is worth more")),
    ("too_many", T("当天家数超过上限", "Too many stops in a day")),
)


def of_customer(record: Any) -> UUID | None:
    found: UUID = record.customer_id
    return found


def of_visit(record: Any) -> UUID | None:
    found: UUID = record.visit.customer_id
    return found


def of_rep(record: Any) -> str | None:
    return str(record.rep_id)


def of_rep_once_published(record: Any) -> str | None:
    """A draft is on no phone."""
    return None if record.status == "draft" else str(record.rep_id)
