"""Django's registration of exchange."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Import, export and their log."""

    name = "outrider.engine.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Register the declaration, the verbs and the job."""
        from outrider.engine.exchange import actions, entities, jobs, page  # noqa: F401, PLC0415  # apps are ready only now
