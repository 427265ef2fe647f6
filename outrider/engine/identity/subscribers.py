"""Keeping memberships true: whoever gets a department gets a dated membership."""

from __future__ import annotations

from outrider.engine.entities.verbs import on
from outrider.engine.entities.write import Happened, Write
from outrider.engine.identity.models import Membership
from outrider.kernel.period import business_date


@on("person.create", "person.update", "person.import", "person.undo_import")
def follow_department(write: Write, happened: Happened) -> None:
    """A department set on the form, or by a file, is a move from today."""
    if "department_id" not in happened.changes:
        return
    person_id, department_id = happened.record.pk, happened.changes["department_id"][1]
    today = business_date(write.at, write.time_zone)
    running = Membership.objects.filter(person_id=person_id, valid_to__isnull=True).first()
    if running and running.valid_from >= today:
        if department_id:
            write.update(running, department_id=department_id)
        return
    if running:
        write.update(running, valid_to=today)
    if department_id:
        write.create(Membership(person_id=person_id, department_id=department_id, valid_from=today))
