"""For the test suite: fast hashes, a scratch home, either database."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from outrider.project.databases import database_from
from outrider.project.settings.base import *  # noqa: F403

HOME = Path(os.environ.get("OUTRIDER_HOME") or tempfile.mkdtemp(prefix="outrider-test-"))
OUTRIDER_FILES = HOME / "files"
OUTRIDER_AUDIT_HEADS = HOME / "audit-heads.jsonl"
SECRET_KEY = "testing-only-not-a-secret"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES = {"default": database_from(os.environ.get("OUTRIDER_DATABASE_URL", ""), HOME / "test.sqlite3")}
