"""The demo company: one-click sign-in, SQLite, a shifted clock. Never for real work."""

from __future__ import annotations

import os

from outrider.project.databases import database_from
from outrider.project.places import HOME
from outrider.project.settings.base import *  # noqa: F403

OUTRIDER_DEMO = True
SECRET_KEY = "demo-only-not-a-secret"  # noqa: S105  # production refuses to start with it
OUTRIDER_FILES = HOME / "demo-files"
OUTRIDER_AUDIT_HEADS = HOME / "demo-audit-heads.jsonl"
DATABASES = {"default": database_from(os.environ.get("OUTRIDER_DATABASE_URL", ""), HOME / "demo.sqlite3")}
