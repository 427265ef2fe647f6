"""What every table has from its first migration, and the lock on every other way in.

``Record`` is an editable record, ``Fact`` something that happened. Both refuse to be written except by
``Write`` (see ``write.py``): an author cannot forget the journal or switch it off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, ClassVar, NoReturn, Self
from uuid import UUID

from django.db import models
from django.db.models.base import ModelState

from outrider.kernel.ids import uuid7

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class OutsideWritePath(RuntimeError):
    """A record was written past ``Write``: there would be no check, no journal row and no event."""


@contextmanager
def writing() -> Iterator[None]:
    """Open the lock; only ``engine.entities.write`` does this."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def _guard(what: str) -> None:
    if not _writing.get():
        raise OutsideWritePath(what)


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]  # Django fields take no parameters
    """Money in 1/10,000 currency unit; see ``kernel.money``."""


class QuantityField(models.BigIntegerField):  # type: ignore[type-arg]  # likewise
    """A quantity in 1/1,000 unit; see ``kernel.money``."""


class RecordQuerySet[M: models.Model](models.QuerySet[M]):
    """A queryset whose bulk writers are locked as well."""

    def update(self, **kwargs: Any) -> int:
        """Locked: see ``Write``."""
        _guard(f"{self.model.__name__} queryset update")
        return super().update(**kwargs)

    def delete(self) -> NoReturn:
        """Locked for good: records go to the bin, and the bin is purged by a job."""
        raise OutsideWritePath(f"{self.model.__name__} queryset delete")

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """Locked: see ``Write``."""
        _guard(f"{self.model.__name__} bulk_create")
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        """Locked: see ``Write``."""
        _guard(f"{self.model.__name__} bulk_update")
        return super().bulk_update(objs, *args, **kwargs)


class AliveManager[M: models.Model](models.Manager[M]):
    """Records that are not in the bin."""

    def get_queryset(self) -> RecordQuerySet[M]:
        """All living rows."""
        return RecordQuerySet(self.model, using=self._db).filter(deleted_at__isnull=True)


class EveryManager[M: models.Model](models.Manager[M]):
    """Records with the bin."""

    def get_queryset(self) -> RecordQuerySet[M]:
        """All rows."""
        return RecordQuerySet(self.model, using=self._db)


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """By attribute: the defaults that are values, and those that are made anew for each record."""
    fields = model._meta.concrete_fields
    # What has no default says so by a class, which can be called as well.
    made = tuple((f.attname, f.default) for f in fields if f.has_default() and callable(f.default))
    return {f.attname: f.get_default() for f in fields if f.attname not in dict(made)}, made


class Record(models.Model):
    """Id, version, author, times, bin and custom fields."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "identity.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    custom = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Self]] = AliveManager()
    all_objects: ClassVar[models.Manager[Self]] = EveryManager()

    class Meta:
        abstract = True
        base_manager_name = "all_objects"

    # Columns whose values the journal must never hold.
    SECRETS: ClassVar[frozenset[str]] = frozenset()

    # What the database held when the row was read: the difference is what the journal records.
    # A JSON value must be replaced, never changed in place.
    _loaded: dict[str, Any] | None = None

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, *, fetch_mode: Any = None) -> Self:
        """Remember the values read."""
        record = super().from_db(db, field_names, values, fetch_mode=fetch_mode)
        record._loaded = dict(zip(field_names, values, strict=False))
        return record

    @classmethod
    def fresh(cls, record_id: UUID) -> Self:
        """A new record with its defaults: what the constructor makes, at a fraction of its price."""
        plain, made = _defaults(cls)
        record = cls.__new__(cls)
        record.__dict__.update(plain, _state=ModelState())
        record.__dict__.update((name, make()) for name, make in made)
        record.id = record_id
        return record

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Locked: see ``Write``."""
        _guard(f"{type(self).__name__}.save")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Locked for good: see ``Write.remove``."""
        raise OutsideWritePath(f"{type(self).__name__}.delete")


class Fact(Record):
    """Something that happened: append-only, with the moment and the company's business day."""

    occurred_at = models.DateTimeField()
    business_date = models.DateField()

    class Meta(Record.Meta):
        abstract = True


def unique_alive(name: str, *fields: str) -> models.UniqueConstraint:
    """A unique constraint among the rows that are not in the bin."""
    return models.UniqueConstraint(
        fields=list(fields), condition=models.Q(deleted_at__isnull=True), name=name
    )


class NumberSeries(Record):
    """A series of document numbers: one counter per key and period (day, month or none).

    ``pattern`` is a format of ``{date}`` (of the period) and ``{n}``, such as ``SO-{date:%Y%m%d}-{n:04}``.
    """

    key = models.CharField(max_length=40)
    pattern = models.CharField(max_length=80)
    period = models.CharField(max_length=8, default="day")
    current = models.CharField(max_length=10, default="", blank=True)
    last = models.BigIntegerField(default=0)

    class Meta(Record.Meta):
        constraints = (unique_alive("number_series_key", "key"),)
