"""What it takes to run the product as processes of its own: for journeys, the simulation and the bench."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(url: str, home: Path, settings: str) -> dict[str, str]:
    """What a process of the product needs to work on this database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "OUTRIDER_DATABASE_URL": url,
        "OUTRIDER_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }
