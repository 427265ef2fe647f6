"""Django's registration of daily reports."""

from django.apps import AppConfig


class DailyReportsConfig(AppConfig):
    """日报 and the team on a manager's phone."""

    name = "outrider.daily_reports"
    label = "daily_reports"

    def ready(self) -> None:
        """Register the entity, the verbs, the phone's share and the manager's column."""
        from outrider.daily_reports import (  # noqa: F401  # registration on start
            actions,
            entities,
            subscribers,
        )
