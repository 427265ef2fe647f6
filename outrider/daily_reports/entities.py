"""What people must know of a daily report; it is written by its verbs alone."""

from __future__ import annotations

from typing import Any

from outrider.daily_reports.models import DailyReport
from outrider.daily_reports.queries.facts import report_detail
from outrider.engine.access.policy import ALL, OWN, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, register
from outrider.engine.identity.company import Module, modules
from outrider.kernel.text import T

modules.add(
    "daily_reports",
    Module(
        T("日报", "Daily reports"),
        T("每天自动写好,业务员补充后提交", "Written from the day, completed and handed in by the rep"),
        entities=("daily_report",),
        pains=frozenset({"process"}),
    ),
)


def _of_person(record: Any) -> str | None:
    return str(record.person_id)


DAILY_REPORT = register(
    Entity(
        key="daily_report",
        path="daily-reports",
        model=DailyReport,
        label=T("日报", "Daily report"),
        plural=T("日报", "Daily reports"),
        icon="notebook-pen",
        title="title",
        fields=(
            Field("title", "text", T("标题", "Title"), max_length=120, read_only=True),
            Field("person", "reference", T("人员", "Person"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("on", "date", T("日期", "Day"), read_only=True),
            Field("submitted_at", "datetime", T("提交时间", "Submitted at"), read_only=True),
            Field("problems", "long_text", T("问题", "Problems"), max_length=2000, read_only=True),
            Field("support", "long_text", T("需要支持", "Support wanted"), max_length=2000, read_only=True),
            Field("tomorrow", "long_text", T("明日计划", "Tomorrow"), max_length=2000, read_only=True),
            Field("facts", "json", T("当天情况", "The day's facts"), read_only=True, listed=False),
            Field("read_by", "json", T("已读", "Read by"), read_only=True, listed=False),
        ),
        columns=("on", "person", "submitted_at", "problems", "support", "tomorrow"),
        filters=("person", "department", "on", "submitted_at"),
        sorts=("on", "submitted_at"),
        default_sort="-on",
        sections=(
            Section(
                T("日报", "Daily report"),
                ("person", "on", "submitted_at", "problems", "support", "tomorrow"),
            ),
        ),
        bin=False,
        scope=Scope(owner="person", department="department"),
        policy=Policy(
            read={"rep": OWN, "manager": SUBTREE, "director": ALL, "back_office": ALL, "admin": ALL},
            export={"manager": SUBTREE, "director": ALL, "back_office": ALL, "admin": ALL},
        ),
        slice=_of_person,
        detail=report_detail,
    )
)
