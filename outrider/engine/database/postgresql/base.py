"""Django asks a backend for a module of this name."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from outrider.engine.database import turn


class DatabaseWrapper(base.DatabaseWrapper):
    """While the disk confirms a commit, which is the longest wait of a request, the next one works."""

    def _commit(self) -> Any:
        turn.give_up()
        return super()._commit()  # type: ignore[misc]  # Django's own, not in its stubs
