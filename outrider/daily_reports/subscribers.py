"""What phones carry of reports: one's own of a month, and for a manager the view of his team."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from outrider.daily_reports.queries import team_view
from outrider.engine.messaging.declarations import Commented, commented
from outrider.engine.sync.declarations import Slice, slices, views
from outrider.kernel.text import Sentences, T, Text, day_text

KEPT = timedelta(days=31)
OF_DAY = T("{name} {on}的日报", "{name}'s report of {on}")


def own_reports(person_id: UUID, today: date) -> Q:
    """A person's reports of the last 31 days."""
    return Q(person=person_id, on__gte=today - KEPT)


slices.add("daily_report", Slice(rows=own_reports))
views.add("team_day", team_view)


def _told_of(report: Any) -> Text:
    return Sentences((OF_DAY, {"name": report.person.name, "on": day_text(report.on)}))


commented.add("daily_report", Commented("daily_report", lambda report: str(report.title), _told_of))
