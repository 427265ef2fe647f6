"""Reading the index: by a typed word within a list, or over everything (Ctrl+K)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import ALL, SHARED, SUBTREE, TEAM, Scope
from outrider.engine.database import direct
from outrider.engine.database.prepared import as_key, key_value, keys_value, one_of
from outrider.engine.search.grams import query_terms
from outrider.engine.search.models import SearchEntry
from outrider.kernel.text import fold

RANKED = 2_000
CANDIDATE = ("entity", "record_id", "title", "label", "subtitle", "sort")


@dataclass(frozen=True)
class Reach:
    """How far a search may look: the row scope as conditions on the index, where the index can judge it."""

    where: str
    params: tuple[Any, ...]
    exact: bool

    @classmethod
    def of(cls, actor: Actor, level: int, scope: Scope) -> Reach:
        """The reach of a level; ``exact`` is false when the record itself must be asked."""
        if scope.public or level == ALL:
            return cls("", (), True)
        if "__" in scope.owner + scope.department or scope.mine:
            return cls("", (), False)
        parts: list[tuple[str, Any]] = []
        if scope.owner:
            parts.append(("owner_id = %s", key_value(actor.id)))
        if level >= SHARED and scope.shared:
            parts.append(("shared = %s", True))
        if level == TEAM and actor.department_id and scope.department:
            parts.append(("department_id = %s", key_value(actor.department_id)))
        if level == SUBTREE and scope.department:
            parts.append((f"department_id {one_of()}", keys_value(sorted(actor.subtree))))
        where = " OR ".join(condition for condition, _ in parts)
        return cls(f"({where})", tuple(value for _, value in parts), bool(parts))


def _matching(text: str, contains: str) -> QuerySet[SearchEntry]:
    """Living entries that hold every word of ``text`` and ``contains`` in their title."""
    rows = SearchEntry.objects.filter(alive=True)
    text, contains = fold(text), fold(contains)
    title_terms, any_terms = query_terms(contains), query_terms(text)
    if title_terms or any_terms:
        where, params = _terms_clause(title_terms, any_terms)
        rows = rows.extra(where=[where], params=params)  # noqa: S610  # terms travel as parameters
    if contains:
        rows = rows.filter(title__contains=contains)
    for word in text.split():
        rows = rows.filter(keys__contains=word)
    return rows


def _terms_clause(title_terms: list[str], any_terms: list[str]) -> tuple[str, list[Any]]:
    # Bare column names: inside another query's ``IN (…)`` Django gives the table an alias.
    if connection.vendor == "postgresql":
        parts = [f"'{term}'" for term in title_terms]
        parts += [f"('{term}' | '~{term}')" for term in any_terms]
        return "grams @@ %s::tsquery", [" & ".join(parts)]
    match = [f'name : "{term}"' for term in title_terms] + [f'"{term}"' for term in any_terms]
    return (
        "id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH %s)",
        [" AND ".join(match)],
    )


def ids(entity: str, text: str, contains: str = "") -> QuerySet[SearchEntry, Any]:
    """A subquery of the record ids of one entity that match; the caller scopes its own rows."""
    return _matching(text, contains).filter(entity=entity).values("record_id")


def page(
    entity: str, text: str, contains: str, reach: Reach, offset: int, size: int
) -> tuple[list[UUID], int]:
    """One page of record ids in list order and the number of all matches, within an exact reach.

    Written out: the shape of the statement is always one of a few, so that the database plans it once.
    """
    text, contains = fold(text), fold(contains)
    where = ["entity = %s", "alive"]
    params: list[Any] = [entity]
    title_terms, any_terms = query_terms(contains), query_terms(text)
    if title_terms or any_terms:
        clause, terms = _terms_clause(title_terms, any_terms)
        where.append(clause)
        params += terms
    place = "strpos" if connection.vendor == "postgresql" else "instr"
    for column, word in [("title", contains), *(("keys", word) for word in text.split())]:
        if word:
            where.append(f"{place}({column}, %s) > 0")
            params.append(word)
    if reach.where:
        where.append(reach.where)
        params += reach.params
    matching = f"FROM search_searchentry WHERE {' AND '.join(where)}"
    rows, _ = direct.run(
        f"SELECT record_id, COUNT(*) OVER () {matching} ORDER BY sort, record_id LIMIT %s OFFSET %s",  # constant names
        [*params, size, offset],
    )
    if not rows and offset:
        return [], int(direct.run(f"SELECT COUNT(*) {matching}", params)[0][0][0])  # constant names
    return [as_key(record_id) for record_id, _ in rows], rows[0][1] if rows else 0


def candidates(text: str, limit: int = 60) -> list[dict[str, Any]]:
    """The best matches over all entities, unscoped: the caller shows only what the person may read.

    Ranks the first 2,000 matches: equal title, beginning, title, anything else; then by name.
    """
    wanted = fold(text)
    if not wanted:
        return []
    rows: QuerySet[Any, dict[str, Any]] = _matching(text, "").values(*CANDIDATE)[:RANKED]

    def rank(row: dict[str, Any]) -> tuple[int, str]:
        title = row["title"]
        place = 0 if title == wanted else 1 if title.startswith(wanted) else 2 if wanted in title else 3
        return place, row["sort"]

    return sorted(rows, key=rank)[:limit]
