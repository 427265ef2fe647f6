"""What people must know of a warning."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.engine.access.policy import LEAD, OFFICE, OWN, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, register
from outrider.engine.identity.company import Module, company_settings, modules
from outrider.insight import sentences
from outrider.insight.models import CustomerWarning
from outrider.insight.rules import Ways
from outrider.kernel.text import T

modules.add(
    "insight",
    Module(
        T("理由与预警", "Reasons and warnings"),
        T("为什么该去哪家店:补货期、流失、去年同周", "Why to go where: rhythm, loss, same week last year"),
        entities=("warning",),
        pains=frozenset({"relations"}),
    ),
)
NO_FREQUENCY = T("0 表示不规定", "0: no frequency")
FREQUENCIES = (
    ("a", T("A 类客户几天拜访一次", "Days between visits, grade A")),
    ("b", T("B 类客户几天拜访一次", "Days between visits, grade B")),
    ("c", T("C 类客户几天拜访一次", "Days between visits, grade C")),
    ("d", T("D 类客户几天拜访一次", "Days between visits, grade D")),
)
for _grade, _label in FREQUENCIES:
    _days = Ways().every.get(_grade.upper(), 0)
    _field = Field(
        _grade, "integer", _label, required=True, minimum=0, maximum=365, default=_days, help=NO_FREQUENCY
    )
    company_settings.add(f"frequency.{_grade}", _field)
company_settings.add(
    "frequency.lead_days",
    Field(
        "lead_days",
        "integer",
        T("补货期提前几天提醒", "Days of notice before an order is due"),
        required=True,
        minimum=0,
        maximum=30,
        default=Ways().lead,
    ),
)

STATUSES = (
    ("open", T("待处理", "Open")),
    ("planned", T("已排计划", "Planned")),
    ("seen", T("已知道", "Seen")),
    ("closed", T("已结束", "Closed")),
)
OUTCOMES = (("answered", T("已拜访或下单", "Answered")), ("passed", T("已过期", "Passed")))


def _about(warning: Any) -> UUID:
    found: UUID = warning.customer_id
    return found


WARNING = register(
    Entity(
        key="warning",
        path="warnings",
        model=CustomerWarning,
        label=T("预警", "Warning"),
        plural=T("预警", "Warnings"),
        icon="triangle-alert",
        title="title",
        fields=(
            Field("title", "text", T("客户名称", "Customer's name"), read_only=True),
            Field("customer", "reference", T("客户", "Customer"), reference="customer", read_only=True),
            Field(
                "kind", "choice", T("原因", "Reason"), options=tuple(sentences.NAMES.items()), read_only=True
            ),
            Field("status", "choice", T("状态", "Status"), options=STATUSES, read_only=True),
            Field("raised_on", "date", T("提出日期", "Raised on"), read_only=True),
            Field("begins", "date", T("起始", "Since"), read_only=True),
            Field("planned_on", "date", T("计划拜访", "Planned on"), read_only=True),
            Field("closed_on", "date", T("结束日期", "Closed on"), read_only=True),
            Field("outcome", "choice", T("结果", "Outcome"), options=OUTCOMES, read_only=True),
            Field("points", "integer", T("分量", "Weight"), read_only=True, listed=False),
        ),
        columns=("title", "kind", "status", "raised_on", "planned_on", "closed_on", "outcome"),
        filters=("customer", "kind", "status", "raised_on", "closed_on", "outcome"),
        sorts=("title", "raised_on", "closed_on"),
        default_sort="-raised_on",
        sections=(
            Section(
                T("预警", "Warning"),
                ("customer", "kind", "status", "raised_on", "begins", "planned_on", "closed_on", "outcome"),
            ),
        ),
        scope=Scope(owner="customer__owner", department="customer__department"),
        # Raised and closed by the rules; people decide with its verbs.
        policy=Policy(read={"rep": OWN, "manager": SUBTREE, **OFFICE}, update=LEAD, export=LEAD),
        bin=False,
        about=_about,
    )
)
