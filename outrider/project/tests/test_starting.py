"""``outrider start``: what it decides where nobody has said anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from outrider.project import starting

SAID = ("OUTRIDER_HOME", "OUTRIDER_SECRET", "OUTRIDER_HOSTS", "OUTRIDER_PLAIN_HTTP")


@pytest.fixture
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in SAID:
        monkeypatch.setenv(name, "")  # so that it is as it was afterwards
        monkeypatch.delenv(name)
    return monkeypatch


def test_a_secret_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    home = tmp_path / "own"
    assert not starting.is_own(home)
    first = starting.kept_secret(home)
    assert (len(first) >= 32, starting.kept_secret(home)) == (True, first)
    assert (home / "secret").stat().st_mode & 0o777 == 0o600
    assert starting.is_own(home)


def test_on_this_machine_alone_nothing_need_be_said(nothing_said: pytest.MonkeyPatch, tmp_path: Path) -> None:
    starting.prepare_environment(tmp_path)
    assert (os.environ["OUTRIDER_HOSTS"], os.environ["OUTRIDER_PLAIN_HTTP"]) == ("localhost,127.0.0.1", "1")
    assert os.environ["OUTRIDER_SECRET"] == (tmp_path / "secret").read_text()


def test_what_the_environment_says_goes_before(nothing_said: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nothing_said.setenv("OUTRIDER_HOSTS", "crm.example")
    nothing_said.setenv("OUTRIDER_SECRET", "s" * 40)
    starting.prepare_environment(tmp_path)
    assert "OUTRIDER_PLAIN_HTTP" not in os.environ
    assert not (tmp_path / "secret").exists()
