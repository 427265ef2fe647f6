"""班次外: which visits of a day began outside every shift of their rep."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from outrider.engine.entities.verbs import Write
from outrider.tracking.queries import covered
from outrider.visits.models import Visit
from outrider.visits.rules import OFF_SHIFT


def mark_off_shift(write: Write, rep_id: UUID, day: date) -> None:
    """Set and take away the mark of a day's visits by what is known of the rep's shifts now.

    Visits that were moved in from the past in bulk carry no such mark: nobody clocked in for them.
    """
    visits = list(Visit.objects.select_for_update(of=("self",)).filter(rep=rep_id, business_date=day))
    inside = covered(rep_id, day, [visit.checked_in_at for visit in visits])
    for row in visits:
        visit = write.kept.get(row.pk, row)
        others = [code for code in visit.flagged if code != OFF_SHIFT]
        wanted = others if inside[visit.checked_in_at] else [*others, OFF_SHIFT]
        if set(wanted) != set(visit.flagged):
            write.update(visit, flagged=wanted)
