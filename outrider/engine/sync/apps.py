"""Django's registration of sync."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """Commands of devices, and conflicts."""

    name = "outrider.engine.sync"
    label = "sync"

    def ready(self) -> None:
        """Register the declaration, the verbs and the engine's own slices."""
        from outrider.engine.entities.services import services  # noqa: PLC0415  # apps must be loaded
        from outrider.engine.sync import actions, entities, renaming, slices, upkeep  # noqa: F401, PLC0415  # likewise

        services.add("renamed", renaming.tell_of_titles)
