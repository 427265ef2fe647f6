"""A backup that is not what it was is refused with its reason, before anything is changed."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from django.db import connection

from outrider.project.backup import dumping, manifest, restoring
from outrider.project.backup.manifest import Manifest, Part, Unfit
from tests.world.cast import World

PHOTO = b"not really a photo"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A small sound one, with one file in the pool."""
    folder = tmp_path / "20260101-000000"
    folder.mkdir()
    name = hashlib.sha256(PHOTO).hexdigest()
    kept = manifest.in_pool(tmp_path, name)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(PHOTO)
    with gzip.open(folder / manifest.FILES, "wt") as listed:
        listed.write(json.dumps(asdict(Part(name, len(PHOTO), name))) + "\n")
    made = Manifest(
        "2026-01-01T00:00:00+00:00", "0", connection.vendor, "河", "e", [("identity", "0001_initial")]
    )
    made.parts = [manifest.part_of(folder, manifest.FILES)]
    made.write(folder)
    return folder


def pooled(backup: Path) -> Path:
    (part,) = manifest.files_of(backup)
    return manifest.in_pool(backup.parent, part.name)


def test_what_was_written_is_read(backup: Path) -> None:
    known = manifest.read(backup)
    manifest.check_parts(backup, known)
    assert (known.company, known.migrations) == ("河", [("identity", "0001_initial")])


def rewritten(change: Callable[[dict[str, object]], None]) -> Callable[[Path], None]:
    def apply(backup: Path) -> None:
        file = backup / manifest.NAME
        given = json.loads(file.read_text())
        change(given)
        file.write_text(json.dumps(given))

    return apply


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut short": (lambda backup: (backup / manifest.NAME).unlink(), "没有 manifest.json"),
    "half a manifest": (lambda backup: (backup / manifest.NAME).write_text("{"), "已损坏"),
    "another format": (rewritten(lambda given: given.update(format=9)), "备份格式 9"),
    "a key too many": (rewritten(lambda given: given.update(more=1)), "已损坏"),
    "a part changed": (lambda backup: (backup / manifest.FILES).write_bytes(b"x"), "内容已改变"),
    "a part gone": (lambda backup: (backup / manifest.FILES).unlink(), "缺少"),
    "a photo changed": (lambda backup: pooled(backup).write_bytes(b"x" * len(PHOTO)), "文件内容已改变"),
    "a photo gone": (lambda backup: pooled(backup).unlink(), "缺少文件"),
    "another database": (rewritten(lambda given: given.update(vendor="oracle")), "备份来自 oracle"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damage_is_named(backup: Path, capsys: pytest.CaptureFixture[str], damage: str) -> None:
    harm, said = DAMAGES[damage]
    harm(backup)
    assert restoring.run(str(backup), replace=False) == 1
    assert said in capsys.readouterr().err


@pytest.mark.django_db
def test_a_place_in_use_is_kept(backup: Path, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    before = world.company.epoch
    assert restoring.run(str(backup), replace=False) == 1
    assert ("已有数据" if connection.vendor == "sqlite" else "不是空的") in capsys.readouterr().err
    world.company.refresh_from_db()
    assert world.company.epoch == before


def test_a_damaged_sqlite_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite3").write_bytes(b"SQLite format 3\0" + b"?" * 5_000)
    with pytest.raises(Unfit, match="SQLite"):
        dumping.sqlite_counts(tmp_path / "broken.sqlite3")
