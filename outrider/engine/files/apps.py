"""Django's registration of the files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files by content and the uploads that bring them."""

    name = "outrider.engine.files"
    label = "files"

    def ready(self) -> None:
        """Register the package's job."""
        from outrider.engine.files import upkeep  # noqa: F401, PLC0415  # apps must be loaded
