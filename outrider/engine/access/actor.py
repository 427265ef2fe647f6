"""The person on whose behalf something is read or written, always passed explicitly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

ROLES = ("rep", "manager", "director", "back_office", "admin")
# Who may do what, as most verbs and pages say it.
STAFF = frozenset(ROLES)
FIELD = frozenset({"rep", "manager"})  # who visits customers and works in shifts
LEADERS = frozenset({"manager", "director", "admin"})  # who decides about people's work
DESK = LEADERS | {"back_office"}  # who works at the console


@dataclass(eq=False)
class Actor:
    """A person as permission sees him: today's roles and membership.

    ``subtree_loader`` yields the ids of the person's department and all below it; it is asked once,
    and only when a rule needs it.
    """

    id: UUID
    name: str
    roles: frozenset[str]
    department_id: UUID | None = None
    # Empty where nobody has looked it up.
    department_name: str = ""
    language: str = "zh-Hans"
    is_system: bool = False
    device_id: UUID | None = None
    app: str = "console"
    subtree_loader: Callable[[], frozenset[UUID]] = field(default=frozenset, repr=False)

    def has(self, *roles: str) -> bool:
        """Whether the person holds one of these roles; the system user holds all."""
        return self.is_system or not self.roles.isdisjoint(roles)

    @cached_property
    def subtree(self) -> frozenset[UUID]:
        """Ids of the person's department and of every department below it."""
        return self.subtree_loader()
