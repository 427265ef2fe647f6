"""Positions expire: the one job of this package."""

from __future__ import annotations

from outrider.engine.entities.transaction import write_transaction
from outrider.engine.jobs.declarations import Progress, every, job
from outrider.kernel import clock
from outrider.kernel.text import T
from outrider.tracking.actions import KEEP, expire_before

EXPIRED = T("已删除 {count} 个过期定位点", "Deleted {count} expired positions")


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
