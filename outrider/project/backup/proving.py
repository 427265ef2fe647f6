"""The proof of a backup: it is restored into a scratch place by the very command that a person would use."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from django.db import connection

from outrider.project.backup import manifest
from outrider.project.backup.manifest import Unfit


def prove(folder: Path) -> None:
    """Restore it elsewhere and count again; raises Unfit with what the restore said."""
    known = manifest.read(folder)
    with (
        tempfile.TemporaryDirectory(prefix="outrider-proof-") as scratch,
        _database(known.vendor, scratch) as url,
    ):
        environment = {**os.environ, "OUTRIDER_HOME": scratch, "OUTRIDER_DATABASE_URL": url}
        line = [sys.executable, "-m", "outrider.project", "restore", str(folder), "--trial"]
        done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # ourselves
        if done.returncode:
            raise Unfit(f"恢复演练失败 · the proof by a restore failed:\n{done.stderr.strip()[-2_000:]}")


@contextmanager
def _database(vendor: str, scratch: str) -> Iterator[str]:
    """The address of an empty database that is gone afterwards."""
    if vendor == "sqlite":
        yield f"sqlite:///{scratch}/proof.sqlite3"
        return
    name = f"outrider_proof_{uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        try:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        except Exception as refused:
            raise Unfit(
                f"不能建立演练用的数据库,可用 --no-proof 跳过 · no scratch database for the proof: {refused}"
            ) from refused
    try:
        yield _address(name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _address(name: str) -> str:
    given = connection.settings_dict
    host, port = str(given["HOST"]), str(given["PORT"])
    who = f"{quote(given['USER'], safe='')}:{quote(given['PASSWORD'], safe='')}"
    if host.startswith("/"):
        return f"postgres://{who}@/{name}?host={quote(host, safe='/')}" + (f"&port={port}" if port else "")
    return f"postgres://{who}@{host}{':' + port if port else ''}/{name}"
