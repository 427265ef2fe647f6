"""The tables of identity."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from outrider.engine.entities.models import AliveManager, EveryManager, Record, RecordQuerySet, unique_alive
from outrider.kernel.ids import uuid7

NEVER = 2**31


class Company(models.Model):
    """The one company of this database, with its typed settings.

    ``clock_offset_ms`` shifts the clock of a demo company; ``epoch`` changes when the database is
    restored from a backup, so that phones offer again what the server lacks.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    currency = models.CharField(max_length=3, default="CNY")
    is_demo = models.BooleanField(default=False)
    clock_offset_ms = models.BigIntegerField(default=0)
    epoch = models.UUIDField(default=uuid7)
    settings = models.JSONField(default=dict)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_company"),)


class Department(Record):
    """A node of the tree; ``path`` is ``/id/id/`` from the root to itself."""

    name = models.CharField(max_length=80)
    name_sort = models.CharField(max_length=120, default="")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=700, db_index=True)
    position = models.IntegerField(default=0)


class PeopleManager[P: models.Model](AliveManager[P]):
    """Living people; the system user is nobody whom anybody lists."""

    def get_queryset(self) -> RecordQuerySet[P]:
        """All but the system user."""
        return super().get_queryset().filter(is_system=False)


class Person(AbstractBaseUser, Record):
    """Somebody who signs in, or the system itself (``is_system``)."""

    name = models.CharField(max_length=60)
    name_sort = models.CharField(max_length=120, default="")
    mobile = models.CharField(max_length=20)
    roles = models.JSONField(default=list)
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="people")
    locale = models.CharField(max_length=8, default="zh-Hans")
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    last_login = None

    USERNAME_FIELD = "mobile"
    SECRETS = frozenset({"password"})
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[models.Manager[Self]] = PeopleManager()
    all_objects: ClassVar[models.Manager[Self]] = EveryManager()

    class Meta(Record.Meta):
        constraints = (unique_alive("person_mobile", "mobile"),)

    def get_username(self) -> str:
        """The mobile number."""
        return self.mobile

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Locked like every record (``AbstractBaseUser.save`` would pass the lock by)."""
        Record.save(self, *args, **kwargs)


class Membership(Record):
    """A person in a department, from a day to a day (null: until further notice)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="membership_period",
            ),
        )


class Invitation(Record):
    """A person's way in: a link that lets him set his password, once, until ``expires_at``.

    The link itself is nowhere in the database: it is derived from the id, ``serial`` and the installation's
    secret, so that a copy of the database opens no door. A renewed invitation has another serial.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    serial = models.PositiveIntegerField(default=1)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=200, default="", blank=True)
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    SECRETS = frozenset({"code"})

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(used_at__isnull=True, withdrawn_at__isnull=True, deleted_at__isnull=True),
                name="one_open_invitation",
            ),
        )


def new_key() -> bytes:
    """32 random bytes: the key by which a device knows our receipts."""
    return secrets.token_bytes(32)


class Device(models.Model):
    """A phone (or browser) of a person: its receipt key, its sequence and its last report.

    ``contiguous_seq`` is the highest sequence below which nothing is missing, ``seen_above`` the list of
    those above it. Not a ``Record``: it changes with every contact and is nobody's business fact.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="devices")
    app = models.CharField(max_length=10)
    label = models.CharField(max_length=120, default="")
    app_version = models.CharField(max_length=40, default="")
    key = models.BinaryField(default=new_key)
    registered_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    contiguous_seq = models.BigIntegerField(default=0)
    seen_above = models.JSONField(default=list)
    queue_length = models.IntegerField(default=0)
    oldest_unsent_at = models.DateTimeField(null=True)
    storage_persisted = models.BooleanField(null=True)
    quota_free = models.BigIntegerField(null=True)
    missing = models.IntegerField(default=0)


class SessionManager(BaseSessionManager["Session"]):
    """Django's session manager, for our table."""

    use_in_migrations = True


class Session(AbstractBaseSession):
    """A signed-in browser; carries its person, so that one query answers who is asking."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")
    device_id = models.UUIDField(null=True)
    app = models.CharField(max_length=10, default="")

    objects: ClassVar[SessionManager] = SessionManager()

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The store that knows this table."""
        from outrider.engine.identity.sessions import SessionStore  # noqa: PLC0415  # they name each other

        return SessionStore
