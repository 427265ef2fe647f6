"""``python -m tests.trust``: docs/trust.md from what the last runs wrote down; no figure is typed by hand.

The suite (``make test``), the fault simulation (``make faults``, also with ``PROVE=all``) and the bench
(``make bench``) each keep their last result; what was not run on this tree is said to be missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.__main__ import OUT as FIGURES
from bench.report import WANTED, reached
from tests import results

PAGE = Path(__file__).resolve().parent.parent / "docs" / "trust.md"
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
# Of the bench, what says something about trust and not about speed.
OF_TRUST = ("photo_overhead", "audit_verify_1m_s", "storm_200_p95_ms", "commands_per_s")
HEAD = """# What was tried, and what was not

Made by `python -m tests.trust` from the last runs' own results; nothing here is typed by hand but the words. Each
line names the command that gives its figure again.

"""
TAIL = """
## Not tested

- iPhones, and any real phone: the phone app was driven in Chromium with its sizes, touch and permissions.
- Power loss: processes were killed at any moment, a machine was not switched off. What a disk acknowledges and then
  forgets is not known here.
- Real mobile networks: they were imitated (cut, slow, captive, lying, doubled), not used.
- Attacks by a person who knows the system, beyond bad input and missing rights.
- More phones at once than the figures above say.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(HEAD + "\n".join([*_simulation(), *_saboteurs(), *_suite(), *_figures()]) + TAIL)
    print(PAGE)


def _simulation() -> Iterator[str]:
    yield "## Nothing is lost, doubled, stuck or different\n"
    yield "The shipped data layer of the phone, several phones in a seed, against the real server (docs/sync.md).\n"
    yield "| database | seeds | acts | lost | doubled | stuck | diverged | on | again |"
    yield "|---|---:|---:|---:|---:|---:|---:|---|---|"
    for database, name in DATABASES.items():
        found = results.read(f"faults-{database}")
        if found is None:
            yield f"| {name} | not run | | | | | | | `make faults SEEDS=200 DATABASE={database}` |"
            continue
        cells = [found[k] for k in ("seeds", "operations", "lost", "doubled", "stuck", "diverged", "on")]
        again = f"`make faults SEEDS={found['seeds']} ACTS={found['acts']} DATABASE={database}`"
        yield f"| {name} | {' | '.join(map(str, cells))} | {again} |"
    yield ""


def _saboteurs() -> Iterator[str]:
    yield "## A broken defence is noticed\n"
    for database, name in DATABASES.items():
        found = results.read(f"saboteurs-{database}")
        if found is None:
            yield f"- {name}: not run; `make faults PROVE=all SEEDS=50 DATABASE={database}`"
            continue
        noticed = [f"{fault} in seed {seed}" for fault, seed in found["noticed"].items() if seed is not None]
        missed = [fault for fault, seed in found["noticed"].items() if seed is None]
        names = ",".join(found["noticed"])
        yield (
            f"- {name}, {found['on']}: noticed {', '.join(noticed) or 'none'}"
            + (f"; **not noticed {', '.join(missed)}**" if missed else "")
            + f". `make faults PROVE={names} SEEDS=50 DATABASE={database}`"
        )
    yield ""


def _suite() -> Iterator[str]:
    yield "## The suite\n"
    found = results.read("suite")
    if found is None:
        yield "Not run on this tree: `make test`.\n"
        return
    yield f"`make test`, {found['on']}, {found['seconds'] // 60} minutes.\n"
    yield "| database | passed | failed | skipped | of them journeys in a browser | of them contract |"
    yield "|---|---:|---:|---:|---:|---:|"
    for database, counts in found["databases"].items():
        failed = counts.get("failed", 0) + counts.get("error", 0)
        cells = [counts.get("passed", 0), failed, counts.get("skipped", 0), counts.get("journeys.passed", 0),
                 counts.get("contract.passed", 0)]  # fmt: skip
        yield f"| {DATABASES.get(database, database)} | {' | '.join(f'{cell:,}' for cell in cells)} |"
    yield ""


def _figures() -> Iterator[str]:
    yield "## Figures of trust\n"
    figures: list[dict[str, Any]] = json.loads(FIGURES.read_text())["figures"] if FIGURES.exists() else []
    for name in OF_TRUST:
        what, how, wanted = WANTED[name]
        mine = [f for f in figures if f["name"] == name]
        if not mine:
            yield f"- {what}: not taken; `make bench ONLY={name}`"
        for f in mine:
            verdict = "reached" if reached(f) else "**not reached**"
            yield (
                f"- {what}, {f['database']}: {f['value']:g} {f['unit']}, {f['errors']} errors "
                f"({how} {wanted:g} wanted, {verdict}); `make bench ONLY={name}`"
            )
    yield ""


if __name__ == "__main__":
    main()
