"""Django's registration of the search index."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The search table."""

    name = "outrider.engine.search"
    label = "search"
