"""Reading daily reports: the facts of a day, who has not handed in, what a manager has not read, the team's view."""

from __future__ import annotations

from outrider.daily_reports.queries.facts import facts_of, report_detail
from outrider.daily_reports.queries.handed_in import person_report, reports_of
from outrider.daily_reports.queries.team import team_view

__all__ = ["facts_of", "person_report", "report_detail", "reports_of", "team_view"]
