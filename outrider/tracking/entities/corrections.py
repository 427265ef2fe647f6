"""What people must know of a correction (补卡); it is written by its verbs alone."""

from __future__ import annotations

from outrider.engine.access.policy import ALL, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, register
from outrider.kernel.text import T
from outrider.tracking.entities.shifts import READ, of_person
from outrider.tracking.models import ShiftCorrection

STATES = (
    ("asked", T("待审批", "Waiting")),
    ("accepted", T("已通过", "Accepted")),
    ("rejected", T("已退回", "Returned")),
)

SHIFT_CORRECTION = register(
    Entity(
        key="shift_correction",
        path="shift-corrections",
        model=ShiftCorrection,
        label=T("补卡", "Correction of attendance"),
        plural=T("补卡", "Corrections of attendance"),
        icon="clock-alert",
        title="title",
        fields=(
            Field("title", "text", T("标题", "Title"), max_length=120, read_only=True),
            Field("person", "reference", T("人员", "Person"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("on", "date", T("日期", "Day"), read_only=True),
            Field("started_at", "datetime", T("上班", "Started"), read_only=True),
            Field("ended_at", "datetime", T("下班", "Ended"), read_only=True),
            Field("reason", "text", T("原因", "Reason"), max_length=200, read_only=True),
            Field("state", "choice", T("状态", "State"), options=STATES, read_only=True),
            Field("decided_by", "reference", T("审批人", "Decided by"), reference="person", read_only=True),
            Field("decided_at", "datetime", T("审批时间", "Decided at"), read_only=True),
            Field("note", "text", T("审批意见", "What was said"), max_length=200, read_only=True),
        ),
        columns=("on", "person", "started_at", "ended_at", "reason", "state", "decided_by"),
        filters=("person", "department", "on", "state"),
        sorts=("on", "decided_at"),
        default_sort="-on",
        sections=(
            Section(T("补卡", "Correction"), ("person", "on", "started_at", "ended_at", "reason")),
            Section(T("审批", "Decision"), ("state", "decided_by", "decided_at", "note")),
        ),
        bin=False,
        scope=Scope(owner="person", department="department"),
        policy=Policy(read=READ, export={"manager": SUBTREE, "director": ALL, "back_office": ALL}),
        slice=of_person,
    )
)
