"""The sales work that other systems were measured with: list, open, create, order, over HTTP.

The client is the shared ``peerbench.py`` where it exists (beside the checkout, or OUTRIDER_PEERBENCH);
our adapter is ``bench/adapters/outrider.py``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, Skipped, measure
from bench.server import DurablePostgres, environment, serving
from tests.processes import ROOT

CUSTOMERS = int(os.environ.get("BENCH_CUSTOMERS", "100000"))
ORDERS = 2 * CUSTOMERS
SECONDS, ROUNDS, CLIENTS = 5, 3, 8
OPERATIONS = {
    "list_customers_rps": "list_customers",
    "open_customer_rps": "open_customer",
    "create_customer_rps": "create_customer",
    "confirm_order_rps": "create_order",
}
# Requests per second of the same work with eight clients, on a machine of two shared cores.
OTHERS: dict[str, dict[str, float]] = {
    "list_customers_rps": {"Odoo 18": 21, "Tryton 8.2": 69, "EspoCRM 8.4": 24},
    "open_customer_rps": {"Odoo 18": 79, "Tryton 8.2": 44, "EspoCRM 8.4": 33},
    "create_customer_rps": {"Odoo 18": 97, "Tryton 8.2": 46, "EspoCRM 8.4": 56},
    "confirm_order_rps": {"Odoo 18": 20, "Tryton 8.2": 9.5},
}
_LAUNCH = """
import runpy, sys
folder, ours, *arguments = sys.argv[1:]
sys.path.insert(0, folder)
import adapters
adapters.__path__.append(ours)
sys.argv = [folder + "/peerbench.py", *arguments]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def client() -> Path:
    """The shared client."""
    path = Path(os.environ.get("OUTRIDER_PEERBENCH", ROOT.parent / "shared" / "bench" / "peerbench.py"))
    if not path.exists():
        raise Skipped(f"the measuring client is not here: {path.name} (set OUTRIDER_PEERBENCH)")
    return path


@measure(*OPERATIONS)
def peers(wanted: set[str]) -> list[Figure]:
    """All operations on one database of the full volume."""
    program = client()
    server = DurablePostgres()
    url = server.start()
    try:
        with tempfile.TemporaryDirectory() as home:
            subprocess.run(
                [sys.executable, "-m", "bench.volume", str(CUSTOMERS), str(ORDERS)],
                env=environment(url, Path(home)), cwd=ROOT, check=True,
            )  # fmt: skip
            with serving(url, Path(home)) as address:
                return [_take(program, address, name, Path(home)) for name in OPERATIONS if name in wanted]
    finally:
        server.stop()


def _take(program: Path, address: str, name: str, home: Path) -> Figure:
    out = home / f"{name}.json"
    line = [
        sys.executable, "-c", _LAUNCH, str(program.parent), str(ROOT / "bench" / "adapters"),
        "--peer", f"outrider={address}", "--ops", OPERATIONS[name], "--clients", str(CLIENTS),
        "--seconds", str(SECONDS), "--rounds", str(ROUNDS), "--seed", "7", "--out", str(out),
    ]  # fmt: skip
    subprocess.run(line, check=True, cwd=ROOT)
    row = json.loads(out.read_text())["rows"][0]
    rows = {"customers": CUSTOMERS, "orders": ORDERS, "activities": 3 * CUSTOMERS}
    beside = {"p95_ms": round(row.get("p95", 0), 1), **OTHERS[name]}
    value = round(row["rps"], 1) if "rps" in row else None
    return Figure(name, "postgresql", value, "1/s", CLIENTS, rows, row["err"], beside)
