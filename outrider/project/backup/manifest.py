"""What a backup says of itself, and whether it is still what it says."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from outrider.engine.files.store import digest_of, place_of

FORMAT = 1
NAME = "manifest.json"
FILES = "files.jsonl.gz"
POOL = "files"


class Unfit(Exception):
    """The backup cannot be used; the text says why, for people."""


@dataclass(frozen=True)
class Part:
    """One file of the backup, or one photo: ``name`` is its path inside the backup or the pool."""

    name: str
    bytes: int
    sha256: str


@dataclass
class Manifest:
    """``tables`` are rows by table; ``sequences`` the next number by ``table.column`` (PostgreSQL alone)."""

    made_at: str
    version: str
    vendor: str
    company: str
    epoch: str
    migrations: list[tuple[str, str]]
    tables: dict[str, int] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    files: int = 0
    file_bytes: int = 0
    missing_files: int = 0
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """At once or not at all: a backup without a manifest is one that was cut short."""
        beside = folder / f"{NAME}.new"
        beside.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1))
        beside.replace(folder / NAME)


def read(folder: Path) -> Manifest:
    """The manifest of a backup; raises Unfit."""
    try:
        given: dict[str, Any] = json.loads((folder / NAME).read_text())
    except FileNotFoundError as gone:
        raise Unfit(f"没有 {NAME},不是完整的备份 · no {NAME}: not a whole backup: {folder}") from gone
    except ValueError as broken:
        raise Unfit(f"{NAME} 已损坏 · {NAME} is damaged: {broken}") from broken
    if given.get("format") != FORMAT:
        raise Unfit(
            f"备份格式 {given.get('format')} 不认识 · unknown format of backup, this version reads {FORMAT}"
        )
    try:
        parts = [Part(**part) for part in given.pop("parts")]
        migrations = [(app, name) for app, name in given.pop("migrations")]
        return Manifest(parts=parts, migrations=migrations, **given)
    except (TypeError, ValueError, KeyError) as broken:
        raise Unfit(f"{NAME} 已损坏 · {NAME} is damaged: {broken}") from broken


def part_of(folder: Path, name: str) -> Part:
    """Describe a file that was just written."""
    path = folder / name
    return Part(name, path.stat().st_size, digest_of(path))


def check_parts(folder: Path, manifest: Manifest) -> None:
    """Every part as it was written; raises Unfit for the first that is not."""
    for part in manifest.parts:
        path = folder / part.name
        if not path.is_file():
            raise Unfit(f"缺少 · missing: {part.name}")
        if path.stat().st_size != part.bytes or digest_of(path) != part.sha256:
            raise Unfit(f"内容已改变 · changed since it was made: {part.name}")


def files_of(folder: Path) -> Iterator[Part]:
    """The files (photos) of a backup."""
    with gzip.open(folder / FILES, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield Part(**json.loads(line))


def in_pool(target: Path, name: str) -> Path:
    """Where a file lies in the folder of all backups."""
    return place_of(target / POOL, name)


def hashed_copy(source: Path, target: Path) -> tuple[int, str]:
    """Copy a file; answers its bytes and SHA-256. It appears under its name only when whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside, sha, size = target.with_name(f".{target.name}.new"), hashlib.sha256(), 0
    with source.open("rb") as reading, beside.open("wb") as writing:
        while piece := reading.read(1024 * 1024):
            sha.update(piece)
            writing.write(piece)
            size += len(piece)
    beside.replace(target)
    return size, sha.hexdigest()
