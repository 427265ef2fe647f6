"""How often one person may search: a screen that looks with every letter stays far below it, a program does not.

Counted by each web process in its own memory, the one thing that is kept there: a count in the database would make
every search wait for the pen. Whoever finds another process has its share as well; the bound is against floods.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from outrider.kernel import clock
from outrider.kernel.errors import Problem
from outrider.kernel.text import T

SEARCHES, WINDOW = 240, timedelta(minutes=1)
TOO_OFTEN = T("1 分钟内最多搜索 {most} 次,请稍后再试", "At most {most} searches in a minute; try again later")
# More people than this have not searched within a minute: what is older is forgotten.
MOST_PEOPLE = 10_000

_lock = Lock()
_asked: dict[UUID, tuple[datetime, int]] = {}


def count_search(person_id: UUID) -> None:
    """Note a search. 429 when there were too many since the first one of this minute."""
    now = clock.now()
    with _lock:
        if len(_asked) >= MOST_PEOPLE:
            _forget(now)
        since, count = _asked.get(person_id, (now, 0))
        if not timedelta(0) <= now - since < WINDOW:
            since, count = now, 0
        _asked[person_id] = (since, count + 1)
    if count >= SEARCHES:
        raise Problem(429, "rate_limited", TOO_OFTEN, most=SEARCHES)


def _forget(now: datetime) -> None:
    for person_id in [known for known, (since, _) in _asked.items() if now - since >= WINDOW]:
        del _asked[person_id]
