"""Databases for the journeys: each gets one of its own, copied from one on which its stage stands already.

Making tables and people takes longer than many a journey, so that each is made once in a run: a stage is what
its module writes into an empty company, and the line of JSON that it answers. Promises: a copy is nobody
else's, and on it today is the day on which its stage was set.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.plugin import POSTGRES_URL
from tests.postgres import new_database
from tests.processes import environment

ROOT = Path(__file__).resolve().parents[2]
NAME = "journey.sqlite3"
More = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Staged:
    """A database, the folder beside it, and who and what stands on its stage."""

    url: str
    home: Path
    cast: str


def on_stage(database: str, stage: str, folder: Path, more: dict[str, str]) -> tuple[dict[str, str], Any]:
    """The environment of a server on a fresh copy, and its cast."""
    made = _staged(database, stage, tuple(more.items()), datetime.now(ZoneInfo("Asia/Shanghai")).date())
    url, home = copied(made.url, folder), folder / "home"
    shutil.copytree(made.home, home)
    return environment_of(url, home, more), json.loads(made.cast)


def environment_of(url: str, home: Path, more: dict[str, str]) -> dict[str, str]:
    """What a process needs to work on a journey's database."""
    return {**environment(url, home, "tests.journeys.settings"), **more}


def copied(url: str, folder: Path) -> str:
    """A copy of a database that nobody has open."""
    if not url.startswith("postgres"):
        source, copy = url.removeprefix("sqlite:///"), str(folder / NAME)
        for end in ("", "-wal"):
            if os.path.exists(source + end):
                shutil.copyfile(source + end, copy + end)
        return f"sqlite:///{copy}"
    return new("postgres", folder, template=url.partition("@/")[2].partition("?")[0])


def new(database: str, folder: Path, template: str = "template1") -> str:
    """The address of a database without anything in it, or like its template."""
    if database != "postgres":
        return f"sqlite:///{folder / NAME}"
    return new_database(os.environ[POSTGRES_URL], "journey", template)


@cache
def _with_tables(database: str) -> str:
    """A database that holds its tables and nothing else."""
    folder = _scratch()
    url = new(database, folder)
    line = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(line, env=environment_of(url, folder, {}), cwd=ROOT, check=True)
    return url


@cache
def _staged(database: str, stage: str, more: More, day: date) -> Staged:
    """``day`` is the company's: what happens today on a stage happens today in the journey."""
    folder = _scratch()
    home = folder / "home"
    home.mkdir()
    url = copied(_with_tables(database), folder)
    made = subprocess.run(
        [sys.executable, "-m", stage],
        env=environment_of(url, home, dict(more)), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return Staged(url, home, made.stdout.splitlines()[-1])


def _scratch() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="outrider-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
