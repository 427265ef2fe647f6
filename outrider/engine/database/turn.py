"""The turn that a request holds while it works: one thread of a process computes, the others wait for theirs.

A thread that only waits for the disk gives it up, and does not take it back: what is left of its request then
is short.
"""

from __future__ import annotations

from threading import Lock, local

_here = local()


def take(turn: Lock, patience_s: float) -> None:
    """Wait for the turn, at most this long; then work beside its holder."""
    _here.turn = turn if turn.acquire(timeout=patience_s) else None


def give_up() -> None:
    """Let the next one work. Nothing happens when this thread holds no turn."""
    turn: Lock | None = getattr(_here, "turn", None)
    if turn is not None:
        _here.turn = None
        turn.release()
