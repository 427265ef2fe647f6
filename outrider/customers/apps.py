"""Django's registration of customers."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Customers, contacts, activities, tags."""

    name = "outrider.customers"
    label = "customers"

    def ready(self) -> None:
        """Register declarations, verbs, panels and the import."""
        from outrider.customers import (  # noqa: F401, PLC0415  # apps are ready only now
            actions,
            entities,
            geocoding,
            imports,
            queries,
            subscribers,
        )
