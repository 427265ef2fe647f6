"""The simulation's server as a process on a database of its own: start, kill, keep a state, go back to it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
from django.db import connections

from outrider.project.serving import wait_until_ready
from tests.processes import ROOT, environment, free_port

LONGEST_S = 30


class House:
    """Where the company lives: one database, one folder of files, one web server."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder, self.home = url, folder, folder / "home"
        self.port = free_port()
        self.standby: subprocess.Popen[str] | None = None
        self.environment = environment(url, self.home, "tests.simulation.settings")
        self.kept = ""

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers."""
        self._ask(f"start {self.port}")
        assert self.standby
        wait_until_ready("127.0.0.1", self.port, self.standby)

    def kill(self) -> None:
        """As a power cut would: no farewell."""
        self._ask("kill")

    def close(self) -> None:
        """Nobody serves here any more."""
        if self.standby:
            self.standby.communicate("", timeout=LONGEST_S)
            self.standby = None

    def _ask(self, what: str) -> None:
        if self.standby is None:
            self.standby = subprocess.Popen(
                [sys.executable, "-m", "tests.simulation.standby"],
                env=self.environment, cwd=ROOT, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=(self.folder / "log").open("ab"),
            )  # fmt: skip
        assert self.standby.stdin
        assert self.standby.stdout
        self.standby.stdin.write(f"{what}\n")
        self.standby.stdin.flush()
        if not self.standby.stdout.readline():
            raise RuntimeError((self.folder / "log").read_text()[-2_000:])

    def sabotage(self, name: str) -> None:
        """Serve with the saboteur of this name from now on (server.py), or with none."""
        if self.environment.get("OUTRIDER_SABOTAGE", "") == name:
            return
        self.close()
        self.environment["OUTRIDER_SABOTAGE"] = name
        self.start()

    def keep(self) -> None:
        """The state of now, to which ``go_back`` returns. Nobody may be serving."""
        connections.close_all()
        if self._is_postgres:
            before, self.kept = self.kept, f"kept_{uuid4().hex[:12]}"
            self._administer(f'CREATE DATABASE "{self.kept}" TEMPLATE "{self._name}"')
            if before:
                self._administer(f'DROP DATABASE "{before}"')
        else:
            self.kept = str(self.folder / "kept.sqlite3")
            _copy(self._name, self.kept)
        shutil.rmtree(self.folder / "kept-files", ignore_errors=True)
        if self._files.exists():
            shutil.copytree(self._files, self.folder / "kept-files")

    def go_back(self) -> None:
        """The state that was kept, as a restored backup: under a new epoch. Nobody may be serving."""
        from outrider.engine.sync.actions import begin_epoch  # local import: Django is set up first

        connections.close_all()
        if self._is_postgres:
            self._administer(f'DROP DATABASE "{self._name}" WITH (FORCE)')
            self._administer(f'CREATE DATABASE "{self._name}" TEMPLATE "{self.kept}"')
        else:
            for end in ("", "-wal", "-shm"):
                Path(f"{self._name}{end}").unlink(missing_ok=True)
            _copy(self.kept, self._name)
        shutil.rmtree(self._files, ignore_errors=True)
        if (self.folder / "kept-files").exists():
            shutil.copytree(self.folder / "kept-files", self._files)
        begin_epoch()
        connections.close_all()

    @property
    def _files(self) -> Path:
        return self.home / "files"

    @property
    def _is_postgres(self) -> bool:
        return self.url.startswith("postgres")

    @property
    def _name(self) -> str:
        return str(connections["default"].settings_dict["NAME"])

    def _administer(self, sql: str) -> None:
        address = self.url.replace("postgres://", "postgresql://", 1).replace(
            f"/{self._name}?", "/postgres?", 1
        )
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql)  # the names are our own


def _copy(source: str, target: str) -> None:
    Path(target).unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)
