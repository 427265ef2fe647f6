"""Seeds know nothing of each other: a long run is lived through in parts side by side, each with its own server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

MOST = 4


def how_many(options: Namespace) -> int:
    """One for each core; a saboteur is looked for from the first seed on, and a database that is given is one."""
    if options.seed or options.sabotage or options.prove or options.url:
        return 1
    return min(options.jobs or min(os.cpu_count() or 1, MOST), options.seeds)


def run(options: Namespace, count: int) -> tuple[int, str]:
    """All parts: their exit code and what they come to, as the last line of a run."""
    children = [subprocess.Popen(line, stdout=subprocess.PIPE, text=True) for line in _lines(options, count)]
    try:
        with ThreadPoolExecutor(count) as pool:
            ends = list(pool.map(_follow, children))
    finally:
        for child in children:
            child.terminate()
    totals: Counter[str] = Counter()
    for end in ends:
        totals.update(end)
    code = max(child.wait() for child in children)
    last = json.dumps(totals, separators=(",", ":"))
    print(last, flush=True)
    return code, last


def _lines(options: Namespace, count: int) -> Iterator[list[str]]:
    share, more = divmod(options.seeds, count)
    first = options.first
    for part in range(count):
        seeds = share + (part < more)
        told = {"first": first, "seeds": seeds, "acts": options.acts, "database": options.database, "jobs": 1}
        words = [word for name, value in told.items() for word in (f"--{name}", str(value))]
        yield [sys.executable, "-m", "tests.simulation", *words]
        first += seeds


def _follow(child: subprocess.Popen[str]) -> dict[str, int]:
    """Show what a part says, but for its last line."""
    last: dict[str, int] = {}
    assert child.stdout
    for text in child.stdout:
        if text.startswith("{"):
            last = json.loads(text)
        else:
            print(text, end="", flush=True)
    return last
