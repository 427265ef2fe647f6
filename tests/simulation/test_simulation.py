"""The promise of sync under every fault, from fixed seeds; and that the seeds would notice a broken defence.

The whole is `make faults` with its 200 acts a seed (docs/sync.md): these are short days, and the saboteurs that a run
of the suite has time for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse

from tests.plugin import POSTGRES_URL
from tests.postgres import new_database

ROOT = Path(__file__).resolve().parents[2]
SEEDS, ACTS = 25, 30
# On each database other ones.
FIRST = {"sqlite": 1, "postgres": 1 + SEEDS}
# A few of them each time; `make faults PROVE=all` tries every one.
SABOTEURS = {"sqlite": "F16,F19", "postgres": "F3,F22"}
LONGEST = 2_400

Run = Callable[..., tuple[int, dict[str, Any], str]]
pytestmark = pytest.mark.slow


@pytest.fixture
def run(database: str) -> Run:
    """Runs the simulation on a database of its own: exit code, last line, everything it said."""

    def simulate(*words: str) -> tuple[int, dict[str, Any], str]:
        line = [sys.executable, "-m", "tests.simulation", "--jobs", "1", "--database", database, *words]
        if database == "postgres":
            line += ["--url", new_database(os.environ[POSTGRES_URL], "faults")]
        done = subprocess.run(line, cwd=ROOT, env=_plain(), capture_output=True, text=True, timeout=LONGEST)
        said = done.stdout + done.stderr
        assert done.stdout.strip().endswith("}"), said
        return done.returncode, json.loads(done.stdout.splitlines()[-1]), said

    return simulate


def _plain() -> dict[str, str]:
    """The simulation chooses its own database, folder and settings."""
    own = ("DJANGO_SETTINGS_MODULE", "OUTRIDER_DATABASE_URL", "OUTRIDER_HOME")
    return {name: value for name, value in os.environ.items() if name not in own}


def test_nothing_is_lost_doubled_stuck_or_different_after_any_fault(run: Run, database: str):
    code, told, said = run("--first", str(FIRST[database]), "--seeds", str(SEEDS), "--acts", str(ACTS))
    assert (code, told["seeds"]) == (0, SEEDS), said
    assert told["operations"] >= SEEDS * ACTS
    assert {name: told[name] for name in ("lost", "doubled", "stuck", "diverged")} == {
        "lost": 0, "doubled": 0, "stuck": 0, "diverged": 0,
    }, said  # fmt: skip


def test_a_broken_defence_is_noticed(run: Run, database: str):
    code, told, said = run("--seeds", "50", "--acts", "50", "--prove", SABOTEURS[database])
    assert code == 0, said
    assert set(told["noticed"]) == set(SABOTEURS[database].split(","))


def test_no_other_settings_take_the_server_that_can_be_broken():
    from tests.simulation.server import Simulated

    with pytest.raises(ImproperlyConfigured):
        Simulated(lambda _: HttpResponse())
