"""``outrider doctor`` finds what is wrong and says so by its answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from outrider.kernel import clock
from outrider.project.doctor import examine
from tests.world.cast import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def built(settings: Any, tmp_path: Path) -> Path:
    """Web apps that are there."""
    page = tmp_path / "rep" / "index.html"
    page.parent.mkdir()
    page.write_text("<!doctype html>")
    settings.WEB = tmp_path
    return page


def wrong(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The findings with a cross."""
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("  ✓ ") for line in lines)
    return [line.removeprefix("  ✗ ") for line in lines if line.startswith("  ✗ ")]


def test_a_sound_installation(capsys: pytest.CaptureFixture[str]) -> None:
    assert examine() == 0
    assert wrong(capsys) == []


def test_web_apps_that_were_never_built(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built.unlink()
    assert examine() == 1
    assert wrong(capsys) == ["web apps not built: run make demo"]


def test_a_database_of_an_older_version(capsys: pytest.CaptureFixture[str]) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="insight").delete()
    assert examine() == 1
    (found,) = wrong(capsys)
    assert found.startswith("database: ")
    assert found.endswith(" migrations to apply")


def test_a_journal_that_nobody_seals(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.customer()
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert examine() == 1
    assert wrong(capsys) == ["journal sealed: not yet; entries wait for a worker"]
