"""The real worker, as its own processes on the real queue: it runs a job, and it stops when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from outrider.engine.jobs.actions import enqueue
from outrider.engine.jobs.models import Job, Schedule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE_S = 180
SCRIPT = "import django; django.setup(); from outrider.engine.jobs.worker import run_worker; run_worker()"


def address(database: dict[str, Any]) -> str:
    """The test's own database, as another process is told of it."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    host = database["HOST"]
    if host.startswith("/"):
        return f"postgres://{database['USER']}@/{database['NAME']}?host={quote(host)}"
    user = f"{database['USER']}:{quote(database['PASSWORD'])}"
    return f"postgres://{user}@{host}:{database['PORT']}/{database['NAME']}"


def until(holds: Any) -> bool:
    """Wait for something to become true."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker on the test's database, in a process group of its own."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "OUTRIDER_DATABASE_URL": address(connection.settings_dict),
    }
    started = subprocess.Popen([sys.executable, "-c", SCRIPT], env=environment, start_new_session=True)
    yield started
    if alive(started.pid):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def alive(group: int) -> bool:
    """Whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def done(row: Job) -> bool:
    return until(lambda: Job.objects.get(pk=row.pk).state == "done")


def test_a_worker_runs_what_is_queued_and_ends_when_told(worker: subprocess.Popen[bytes]):
    assert done(enqueue("jobs.forget_old"))
    assert until(lambda: Schedule.objects.filter(name="jobs.forget_old").exists())
    assert done(enqueue("jobs.forget_old"))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE_S) == 0
    assert not alive(worker.pid)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends children with their parent")
def test_a_worker_that_is_killed_leaves_no_process_behind(worker: subprocess.Popen[bytes]):
    assert done(enqueue("jobs.forget_old"))
    worker.kill()
    worker.wait()
    assert until(lambda: not alive(worker.pid))
