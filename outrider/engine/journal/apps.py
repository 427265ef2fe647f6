"""Django's registration of the journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal's tables."""

    name = "outrider.engine.journal"
    label = "journal"

    def ready(self) -> None:
        """Register the sealing."""
        from outrider.engine.journal import sealing  # noqa: F401, PLC0415  # apps must be loaded
