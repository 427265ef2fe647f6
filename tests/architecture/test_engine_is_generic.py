"""The engine names no capability and none of its entities: generic code that knows one record is not generic.

What belongs to one entity is declared by its capability and reaches the engine through a registry.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tests.architecture.source import Source, python_sources, sample, shown
from tests.architecture.test_anatomy import CAPABILITIES

WORD = "names"
# Keys of entities in upper packages.
ENTITY_KEYS = frozenset(
    "customer contact activity product price_list must_stock_list visit visit_type visit_plan visit_photo order "
    "lead opportunity quote payment expense ticket".split()
)
# These are words of every trade as well: they count only where something is compared with them.
COMMON_WORDS = frozenset("activity contact lead order product quote ticket payment".split())
VERB = re.compile(rf"(?:{'|'.join(sorted(ENTITY_KEYS | {'plan', 'photo'}))})\.[a-z_]+")


def compared(tree: ast.Module) -> set[int]:
    deciding = (ast.Compare, ast.Subscript, ast.MatchValue)
    nodes = (inner for node in ast.walk(tree) if isinstance(node, deciding) for inner in ast.walk(node))
    return {id(node) for node in nodes if isinstance(node, ast.Constant)}


def docstrings(tree: ast.Module) -> set[int]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = (node.body[0] for node in ast.walk(tree) if isinstance(node, owners) and node.body)
    return {id(statement.value) for statement in first if isinstance(statement, ast.Expr)}


def is_name(text: str, decides: bool) -> bool:
    if text.startswith("outrider."):
        return text.split(".")[1] in CAPABILITIES
    if text in COMMON_WORDS:
        return decides
    return text in CAPABILITIES | ENTITY_KEYS or bool(VERB.fullmatch(text))


def named_capabilities(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        if source.package != "engine" or source.is_test or source.is_migration:
            continue
        explained, deciding = docstrings(source.tree), compared(source.tree)
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in explained:
                continue
            if is_name(node.value, id(node) in deciding) and not source.reason(node, WORD):
                yield f"{source.at(node)}: names '{node.value}'"


def test_the_engine_names_no_capability() -> None:
    violations = list(named_capabilities(python_sources()))
    assert not violations, shown(violations)


def test_the_rule_finds_a_name() -> None:
    path = "outrider/engine/sync/actions.py"
    for text in (
        'if key == "order": pass',
        'visible("customer")',
        'run("visit.check_in")',
        'apps.get_app("outrider.orders")',
    ):
        assert list(named_capabilities(sample(text, path))), text
        assert not list(named_capabilities(sample(text, "outrider/visits/actions.py")))
    assert not list(named_capabilities(sample('"""Say customer here."""', path)))
    assert not list(named_capabilities(sample('x = "the customer is gone"', path)))
    assert not list(named_capabilities(sample('raise invalid("valid_from", "order")', path)))
    assert not list(named_capabilities(sample('x = "outrider.engine.jobs"', path)))
