"""Starting the web server: granian, WSGI, whole processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# As many requests may arrive at once in one process; they work in turns (turns.py).
THREADS = 4
STOP_SECONDS = 5
READY_SECONDS = 60


Process = subprocess.Popen[bytes] | subprocess.Popen[str]
Certificate = tuple[Path, Path]


def command(
    host: str, port: int, processes: int, *, reload: bool = False, certificate: Certificate | None = None
) -> list[str]:
    """The command line of the web server; with a certificate and its key it speaks https.

    WSGI serves a synchronous ORM about twice as fast as ASGI; the kill time-out makes a busy server stop.
    """
    granian = Path(sys.executable).with_name("granian")
    line = [
        str(granian) if granian.exists() else "granian",
        "--interface", "wsgi",
        "--host", host,
        "--port", str(port),
        "--workers", str(processes),
        "--blocking-threads", str(THREADS),
        "--workers-kill-timeout", str(STOP_SECONDS),
        "--log-level", "warning",
        "--respawn-failed-workers",
        "outrider.project.wsgi:application",
    ]  # fmt: skip
    more = ["--reload"] if reload else []
    if certificate:
        more += [
            "--ssl-certificate",
            str(certificate[0]),
            "--ssl-keyfile",
            str(certificate[1]),
            "--ssl-protocol-min",
            "tls1.2",
        ]
    return [*line[:-1], *more, line[-1]]


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there. The web server itself would share the port with a stranger silently."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def taken(port: int) -> str:
    """What to say when somebody listens there already."""
    other = "--port (make: PORT=…)"
    return f"端口 {port} 已被占用,用 {other} 换一个 · port {port} is taken: choose another with {other}"


def serve(host: str, port: int, processes: int, *, reload: bool = False) -> int:
    """Replace this process by the web server."""
    if not is_free(host, port):
        raise SystemExit(taken(port))
    line = command(host, port, processes, reload=reload)
    os.execvpe(line[0], line, os.environ)  # noqa: S606  # our own server, no shell


def start(host: str, port: int, processes: int, certificate: Certificate | None = None) -> Process:
    """The web server as a child process."""
    return subprocess.Popen(command(host, port, processes, certificate=certificate))  # noqa: S603  # our own server, no shell


def wait_until_ready(host: str, port: int, web: Process) -> None:
    """Return when the server answers; leave with its exit code when it ends before."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if web.poll() is not None:
            raise SystemExit(web.returncode or 1)
        with suppress(OSError), urllib.request.urlopen(f"http://{host}:{port}/api/health", timeout=2):
            return
        time.sleep(0.2)
    raise SystemExit("the server did not answer in time")


def run_both(host: str, port: int, processes: int, settings: str, ready: Callable[[], None]) -> int:
    """Web server and worker together; calls ``ready`` when it answers, and ends when one of them does."""
    web = start(host, port, processes)
    line = [sys.executable, "-m", "outrider.project", "--settings", settings, "worker"]
    worker = subprocess.Popen(line)  # noqa: S603  # our own worker, no shell
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        wait_until_ready(host, port, web)
        ready()
        while all(child.poll() is None for child in (web, worker)):
            time.sleep(0.5)
        return 1
    finally:
        for child in (worker, web):
            stop(child)


def stop(child: Process) -> None:
    """End a child politely, then for certain."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
