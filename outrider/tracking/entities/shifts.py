"""What people must know of a shift and of a day off; both are written by verbs alone."""

from __future__ import annotations

from typing import Any

from outrider.engine.access.policy import ALL, OWN, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, register
from outrider.engine.identity.company import Module, modules
from outrider.kernel.text import T
from outrider.tracking.entities.evidence import LOCATION_STATUSES
from outrider.tracking.models import DayOff, Shift

modules.add(
    "attendance",
    Module(
        T("出勤", "Attendance"),
        T("上下班打卡、午休、请假、补卡", "Clocking in and out, breaks, days off, corrections"),
        entities=("shift", "day_off", "shift_correction"),
        pains=frozenset({"process"}),
    ),
)
READ = {"rep": OWN, "manager": SUBTREE, "director": ALL, "back_office": ALL, "admin": ALL}
STATUSES = (
    ("on", T("在岗", "On shift")),
    ("break", T("午休", "On a break")),
    ("ended", T("已下班", "Ended")),
    ("joined", T("并入同一班次", "Part of another")),
)
STARTED_BY = (
    ("clock_in", T("上班打卡", "Clocked in")),
    ("check_in", T("第一次签到", "First check-in")),
    ("by_hand", T("补卡", "Entered later")),
)
ENDED_BY = (
    ("clock_out", T("下班打卡", "Clocked out")),
    ("by_hand", T("补卡", "Entered later")),
    ("midnight", T("未打卡,零点自动结束", "Not clocked out: ended at midnight")),
)


def of_person(record: Any) -> str | None:
    """The slice of whoever it is about."""
    return str(record.person_id)


SHIFT = register(
    Entity(
        key="shift",
        path="shifts",
        model=Shift,
        label=T("出勤", "Attendance"),
        plural=T("出勤", "Attendance"),
        icon="clock",
        title="business_date",
        fields=(
            Field("person", "reference", T("人员", "Person"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("business_date", "date", T("日期", "Day"), read_only=True),
            Field("status", "choice", T("状态", "State"), options=STATUSES, read_only=True),
            Field("started_at", "datetime", T("上班", "Started"), attr="occurred_at", read_only=True),
            Field("started_by", "choice", T("上班方式", "Started by"), options=STARTED_BY, read_only=True),
            Field("ended_at", "datetime", T("下班", "Ended"), read_only=True),
            Field("ended_by", "choice", T("下班方式", "Ended by"), options=ENDED_BY, read_only=True),
            Field("breaks", "json", T("午休", "Breaks"), read_only=True),
            Field("worked_s", "integer", T("在岗时长(秒)", "Time on shift (s)"), read_only=True),
            Field(
                "location_status",
                "choice",
                T("上班定位", "Location at the start"),
                options=LOCATION_STATUSES,
                read_only=True,
            ),
            Field("flagged", "json", T("提示", "Remarks"), read_only=True),
            Field("joined_to", "text", T("并入", "Part of"), max_length=36, read_only=True, listed=False),
        ),
        columns=("business_date", "person", "status", "started_at", "ended_at", "ended_by", "worked_s"),
        filters=("person", "department", "business_date", "status", "ended_by"),
        sorts=("business_date", "started_at", "worked_s"),
        default_sort="-started_at",
        sections=(
            Section(T("出勤", "Attendance"), ("person", "status", "started_at", "ended_at", "worked_s")),
        ),
        bin=False,
        scope=Scope(owner="person", department="department"),
        policy=Policy(read=READ, export={"manager": SUBTREE, "director": ALL, "back_office": ALL}),
        slice=of_person,
    )
)

DAY_OFF = register(
    Entity(
        key="day_off",
        path="days-off",
        model=DayOff,
        label=T("请假", "Day off"),
        plural=T("请假", "Days off"),
        icon="calendar-off",
        title="on",
        fields=(
            Field("person", "reference", T("人员", "Person"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("on", "date", T("日期", "Day"), read_only=True),
            Field("reason", "text", T("原因", "Reason"), max_length=200, read_only=True),
        ),
        columns=("on", "person", "reason"),
        filters=("person", "department", "on"),
        sorts=("on",),
        default_sort="-on",
        sections=(Section(T("请假", "Day off"), ("person", "on", "reason")),),
        bin=False,
        scope=Scope(owner="person", department="department"),
        policy=Policy(read=READ, export={"manager": SUBTREE, "director": ALL, "back_office": ALL}),
        slice=of_person,
    )
)
