"""The one clock. A demo company shifts it; tests and the simulator set it; nobody else reads the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

# Later than anything that happens: "before" it means "at any time".
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_offset: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta())
_frozen: ContextVar[datetime | None] = ContextVar("clock_frozen", default=None)


def now() -> datetime:
    """The company's present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC) + _offset.get()


def set_offset(milliseconds: int) -> None:
    """Shift the clock of this request or job (a demo company's ``clock_offset``)."""
    _offset.set(timedelta(milliseconds=milliseconds))


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware moment: for tests and for writing history."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
