"""Clocking in before the first act of a day and out after the last one, as the story's people do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from outrider.simulator.chance import Chance
from outrider.simulator.days import RepDay
from outrider.simulator.script import Act
from outrider.simulator.world import World

BEFORE, AFTER = timedelta(minutes=9), timedelta(minutes=14)


def working_day(world: World, day: RepDay, acts: Sequence[Act], *, over: bool) -> list[Act]:
    """The acts of a rep's day between its clock-in and, when it is ``over``, its clock-out; none without acts."""
    if not acts:
        return []
    begins, ends = min(act.at for act in acts) - BEFORE, max(act.at for act in acts) + AFTER
    shift = world.chance("shift", day.rep.key, day.on).uuid(begins)
    last = [Act(ends, "shift.end", {"shift_id": shift, "at": ends})] if over else []
    return [clock_in(shift, begins), *acts, *last]


def clock_in(shift_id: UUID, at: datetime) -> Act:
    """上班打卡, without a position: the story's phones give theirs at the shops."""
    location = {"status": "unavailable", "fixes": []}
    return Act(at, "shift.start", {"shift_id": shift_id, "at": at, "location": location})


def fresh_clock_in(chance: Chance, at: datetime) -> Act:
    """The same for somebody who begins while the demo is played."""
    return clock_in(chance.uuid(at), at)
