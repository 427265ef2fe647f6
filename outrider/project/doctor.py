"""``outrider doctor``: what is installed, what is registered, what is wrong."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterator

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from outrider.engine.journal.models import Seal
from outrider.engine.sealing.verifying import late
from outrider.kernel.registry import all_registries

Finding = tuple[bool, str]


def examine() -> int:
    """Print every finding; answers 1 when something is wrong."""
    findings = list(_findings())
    for good, text in findings:
        print(("  ✓ " if good else "  ✗ ") + text)
    print("\n登记项 · registries")
    for name, registry in sorted(all_registries().items()):
        keys = ", ".join(registry.keys())
        print(f"  {name} ({len(registry)}): {keys[:160]}{'…' if len(keys) > 160 else ''}")
    return 0 if all(good for good, _ in findings) else 1


def _findings() -> Iterator[Finding]:
    yield sys.version_info >= (3, 12), f"Python {sys.version.split()[0]}"
    yield True, f"Django {importlib.metadata.version('django')}, {connection.vendor}"
    yield from _database()
    yield from _journal()
    problems = [message for message in run_checks() if message.level >= 30 and not message.is_silenced()]
    yield not problems, f"configuration: {'; '.join(str(p.msg) for p in problems) or 'sound'}"
    built = (settings.WEB / "rep" / "index.html").exists()
    yield built, f"web apps {'built' if built else 'not built: run make demo'}"


def _journal() -> Iterator[Finding]:
    """Whether the entries are sealed soon after they are written."""
    try:
        last, waiting = Seal.objects.order_by("-number").first(), late()
    except DatabaseError:
        return  # said above: no tables
    sealed = f"up to entry {last.last_id}, {last.made_at:%Y-%m-%d %H:%M} UTC" if last else "not yet"
    yield not waiting, f"journal sealed: {sealed}{'; entries wait for a worker' if waiting else ''}"


def _database() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
    except Exception as error:  # whatever the driver says is the finding
        yield False, f"database: {error}"
        return
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield not missing, f"database: {f'{len(missing)} migrations to apply' if missing else 'up to date'}"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
            cursor.execute("PRAGMA synchronous")
            sync = cursor.fetchone()[0]
        yield mode == "wal" and sync == 2, f"SQLite journal {mode}, synchronous {sync} (wanted: wal, 2)"
