"""Keeping the index true; only the write path calls this, in bulk, within its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic_core import to_json

from outrider.engine.database import direct
from outrider.engine.search.grams import pinyin, sort_key, terms
from outrider.engine.search.models import SearchEntry
from outrider.kernel.text import fold, label_in

_COLUMNS = (
    "entity", "record_id", "title", "label", "subtitle", "keys", "sort", "owner_id", "department_id", "alive",
    "shared",
)  # fmt: skip


def index(pairs: Sequence[tuple[Any, Any]]) -> None:
    """Insert or replace the entries of (entity, record) pairs."""
    rows = [_row(entity, record) for entity, record in pairs]
    for start in range(0, len(rows), 200):
        chunk = rows[start : start + 200]
        if connection.vendor == "postgresql":
            _store_postgres(chunk)
        else:
            _store_sqlite(chunk)


def forget(record_ids: Sequence[Any]) -> None:
    """Drop the entries of records that are gone for good."""
    entries = SearchEntry.objects.filter(record_id__in=record_ids)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for row_id in entries.values_list("pk", flat=True):
                cursor.execute("DELETE FROM search_fts WHERE rowid=%s", [row_id])
    entries.delete()


def _row(entity: Any, record: Any) -> tuple[list[Any], set[str], set[str]]:
    """The entry's columns, the title's terms and all other terms."""
    plan = entity.search
    shown = _text(getattr(record, plan["name"]))
    title = fold(shown)[:200]
    others = [*pinyin(shown)] if plan.get("pinyin") else []
    others += [fold(_text(getattr(record, name))) for name in plan.get("text", ())]
    others += [_text(getattr(record, name)).removeprefix("+") for name in plan.get("digits", ())]
    others = [text for text in others if text]
    other_terms = {term for text in others for term in terms(text[:300])}
    sort = getattr(record, "name_sort", "") or sort_key(title)
    scope = entity.scope
    columns = [
        entity.key,
        record.pk,
        title,
        shown[:200],
        _text(getattr(record, entity.subtitle, ""))[:200] if entity.subtitle else "",
        "\n".join([title, *others]),
        sort[:120],
        _plain(record, scope.owner),
        _plain(record, scope.department),
        record.deleted_at is None,
        bool(scope.shared) and getattr(record, scope.shared[0]) in scope.shared[1],
    ]
    return columns, terms(title), other_terms


def _plain(record: Any, path: str) -> Any:
    """The id of a direct reference; scopes through another record are judged on the record itself."""
    return getattr(record, f"{path}_id", None) if path and "__" not in path else None


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return label_in(value, "zh-Hans")
    return "" if value is None else str(value)


# One statement for any number of rows: they travel as one JSON text, the terms of each joined by a mark.
_MARK = "\x1f"
_TYPES = (
    "varchar",
    "uuid",
    "varchar",
    "varchar",
    "varchar",
    "text",
    "varchar",
    "uuid",
    "uuid",
    "bool",
    "bool",
)
_GIVEN = ",".join(
    f"{name} {kind}" for name, kind in zip((*_COLUMNS, "terms"), (*_TYPES, "text"), strict=True)
)
_UPSERT = (
    f"INSERT INTO search_searchentry ({','.join(_COLUMNS)},grams) "  # noqa: S608  # constant names
    f"SELECT {','.join(_COLUMNS)},array_to_tsvector(string_to_array(terms,E'\\x1f')) "
    f"FROM json_to_recordset(%s::json) AS u({_GIVEN}) "
    f"ON CONFLICT (record_id) DO UPDATE SET {','.join(f'{n}=EXCLUDED.{n}' for n in (*_COLUMNS, 'grams'))}"
)


def _store_postgres(rows: list[tuple[list[Any], set[str], set[str]]]) -> None:
    # Terms outside the title carry a tilde, so that a search in the title alone stays small.
    told = [
        dict(zip(_COLUMNS, columns, strict=True),
             terms=_MARK.join([*title, *(f"~{term}" for term in others if term not in title)]))
        for columns, title, others in rows
    ]  # fmt: skip
    direct.run(_UPSERT, [to_json(told).decode()])


def _store_sqlite(rows: list[tuple[list[Any], set[str], set[str]]]) -> None:
    places = f"({','.join(['%s'] * len(_COLUMNS))})"
    replace = ",".join(f"{name}=excluded.{name}" for name in _COLUMNS)
    values = [value.hex if isinstance(value, UUID) else value for columns, _, _ in rows for value in columns]
    found, _ = direct.run(
        f"INSERT INTO search_searchentry ({','.join(_COLUMNS)}) VALUES {','.join([places] * len(rows))} "  # noqa: S608  # constant names
        f"ON CONFLICT (record_id) DO UPDATE SET {replace} RETURNING record_id, id",
        values,
    )
    keys = {UUID(record_id): key for record_id, key in found}
    at = _COLUMNS.index("record_id")
    entries = [
        (keys[columns[at]], " ".join(sorted(title)), " ".join(sorted(others)))
        for columns, title, others in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_fts WHERE rowid=%s", [entry[:1] for entry in entries])
        cursor.executemany("INSERT INTO search_fts (rowid, name, rest) VALUES (%s,%s,%s)", entries)
