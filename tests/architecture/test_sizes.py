"""A file has at most 400 lines, a function at most 40; else a reason that begins with "Size:" stands in it.

Python, TypeScript and the script part of Vue files; of a function in its docstring or in the comment above it.

What outgrows this becomes a folder of the same name, so that the import path stays.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture.scripts import Script
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


def long_script_functions(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    for path, text in files:
        if not path.startswith("web/") or path in GENERATED:
            continue
        lines = text.splitlines()
        for function in Script(path, text).functions():
            if function.lines > FUNCTION_LINES and REASON not in comment_above(lines, function.first):
                yield f"{path}:{function.first}: {function.name} has {function.lines} lines"


def comment_above(lines: list[str], first: int) -> str:
    """The comment that ends in the line before this one."""
    place = first - 1
    while place and lines[place - 1].lstrip().startswith(("/*", "*", "//")):
        place -= 1
    return "\n".join(lines[place : first - 1])


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


def test_functions_of_the_screens_are_short_or_say_why_not() -> None:
    violations = list(long_script_functions(texts(".ts", ".vue", ".mjs")))
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


BODY = "  x = 1\n" * (FUNCTION_LINES - 1)
# A kind of function whose 41 lines are found, by what it is called.
LONG = {
    "f": f"function f(a: string): Promise<Record<string, unknown>> {{\n{BODY}}}\n",
    "g": f"const g = async (a: number) => {{\n{BODY}}}\n",
    "expression": f"const expression = (a) => [\n{BODY}]\n",
    "method": f"class A {{\n  async method(a = {{ b: '}}' }}): () => void {{\n{BODY}  }}\n}}\n",
    "arrow": f"watch(() => a, (b) => {{\n{BODY}}})\n",
    "quoted": f"function quoted() {{\n  const a = '{{' + `${{b.map((c) => `{{`)}}` + /[/{{]/.source\n{BODY[8:]}}}\n",
}


@pytest.mark.parametrize("name", LONG)
def test_the_rule_finds_a_long_function_of_a_screen(name: str) -> None:
    text = LONG[name]
    (found,) = long_script_functions([("web/a.ts", text)])
    assert found.endswith(f"{name} has 41 lines")
    vue = f'<template>\n  <p @click="() => {{">\n</template>\n<script setup lang="ts">\n{text}</script>\n'
    assert len(list(long_script_functions([("web/a.vue", vue)]))) == 1
    assert not list(long_script_functions([("web/a.ts", text.replace("  x = 1\n", "", 1))]))


def test_a_long_function_of_a_screen_may_say_why() -> None:
    assert not list(
        long_script_functions([("web/a.ts", f"/**\n * Does.\n * Size: a table.\n */\n{LONG['f']}")])
    )
    elsewhere = f"// Size: of another.\nconst a = 1\n{LONG['f']}"
    assert list(long_script_functions([("web/a.ts", elsewhere)]))
    # A group of tests is a list of functions, and a long list of values is none.
    assert not list(long_script_functions([("web/a.test.ts", f"describe('a', () => {{\n{BODY}}})\n")]))
    assert not list(long_script_functions([("web/a.ts", f"const a = [\n{BODY}]\n")]))


def test_the_rule_finds_a_long_file() -> None:
    assert list(long_files([("a.vue", "x\n" * 401)])) == ["a.vue: 401 lines"]
    assert not list(long_files([("a.vue", "// Size: one drawing.\n" + "x\n" * 401)]))
