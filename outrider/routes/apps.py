"""Django's registration of routes."""

from django.apps import AppConfig


class RoutesConfig(AppConfig):
    """Planned days: routes and the planning board."""

    name = "outrider.routes"
    label = "routes"

    def ready(self) -> None:
        """Register the entities, the verbs, the job and what is done when something happens elsewhere."""
        from outrider.routes import actions, entities, jobs, subscribers  # noqa: F401  # registration on start
