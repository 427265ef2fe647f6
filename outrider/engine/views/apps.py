"""Django's registration of saved views."""

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    """Saved views."""

    name = "outrider.engine.views"
    label = "views"

    def ready(self) -> None:
        """Register the declaration."""
        from outrider.engine.views import entities  # noqa: F401, PLC0415  # apps must be loaded
