"""Positions expire, and a shift that nobody ended ends at midnight."""

from __future__ import annotations

from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.verbs import Write
from outrider.engine.identity.queries import system_actor
from outrider.engine.jobs.declarations import Progress, every, job
from outrider.kernel import clock
from outrider.kernel.text import T
from outrider.tracking.actions import KEEP, close_forgotten, expire_before

EXPIRED = T("已删除 {count} 个过期定位点", "Deleted {count expired position|expired positions}")


@every("1h")
@job("tracking.expire_positions")
def expire_positions(progress: Progress) -> int:
    """Delete positions older than 30 days, 500 in a transaction."""
    gone = 0
    while True:
        with write_transaction():
            count = expire_before(clock.now() - KEEP)
        if not count:
            return gone
        gone += count
        progress(gone, None, EXPIRED, count=gone)


@every("5m")
@job("tracking.close_shifts")
def close_shifts(progress: Progress) -> int:
    """End forgotten shifts at the midnight of the company's day on which they began."""
    closed = 0
    while True:
        with write_transaction():
            write = Write(system_actor(), "job", "shift.end")
            count = close_forgotten(write)
            write.flush()
        closed += count
        if not count:
            return closed
        progress(closed)
