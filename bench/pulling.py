"""A new phone's first pull: seconds until it has heard of 5,000 shops and their contacts, page after page."""

from __future__ import annotations

import time

from bench.figures import Figure, measure
from bench.handset import Handset
from bench.server import DATABASES, company

SHOPS, ROUNDS = 5_000, 3


@measure("pull_10k_s")
def pulling(wanted: set[str]) -> list[Figure]:
    """Both databases; the best of three phones, because the first one also wakes the server's processes."""
    figures = []
    for database in DATABASES:
        with company(database, "bench.browser_volume", SHOPS) as (address, told):
            times = []
            for _ in range(ROUNDS):
                handset, started = Handset(address, told["mobile"]), time.perf_counter()
                rows, pages = handset.pull()
                times.append(round(time.perf_counter() - started, 2))
        beside = {"pages": pages, "all_s": times}
        figures.append(Figure("pull_10k_s", database, min(times), "s", 1, {"rows": rows}, 0, beside))
    return figures
