"""The front door for every read: scoped to a person before anything is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import NONE, require
from outrider.engine.database.prepared import Prepared, among
from outrider.engine.entities.declaration import Entity, Field, entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.engine.entities.finding import find, referred
from outrider.engine.entities.models import Record
from outrider.engine.search import queries as search
from outrider.kernel.errors import Problem, forbidden, invalid, not_found
from outrider.kernel.text import T

MAX_SIZE, MAX_OFFSET = 100, 100_000
RESERVED = frozenset({"q", "page", "size", "sort", "bin", "format", "fields"})
UNKNOWN = T("没有参数“{name}”", "There is no parameter “{name}”")
NO_FIELD = T("没有字段“{name}”", "There is no field “{name}”")
NOT_SORTABLE = T("不能按“{name}”排序", "Cannot sort by “{name}”")
BAD_PAGE = T("页码应在 1 到 {most} 之间", "The page must lie between 1 and {most}")
BAD_SIZE = T("每页 1 到 {most} 条", "A page holds 1 to {most} records")
BAD_FLAG = T("应为 true 或 false", "This must be true or false")
COMMON_FILTERS = {
    "created_at": Field("created_at", "datetime", T("创建时间", "Created")),
    "updated_at": Field("updated_at", "datetime", T("更新时间", "Updated")),
}


@dataclass(frozen=True)
class ListQuery:
    """A decoded list request."""

    text: str = ""
    contains: str = ""
    filters: tuple[Q, ...] = ()
    sort: tuple[str, ...] = ()
    page: int = 1
    size: int = 50
    binned: bool = False
    fields: frozenset[str] | None = None  # None: all that lists show

    @property
    def offset(self) -> int:
        """Rows to skip."""
        return (self.page - 1) * self.size


@dataclass
class Page:
    """One page of encoded records and the number of all."""

    items: list[dict[str, Any]]
    total: int
    page: int = 1
    size: int = 50

    def as_dict(self) -> dict[str, Any]:
        """The answer's body."""
        return {"items": self.items, "total": self.total, "page": self.page, "size": self.size}


def visible(entity: Entity, actor: Actor, action: str = "read") -> QuerySet[Any]:
    """The living records that the actor may read (or act on)."""
    level = entity.policy.level(actor, action)
    return entity.model.objects.filter(entity.scope.rows(actor, level, entity.model))


def get(entity: Entity, actor: Actor, record_id: UUID, *, binned: bool = False) -> Any:
    """One readable record with its references joined. 404 otherwise."""
    if entity.policy.level(actor, "read") == NONE:
        raise forbidden()
    record = find(entity, record_id)
    if record is None or (record.deleted_at is not None and not binned):
        raise not_found()
    if not entity.scope.admits(actor, entity.policy.level(actor, "read"), record):
        raise not_found()
    return record


def parse_list(entity: Entity, actor: Actor, params: Mapping[str, str]) -> ListQuery:
    """Decode query parameters; anything unknown, hidden or malformed is a 422 with its name."""
    filters: list[Q] = []
    contains = ""
    for name, text in params.items():
        if name in RESERVED:
            continue
        bare, _, operator = name.partition(".")
        known = entity.by_name.get(bare) if bare in entity.filters else COMMON_FILTERS.get(bare)
        if bare == entity.title and operator == "contains":
            contains = text
            continue
        if known is None or "\x00" in text:
            raise _unknown(name)
        filters.append(field_types.get(known.type).q(known, operator, text, actor))
    return ListQuery(
        text=_query_text(params.get("q", "")),
        contains=_query_text(contains),
        filters=tuple(filters),
        sort=tuple(_sort(entity, params.get("sort", ""))),
        page=_whole(params, "page", 1, MAX_OFFSET, BAD_PAGE),
        size=_whole(params, "size", 50, MAX_SIZE, BAD_SIZE),
        binned=_flag(params, "bin"),
        fields=_chosen(entity, params["fields"]) if params.get("fields") else None,
    )


def _chosen(entity: Entity, text: str) -> frozenset[str]:
    names = frozenset(text.split(","))
    known = {f.name for f in entity.fields if f.listed} | set(_META)
    if unknown := sorted(names - known):
        raise invalid("fields", "unknown_field", NO_FIELD, name=unknown[0][:60])
    return names


def _unknown(name: str) -> Problem:
    return invalid(name[:100], "unknown_parameter", UNKNOWN, name=name[:100])


def _query_text(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")[:100]


def _flag(params: Mapping[str, str], name: str) -> bool:
    value = params.get(name, "false")
    if value not in ("true", "false"):
        raise invalid(name, "boolean", BAD_FLAG)
    return value == "true"


def _whole(params: Mapping[str, str], name: str, default: int, most: int, text: Any) -> int:
    raw = params.get(name, str(default))
    if not (raw.isascii() and raw.isdigit() and len(raw) < 8 and 1 <= int(raw) <= most):
        raise invalid(name, name, text, most=most)
    return int(raw)


def _sort(entity: Entity, text: str) -> Iterable[str]:
    for name in filter(None, text.split(",")):
        bare = name.removeprefix("-")
        if bare not in entity.sorts and bare not in COMMON_FILTERS:
            raise invalid("sort", "sort", NOT_SORTABLE, name=name[:60])
        yield entity.order_by(name)


def listing(entity: Entity, actor: Actor, params: Mapping[str, str]) -> Page:
    """One page of a list: filtered, searched, sorted, counted, encoded."""
    level = require(entity.policy, entity.scope, actor, "read")
    query = parse_list(entity, actor, params)
    if query.offset + query.size > MAX_OFFSET:
        raise invalid("page", "page", BAD_PAGE, most=MAX_OFFSET // query.size)
    searched = bool(query.text or query.contains)
    reach = search.Reach.of(actor, level, entity.scope)
    plain = not (query.filters or query.sort or query.binned)
    if searched and entity.search and plain and reach.exact:
        # The commonest list, a typed word: page and total come from the index alone.
        ids, total = search.page(entity.key, query.text, query.contains, reach, query.offset, query.size)
        rows = {row["id"]: row for row in _encode_ids(entity, ids, query.fields)}
        items = [rows[str(pk)] for pk in ids if str(pk) in rows]
        return Page(items, total, query.page, query.size)
    rows_q = matching(entity, actor, query, level)
    total = rows_q.count()
    ordered = rows_q.order_by(*(query.sort or (entity.order_by(entity.default_sort),)), "pk")
    window = ordered[query.offset : query.offset + query.size]
    return Page(encode_rows(entity, window, actor, only=query.fields), total, query.page, query.size)


def matching(entity: Entity, actor: Actor, query: ListQuery, level: int) -> QuerySet[Any]:
    """All records of a list request, unordered and unpaged."""
    binned = entity.model.all_objects.filter(deleted_at__isnull=False)
    rows: QuerySet[Any] = binned if query.binned else entity.model.objects.all()
    rows = rows.filter(entity.scope.rows(actor, level, entity.model), *query.filters)
    if query.text or query.contains:
        if entity.search:
            rows = rows.filter(pk__in=search.ids(entity.key, query.text, query.contains))
        else:
            rows = rows.filter(**{f"{entity.title}__icontains": query.text or query.contains})
    return rows


# -- encoding -----------------------------------------------------------------------------------

_META = ("id", "version", "created_at", "updated_at", "deleted_at", "custom")
_ALWAYS = ("id", "version", "deleted_at")
_META_STEPS: dict[str, Callable[[Any], Any] | None] = {
    "id": str,
    "version": None,
    "created_at": moment,
    "updated_at": moment,
    "deleted_at": moment,
    "custom": None,
}


@dataclass(frozen=True)
class _Plan:
    """How a row of values becomes a record: worked out once per entity and choice of fields."""

    meta: tuple[str, ...]
    columns: tuple[str, ...]
    parts: tuple[tuple[Field, Any, slice], ...]
    titles: tuple[tuple[str, int], ...]
    # (key, column, None) of values that are answered as they are, else with a function of the row.
    steps: tuple[tuple[str, int, Callable[[Any], Any] | None], ...]
    masks: tuple[tuple[str, Callable[[Any], Any]], ...]
    # All columns but the titles of a record in memory, at once; those of a table beside it are put in after that.
    own: Callable[[Any], tuple[Any, ...]]
    beside: tuple[tuple[int, str, str], ...]


@lru_cache(maxsize=500)
def _plan(entity: Entity, listed: bool, only: frozenset[str] | None = None) -> _Plan:
    shown = [f for f in entity.fields if (f.listed or not listed) and (only is None or f.name in only)]
    meta = tuple(name for name in _META if only is None or name in only or name in _ALWAYS)
    columns: list[str] = list(meta)
    parts = []
    for f in shown:
        kind = field_types.get(f.type)
        start = len(columns)
        columns.extend(kind.columns(f))
        parts.append((f, kind, slice(start, len(columns))))
    apart = ((at, *name.partition("__")) for at, name in enumerate(columns))
    beside = tuple((at, path, name) for at, path, mark, name in apart if mark)
    own = attrgetter(*("pk" if "__" in name else name for name in columns))
    titles = []
    for f in entity.references:
        if f in shown:
            titles.append((f.name, len(columns)))
            columns.append(f"{f.attribute}__{_title_of(f)}")
    steps = [(name, at, _meta_step(name, at)) for at, name in enumerate(meta) if name != "deleted_at"]
    steps += [(f.name, part.start, _step(f, kind, part)) for f, kind, part in parts]
    masks = tuple((f.name, kind.masked) for f, kind, _ in parts if f.sensitive)
    return _Plan(meta, tuple(columns), tuple(parts), tuple(titles), tuple(steps), masks, own, beside)


def _meta_step(name: str, at: int) -> Callable[[Any], Any] | None:
    made = _META_STEPS[name]
    return None if made is None else lambda values: made(values[at])


def _step(f: Field, kind: FieldType, part: slice) -> Callable[[Any], Any] | None:
    """How a row of values answers a field; None where the column's value is the answer."""
    made = type(kind)
    if made.json_of is not FieldType.json_of:
        return lambda values: kind.json_of(f, *values[part])
    if made.to_json is FieldType.to_json:
        return None
    at, to_json = part.start, kind.to_json
    return lambda values: to_json(values[at])


def _title_of(f: Field) -> str:
    return entities.get(f.reference).title


def encode_rows(
    entity: Entity,
    rows: QuerySet[Any],
    actor: Actor,
    *,
    listed: bool = True,
    reveal: bool = False,
    only: frozenset[str] | None = None,
) -> list[dict[str, Any]]:
    """Encode a queryset without making model instances; sensitive values are masked unless revealed.

    ``only`` names the fields that are wanted; id and version come always.
    """
    plan = _plan(entity, listed, only)
    return [_encode_values(plan, values, reveal) for values in rows.values_list(*plan.columns)]


@lru_cache(maxsize=500)
def _listed(entity: Entity, only: frozenset[str] | None) -> Prepared[Any]:
    plan = _plan(entity, True, only)
    return Prepared(lambda: among(entity.model.objects.all(), 0).values_list(*plan.columns))


def _encode_ids(entity: Entity, ids: Sequence[UUID], only: frozenset[str] | None) -> list[dict[str, Any]]:
    """Encode living rows by their ids, which the caller has scoped; in no particular order."""
    plan = _plan(entity, True, only)
    return [_encode_values(plan, values, False) for values in _listed(entity, only)(ids)] if ids else []


def encode(
    entity: Entity, record: Record, actor: Actor, *, reveal: bool = False, listed: bool = False
) -> dict[str, Any]:
    """Encode one record in memory (its references joined or loaded)."""
    plan = _plan(entity, listed)
    values: list[Any] = [*plan.own(record)]
    for at, path, name in plan.beside:
        row = getattr(record, path, None)
        values[at] = None if row is None else getattr(row, name)
    for name, _ in plan.titles:
        values.append(_title(record, entity.by_name[name], actor))
    return _encode_values(plan, values, reveal)


def _title(record: Record, f: Field, actor: Actor) -> str | None:
    """The title of a reference; the reader's own name and department cost no query."""
    key = getattr(record, f"{f.attribute}_id")
    if key is None:
        return None
    joined = f.attribute in record._state.fields_cache
    if f.reference == "person" and key == actor.id and not joined:
        return actor.name
    if f.reference == "department" and key == actor.department_id and actor.department_name and not joined:
        return actor.department_name
    other = referred(record, f)
    return None if other is None else cast("str", getattr(other, _title_of(f)))


def _encode_values(plan: _Plan, values: Any, reveal: bool) -> dict[str, Any]:
    answer = {name: values[at] if step is None else step(values) for name, at, step in plan.steps}
    gone = values[plan.meta.index("deleted_at")]
    if gone is not None:
        answer["deleted_at"] = moment(gone)
    if not reveal:
        for name, mask in plan.masks:
            answer[name] = mask(answer[name])
    answer["_titles"] = {name: values[at] for name, at in plan.titles if values[at] is not None}
    return answer
