"""Reading the index: by a typed word within a list, or over everything (Ctrl+K)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet, Window

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import ALL, SUBTREE, TEAM, Scope
from outrider.engine.search.grams import query_terms
from outrider.engine.search.models import SearchEntry
from outrider.kernel.text import fold

RANKED = 2_000
CANDIDATE = ("entity", "record_id", "title", "label", "subtitle", "sort")


@dataclass(frozen=True)
class Reach:
    """How far a search may look: the row scope, where the index can judge it."""

    rows: Q
    exact: bool

    @classmethod
    def of(cls, actor: Actor, level: int, scope: Scope) -> Reach:
        """The reach of a level; ``exact`` is false when the record itself must be asked."""
        if scope.public or level == ALL:
            return cls(Q(), True)
        plain = "__" not in scope.owner + scope.department and not scope.mine
        if not plain:
            return cls(Q(), False)
        rows = Q(owner_id=actor.id) if scope.owner else Q()
        if level == TEAM and actor.department_id and scope.department:
            rows |= Q(department_id=actor.department_id)
        if level == SUBTREE and scope.department:
            rows |= Q(department_id__in=sorted(actor.subtree))
        return cls(rows, bool(rows))


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
    """One page of record ids in list order and the number of all matches, within an exact reach."""
    rows = _matching(text, contains).filter(reach.rows, entity=entity)
    window = list(
        rows.order_by("sort", "record_id")
        .values_list("record_id", Window(Count("*")))[offset : offset + size]
    )
    if not window and offset:
        return [], rows.count()
    return [record_id for record_id, _ in window], window[0][1] if window else 0


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
