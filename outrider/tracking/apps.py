"""Django's registration of tracking."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    """Positions and evidence."""

    name = "outrider.tracking"
    label = "tracking"

    def ready(self) -> None:
        """Register the entity and the job."""
        from outrider.tracking import entities, jobs  # noqa: F401  # registration on start
