"""One policy per entity: the widest row scope that each role has for each action.

Levels are ordered none < self < own < shared < team < subtree < all; a person with several roles has the widest.
``own`` is what one did oneself (``self``) plus what concerns one (``Scope.mine``); ``shared`` is own plus the rows that
the entity itself shares with everybody (``Scope.shared``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q

from outrider.engine.access.actor import Actor
from outrider.kernel.errors import Problem, forbidden, not_found

NONE, SELF, OWN, SHARED, TEAM, SUBTREE, ALL = range(7)
# The levels of those who see the whole company, and of those who lead; a manager's end with his departments.
OFFICE = {"director": ALL, "back_office": ALL, "admin": ALL}
LEAD = {"manager": SUBTREE, "director": ALL, "admin": ALL}
ACTIONS = ("read", "create", "update", "delete", "export")
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Policy:
    """Role → level, by action. A role that is absent may not."""

    read: Mapping[str, int] = field(default_factory=dict)
    create: Mapping[str, int] = field(default_factory=dict)
    update: Mapping[str, int] = field(default_factory=dict)
    delete: Mapping[str, int] = field(default_factory=dict)
    export: Mapping[str, int] = field(default_factory=dict)

    def level(self, actor: Actor, action: str) -> int:
        """The actor's level for an action."""
        if actor.is_system:
            return ALL
        granted: Mapping[str, int] = getattr(self, action)
        return max((granted.get(role, NONE) for role in actor.roles), default=NONE)


@dataclass(frozen=True)
class Scope:
    """Where a record's owner and department are found, as ORM paths.

    ``via`` names a reference whose own scope applies; ``public`` records belong to the company.
    ``mine`` names a further path to a person whom the row concerns, such as the author of a fact, or the present
    owner of the customer where it happened.
    """

    owner: str = ""
    department: str = ""
    via: str = ""
    public: bool = False
    mine: str = ""
    # (column, values) of rows that everybody with at least ``SHARED`` reads, such as distributors.
    shared: tuple[str, tuple[str, ...]] | None = None

    def rows(self, actor: Actor, level: int, model: type[Model]) -> Q:
        """The rows of its model that a level admits, as one expression for lists and single records."""
        if level == NONE:
            return NOTHING
        if self.public or level == ALL:
            return Q()
        admitted = Q()
        if self.owner:
            admitted |= Q(**{self.owner: actor.id})
        if level >= OWN and self.mine:
            admitted |= _leading_to(model, self.mine, actor)
        if level >= SHARED and self.shared:
            admitted |= Q(**{f"{self.shared[0]}__in": self.shared[1]})
        if level == TEAM and self.department and actor.department_id:
            admitted |= Q(**{self.department: actor.department_id})
        if level == SUBTREE and self.department:
            admitted |= Q(**{f"{self.department}__in": sorted(actor.subtree)})
        return admitted or NOTHING

    def admits(self, actor: Actor, level: int, record: Model) -> bool:
        """The same judgement for one record in memory."""
        if level == NONE:
            return False
        if self.public or level == ALL:
            return True
        if actor.id == _follow(record, self.owner):
            return True
        if level >= OWN and actor.id == _follow(record, self.mine):
            return True
        if level >= SHARED and self.shared and getattr(record, self.shared[0]) in self.shared[1]:
            return True
        department = _follow(record, self.department)
        if level == TEAM:
            return department is not None and department == actor.department_id
        return level == SUBTREE and department is not None and department in actor.subtree


def _leading_to(model: type[Model], path: str, actor: Actor) -> Q:
    """The rows whose path ends at the actor, by the keys of what it goes through.

    A join would have to be made for every row that another condition admits or not.
    """
    first, _, rest = path.partition("__")
    if not rest:
        return Q(**{path: actor.id})
    through: Any = model._meta.get_field(first).related_model
    return Q(**{f"{first}__in": through._base_manager.filter(**{rest: actor.id}).values("pk")})


def _follow(record: Any, path: str) -> Any:
    """The id at the end of an ORM path such as ``customer__owner``."""
    if not path:
        return None
    *steps, last = path.split("__")
    for step in steps:
        record = getattr(record, step, None)
    if record is None:
        return None
    key = f"{last}_id"
    # Only one of the two is asked: the other may be a whole person who would be loaded for his id.
    return getattr(record, key) if hasattr(record, key) else getattr(record, last, None)


def require(policy: Policy, scope: Scope, actor: Actor, action: str, record: Model | None = None) -> int:
    """The actor's level for an action, or a Problem.

    403 when the role has no such right; 404 when the record is out of what the actor may even read;
    403 when it may be read but not changed.
    """
    level = policy.level(actor, action)
    if level == NONE:
        raise forbidden()
    if record is not None and not scope.admits(actor, level, record):
        readable = scope.admits(actor, policy.level(actor, "read"), record)
        raise forbidden() if readable else not_found()
    return level


def require_role(actor: Actor, roles: frozenset[str]) -> None:
    """403 unless the actor holds one of the roles (an empty set admits everybody)."""
    if roles and not actor.has(*roles):
        raise forbidden()


__all__ = [
    "ALL",
    "LEAD",
    "NONE",
    "OFFICE",
    "OWN",
    "SELF",
    "SHARED",
    "SUBTREE",
    "TEAM",
    "Policy",
    "Problem",
    "Scope",
    "require",
    "require_role",
]
