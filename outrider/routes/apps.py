"""Django's registration of routes."""

from django.apps import AppConfig


class RoutesConfig(AppConfig):
    """Planned days: routes and the planning board."""

    name = "outrider.routes"
    label = "routes"

    def ready(self) -> None:
        """Register the entity, the verbs and the job."""
        from outrider.routes import actions, entities, jobs  # noqa: F401  # registration on start
