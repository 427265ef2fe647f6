"""The simulation's server: production's shape, and one part in front that only the simulation has."""

from tests.journeys.settings import *  # noqa: F403

MIDDLEWARE = ["tests.simulation.server.Simulated", *MIDDLEWARE]  # noqa: F405
