"""What the last runs found, kept beside the tests (tests/out, never committed) for ``python -m tests.trust``."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

OUT = Path(__file__).parent / "out"
OUTCOMES = ("passed", "failed", "error", "skipped")


def keep(name: str, values: dict[str, Any]) -> None:
    """Write down a run's result in place of the one before."""
    OUT.mkdir(exist_ok=True)
    dated = {**values, "on": datetime.now(UTC).date().isoformat()}
    (OUT / f"{name}.json").write_text(json.dumps(dated, ensure_ascii=False, indent=1))


def read(name: str) -> dict[str, Any] | None:
    """The result of the last such run, if there was one."""
    file = OUT / f"{name}.json"
    found: dict[str, Any] | None = json.loads(file.read_text()) if file.exists() else None
    return found


def keep_suite(reporter: pytest.TerminalReporter, seconds: float) -> None:
    """Count a whole run's tests by database and by the folder that they stand in."""
    counts: dict[str, Counter[str]] = {}
    for outcome in OUTCOMES:
        for report in reporter.stats.get(outcome, []):
            worker = getattr(report, "node", None)
            database = worker.gateway.id.partition("-")[0] if worker else "sqlite"
            counts.setdefault(database, Counter())[outcome] += 1
            counts[database][f"{_kind(report.nodeid)}.{outcome}"] += 1
    keep("suite", {"databases": counts, "seconds": round(seconds)})


def _kind(nodeid: str) -> str:
    parts = nodeid.split("/")
    return parts[1] if parts[0] == "tests" and len(parts) > 2 else "packages"
