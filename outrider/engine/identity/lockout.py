"""Counting wrong passwords: django-axes, with its writes through the one write helper."""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler

from outrider.engine.database.transaction import write_transaction


class QueuedHandler(AxesDatabaseHandler):  # type: ignore[misc]  # axes brings no types
    """Axes' own tables, written like every other: on SQLite two unqueued writers starve each other."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        """Note a wrong password."""
        with write_transaction():
            super().user_login_failed(sender, credentials, request, **kwargs)

    def reset_attempts(self, **kwargs: Any) -> int:
        """Forget the wrong ones."""
        with write_transaction():
            return int(super().reset_attempts(**kwargs))
