"""Which database: SQLite beside the project, or PostgreSQL by address."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

# FULL: an acknowledged command must survive a power cut. IMMEDIATE: a transaction that will write takes
# its place at the start, so that no reader is refused half-way.
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
    ),
}


def database_from(url: str, default: Path) -> dict[str, Any]:
    """Django's settings for ``sqlite:///path`` or ``postgres://user:password@host:port/name``.

    Raises ValueError for any other scheme.
    """
    if not url:
        default.parent.mkdir(parents=True, exist_ok=True)
        return _sqlite(str(default))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(
            unquote(parts.path.removeprefix("/")) if parts.path.startswith("//") else unquote(parts.path)
        )
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"OUTRIDER_DATABASE_URL: unknown scheme {parts.scheme!r}")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "outrider.engine.database.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": int(os.environ.get("OUTRIDER_DATABASE_KEEP", "600")),
        "CONN_HEALTH_CHECKS": False,
        # The driver prepares nothing of its own: after a rollback it would drop what we have prepared
        # (engine/database/direct.py).
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": None, **query},
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": dict(_SQLITE),
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": None},
    }
