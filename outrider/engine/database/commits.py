"""How long a commit waits for the disk: as the settings say, but for work that is simply done again after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def light_commits() -> Iterator[None]:
    """SQLite does not wait for the disk at each commit meanwhile; the file stays whole whatever happens.

    For a company that is being made from nothing: what a power cut takes away is made anew.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        (before,) = cursor.fetchone()
        cursor.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA synchronous = {int(before)}")
