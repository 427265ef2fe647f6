"""What the verbs of planned days share: who plans, and the row that belongs to a day as a whole."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from outrider.engine.entities.verbs import Write
from outrider.engine.identity.models import Person
from outrider.routes.models import DayRoute
from outrider.routes.rules import Pending

PLANNERS = frozenset({"rep", "manager", "director", "admin"})


def route_of(rep_id: UUID, on: date) -> DayRoute | None:
    """The day's row, locked; None while nobody has planned it."""
    rows = DayRoute.objects.select_for_update(of=("self",)).select_related("rep")
    return rows.filter(rep=rep_id, on=on).first()


def keep_pending(write: Write, rep: Person, on: date, pending: Pending) -> DayRoute | None:
    """Keep what waits to be published of a day; answers its row, None where nothing waits and none is needed."""
    row = route_of(rep.pk, on)
    if row is not None:
        return write.update(row, pending=pending)
    return write.create(DayRoute(rep=rep, on=on, pending=pending)) if pending else None
