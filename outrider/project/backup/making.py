"""``outrider backup``: database first, then the files, then the proof by a restore into a scratch place."""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from outrider import __version__
from outrider.engine.files.store import digest_of
from outrider.engine.identity.models import Company
from outrider.kernel.ids import is_digest
from outrider.project.backup import dumping, manifest, proving
from outrider.project.backup.manifest import Manifest, Part, Unfit
from outrider.project.places import progress, stamp


def run(target: str, *, prove: bool) -> int:
    """Make a backup in a folder of its own below ``target``; answers the exit code."""
    folder = Path(target).resolve() / stamp()
    try:
        folder.mkdir(parents=True)
    except OSError as cannot:
        print(f"不能写入 · cannot write there: {cannot}", file=sys.stderr)
        return 1
    try:
        made = _make(folder)
        if prove:
            progress("恢复演练 · proving it by a restore")
            proving.prove(folder)
    except Unfit as unfit:
        print(f"\n{unfit}\n没有完成的备份 · the backup is not complete: {folder}", file=sys.stderr)
        return 1
    except BaseException:
        # Cut short, by a person or a full disk: nothing that looks like a backup stays.
        shutil.rmtree(folder, ignore_errors=True)
        raise
    progress("")
    print(f"备份完成 · backed up: {folder}")
    print(
        f"  {sum(made.tables.values()):,} 行 rows · {made.files:,} 个文件 files · {made.file_bytes:,} bytes"
    )
    if made.missing_files:
        print(
            f"  注意:{made.missing_files} 个文件的内容有误,未备份 · files whose content is wrong were left out"
        )
    print("  已用恢复演练验证 · proved by a restore" if prove else "  未验证 · not proved")
    return 0


def _make(folder: Path) -> Manifest:
    company = Company.objects.first()
    made = Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"), version=__version__, vendor=connection.vendor,
        company=company.name if company else "", epoch=str(company.epoch) if company else "",
        migrations=dumping.applied(),
    )  # fmt: skip
    progress("数据库 · database")
    dumping.dump(folder, made, progress)
    # After the database: a photo that came meanwhile is in the copy, though no record there names it yet.
    with gzip.open(folder / manifest.FILES, "wt", encoding="utf-8") as listed:
        for number, part in enumerate(_files(folder.parent, made), 1):
            listed.write(json.dumps(asdict(part)) + "\n")
            made.files, made.file_bytes = number, made.file_bytes + part.bytes
            if number % 100 == 0:
                progress(f"文件 · files {number:,}")
    names = sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())
    made.parts = [manifest.part_of(folder, name) for name in names]
    made.write(folder)
    return made


def _files(target: Path, made: Manifest) -> Iterator[Part]:
    """Bring every whole file into the pool. What is there already is not read again: a name is its content."""
    root = Path(settings.OUTRIDER_FILES)
    for folder in sorted(root.glob("[0-9a-f][0-9a-f]")):
        for path in sorted(
            one for one in folder.rglob("*") if one.is_file() and not one.name.endswith(".new")
        ):
            kept = manifest.in_pool(target, path.name)
            if kept.is_file() and kept.stat().st_size == path.stat().st_size:
                yield Part(path.name, kept.stat().st_size, digest_of(kept))
                continue
            size, digest = manifest.hashed_copy(path, kept)
            if is_digest(path.name) and digest != path.name:
                kept.unlink()
                made.missing_files += 1
                continue
            yield Part(path.name, size, digest)
