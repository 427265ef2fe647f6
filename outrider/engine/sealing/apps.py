"""Django's registration of the sealing."""

from django.apps import AppConfig


class SealingConfig(AppConfig):
    """The seal over the journal; its table is the journal's."""

    name = "outrider.engine.sealing"
    label = "sealing"

    def ready(self) -> None:
        """Register the job."""
        from outrider.engine.sealing import sealing  # noqa: F401, PLC0415  # apps must be loaded
