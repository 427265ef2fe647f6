"""What changes with the date, and making everything anew."""

from __future__ import annotations

from outrider.customers.queries import every_customer
from outrider.engine.entities.transaction import write_transaction
from outrider.engine.entities.verbs import Write
from outrider.engine.identity.queries import system_actor, time_zone
from outrider.engine.jobs.declarations import Progress, every, job
from outrider.insight.actions import CHUNK, raise_warnings, renew_all
from outrider.insight.queries import outdated, warned, ways
from outrider.kernel import clock
from outrider.kernel.period import business_date


@every("1h")
@job("insight.daily", retries=3)
def daily(progress: Progress) -> dict[str, int]:
    """Renew the rows that the date has overtaken, close and raise warnings. Without effect until something changes."""
    today = business_date(clock.now(), time_zone())
    changed = renew_all(outdated(ways(), today), progress)
    return {"changed": changed, "raised": _raise(progress)}


@job("insight.rebuild", retries=1)
def rebuild(progress: Progress) -> dict[str, int]:
    """Make every row anew from orders and visits; what is right already stays untouched."""
    ids = every_customer().order_by("pk").values_list("pk", flat=True)
    return {"changed": renew_all(ids, progress), "raised": _raise(progress)}


def _raise(progress: Progress) -> int:
    today = business_date(clock.now(), time_zone())
    ids, raised = list(warned(today)), 0
    for start in range(0, len(ids), CHUNK):
        with write_transaction():
            write = Write(system_actor(), "job", "warning.raise")
            raised += raise_warnings(write, ids[start : start + CHUNK])
            write.flush()
    return raised
