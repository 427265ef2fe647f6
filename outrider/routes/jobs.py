"""Planning many days at once, in a worker: progress by day, cancelled between two."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import actor_for
from outrider.engine.jobs.declarations import Progress, job
from outrider.kernel.errors import Problem
from outrider.kernel.text import T
from outrider.routes.queries.proposing import proposal
from outrider.routes.solver import Effort

PLANNING = T("正在排 {name} 的线路", "Planning the route of {name}")
NOT_ANY_MORE = T("已不在权限范围内", "Not within your people any more")


@job("routes.propose")
def propose(progress: Progress, *, days: list[dict[str, str]], language: str) -> dict[str, Any]:
    """Proposals for (rep, day) pairs, in the order asked for; what cannot be planned says why."""
    assert progress.owner_id is not None
    actor = actor_for(Person.objects.get(pk=progress.owner_id))
    names = {str(row.pk): row.name for row in Person.objects.filter(pk__in=[day["rep"] for day in days])}
    found: list[dict[str, Any]] = []
    for done, day in enumerate(days):
        progress(done, len(days), PLANNING, name=names.get(day["rep"], ""))
        rep, on = UUID(day["rep"]), date.fromisoformat(day["on"])
        try:
            found.append(proposal(actor, language, rep, on, effort=Effort(seed=done)))
        except Problem:
            found.append({"rep": day["rep"], "on": day["on"], "problem": NOT_ANY_MORE.say(language)})
    progress(len(days), len(days))
    return {"proposals": found}
