"""Imports stand at the top of a module: an import inside a function is how a circle is hidden.

Allowed: third-party packages that are slow to load, `ready()` of an app (Django asks for it there), and a
line that says why: `# local import: reason` or `# noqa: PLC0415  # reason`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tests.architecture.source import Source, python_sources, sample, shown

REASON = re.compile(r"# local import: \S|PLC0415\s+[#-]+\s*\S")


def imports_of_ours(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.ImportFrom) and (inner.level or (inner.module or "").startswith("outrider")):
            yield inner
        if isinstance(inner, ast.Import) and any(name.name.startswith("outrider") for name in inner.names):
            yield inner


def hidden_imports(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        if source.is_test or source.parts[0] != "outrider" or source.is_migration:
            continue
        seen: set[int] = set()
        for function in ast.walk(source.tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if function.name == "ready" and source.parts[-1] == "apps":
                continue
            for found in imports_of_ours(function):
                stated = REASON.search("\n".join(source.lines[found.lineno - 1 : found.end_lineno]))
                if found.lineno not in seen and not stated:
                    seen.add(found.lineno)
                    yield f"{source.at(found)}: import inside {function.name}()"


def test_no_import_hides_in_a_function() -> None:
    violations = list(hidden_imports(python_sources()))
    assert not violations, shown(violations)


def test_the_rule_finds_a_hidden_import() -> None:
    found = "outrider/visits/actions.py:2: import inside f()"
    assert list(hidden_imports(sample("def f():\n    from outrider.orders import actions"))) == [found]
    assert list(hidden_imports(sample("def f():\n    from . import rules"))) == [found]
    assert list(hidden_imports(sample("def f():\n    import outrider.orders.actions"))) == [found]
    assert not list(hidden_imports(sample("def f():\n    import openpyxl")))
    allowed = "def f():\n    from outrider.x import y  # local import: y is made by a setting"
    assert not list(hidden_imports(sample(allowed)))
    assert not list(
        hidden_imports(sample("def f():\n    from outrider import x  # noqa: PLC0415  # y needs it"))
    )
    assert list(hidden_imports(sample("def f():\n    from outrider import x  # noqa: PLC0415")))
    ready = "class A:\n    def ready(self):\n        from outrider.visits import actions"
    assert not list(hidden_imports(sample(ready, "outrider/visits/apps.py")))
    assert list(hidden_imports(sample(ready)))
