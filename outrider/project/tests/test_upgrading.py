from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


def outrider(home: Path, *arguments: str) -> str:
    """The command line in a process of its own, on a SQLite database of its own."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "outrider.project.settings.testing",
        "OUTRIDER_HOME": str(home),
        "OUTRIDER_DATABASE_URL": f"sqlite:///{home / 'own.sqlite3'}",
    }
    line = [sys.executable, "-m", "outrider.project", "manage", *arguments]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.slow
def test_a_database_is_copied_before_it_is_upgraded(tmp_path: Path) -> None:
    outrider(tmp_path, "migrate", "identity", "--verbosity", "0")
    assert not list(tmp_path.glob("*.before-*"))
    said = outrider(tmp_path, "migrate", "--verbosity", "0")
    (copy,) = tmp_path.glob("own.sqlite3.before-*")
    assert str(copy) in said
    tables = {name for (name,) in sqlite3.connect(copy).execute("SELECT name FROM sqlite_master")}
    assert "identity_person" in tables
    assert "search_fts" not in tables
    assert outrider(tmp_path, "migrate", "--verbosity", "0").count("before-") == 0
