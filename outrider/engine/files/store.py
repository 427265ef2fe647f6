"""Where bytes live: whole files by digest, and the pieces of uploads that are under way.

Two levels of folders under ``OUTRIDER_HOME/files``, of this machine or shared by all web and worker processes. A
file appears under its digest only when it is whole and on the disk (fsync, then link, then fsync of the folder).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings

_READ = 1024 * 1024


def place_of(root: Path, name: str) -> Path:
    """Where a folder of files keeps a digest or made name."""
    return root / name[:2] / name[2:4] / name


class WrongOffset(Exception):
    """A piece does not start where the stored part ends; ``offset`` is where it would have to."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class FileStore:
    """The folder of the files; a backup's is laid out alike."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def received(self, upload: UUID) -> int:
        """Bytes of an upload that are here: the length of its part is the only truth."""
        try:
            return self.part(upload).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, upload: UUID, offset: int, data: bytes, size: int) -> int:
        """Add one piece under a lock, so that two tabs cannot interleave."""
        with self._locked(upload) as handle:
            here = os.fstat(handle).st_size
            if offset != here:
                raise WrongOffset(here)
            if here + len(data) > size:
                raise ValueError("past the end")
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
            return here + len(data)

    def part(self, upload: UUID) -> Path:
        """The file that grows while an upload is under way."""
        return self.root / "incoming" / f"{upload}.part"

    def keep(self, upload: UUID, digest: str) -> None:
        """Link the whole part to its digest: the name appears at once or not at all."""
        target = place_of(self.root, digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self.part(upload), target)
        except FileExistsError:
            return
        _sync_folder(target.parent)

    def drop(self, upload: UUID) -> None:
        """Remove the part; its bytes stay where ``keep`` linked them."""
        self.part(upload).unlink(missing_ok=True)

    def put(self, name: str, data: bytes) -> None:
        """Write beside, then rename."""
        target = place_of(self.root, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f"{target.name}.{os.getpid()}.new")
        beside.write_bytes(data)
        beside.replace(target)

    def path(self, name: str) -> Path | None:
        """The file of a digest or made name, if it is here."""
        place = place_of(self.root, name)
        return place if place.is_file() else None

    @contextmanager
    def _locked(self, upload: UUID) -> Iterator[int]:
        part = self.part(upload)
        part.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex, read in pieces."""
    sha = hashlib.sha256()
    with path.open("rb") as handle:
        while piece := handle.read(_READ):
            sha.update(piece)
    return sha.hexdigest()


def current_store() -> FileStore:
    """The store of this installation, under OUTRIDER_FILES."""
    return FileStore(Path(settings.OUTRIDER_FILES))
