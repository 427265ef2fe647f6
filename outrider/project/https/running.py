"""The server with its certificate, and the page beside it, until somebody stops it."""

from __future__ import annotations

import io
import signal
import sys
import time
from pathlib import Path

import segno

from outrider.project import serving
from outrider.project.https import certificates, page

WAIT_S = 0.5


def serve(host: str, port: int, processes: int, home: Path, names: list[str]) -> int:
    """Serve on https at ``port`` and the page of steps on http at the next one; answers the exit code."""
    for wanted in (port, port + 1):
        if not serving.is_free(host, wanted):
            raise SystemExit(serving.taken(wanted))
    files = certificates.prepare(home / "https", names)
    address, steps = f"https://{names[0]}:{port}/", f"http://{names[0]}:{port + 1}/"
    web = serving.start(host, port, processes, (files.certificate, files.key))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    beside = None
    try:
        _wait(host, port, web)
        beside = page.serve(host, port + 1, files.authority, f"{address}rep/")
        print(announcement(address, steps, new=files.new), flush=True)
        while web.poll() is None:
            time.sleep(WAIT_S)
        return web.returncode or 1
    finally:
        if beside:
            beside.shutdown()
        serving.stop(web)


def announcement(address: str, steps: str, *, new: bool) -> str:
    """What the terminal shows: the addresses, and the page of steps as a QR code."""
    drawn = io.StringIO()
    segno.make(steps, error="m", micro=False).terminal(drawn, border=2, compact=True)
    again = "  证书是新的:手机要安装一次 · a new certificate: phones install it once\n" if new else ""
    return (
        f"\n  先行已启动 · Outrider is running:  {address}console/\n{again}"
        f"  手机扫码安装证书并打开 · scan with a phone in the same network:  {steps}\n\n{drawn.getvalue()}"
    )


def _wait(host: str, port: int, web: serving.Process) -> None:
    """Until it listens: whether it answers well is for those who trust its certificate."""
    deadline = time.monotonic() + serving.READY_SECONDS
    while serving.is_free(host, port):
        if web.poll() is not None:
            raise SystemExit(web.returncode or 1)
        if time.monotonic() > deadline:
            raise SystemExit("the server did not answer in time")
        time.sleep(0.2)
