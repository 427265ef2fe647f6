"""Django's registration of privacy."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Consents and the reading log."""

    name = "outrider.engine.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Register the entity, the verbs, and what a session says of one's consent."""
        from outrider.engine.identity.declarations import session_parts  # noqa: PLC0415  # apps are ready only now
        from outrider.engine.privacy import actions, entities, queries  # noqa: F401, PLC0415

        session_parts.add("location", queries.standing)
