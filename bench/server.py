"""A server to measure: a PostgreSQL with its usual durability, and the web server with two processes."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import ClassVar

from outrider.project.serving import command
from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = 2


class DurablePostgres(Postgres):
    """Durable as in real use: what was committed survives a power cut."""

    settings: ClassVar[dict[str, str]] = {
        "max_connections": "60",
        "shared_buffers": "1GB",
        "effective_cache_size": "4GB",
        "random_page_cost": "1.1",
        "max_wal_size": "4GB",
        "listen_addresses": "",
        "timezone": "UTC",
        "log_min_messages": "fatal",
        "jit": "off",
    }


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(url: str, home: Path) -> dict[str, str]:
    """What a process of the product needs to work on this database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "OUTRIDER_DATABASE_URL": url,
        "OUTRIDER_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def serving(url: str, home: Path, processes: int = PROCESSES) -> Iterator[str]:
    """The web server on loopback; yields its address."""
    port = free_port()
    line = command("127.0.0.1", port, processes)
    server = subprocess.Popen(line, env=environment(url, home), cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address, server)
        yield address
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        server.kill()


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise RuntimeError("the server ended while starting")
        with suppress(OSError), urllib.request.urlopen(f"{address}/api/health", timeout=2):
            return
        time.sleep(0.2)
    raise RuntimeError("the server did not answer")
