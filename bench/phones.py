"""The phone's pushing: eight phones, each sending whole visits in batches of twenty commands.

Every phone signs in with a device of its own. Between the answer and the next batch it pauses for a second,
about what a phone needs to check the receipts, write them down, pull what changed and put the next batch
together; that is 160 commands a second of all eight. The figure is the 95th percentile of a batch's answer
time. Beside it stands the same without any pause: what a batch waits when the machine is full.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing as mp
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.figures import Figure, measure
from bench.server import ROOT, DurablePostgres, environment, serving
from outrider.kernel.ids import uuid7

PHONES, BATCHES, VISITS, PAUSE_SECONDS = 8, 12, 5, 1.0
PASSWORD = "bench-password-1"


@measure("push20_p95_ms")
def push(wanted: set[str]) -> list[Figure]:
    """Both databases."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        figures.append(_on(f"sqlite:///{folder}/bench.sqlite3", "sqlite", Path(folder)))
    server = DurablePostgres()
    url = server.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            figures.append(_on(url, "postgresql", Path(folder)))
    finally:
        server.stop()
    return figures


def _on(url: str, database: str, home: Path) -> Figure:
    line = [sys.executable, "-m", "bench.phone_volume", str(PHONES)]
    made = subprocess.run(
        line, env=environment(url, home), cwd=ROOT, check=True, capture_output=True, text=True
    )
    phones = json.loads(made.stdout.splitlines()[-1])
    with serving(url, home) as address, mp.Pool(PHONES) as pool:
        paced, errors = _times(pool, address, phones["phones"], PAUSE_SECONDS)
        full, more = _times(pool, address, phones["phones"], 0)
    beside = {
        "p50_ms": _share(paced, 0.5),
        "pause_s": PAUSE_SECONDS,
        "without_pause_p95_ms": _share(full, 0.95),
        "commands_per_batch": 4 * VISITS,
        "batches": len(paced),
    }
    rows = phones["rows"]
    return Figure("push20_p95_ms", database, _share(paced, 0.95), "ms", PHONES, rows, errors + more, beside)


def _times(pool: Any, address: str, phones: list[dict[str, Any]], pause: float) -> tuple[list[float], int]:
    """The answer times of all phones, sorted, and how many batches went wrong."""
    results = pool.starmap(_phone, [(address, phone, pause) for phone in phones], 1)
    return sorted(t for taken, _ in results for t in taken), sum(wrong for _, wrong in results)


def _share(times: list[float], share: float) -> float:
    return round(times[int(len(times) * share)] * 1000, 1)


class _Client:
    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
        self.headers = {"X-Outrider-App": "rep", "Content-Type": "application/json"}
        self.cookies: dict[str, str] = {}

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One request with the cookies so far."""
        headers = {**self.headers, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = self.connection.getresponse()
        data = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update({k: m.value for k, m in SimpleCookie(value).items()})
        if response.status >= 500:
            raise RuntimeError(f"{path}: {response.status} {data[:300]!r}")
        return response.status, json.loads(data)


def _phone(address: str, phone: dict[str, Any], pause: float) -> tuple[list[float], int]:
    """Push the batches of one phone; answers the times and how many batches were not wholly applied."""
    client = _Client(address)
    client.headers["X-CSRF-Token"] = client.call("GET", "/api/auth/session")[1]["csrf"]
    device = str(uuid7())
    body = {"mobile": phone["mobile"], "password": PASSWORD, "device": {"id": device, "label": "bench"}}
    status, signed = client.call("POST", "/api/auth/sign-in", body)
    assert status == 200, signed
    client.headers["X-CSRF-Token"] = signed["csrf"]
    times, wrong, seq = [], 0, 1
    for batch in range(BATCHES):
        time.sleep(pause * random.uniform(0.5, 1.5))  # eight phones do not march in step
        commands = list(_visits(phone, batch, seq))
        seq += len(commands)
        message = {
            "device": device, "epoch": signed["company"]["epoch"], "app_version": "bench",
            "report": {"queued": len(commands), "oldest_unsent_at": None, "persisted": True, "quota_free": None,
                       "missing": 0},
            "commands": commands,
        }  # fmt: skip
        started = time.perf_counter()
        status, answer = client.call("POST", "/api/sync/commands", message)
        times.append(time.perf_counter() - started)
        good = status == 200 and all(a["status"].startswith("applied") for a in answer["answers"])
        wrong += not good
    return times, wrong


def _visits(phone: dict[str, Any], batch: int, seq: int) -> Any:
    """Five visits of four commands: check in, photo-less note, stock count, check out."""
    began = datetime.now(UTC) - timedelta(hours=3) + timedelta(minutes=batch)
    for n in range(VISITS):
        visit, shop = str(uuid7()), phone["customers"][(batch * VISITS + n) % len(phone["customers"])]
        at = began + timedelta(seconds=10 * n)
        fix = {
            "lat": shop["lat"], "lng": shop["lng"], "datum": "WGS-84", "accuracy": 12.0, "altitude": None,
            "heading": None, "speed": None, "at": at.isoformat(), "source": "browser",
        }  # fmt: skip
        location = {"status": "located", "fixes": [fix]}
        acts = [
            ("visit.check_in", {
                "visit_id": visit, "customer_id": shop["id"], "plan_id": None,
                "visit_type_id": phone["visit_type"], "planned": False, "purpose": "", "at": at.isoformat(),
                "location": location,
            }),
            ("visit.complete_step", {
                "visit_id": visit, "result_id": str(uuid7()), "step_key": "note", "kind": "note",
                "at": (at + timedelta(seconds=2)).isoformat(), "data": {"text": "shelf full"}, "photos": [],
            }),
            ("visit.complete_step", {
                "visit_id": visit, "result_id": str(uuid7()), "step_key": "summary", "kind": "summary",
                "at": (at + timedelta(seconds=4)).isoformat(),
                "data": {"text": "ok", "chips": [], "purpose_met": "yes", "next_step": "", "next_on": None},
                "photos": [],
            }),
            ("visit.check_out", {
                "visit_id": visit, "at": (at + timedelta(seconds=6)).isoformat(), "location": location,
                "edited": False, "missing_reason": None,
            }),
        ]  # fmt: skip
        for verb, payload in acts:
            yield {
                "id": str(uuid7()), "seq": seq, "verb": verb, "payload": payload, "seen_version": None,
                "photos": [], "device_time": at.isoformat(), "monotonic_ms": seq * 10, "boot_id": visit,
            }  # fmt: skip
            seq += 1
