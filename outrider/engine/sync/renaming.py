"""A record's new title on the phones of people who do not carry the record itself.

Whoever carries it hears of it by its own entry, and gets what refers to it again (``feed``). A former owner carries
his own visits and orders there all the same, and their rows say the title.
"""

from __future__ import annotations

from collections.abc import Sequence

from outrider.engine.entities.declaration import entity_of
from outrider.engine.entities.models import Record
from outrider.engine.entities.write import Write
from outrider.engine.identity.queries import company_today
from outrider.engine.sync.slices import carried, rows_of


def tell_of_titles(write: Write, records: Sequence[Record]) -> None:
    """Have the phones of others fetch the rows again that name these records by an older title."""
    today = company_today()
    for entity in dict.fromkeys(map(entity_of, records)):
        slices = {record.pk: entity.slice(record) for record in records if entity_of(record) is entity}
        for other in carried():
            named, owner = other.by_name.get(entity.key), other.scope.owner
            # What belongs to its record's own owner is told to him with it.
            if named is None or named.reference != entity.key or not owner or "__" in owner:
                continue
            mine = {f"{named.attribute}__in": list(slices)}
            people = other.model.objects.filter(**mine).order_by().values_list(owner, flat=True).distinct()
            for person_id in people:
                for row in rows_of(other, person_id, today).filter(**mine):
                    if other.slice(row) != slices[getattr(row, f"{named.attribute}_id")]:
                        write.touch(row)
