"""What other packages write to have work done: ``@job``, ``@every``, and the progress of a running job."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from outrider.kernel.registry import Registry
from outrider.kernel.text import Text

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Cancelled(Exception):
    """Somebody cancelled the job; raised by ``progress``, best left to pass through.

    Who stops half-way raises it anew with what has been done so far: it becomes the job's result.
    """

    def __init__(self, result: Any = None) -> None:
        super().__init__("cancelled")
        self.result = result


class Progress(Protocol):
    """How a running job tells where it stands."""

    job_id: UUID
    owner_id: UUID | None

    def __call__(self, done: int, total: int | None = None, message: Text | str = "", **params: Any) -> None:
        """Note the progress (at most twice a second reaches the database). Raises Cancelled."""


JobFunction = Callable[..., Any]


@dataclass(frozen=True)
class JobKind:
    """A job by name: its function, called as ``run(progress, **args)``, and how often it is tried again.

    ``once``: while one with the same arguments waits, another one is not queued; it will see it all.
    """

    name: str
    run: JobFunction
    retries: int = 0
    once: bool = False


jobs: Registry[JobKind] = Registry("jobs", "work that runs in a worker")
schedules: Registry[timedelta] = Registry("schedules", "how often a job runs by itself")


def job(name: str, *, retries: int = 0, once: bool = False) -> Callable[[JobFunction], JobFunction]:
    """Register a function as a job. Arguments are JSON values; what it returns becomes the job's result."""

    def register(function: JobFunction) -> JobFunction:
        jobs.add(name, JobKind(name, function, retries, once))
        return function

    return register


def every(interval: str) -> Callable[[JobFunction], JobFunction]:
    """Run a job by itself, ``"20s"``, ``"1m"``, ``"6h"`` or ``"1d"`` apart; written above ``@job``."""
    found = re.fullmatch(r"([1-9]\d*)([smhd])", interval)
    if found is None:
        raise ValueError(f"no interval: {interval}")
    period = timedelta(**{_UNITS[found[2]]: int(found[1])})

    def register(function: JobFunction) -> JobFunction:
        kind = next((kind for kind in jobs if kind.run is function), None)
        if kind is None:
            raise ValueError("@every stands above @job")
        schedules.add(kind.name, period)
        return function

    return register
