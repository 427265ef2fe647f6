"""A server to measure: a PostgreSQL with its usual durability, and the web server with two processes."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

from bench.figures import Skipped
from outrider.project.serving import command
from tests import processes
from tests.postgres import Postgres
from tests.processes import ROOT, free_port

PROCESSES = 2
DATABASES = ("sqlite", "postgresql")


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


def environment(url: str, home: Path) -> dict[str, str]:
    """What a process needs to work on this database, with the settings of the bench."""
    return processes.environment(url, home, "bench.settings")


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


@contextmanager
def fresh(database: str) -> Iterator[tuple[str, Path]]:
    """A new database of a kind: its address, and a folder for the data beside it."""
    postgres = DurablePostgres() if database == "postgresql" else None
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield postgres.start() if postgres else f"sqlite:///{folder}/bench.sqlite3", Path(folder)
        finally:
            if postgres:
                postgres.stop()


def told_on_each(program: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """By kind of database: what a program of the bench prints of a new one, in a process of its own."""
    for database in DATABASES:
        with fresh(database) as (url, home):
            done = subprocess.run(
                [sys.executable, "-m", program],
                env=environment(url, home), cwd=ROOT, capture_output=True, text=True, check=False,
            )  # fmt: skip
        if done.returncode:
            raise Skipped(done.stderr[-2_000:])
        yield database, json.loads(done.stdout.splitlines()[-1])


@contextmanager
def company(database: str, volume: str, *numbers: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """A server on a new database that a program of the bench has filled: its address, and what that printed."""
    with fresh(database) as (url, home):
        line = [sys.executable, "-m", volume, *map(str, numbers)]
        done = subprocess.run(
            line, env=environment(url, home), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        with serving(url, home) as address:
            yield address, json.loads(done.stdout.splitlines()[-1])


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise RuntimeError("the server ended while starting")
        with suppress(OSError), urllib.request.urlopen(f"{address}/api/health", timeout=2):
            return
        time.sleep(0.2)
    raise RuntimeError("the server did not answer")
