"""Reading files: who holds what, and a file through a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.files.declarations import file_readers
from outrider.engine.files.images import measure
from outrider.engine.files.models import COMPLETE, StoredFile, Upload
from outrider.engine.files.store import current_store
from outrider.kernel.errors import not_found
from outrider.kernel.ids import is_digest, parse_uuid

THUMBNAIL_TYPE = "image/webp"


@dataclass(frozen=True, slots=True)
class Readable:
    """A file that may be sent."""

    path: Path
    content_type: str
    etag: str


def held(person_id: UUID, digests: Iterable[str]) -> set[str]:
    """Those of the digests whose files this person has brought whole."""
    rows = Upload.objects.filter(person_id=person_id, digest__in=list(digests), state=COMPLETE)
    return set(rows.values_list("digest", flat=True))


def looks_of(digests: Iterable[str]) -> dict[str, str]:
    """How stored pictures look (``dhash``) by digest; those without a pattern are left out."""
    rows = StoredFile.objects.filter(digest__in=list(digests)).exclude(dhash="")
    return dict(rows.values_list("digest", "dhash"))


def read(actor: Actor, digest: str, of: str, *, thumbnail: bool = False) -> Readable:
    """A file through the record ``entity:id`` that names it.

    404 for every reason alike: unknown digest, unknown record, a record out of sight, a file that is
    still on its way.
    """
    if not is_digest(digest):
        raise not_found()
    entity, _, text = of.partition(":")
    reader, record_id = file_readers.find(entity), parse_uuid(text)
    if reader is None or record_id is None or not reader(actor, record_id, digest):
        raise not_found()
    stored = StoredFile.objects.filter(pk=digest).first()
    path = current_store().path(digest)
    if stored is None or path is None:
        raise not_found()
    if thumbnail:
        return Readable(_thumbnail(digest, path), THUMBNAIL_TYPE, f'"{digest}-320"')
    return Readable(path, stored.content_type, f'"{digest}"')


def _thumbnail(digest: str, path: Path) -> Path:
    """The small picture, made at upload; made again when it was lost."""
    store, name = current_store(), thumbnail_name(digest)
    if store.path(name) is None:
        store.put(name, measure(path).thumbnail)
    found = store.path(name)
    if found is None:
        raise not_found()
    return found


def thumbnail_name(digest: str) -> str:
    """Under which name the store keeps a digest's small picture."""
    return f"{digest}.320.webp"
