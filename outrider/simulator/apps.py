"""Django's registration of the simulator."""

from django.apps import AppConfig
from django.conf import settings


class SimulatorConfig(AppConfig):
    """The demo company: its story, and the reps that a worker plays."""

    name = "outrider.simulator"
    label = "simulator"

    def ready(self) -> None:
        """Register the story's verbs and the map's ground; the play itself only where a demo is served."""
        from outrider.simulator import actions, ground  # noqa: F401  # apps are ready only now

        if settings.OUTRIDER_DEMO:
            from outrider.simulator import live  # noqa: F401  # its schedule is for demos alone
