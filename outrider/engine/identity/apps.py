"""Django's registration of identity."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """People and what they sign in with."""

    name = "outrider.engine.identity"
    label = "identity"

    def ready(self) -> None:
        """Register declarations and verbs."""
        from outrider.engine.entities.services import services  # noqa: PLC0415  # apps are ready only now
        from outrider.engine.identity import (  # noqa: F401, PLC0415
            actions,
            company,
            entities,
            founding,
            invitations,
            queries,
            subscribers,
        )

        services.add("time_zone", queries.time_zone)
        services.add("names", queries.names_of)
