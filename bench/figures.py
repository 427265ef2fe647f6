"""What a figure is, and which there are."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Figure:
    """One measured value; ``beside`` holds what was measured in the same run to compare it with."""

    name: str
    database: str
    value: float | None
    unit: str
    clients: int
    rows: dict[str, int]
    errors: int
    beside: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For the JSON file."""
        return asdict(self)


def loop_ms() -> int:
    """What a million additions take: how fast the processor is at this moment, to compare runs by."""
    best = float("inf")
    for _ in range(5):
        begun, total = time.perf_counter(), 0
        for number in range(1_000_000):
            total += number
        best = min(best, time.perf_counter() - begun)
    return round(best * 1_000)


class Skipped(Exception):
    """A figure that cannot be taken here, with the reason."""


# A measure takes several figures at once when they share their data; asked for one, it takes only that.
measures: list[tuple[tuple[str, ...], Callable[[set[str]], list[Figure]]]] = []


def measure(
    *names: str,
) -> Callable[[Callable[[set[str]], list[Figure]]], Callable[[set[str]], list[Figure]]]:
    """Declare a function that takes these figures."""

    def declare(function: Callable[[set[str]], list[Figure]]) -> Callable[[set[str]], list[Figure]]:
        measures.append((names, function))
        return function

    return declare
