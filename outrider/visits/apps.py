"""Django's registration of visits."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Visit types, visits, plans and the manager's day."""

    name = "outrider.visits"
    label = "visits"

    def ready(self) -> None:
        """Register entities, verbs, panels, cards and listeners."""
        from outrider.visits import (  # noqa: F401  # registration on start
            actions,
            entities,
            imports,
            jobs,
            subscribers,
            type_imports,
        )
        from outrider.visits.actions import starting  # noqa: F401  # listens for a new company
