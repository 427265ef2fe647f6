"""The front door: make the demo company, let it go on to the next day; and the verbs that only this may use.

Promises: nothing is written past the write path; deterministic by seed; a second start takes seconds.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from outrider.engine.database.commits import light_commits  # front door: how a seed commits
from outrider.engine.jobs.actions import skip_to_head
from outrider.insight import actions as insight
from outrider.kernel import clock as kernel
from outrider.simulator import clock, founding, history, verbs
from outrider.simulator.world import SCALES, World, local, present, world
from outrider.tracking.actions import KEEP, expire_before

assert verbs  # importing them registers them
log = logging.getLogger("outrider.simulator")
Say = Callable[[str], None]
EXPIRED_AT_ONCE = 100_000


def seed(seed: int = 1, progress: Say | None = None, scale: str = "demo") -> World:
    """Fill an empty database with the demo company and its history: fourteen months of it, or a ``small`` one.

    ``progress`` hears a line with counts after each part. ValueError for an unknown scale or a database
    that already has a company.
    """
    if scale not in SCALES:
        raise ValueError(f"scale: {scale}")
    if founding.exists():
        raise ValueError("this database already has a company")
    say = progress or log.info
    story = clock.first_day(datetime.now(UTC))
    founded = local(story, 9) - timedelta(days=SCALES[scale].founded)
    here = world(seed, founded, scale)
    with _few_collections(), light_commits():
        say(founding.found(here, scale))
        for line in history.write_month(here, story):
            say(line)
        for line in history.write_morning(here, story):
            say(line)
        expire_before(clock.moment_of(story) - KEEP, EXPIRED_AT_ONCE)
        say(_look(clock.moment_of(story)))
    skip_to_head()
    clock.set_to(clock.moment_of(story))
    return here


@contextmanager
def _few_collections() -> Iterator[None]:
    """Rare garbage collection while hundreds of thousands of small objects come and go: a fifth faster."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def begin_day(progress: Say | None = None) -> None:
    """Let the story go on: today as it is while it is half done, else the next working day's morning."""
    say = progress or log.info
    if clock.half_done(clock.story_day(), clock.now()):
        return
    day = clock.workday_after(clock.story_day())
    for line in history.write_morning(present(), day):
        say(line)
    say(_look(clock.moment_of(day)))
    clock.set_to(clock.moment_of(day))


def _look(moment: datetime) -> str:
    """Let the product's own rules find what there is to find: reasons and warnings are never planted."""
    with kernel.frozen(moment):
        raised = insight.look_at_everything()["raised"]
    return f"客户预警: {raised} 条"
