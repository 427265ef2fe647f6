"""Handing in a day's report, and reading one.

Promises: the facts are the server's own and frozen when it is handed in; what a rep wrote is never refused and
never lost: a second hand-in of the same day changes the words, keeps the facts and says so.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as Limits

from outrider.daily_reports.models import DailyReport
from outrider.daily_reports.queries.facts import facts_of
from outrider.engine.access.actor import DESK, FIELD
from outrider.engine.entities.actions import same_or_conflict
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.fieldtypes.times import PlausibleDate, PlausibleMoment
from outrider.engine.entities.queries import visible
from outrider.engine.entities.verbs import Input, Lines, Write, verb
from outrider.kernel.period import business_date, occurred
from outrider.kernel.text import T

AGAIN = T("这一天的日报已经交过,内容已更新", "The day's report was handed in before; its words were changed")
AHEAD = T("日报的日期还没有到", "The day of the report has not come yet")

Words = Annotated[Lines, Limits(max_length=2_000)]


class Submit(Input):
    """What the rep adds to his day; everything else is the product's."""

    report_id: UUID
    on: PlausibleDate
    at: PlausibleMoment
    problems: Words = ""
    support: Words = ""
    tomorrow: Words = ""


class ReadReports(Input):
    """Reports that a manager has opened."""

    report_ids: Annotated[list[UUID], Limits(max_length=200)]


@verb(
    "daily_report.submit",
    input=Submit,
    label=T("提交日报", "Hand in the report"),
    roles=FIELD,
    offline=True,
)
def submit(write: Write, data: Submit) -> DailyReport:
    """Freeze the day's facts and keep what the rep says of them."""
    words: dict[str, Any] = {"problems": data.problems, "support": data.support, "tomorrow": data.tomorrow}
    locked = DailyReport.all_objects.select_for_update()
    present = locked.filter(pk=data.report_id).first()
    same_or_conflict(present is None or (present.person_id, present.on) == (write.actor.id, data.on))
    known = present or locked.filter(person=write.actor.id, on=data.on, deleted_at__isnull=True).first()
    if known:
        if words != {name: getattr(known, name) for name in words}:
            write.flag("submitted_again", AGAIN)
        return write.update(known, **words)
    if data.on > business_date(write.at, write.time_zone):
        write.flag("ahead", AHEAD)
    report = DailyReport(
        id=data.report_id,
        title=f"{data.on.isoformat()} {write.actor.name}",
        person_id=write.actor.id,
        department_id=write.actor.department_id,
        on=data.on,
        facts=facts_of([write.actor.id], data.on)[write.actor.id],
        submitted_at=occurred(data.at, write.at).at,
        **words,
    )
    return write.create(report)


@verb("daily_report.read", input=ReadReports, label=T("标为已读", "Mark as read"), roles=DESK, offline=True)
def read(write: Write, data: ReadReports) -> int:
    """Opening a report marks it read for oneself; those of other teams are passed over. Answers how many were new."""
    mine = visible(entities.get("daily_report"), write.actor).filter(pk__in=data.report_ids)
    rows = list(mine.select_for_update(of=("self",)).order_by("pk"))
    fresh = [
        row for row in rows if str(write.actor.id) not in row.read_by and row.person_id != write.actor.id
    ]
    for row in fresh:
        write.update(row, read_by={**row.read_by, str(write.actor.id): moment(write.at)})
    return len(fresh)
