"""What packages register to read files through their records and to hear of a file that has come."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.write import Write
from outrider.kernel.registry import Registry

# (actor, record id, digest) → may he read it there. True only when the actor may read the record, the
# record names the digest, and the person who named it has brought the file himself: otherwise a stranger
# could name a digest in a record of his own to see another's picture.
FileReader = Callable[[Actor, UUID, str], bool]

# (write, person id, digest): this person's file is whole. Called inside the transaction that says so.
FileOwner = Callable[[Write, UUID, str], None]

file_readers: Registry[FileReader] = Registry("file_readers", "records through which files are read")
file_owners: Registry[FileOwner] = Registry("file_owners", "records that wait for a file")
