"""Django's registration of the entity engine."""

from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    """Number series and the base of every record."""

    name = "outrider.engine.entities"
    label = "entities"

    def ready(self) -> None:
        """Register the built-in field types and the number series."""
        from outrider.engine.entities import fieldtypes, series  # noqa: F401, PLC0415  # registration on start
