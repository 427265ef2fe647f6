"""Where a person's days begin and end: said by himself, on his phone as well, or by who leads him."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from outrider.customers.actions import GivenPin, pin_columns
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.kernel.text import T
from outrider.routes.actions.common import PLANNERS
from outrider.routes.models import DayEnds
from outrider.routes.queries.asking import rep_of
from outrider.routes.rules import coarse

End = Literal["company", "home", "office", "stop"]


class SetEnds(Input):
    """What is to change; what is not named stays. ``person``: oneself when not named. ``home`` null forgets it."""

    person: UUID | None = None
    start: End | None = None
    end: End | None = None
    home: GivenPin | None = None


@verb(
    "day_ends.set",
    input=SetEnds,
    label=T("设置出发与收工", "Set start and end of the day"),
    roles=PLANNERS,
    offline=True,
)
def set_ends(write: Write, data: SetEnds) -> DayEnds:
    """Keep it; a home is kept to about 100 m, which is enough for a route. 403 or 404 for other people's."""
    person = rep_of(write.actor, data.person or write.actor.id)
    changes: dict[str, Any] = {
        name: value for name in ("start", "end") if (value := getattr(data, name)) is not None
    }
    if "home" in data.model_fields_set:
        changes |= coarse(pin_columns(data.home))
    rows = DayEnds.objects.select_for_update(of=("self",)).select_related("person")
    row = rows.filter(person=person).first()
    return (
        write.update(row, **changes) if row else write.create(DayEnds(id=person.pk, person=person, **changes))
    )
