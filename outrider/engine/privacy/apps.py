"""Django's registration of privacy."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Consents and the reading log."""

    name = "outrider.engine.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Register the entity and the verbs."""
        from outrider.engine.privacy import actions, entities  # noqa: F401  # registration on start
