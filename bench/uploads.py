"""A photo over a link that is cut every 64 KB: bytes that left the phone for each byte of the photo.

The phone is the shipped data layer (web/packages/data under Node); between it and the server stands a proxy that
closes each connection after it has carried 64 KB upwards, and counts all of it, headers and everything else too.
"""

from __future__ import annotations

import io
import random
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from bench.figures import Figure, Skipped, measure
from bench.handset import PASSWORD
from bench.server import DATABASES, company
from tests.processes import ROOT

CUT = 64 * 1024
PROGRAM = ROOT / "web" / "packages" / "data" / "tests" / "measure" / "photo.ts"


@measure("photo_overhead")
def uploading(wanted: set[str]) -> list[Figure]:
    """Both databases."""
    if not (ROOT / "web" / "node_modules").exists():
        raise Skipped("the web packages are not installed: make setup")
    figures = []
    for database in DATABASES:
        with (
            company(database, "bench.phone_volume", 1, 1) as (address, told),
            tempfile.TemporaryDirectory() as folder,
        ):
            photo = Path(folder) / "photo.jpg"
            photo.write_bytes(_photo())
            with _cut_link(address) as link:
                figures.append(_sent(database, told["phones"][0], photo, link))
    return figures


def _sent(database: str, phone: dict[str, Any], photo: Path, link: _Link) -> Figure:
    size, shop = photo.stat().st_size, phone["customers"][0]
    words = [link.address, phone["mobile"], PASSWORD, shop["id"], phone["visit_type"], photo]
    line = ["node", "--disable-warning=ExperimentalWarning", str(PROGRAM), *map(str, words)]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT / "web", check=False)
    if done.returncode:
        raise Skipped(f"the photo did not arrive: {done.stdout[-500:]}{done.stderr[-1_500:]}")
    beside = {"cut_bytes": CUT, "photo_bytes": size, "link_bytes": link.carried, "cuts": link.cuts}
    return Figure("photo_overhead", database, round(link.carried / size, 3), "x", 1, {"photos": 1}, 0, beside)


def _photo() -> bytes:
    """A JPEG of about 3 MB: noise does not shrink."""
    side = 1_750
    noise = random.Random(7).randbytes(side * side * 3)  # repeatable data, no secret
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), noise).save(out, "JPEG", quality=92)
    return out.getvalue()


@dataclass
class _Link:
    """Between phone and server; what went up through it."""

    server: tuple[str, int]
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    carried: int = 0
    cuts: int = 0

    @property
    def address(self) -> str:
        """Where the phone finds the server."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def run(self) -> None:
        """Take connections until the listener is closed."""
        with suppress(OSError):
            while True:
                phone, _ = self.listener.accept()
                server = socket.create_connection(self.server)
                threading.Thread(target=self._up, args=(phone, server), daemon=True).start()
                threading.Thread(target=_down, args=(server, phone), daemon=True).start()

    def _up(self, phone: socket.socket, server: socket.socket) -> None:
        left = CUT
        with suppress(OSError), phone, server:
            while left and (piece := phone.recv(min(left, 8192))):
                server.sendall(piece)
                left -= len(piece)
                self.carried += len(piece)
            self.cuts += not left
            server.shutdown(socket.SHUT_RDWR)


def _down(server: socket.socket, phone: socket.socket) -> None:
    with suppress(OSError):
        while piece := server.recv(65536):
            phone.sendall(piece)


@contextmanager
def _cut_link(address: str) -> Iterator[_Link]:
    parts = urlsplit(address)
    link = _Link((str(parts.hostname), int(parts.port or 80)))
    threading.Thread(target=link.run, daemon=True).start()
    try:
        yield link
    finally:
        link.listener.close()
