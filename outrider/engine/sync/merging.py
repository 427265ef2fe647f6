"""The three-way rule, field by field: what the phone saw, what it wants, what stands now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Merge:
    """What to set, and which fields two people have changed."""

    changes: dict[str, Any]
    conflicts: dict[str, tuple[Any, Any]]


def three_way(wanted: dict[str, tuple[Any, Any]], present: dict[str, Any]) -> Merge:
    """Merge ``{field: (from, to)}`` into the present values.

    A field that still holds what the phone saw takes the new value; one that holds it already needs
    nothing; any other stays as it is, and (present, wanted) is a conflict.
    """
    changes: dict[str, Any] = {}
    conflicts: dict[str, tuple[Any, Any]] = {}
    for name, (seen, value) in wanted.items():
        now = present[name]
        if now == value:
            continue
        if now == seen:
            changes[name] = value
        else:
            conflicts[name] = (now, value)
    return Merge(changes, conflicts)
