"""What ``outrider worker`` runs: django-q2's processes for the jobs, and one loop beside them.

The loop tells the journal's listeners, starts scheduled jobs and revives silent ones. Any number of
workers may run on any number of machines; what must be done alone is done under a lease or a claim.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from uuid import uuid4

from django.db import close_old_connections, connections
from django_q.cluster import Cluster

from outrider.engine.database.transaction import write_transaction
from outrider.engine.jobs.actions import enqueue
from outrider.engine.jobs.declarations import schedules
from outrider.engine.jobs.dispatcher import dispatch, ensure_positions
from outrider.engine.jobs.models import QUEUED, Job, Schedule
from outrider.engine.jobs.upkeep import revive_silent

log = logging.getLogger("outrider.worker")
TICK_S = 0.5
REVIVE_EVERY_TICKS = 60
PR_SET_PDEATHSIG = 1


def run_worker() -> None:
    """Work until SIGTERM or SIGINT; then finish what is begun and return."""
    stop = threading.Event()
    connections.close_all()  # the processes made next must not share this one's connections
    _end_with_parent()
    cluster = Cluster()
    # django-q2 would stop from inside the signal handler, perhaps in the middle of our transaction.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    cluster.start()
    try:
        loop(stop)
    finally:
        cluster.stop()


def _end_with_parent() -> None:
    """A worker that is killed outright takes its processes along (Linux): they would go on unseen otherwise,
    and the next worker would add its own to them. What they were doing is revived."""
    if sys.platform.startswith("linux"):
        libc = ctypes.CDLL(None)
        os.register_at_fork(after_in_child=lambda: libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM)))


def loop(stop: threading.Event) -> None:
    """Dispatch, schedule and revive until stopped; an error is logged and the loop goes on."""
    holder, ticks = uuid4(), 0
    ensure_positions()
    while not stop.is_set():
        try:
            close_old_connections()
            start_due()
            if ticks % REVIVE_EVERY_TICKS == 0:
                revive_silent()
            ticks += 1
            if dispatch(holder):
                continue
        except Exception:
            log.exception("the worker's loop met an error")
        stop.wait(TICK_S)


def start_due() -> list[str]:
    """Enqueue every scheduled job that is due, once over all workers. Answers their names.

    A job whose last run still waits is not queued a second time.
    """
    now = datetime.now(UTC)
    due = {row.name: row.due_at for row in Schedule.objects.all()}
    started = []
    for name in schedules.keys():  # noqa: SIM118  # a registry, not a dict
        period = schedules.get(name)
        if name not in due:
            with write_transaction():
                Schedule.objects.bulk_create(
                    [Schedule(name=name, due_at=now + period)], ignore_conflicts=True
                )
        elif due[name] <= now:
            with write_transaction():
                claimed = Schedule.objects.filter(name=name, due_at=due[name]).update(due_at=now + period)
                if claimed and not Job.objects.filter(name=name, state=QUEUED).exists():
                    enqueue(name, scheduled=True)
                    started.append(name)
    return started
