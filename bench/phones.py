"""Many phones at once: how long a batch of commands waits, how many commands are committed, a whole team at once.

Every phone signs in with a device of its own and sends whole visits. ``push20_p95_ms``: eight phones send batches
of twenty and pause for a second between the answer and the next one, about what a phone needs to check the
receipts, write them down, pull what changed and put the next batch together; beside it stands the same without a
pause. ``commands_per_s``: sixteen phones without any pause for two minutes. ``storm_200_p95_ms``: within one
minute, each at a moment of its own, two hundred phones pull, send five visits and pull again.
"""

from __future__ import annotations

import multiprocessing as mp
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from bench.figures import Figure, measure
from bench.handset import COMMANDS_OF_A_VISIT, Handset
from bench.server import DATABASES, company

PHONES, SHOPS, BATCHES, VISITS, PAUSE_SECONDS = 8, 60, 12, 5, 1.0
CROWD, CROWD_SECONDS = 16, 120
TEAM, TEAM_SHOPS, MINUTE = 200, 20, 60.0
VOLUME = "bench.phone_volume"
COMMANDS = COMMANDS_OF_A_VISIT * VISITS
Taken = tuple[list[float], int]


@measure("push20_p95_ms")
def push(wanted: set[str]) -> list[Figure]:
    """Both databases."""
    figures = []
    for database in DATABASES:
        with company(database, VOLUME, PHONES, SHOPS) as (address, told), mp.Pool(PHONES) as pool:
            paced, errors = _joined(
                pool.starmap(_send, [(address, phone, PAUSE_SECONDS) for phone in told["phones"]], 1)
            )
            full, more = _joined(pool.starmap(_send, [(address, phone, 0.0) for phone in told["phones"]], 1))
        beside = {
            "p50_ms": _share(paced, 0.5), "pause_s": PAUSE_SECONDS, "without_pause_p95_ms": _share(full, 0.95),
            "commands_per_batch": COMMANDS, "batches": len(paced),
        }  # fmt: skip
        value = _share(paced, 0.95)
        figures.append(
            Figure("push20_p95_ms", database, value, "ms", PHONES, told["rows"], errors + more, beside)
        )
    return figures


@measure("commands_per_s")
def commands(wanted: set[str]) -> list[Figure]:
    """On PostgreSQL; an answer comes after the commit, so that answered is committed."""
    with company("postgresql", VOLUME, CROWD, SHOPS) as (address, told), mp.Pool(CROWD) as pool:
        times, errors = _joined(
            pool.starmap(_send_on, [(address, phone, CROWD_SECONDS) for phone in told["phones"]], 1)
        )
    value = (len(times) - errors) * COMMANDS / CROWD_SECONDS
    beside = {"seconds": CROWD_SECONDS, "batch_p95_ms": _share(times, 0.95), "commands_per_batch": COMMANDS}
    return [
        Figure("commands_per_s", "postgresql", round(value, 1), "1/s", CROWD, told["rows"], errors, beside)
    ]


@measure("storm_200_p95_ms")
def storm(wanted: set[str]) -> list[Figure]:
    """On PostgreSQL, over every request of the minute. The phones are signed in and up to date before it."""
    with company("postgresql", VOLUME, TEAM, TEAM_SHOPS) as (address, told), ThreadPoolExecutor(TEAM) as pool:
        handsets = list(pool.map(partial(_ready, address), told["phones"]))
        begun = time.monotonic()
        taken = list(pool.map(partial(_morning, begun), handsets, told["phones"]))
    times, errors = _joined(taken)
    beside = {
        "p50_ms": _share(times, 0.5),
        "worst_ms": _share(times, 1),
        "requests": len(times),
        "commands": TEAM * COMMANDS,
    }
    return [
        Figure(
            "storm_200_p95_ms", "postgresql", _share(times, 0.95), "ms", TEAM, told["rows"], errors, beside
        )
    ]


def _joined(results: list[Taken]) -> Taken:
    """The times of all, sorted, and how many went wrong."""
    return sorted(t for taken, _ in results for t in taken), sum(wrong for _, wrong in results)


def _share(times: list[float], share: float) -> float:
    return round(times[min(int(len(times) * share), len(times) - 1)] * 1000, 1)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, answer


def _send(address: str, phone: dict[str, Any], pause: float) -> Taken:
    """Push the batches of one phone; answers the times and how many batches were not wholly applied."""
    handset, wrong = Handset(address, phone["mobile"]), 0
    times: list[float] = []
    for batch in range(BATCHES):
        time.sleep(pause * random.uniform(0.5, 1.5))  # eight phones do not march in step
        made = handset.visits(phone, batch * VISITS, VISITS)
        took, good = _timed(partial(handset.push, made))
        times.append(took)
        wrong += not good
    return times, wrong


def _send_on(address: str, phone: dict[str, Any], seconds: float) -> Taken:
    """Batch after batch until the time is up; what is answered after it does not count."""
    handset, wrong, batch = Handset(address, phone["mobile"]), 0, 0
    times: list[float] = []
    end = time.monotonic() + seconds
    while True:
        made = handset.visits(phone, batch * VISITS, VISITS)
        took, good = _timed(partial(handset.push, made))
        if time.monotonic() > end:
            return times, wrong
        times.append(took)
        wrong += not good
        batch += 1


def _ready(address: str, phone: dict[str, Any]) -> Handset:
    handset = Handset(address, phone["mobile"])
    handset.pull()
    handset.connection.close()  # nobody's browser holds an idle connection until it is wanted again
    return handset


def _morning(begun: float, handset: Handset, phone: dict[str, Any]) -> Taken:
    """One phone's part of the minute."""
    time.sleep(max(0.0, begun + random.uniform(0, MINUTE) - time.monotonic()))
    made = handset.visits(phone, 0, VISITS)
    times: list[float] = []
    good: list[bool] = []
    for work in (handset.pull, partial(handset.push, made), handset.pull):
        try:
            took, answer = _timed(work)
        except (OSError, RuntimeError):
            return times, 1
        times.append(took)
        good.append(bool(answer))
    return times, int(not all(good))
