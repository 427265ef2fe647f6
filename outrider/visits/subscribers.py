"""What visits do when something happens elsewhere: keep versions of types, hold photos, answer readers."""

from __future__ import annotations

from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.meta import parts
from outrider.engine.entities.queries import visible
from outrider.engine.entities.verbs import Write, on
from outrider.engine.entities.write import Happened
from outrider.engine.files.declarations import file_owners, file_readers
from outrider.visits.actions import file_arrived
from outrider.visits.actions.types import keep_version, samples
from outrider.visits.models import VisitPhoto, VisitType
from outrider.visits.steps import step_kinds


@on("visit_type.create", "visit_type.update", "visit_type.restore")
def type_saved(write: Write, happened: Happened) -> None:
    """Each set of steps is kept as a version."""
    if isinstance(happened.record, VisitType):
        keep_version(write, happened.record)


def may_read_photo(actor: Actor, visit_id: UUID, digest: str) -> bool:
    """A visit's picture: who may read the visit, once the rep himself has brought the file."""
    named = VisitPhoto.objects.filter(visit=visit_id, digest=digest, held=True).exists()
    return named and visible(entities.get("visit"), actor).filter(pk=visit_id).exists()


def may_read_sample(actor: Actor, type_id: UUID, digest: str) -> bool:
    """A sample picture: everybody who may read the visit type."""
    kind = visible(entities.get("visit_type"), actor).filter(pk=type_id).first()
    return kind is not None and digest in samples(kind.steps)


file_owners.add("visit_photo", file_arrived)
file_readers.add("visit", may_read_photo)
file_readers.add("visit_type", may_read_sample)
parts.add("step_kinds", lambda actor, language: [kind.meta(language) for kind in step_kinds])
