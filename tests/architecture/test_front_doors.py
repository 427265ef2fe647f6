"""Neighbours come in by the front doors only: `actions`, `queries`, `events`, and the registries named here.

A capability may name another's models for the type checker alone: a type is not an access. The engine's
packages have the same doors toward each other and toward the capabilities, and a few more: the declaration
and the base classes that a capability is written with.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source import Source, python_sources, sample, shown

DOORS = frozenset({"actions", "queries", "events"})

# Registries into which upper packages put what a lower one shows.
REGISTRIES = {
    "visits": {"board", "steps"},
    "tracking": {"signals"},
    "routes": {"values"},
}

# What a capability is written with, and the row types that travel.
ENTITY_DOORS = frozenset({
    "aside", "declaration", "encoding", "extensions", "fieldtypes", "finding", "http", "meta", "models",
    "numbers", "schemas", "services", "strict_json", "verbs", "write",
})  # fmt: skip
ENGINE_DOORS = {
    "access": {"actor", "policy"},
    "database": {"direct", "prepared", "transaction", "writing"},
    "entities": set(ENTITY_DOORS),
    "exchange": {"generic", "parts"},
    "identity": {"company", "models"},
    "journal": {"models"},
    "search": {"flood", "grams"},
}
DECLARATIONS = frozenset({"declaration", "declarations"})

WORD = "front door"


def imported_modules(source: Source) -> Iterator[tuple[ast.AST, tuple[str, ...], bool]]:
    """Every module of ours that a file imports: where, its parts below `outrider`, only for types or not."""
    for_types = {
        id(inner)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(source.tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{name.name}" for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = source.parts[: len(source.parts) - node.level]
            base = ".".join((*above, *((node.module or "").split(".") if node.module else ())))
            names = [f"{base}.{name.name}" for name in node.names]
        for name in names:
            parts = tuple(name.split("."))
            if parts[0] == "outrider" and len(parts) > 1:
                yield node, parts[1:], id(node) in for_types


def is_door(target: tuple[str, ...], for_types: bool) -> bool:
    """Whether a neighbour may import this module, given by its parts below `outrider`."""
    if target[0] == "engine":
        if len(target) < 3:
            return True
        doors = DOORS | DECLARATIONS | ENGINE_DOORS.get(target[1], set())
        return target[2] in doors or (for_types and target[2] == "models")
    if len(target) < 2:
        return True
    return target[1] in DOORS | REGISTRIES.get(target[0], set()) or (for_types and target[1] == "models")


def unit_of(parts: tuple[str, ...]) -> tuple[str, ...]:
    """What has front doors: a capability, or one package of the engine."""
    return parts[:2] if parts[0] == "engine" else parts[:1]


def side_entrances(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        ours = source.parts[1:]
        # The project wires everything together, the simulator tells everybody's story, tests look inside.
        if source.parts[0] != "outrider" or source.is_test or source.is_migration:
            continue
        if source.package in ("", "project", "kernel"):
            continue
        for node, target, for_types in imported_modules(source):
            if target[0] in ("kernel", "project") or unit_of(target) == unit_of(ours):
                continue
            if not is_door(target, for_types) and not source.reason(node, WORD):
                yield f"{source.at(node)}: imports {'.'.join(target)}"


def test_neighbours_use_the_front_doors() -> None:
    violations = sorted(set(side_entrances(python_sources())))
    assert not violations, shown(violations)


def test_the_rule_finds_a_side_entrance() -> None:
    def found(text: str, path: str = "outrider/visits/actions.py") -> list[str]:
        return list(side_entrances(sample(text, path)))

    assert found("from outrider.customers.models import Customer")
    assert found("from outrider.customers import rules")
    assert found("import outrider.customers.api")
    assert found("from ..customers import models")
    assert found("from outrider.engine.sync.protocol import answer")
    assert found("from outrider.engine.sync.protocol import answer", "outrider/engine/files/actions.py")
    assert not found("from outrider.customers import actions, queries, events")
    assert not found("from outrider.customers.actions import mark_visited")
    assert not found("from outrider.visits.models import Visit")
    assert not found("from . import rules")
    assert not found("from outrider.engine.entities.verbs import verb")
    assert not found("from outrider.visits.steps import step_kinds", "outrider/orders/apps.py")
    types = "if TYPE_CHECKING:\n    from outrider.customers.models import Customer"
    assert not found(types)
    assert found(types.replace("models", "rules"))
