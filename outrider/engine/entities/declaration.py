"""The one declaration: what people must know of an entity.

The Django model says what the database must know; ``Entity`` says the rest, and from it come the REST
endpoints, their OpenAPI schemas, the screens' metadata, access, audit, search, sync, import and export.
If a declaration wants an ``if``, it is a verb or a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F

from outrider.engine.access.policy import Policy, Scope
from outrider.engine.entities.models import Record
from outrider.kernel.registry import Registry
from outrider.kernel.text import Text

if TYPE_CHECKING:
    from outrider.engine.access.actor import Actor
    from outrider.engine.entities.write import Write


class Options(Sequence[tuple[str, Text]]):
    """A choice among what is registered when it is asked: packages above add to it after the declaration."""

    def __init__(self, found: Callable[[], Sequence[tuple[str, Text]]]) -> None:
        self._found = found

    def __getitem__(self, place: Any) -> Any:
        return self._found()[place]

    def __len__(self) -> int:
        return len(self._found())


@dataclass(frozen=True, eq=False)
class Field:
    """One field as people see it.

    ``attr`` is the model's attribute when it differs; ``reference`` the entity that a reference names;
    ``sensitive`` masks the value in lists and exports (revealing is logged); ``create_only`` fields are
    set once; ``default`` is used when a create leaves the field out.
    """

    name: str
    type: str
    label: Text
    required: bool = False
    read_only: bool = False
    create_only: bool = False
    sensitive: bool = False
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    options: Sequence[tuple[str, Text]] = ()
    reference: str = ""
    attr: str = ""
    default: Any = None
    help: Text | None = None
    listed: bool = True

    @property
    def attribute(self) -> str:
        """The model's attribute."""
        return self.attr or self.name


@dataclass(frozen=True)
class Section:
    """A group of fields on forms and pages."""

    label: Text
    fields: tuple[str, ...]


# The offline slice that every phone holds.
POOL = "pool"


def _no_slice(record: Any) -> str | None:
    return None


def _not_about(record: Any) -> UUID | None:
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Entity:
    """An entity of the product."""

    key: str
    path: str
    model: type[Record]
    label: Text
    plural: Text
    title: str
    fields: tuple[Field, ...]
    scope: Scope
    policy: Policy
    icon: str = "file"
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    default_sort: str = "-created_at"
    sections: tuple[Section, ...] = ()
    search: Mapping[str, Any] = field(default_factory=dict)
    bin: bool = True
    about: Callable[[Any], UUID | None] = _not_about
    slice: Callable[[Any], str | None] = _no_slice
    # The reference whose record brings this one along to phones of other people (``sync.companions``).
    comes_with: str = ""
    validate: Callable[[Write, Any], None] | None = None
    before_save: Callable[[Write, Any], None] | None = None
    subtitle: str = ""
    # Further keys for the phone's rows, such as search keys; (record) → dict.
    sync_extra: Callable[[Any], dict[str, Any]] | None = None
    # Reverse relations that ``sync_extra`` reads: fetched for a whole page at once.
    sync_related: tuple[str, ...] = ()
    # What one record's page shows beyond its fields: (actor, record, language) → dict.
    detail: Callable[[Actor, Any, str], dict[str, Any]] | None = None
    # One-to-one tables of upper packages whose columns are among the fields; see ``extensions.add_columns``.
    beside: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by name."""
        return {f.name: f for f in self.fields}

    @cached_property
    def references(self) -> tuple[Field, ...]:
        """Single references to other entities."""
        return tuple(f for f in self.fields if f.type == "reference")

    @cached_property
    def is_named(self) -> bool:
        """Whether rows of other records say the title of its records."""
        return any(f.reference == self.key for other in entities for f in other.references)

    @cached_property
    def defaulted(self) -> tuple[Field, ...]:
        """Fields that a new record has a value in though nobody gave one."""
        return tuple(f for f in self.fields if not f.read_only and f.default is not None)

    @cached_property
    def referred(self) -> tuple[str, ...]:
        """The attributes that hold referenced records."""
        return tuple(f.attribute for f in self.references)

    @cached_property
    def related(self) -> tuple[Any, ...]:
        """What ``select_related`` takes so that titles cost no further query; None joins nothing."""
        return (*self.referred, *self.beside) or (None,)

    @cached_property
    def indexed(self) -> frozenset[str]:
        """The columns that the search index repeats: a change of others leaves it as it is."""
        named = [self.search["name"], *self.search.get("text", ()), *self.search.get("digits", ())]
        named += [self.subtitle, self.scope.shared[0] if self.scope.shared else ""]
        return frozenset(named) | {
            f"{self.scope.owner}_id", f"{self.scope.department}_id", "name_sort", "deleted_at",
        }  # fmt: skip

    def order_by(self, name: str) -> Any:
        """The column that a sort by this field uses: pinyin for names; what is not known stands last."""
        bare = name.removeprefix("-")
        sign = "-" if name.startswith("-") else ""
        columns = {f.name for f in self.model._meta.get_fields()}
        if bare == self.title and "name_sort" in columns:
            return f"{sign}name_sort"
        known = self.by_name.get(bare)
        column = known.attribute if known else bare
        if column.partition("__")[0] in self.beside:
            return F(column).desc(nulls_last=True) if sign else F(column).asc(nulls_first=True)
        return f"{sign}{column}"


entities: Registry[Entity] = Registry("entities", "every record type of the product")


class _Kinds(Sequence[tuple[str, Text]]):
    """Every record type by key and label, as the options of a choice; read when they are wanted: more may come."""

    def __iter__(self) -> Iterator[tuple[str, Text]]:
        return ((entity.key, entity.label) for entity in entities)

    def __len__(self) -> int:
        return len(list(entities))

    def __getitem__(self, place: Any) -> Any:
        return list(self)[place]


KINDS_OF_RECORD = _Kinds()


def register(entity: Entity) -> Entity:
    """Add an entity to the registry."""
    return entities.add(entity.key, entity)


def entity_of(model: type[Record] | Record) -> Entity:
    """The declaration of a model. KeyError when it has none."""
    wanted = model if isinstance(model, type) else type(model)
    found = _by_model().get(wanted)
    if found is None:
        raise KeyError(f"{wanted.__name__} has no Entity")
    return found


def entity_at(path: str) -> Entity | None:
    """The declaration of the record type that the API knows by this path."""
    return next((entity for entity in entities if entity.path == path), None)


_models: dict[type[Record], Entity] = {}


def _by_model() -> dict[type[Record], Entity]:
    if len(_models) != len(entities):
        _models.update({entity.model: entity for entity in entities})
    return _models
