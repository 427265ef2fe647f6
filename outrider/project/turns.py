"""One request at a time in each web process, and nobody waits for a slow phone.

Two threads of one interpreter that both talk to a database hand it to and fro at every statement and do less
together than one alone. So a request first arrives whole, however slowly its sender sends, and then waits for
its turn; when the one before it takes long, or waits for the disk (engine/database/turn.py), it goes beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import Any

from outrider.engine.database import turn

PATIENCE_S = 0.3
# Of a body: kept in memory up to the first, received before the turn up to the second (larger ones are refused).
IN_MEMORY, AHEAD = 1024 * 1024, 40 * 1024 * 1024
_PIECE = 256 * 1024

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Turns:
    """Takes a WSGI application; is one."""

    def __init__(self, application: Wsgi, patience_s: float = PATIENCE_S) -> None:
        self.application, self.patience_s = application, patience_s
        self._turn = Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request."""
        _receive(environ)
        turn.take(self._turn, self.patience_s)
        try:
            return self.application(environ, start_response)
        finally:
            turn.give_up()


def _receive(environ: Environ) -> None:
    """Read the body from the connection, as far as its sender sends it."""
    length = 0
    with suppress(ValueError):
        length = int(environ.get("CONTENT_LENGTH") or 0)
    if not 0 < length <= AHEAD:
        return
    source, kept = environ["wsgi.input"], SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # lives as the request does
    while length > 0 and (piece := source.read(min(length, _PIECE))):
        kept.write(piece)
        length -= len(piece)
    kept.seek(0)
    environ["wsgi.input"] = kept
