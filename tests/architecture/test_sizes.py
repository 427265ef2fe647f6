"""A file has at most 400 lines, a function at most 40; else a reason that begins with "Size:" stands in it.

What outgrows this becomes a folder of the same name, so that the import path stays.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source import Source, python_sources, sample, shown, texts

FILE_LINES = 400
FUNCTION_LINES = 40
REASON = "Size:"
REASON_WITHIN_LINES = 30
# Written by programs, read by programs.
GENERATED = ("web/packages/api/src/schema.d.ts",)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def function_lines(function: Function) -> int:
    """Lines of a function without decorators and docstring: explaining it must not make it too long."""
    docstring = function.body[0] if ast.get_docstring(function) else None
    explained = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - explained


def has_reason(source: Source, function: Function) -> bool:
    comments = source.lines[max(function.lineno - 4, 0) : function.body[0].lineno]
    return REASON in (ast.get_docstring(function) or "") or any(f"# {REASON}" in line for line in comments)


def long_functions(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        if source.is_migration:
            continue
        for node in ast.walk(source.tree):
            if not isinstance(node, Function) or function_lines(node) <= FUNCTION_LINES:
                continue
            if not has_reason(source, node):
                yield f"{source.at(node)}: {node.name} has {function_lines(node)} lines"


def long_files(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    for path, text in files:
        lines = text.splitlines()
        if path in GENERATED or "/migrations/" in path or len(lines) <= FILE_LINES:
            continue
        if not any(REASON in line for line in lines[:REASON_WITHIN_LINES]):
            yield f"{path}: {len(lines)} lines"


def test_functions_are_short_or_say_why_not() -> None:
    violations = list(long_functions(python_sources()))
    assert not violations, shown(violations)


def test_files_are_short_or_say_why_not() -> None:
    violations = list(long_files(texts(".py", ".ts", ".vue", ".mjs", ".sh", ".css")))
    assert not violations, shown(violations)


def test_the_rule_finds_a_long_function() -> None:
    body = "    x = 1\n" * FUNCTION_LINES
    found = "outrider/visits/actions.py:1: f has 41 lines"
    assert list(long_functions(sample(f"def f():\n{body}"))) == [found]
    assert not list(long_functions(sample(f'def f():\n    """Does.\n\n    Size: a table.\n    """\n{body}')))
    short = "    x = 1\n" * (FUNCTION_LINES - 4)
    explained = "    Why it is so.\n" * 20
    assert not list(long_functions(sample(f'def f():\n    """Does.\n\n{explained}    """\n{short}')))


def test_the_rule_finds_a_long_file() -> None:
    assert list(long_files([("a.vue", "x\n" * 401)])) == ["a.vue: 401 lines"]
    assert not list(long_files([("a.vue", "// Size: one drawing.\n" + "x\n" * 401)]))
