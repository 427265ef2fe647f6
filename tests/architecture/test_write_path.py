"""Nothing in a capability writes to the database past the write path (`write.create`, `update`, `remove`).

The base class refuses such a write at run time as well; this test finds it before anybody runs it. A claim of
work (`UPDATE … WHERE state = …`) or rows that are not journalled say why: `# raw write: reason`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source import Source, python_sources, sample, shown

WORD = "raw write"
MANAGERS = {"objects", "all_objects", "_default_manager", "_base_manager"}
# Unmistakable wherever they are called.
ON_ANYTHING = frozenset(
    "save asave bulk_create abulk_create bulk_update abulk_update get_or_create update_or_create".split()
)
# Also the names of methods of dictionaries, sets and files: a write only when called on a queryset.
ON_QUERYSETS = {"create", "update", "delete", "acreate", "aupdate", "adelete", "raw"}
QUERYSET_METHODS = {"filter", "exclude", "all", "select_for_update", "order_by", "using"}


def is_queryset(node: ast.expr) -> bool:
    """Whether an expression is a manager or a chain of queryset methods."""
    if isinstance(node, ast.Attribute):
        return node.attr in MANAGERS
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in QUERYSET_METHODS or is_queryset(node.func.value)
    return False


def is_raw_write(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    name, receiver = call.func.attr, call.func.value
    if name == "save" and call.args:
        return False  # a picture's or a workbook's: a model's takes keywords only
    if name in ON_ANYTHING or (name == "execute" and "cursor" in ast.unparse(receiver)):
        return True
    return name in ON_QUERYSETS and is_queryset(receiver)


def raw_writes(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        if (
            source.is_test
            or source.is_migration
            or not (source.is_capability or source.package == "simulator")
        ):
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and is_raw_write(node) and not source.reason(node, WORD):
                yield f"{source.at(node)}: {ast.unparse(node.func)}()"


def test_capabilities_write_by_the_write_path_only() -> None:
    violations = list(raw_writes(python_sources()))
    assert not violations, shown(violations)


def test_the_rule_finds_raw_writes() -> None:
    for write in (
        "Visit.objects.create(a=1)",
        "Visit.objects.filter(a=1).update(b=2)",
        "Visit.objects.filter(a=1).exclude(c=3).delete()",
        "Visit.all_objects.bulk_create(rows)",
        "visit.save()",
        "visit.steps.all().delete()",
        "connection.cursor().execute('DELETE FROM visits')",
        "Visit.objects.get_or_create(a=1)",
    ):
        assert list(raw_writes(sample(write))), write
        assert not list(raw_writes(sample(f"{write}  # raw write: a claim of work")))
    for other in (
        "facts.update(a=1)",
        "image.save(file)",
        "write.create(visit)",
        "write.update(visit, a=1)",
        "Visit.objects.all()",
    ):
        assert not list(raw_writes(sample(other))), other
    assert not list(raw_writes(sample("entry.save()", "outrider/engine/journal/actions.py")))
