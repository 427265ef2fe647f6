"""Django's registration of messaging."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Notices and comments."""

    name = "outrider.engine.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Offer ``notify`` to the write path; register the declaration and the verb."""
        from outrider.engine.entities.services import services  # noqa: PLC0415  # apps must be loaded
        from outrider.engine.messaging import actions, comments, entities  # noqa: F401, PLC0415

        services.add("notify", actions.notify)
