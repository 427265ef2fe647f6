"""Django's registration of tracking."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    """Positions, evidence, shifts and days off."""

    name = "outrider.tracking"
    label = "tracking"

    def ready(self) -> None:
        """Register entities, verbs, jobs and the phone's share."""
        from outrider.tracking import (  # noqa: F401  # registration on start
            actions,
            entities,
            jobs,
            subscribers,
        )
