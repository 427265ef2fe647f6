"""The demo company on this machine: migrate, seed once, start web and worker, print the address."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings
from django.db import connections

from outrider.engine.identity.models import Company
from outrider.project import serving, upgrading
from outrider.simulator import actions as simulator

PROCESSES = 2
TRIED_PORTS = 20


def say(text: str) -> None:
    """A line for the person at the terminal."""
    print(text, flush=True)


def prepare(*, fresh: bool = False, seed: int = 1, scale: str = "demo") -> None:
    """Bring the demo database up to date and fill it when it is empty."""
    if fresh:
        _forget()
    upgrading.migrate()
    if Company.objects.filter(is_demo=True).exists():
        simulator.begin_day()
        return
    started = time.monotonic()
    say("生成演示公司…… · making the demo company")
    simulator.seed(seed=seed, scale=scale, progress=lambda text: say(f"  {text}"))
    say(f"完成,用时 {time.monotonic() - started:.0f} 秒 · done")


def _forget() -> None:
    """Throw away the demo's SQLite file; another database is left to its administrator."""
    connections.close_all()
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        raise SystemExit("--fresh only empties the demo's own SQLite file")
    for ending in ("", "-wal", "-shm", ".lock"):
        Path(f"{database['NAME']}{ending}").unlink(missing_ok=True)
    Path(settings.OUTRIDER_AUDIT_HEADS).unlink(missing_ok=True)


def first_free(host: str, wanted: int) -> int:
    """The wanted port, or the next one that nobody listens on."""
    for port in range(wanted, wanted + TRIED_PORTS):
        if serving.is_free(host, port):
            return port
    raise SystemExit(f"ports {wanted} to {wanted + TRIED_PORTS - 1} are all taken: choose one with --port")


def start(host: str, port: int, *, fresh: bool = False) -> int:
    """Prepare, start both processes, wait until one ends or the person stops them."""
    prepare(fresh=fresh)
    connections.close_all()
    port = first_free(host, port)
    running = f"\n  先行已启动 · Outrider is running:  http://{host}:{port}/demo\n  (Ctrl+C 停止 · to stop)\n"
    return serving.run_both(host, port, PROCESSES, "demo", lambda: say(running))
