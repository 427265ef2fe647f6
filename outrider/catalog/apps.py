"""Django's registration of the catalogue."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Products, price lists, must-stock lists."""

    name = "outrider.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Register the declarations."""
        from outrider.catalog import entities, imports  # noqa: F401, PLC0415  # apps are ready only now
