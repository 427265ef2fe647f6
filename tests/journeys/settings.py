"""The server of the journeys: production's shape, quick sign-in hashes, the built web apps."""

from outrider.project.settings.testing import *  # noqa: F403
