"""``outrider restore``: a company as it was, in an empty place; then phones offer what it lacks."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.utils import DatabaseError

from outrider.engine.files.store import digest_of, place_of
from outrider.engine.identity.models import Company
from outrider.engine.sealing.sealing import anchor_restore
from outrider.engine.sync.actions import begin_epoch
from outrider.project import upgrading
from outrider.project.backup import dumping, manifest
from outrider.project.backup.manifest import Manifest, Unfit
from outrider.project.places import progress, stamp


def run(folder: str, *, replace: bool, link: bool = False) -> int:
    """Restore; answers the exit code. Nothing is changed before the whole backup was read and found sound.

    ``link`` shares the files' bytes with the backup instead of copying them: for a trial only.
    """
    source = Path(folder).resolve()
    try:
        known = manifest.read(source)
        progress("检查备份 · checking the backup")
        manifest.check_parts(source, known)
        _check_files(source)
        _check_target(known, replace=replace)
        files = _restore_files(source, link=link)
        _restore_database(source, known)
    except Unfit as unfit:
        print(f"\n{unfit}", file=sys.stderr)
        return 1
    epoch = begin_epoch() if Company.objects.exists() else None
    anchor_restore(str(epoch or ""))
    progress("")
    print(f"已恢复 · restored: {known.company or '-'} @ {known.made_at}")
    print(f"  {sum(known.tables.values()):,} 行 rows · {files:,} 个文件 files")
    if epoch:
        print("  手机下次联网会补交备份之后的记录 · phones offer again what this backup lacks")
    return 0


def _check_files(source: Path) -> None:
    for part in manifest.files_of(source):
        kept = manifest.in_pool(source.parent, part.name)
        if not kept.is_file():
            raise Unfit(f"缺少文件 · a file is missing: {part.name}")
        if kept.stat().st_size != part.bytes or digest_of(kept) != part.sha256:
            raise Unfit(f"文件内容已改变 · a file changed since it was kept: {part.name}")


def _check_target(known: Manifest, *, replace: bool) -> None:
    """Whether there is room for it; on SQLite what is there may be put aside."""
    if known.vendor != connection.vendor:
        raise Unfit(
            f"备份来自 {known.vendor},当前是 {connection.vendor} · the backup is of {known.vendor}, "
            f"OUTRIDER_DATABASE_URL names {connection.vendor}"
        )
    if not _in_use():
        return
    if connection.vendor != "sqlite":
        raise Unfit(
            "目标数据库不是空的:请新建一个空库 · the database is not empty: make a new one and name it"
        )
    if not replace:
        raise Unfit(
            "这里已有数据:加 --replace 会先把它另存 · there is data already: with --replace it is put aside first"
        )


def _in_use() -> bool:
    try:
        return Company.objects.exists()
    except DatabaseError:
        return False  # no tables yet


def _restore_files(source: Path, *, link: bool) -> int:
    """Add what is missing here; a name is its content, so nothing is ever overwritten."""
    root, number = Path(settings.OUTRIDER_FILES), 0
    for number, part in enumerate(manifest.files_of(source), 1):
        place = place_of(root, part.name)
        if number % 100 == 0:
            progress(f"文件 · files {number:,}")
        if place.is_file() and place.stat().st_size == part.bytes:
            continue
        kept = manifest.in_pool(source.parent, part.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        if link:
            os.symlink(kept, place)
        else:
            manifest.hashed_copy(kept, place)
    return number


def _restore_database(source: Path, known: Manifest) -> None:
    if connection.vendor != "sqlite":
        dumping.load(source, known, progress)
        return
    connections.close_all()
    database = Path(str(connection.settings_dict["NAME"]))
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = database.with_name(f"{database.name}.restoring")
    upgrading.copy_sqlite(source / dumping.SQLITE, fresh)
    if dumping.sqlite_counts(fresh) != known.tables:
        raise Unfit("行数与清单不符 · the rows are not those of the manifest")
    moment = stamp()
    for end in ("", "-wal", "-shm"):
        old = database.with_name(database.name + end)
        if old.exists():
            old.rename(database.with_name(f"{database.name}.before-restore-{moment}{end}"))
    fresh.rename(database)
    upgrading.migrate()
