"""A server that is restored to an earlier state gets back what the phones had sent since: nothing is lost."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.journeys.conftest import PATIENCE_MS, ROOT, Phone, Server, empty_beside, open_server
from tests.journeys.test_faults import Office, check_in, note, settle, shop_page, today
from tests.journeys.test_the_loop import shoot


@pytest.fixture
def server(database: str, tmp_path: Path) -> Iterator[Server]:
    """A server of its own: it is thrown back."""
    with open_server(database, tmp_path, "tests.journeys.crowd") as made:
        yield made


def outrider(server: Server, *words: str) -> str:
    """The command line on the server's database."""
    done = subprocess.run(
        [sys.executable, "-m", "outrider.project", *words],
        env=server.environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def complete(office: Office) -> bool:
    """Whether the visit is back with its photo."""
    visits = office.visits("restored")
    return [(len(visit["photos"]), visit["complete"]) for visit in visits] == [(1, True)]


def test_what_a_backup_lacks_comes_back_from_the_phone(
    server: Server, phone: Phone, playwright: Playwright, tmp_path: Path
) -> None:
    """F23: a note before the backup; a visit with a photo and a note after it; the restore; all of it is there once."""
    settle(phone, "restored")
    note(shop_page(phone, "restored"), "备份之前")
    page = today(phone)
    expect(page.get_by_text("已全部上传").first).to_be_visible()

    said = outrider(server, "backup", str(tmp_path / "backups"))
    assert "已用恢复演练验证" in said
    (backup,) = [one for one in (tmp_path / "backups").iterdir() if one.name[0] == "2"]

    shop_page(phone, "restored")
    check_in(page)
    shoot(page, "front")
    note(shop_page(phone, "restored"), "备份之后")
    today(phone)
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    assert Office(playwright, server).notes("restored") == ["备份之前", "备份之后"]

    server.kill()
    empty_beside(server, tmp_path / "elsewhere")
    assert "已恢复" in outrider(server, "restore", str(backup))
    server.start()
    office = Office(playwright, server)
    assert office.notes("restored") == ["备份之前"]

    phone.watched.complaints.clear()  # while nobody served
    today(phone)
    # The mark says 已全部上传 from the start: the phone learns only now that the server lacks something.
    deadline = time.monotonic() + PATIENCE_MS / 1_000
    while not complete(office) and time.monotonic() < deadline:
        page.wait_for_timeout(500)
    assert complete(office)
    expect(page.get_by_text("已全部上传").first).to_be_visible()
    assert office.notes("restored") == ["备份之前", "备份之后"]
    phone.watched.forgive_cut_lines()
