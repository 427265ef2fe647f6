"""Django's registration of insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Why to go where: reasons, activity, contribution, warnings, results."""

    name = "outrider.insight"
    label = "insight"

    def ready(self) -> None:
        """Register entities, verbs, columns, panels, cards, listeners and jobs."""
        from outrider.insight import (  # noqa: F401  # registration on start
            actions,
            columns,
            entities,
            jobs,
            subscribers,
        )
