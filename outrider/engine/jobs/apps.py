"""Django's registration of the jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs, schedules, and the dispatcher's positions."""

    name = "outrider.engine.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Offer ``enqueue`` to the write path and register the package's own jobs."""
        from outrider.engine.entities.services import services  # noqa: PLC0415  # apps must be loaded
        from outrider.engine.jobs import daily, upkeep  # noqa: F401, PLC0415  # registration on start
        from outrider.engine.jobs.actions import enqueue_for  # noqa: PLC0415

        services.add("enqueue", enqueue_for)
