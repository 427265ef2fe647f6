"""``python -m tests.simulation.standby``: web servers that have read their programs before they are wanted.

A seed cuts the server's power several times, and starting it is nine tenths reading. This process reads once; each
line ``start PORT`` on its standard input forks a server, ``kill`` ends it with everything that it started, as a
power cut would. It answers ``done`` when that is so, and takes its server along when it ends.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress

from outrider.project.serving import command

PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Until nobody wants anything more."""
    import outrider.project.wsgi  # local import: what it reads is what the servers inherit

    assert outrider.project.wsgi.application
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)  # what a killed server leaves behind is ours to bury
    serving = 0
    try:
        for line in iter(sys.stdin.readline, ""):
            match line.split():
                case ["start", port]:
                    serving = _fork(int(port))
                case ["kill"]:
                    serving = _kill(serving)
            print("done", flush=True)
    finally:
        _kill(serving)


def _fork(port: int) -> int:
    child = os.fork()
    if child:
        return child
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)
    sys.argv = command("127.0.0.1", port, 1)
    from granian.cli import entrypoint  # local import: its signals and threads belong to a server

    entrypoint()
    os._exit(0)


def _kill(server: int) -> int:
    """No farewell; returns when the last of its processes is gone."""
    if server:
        with suppress(ProcessLookupError):
            os.killpg(server, signal.SIGKILL)
        with suppress(ChildProcessError):
            while True:
                os.waitpid(-server, 0)
    return 0


if __name__ == "__main__":
    main()
