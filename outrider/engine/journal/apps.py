"""Django's registration of the journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal's tables."""

    name = "outrider.engine.journal"
    label = "journal"
