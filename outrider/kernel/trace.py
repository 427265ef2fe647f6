"""What the present work is done for: a request or a job. Every line of the log names it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_present: ContextVar[str] = ContextVar("trace", default="")


def present() -> str:
    """The request's or job's id; empty outside both."""
    return _present.get()


@contextmanager
def tracing(name: str) -> Iterator[None]:
    """Name the work that is done inside."""
    token = _present.set(name)
    try:
        yield
    finally:
        _present.reset(token)
