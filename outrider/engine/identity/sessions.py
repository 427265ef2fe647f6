"""Sessions: Django's database sessions, on a table that knows its person."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from outrider.engine.entities.transaction import write_transaction
from outrider.engine.identity.models import Person, Session


class SessionStore(DatabaseStore):
    """Loads the session together with its person and department, in one query."""

    person: Person | None = None
    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        row = (
            Session.objects.select_related("person")
            .filter(session_key=self.session_key, expire_date__gt=timezone.now())
            .first()
        )
        if row is None:
            self._session_key = None
            return None
        self.row, self.person = row, row.person
        return row

    def save(self, must_create: bool = False) -> None:
        """Like every write, through the one helper: two writers at once would starve each other."""
        with write_transaction():
            super().save(must_create=must_create)

    def delete(self, session_key: str | None = None) -> None:
        """The same."""
        if session_key or self.session_key:
            with write_transaction():
                super().delete(session_key)

    def create_model_instance(self, data: Any) -> Session:
        """Copy the person, device and app from the session's data into columns."""
        row = cast(Session, super().create_model_instance(data))
        row.person_id = data.get("person")
        row.device_id = data.get("device")
        row.app = data.get("app", "")
        return row
