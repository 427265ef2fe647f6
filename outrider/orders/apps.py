"""Django's registration of orders."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Orders, their lines and what follows from them."""

    name = "outrider.orders"
    label = "orders"

    def ready(self) -> None:
        """Register entities, verbs, panels, cards and the order step."""
        from outrider.orders import actions, entities, imports, queries, subscribers  # noqa: F401, PLC0415  # apps are ready only now
