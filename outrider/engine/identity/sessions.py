"""Sessions: Django's database sessions, on a table that knows its person."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection, models
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from outrider.engine.database.prepared import Place, Prepared
from outrider.engine.database.transaction import write_transaction
from outrider.engine.identity.models import Person, Session

# The ids of the person's department and of those below it, joined by commas: nearly every request of a
# manager needs them, so they come along with who he is.
_SUBTREE = (
    "(SELECT {join} FROM identity_department d JOIN identity_department own "
    "ON own.id = identity_person.department_id "
    "WHERE d.deleted_at IS NULL AND substr(d.path, 1, length(own.path)) = own.path)"
)
_JOIN = {"postgresql": "string_agg(d.id::text, ',')", "sqlite": "group_concat(d.id)"}


def _living() -> QuerySet[Session]:
    subtree = RawSQL(_SUBTREE.format(join=_JOIN[connection.vendor]), (), models.TextField())  # noqa: S611  # constant text
    return (
        Session.objects.select_related("person")
        .annotate(subtree=subtree, department_name=F("person__department__name"))
        .filter(session_key=Place(0, models.CharField()), expire_date__gt=Place(1, models.DateTimeField()))
    )


_find: Prepared[Any] = Prepared(_living)


class SessionStore(DatabaseStore):
    """Loads the session together with its person and the reach of his department, in one query."""

    person: Person | None = None
    row: Session | None = None
    subtree: frozenset[UUID] = frozenset()
    department_name = ""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table."""
        return Session

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """The same text says the same at every request; its signature is checked once."""
        return dict(_decoded(session_data))

    def _get_session_from_db(self) -> Session | None:
        row: Any = _find.first(self.session_key, timezone.now())
        if row is None:
            self._session_key = None
            return None
        self.row, self.person = row, row.person
        self.department_name = row.department_name or ""
        self.subtree = frozenset(map(UUID, row.subtree.split(","))) if row.subtree else frozenset()
        return cast(Session, row)

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


@lru_cache(maxsize=2_000)
def _decoded(session_data: str | bytes) -> dict[str, Any]:
    return DatabaseStore.decode(SessionStore(), session_data)
