"""What people must know of plans."""

from __future__ import annotations

from outrider.engine.access.policy import LEAD, OFFICE, OWN, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, register
from outrider.kernel.text import T
from outrider.visits.actions.plans import check_plan, fill_plan
from outrider.visits.entities.words import (
    LEFT_OUT,
    PLAN_STATUSES,
    READ_FACTS,
    of_customer,
    of_rep_once_published,
)
from outrider.visits.models import VisitPlan

VISIT_PLAN = register(
    Entity(
        key="visit_plan",
        path="visit-plans",
        model=VisitPlan,
        label=T("拜访计划", "Visit plan"),
        plural=T("拜访计划", "Visit plans"),
        icon="calendar-check",
        title="title",
        subtitle="on",
        fields=(
            Field("title", "text", T("标题", "Title"), read_only=True),
            Field("rep", "reference", T("业务员", "Rep"), required=True, reference="person"),
            Field(
                "customer",
                "reference",
                T("客户", "Customer"),
                required=True,
                reference="customer",
                create_only=True,
            ),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("on", "date", T("日期", "On"), required=True),
            Field(
                "position",
                "integer",
                T("顺序", "Position"),
                required=True,
                default=1,
                minimum=1,
                maximum=10_000,
            ),
            Field("visit_type", "reference", T("拜访类型", "Visit type"), reference="visit_type"),
            Field("purpose", "text", T("目的", "Purpose"), max_length=200),
            Field("expected", "text", T("预期结果", "Expected result"), max_length=200),
            Field("reason", "text", T("理由", "Reason"), max_length=200, read_only=True),
            Field("note", "text", T("说明", "Note"), max_length=500),
            Field("window_start", "time", T("最早", "Not before")),
            Field("window_end", "time", T("最晚", "Not after")),
            Field("must", "boolean", T("必去", "Must do")),
            Field("eta", "datetime", T("预计到达", "Expected arrival"), read_only=True),
            Field("leave_at", "datetime", T("预计离开", "Expected to leave"), read_only=True),
            Field("left_out", "choice", T("未排进原因", "Why left out"), options=LEFT_OUT, read_only=True),
            Field("status", "choice", T("状态", "Status"), options=PLAN_STATUSES, read_only=True),
            Field("visit", "reference", T("拜访", "Visit"), reference="visit", read_only=True),
        ),
        columns=("on", "rep", "position", "customer", "purpose", "status"),
        filters=("rep", "customer", "department", "on", "status", "visit_type"),
        sorts=("on", "position"),
        default_sort="-on",
        sections=(
            Section(
                T("计划", "Plan"),
                ("rep", "customer", "on", "position", "must", "visit_type", "purpose", "expected", "note"),
            ),
            Section(T("时间", "Time"), ("window_start", "window_end", "eta", "leave_at")),
        ),
        scope=Scope(owner="rep", department="department"),
        policy=Policy(
            read=READ_FACTS,
            create={"rep": OWN, **LEAD},
            update={"rep": OWN, **LEAD},
            delete=LEAD,
            export={"manager": SUBTREE, **OFFICE},
        ),
        about=of_customer,
        slice=of_rep_once_published,
        validate=check_plan,
        before_save=fill_plan,
    )
)
