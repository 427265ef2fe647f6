"""For working on the product: debug pages, the local database, the demo's conveniences."""

from outrider.project.settings.demo import *  # noqa: F403

DEBUG = True
