"""Two addresses for machines: is the process alive, and may it be given work."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from outrider import __version__
from outrider.engine.entities.http import json_response
from outrider.engine.identity.models import Company
from outrider.engine.jobs.queries import overdue_since

SILENT = timedelta(minutes=5)
LEAST_FREE = 200 * 1024 * 1024
_migrated = False


def health(request: HttpRequest) -> HttpResponse:
    """``GET /api/health``: alive and able to read the database."""
    return json_response({"ok": True, "company": Company.objects.exists(), "version": __version__})


def ready(request: HttpRequest) -> HttpResponse:
    """``GET /api/ready``: 200 when it can do all its work, else 503; says of each part whether it is well.

    A worker that does not run is said and does not make the web server unready: nothing is lost meanwhile.
    """
    parts = {"database": _database(), "migrations": False, "files": _files()}
    parts["migrations"] = parts["database"] and _up_to_date()
    worker = parts["migrations"] and overdue_since(datetime.now(UTC)) < SILENT
    answer: dict[str, Any] = {"ok": all(parts.values()), **parts, "worker": worker}
    return json_response(answer, 200 if answer["ok"] else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _up_to_date() -> bool:
    """Asked until it is true once: a process that serves a database does not see it become older."""
    global _migrated  # what is known of the database for the life of this process
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _files() -> bool:
    """Photos can be written, and there is room for some."""
    folder = Path(settings.OUTRIDER_FILES)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > LEAST_FREE
    except OSError:
        return False
