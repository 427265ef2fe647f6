"""A dependency is earned in one row of docs/dependencies.md; a row is removed with what it was for."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

from tests.architecture.source import ROOT, project_files

COLUMNS = 4


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def python_dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"].values()
    lines = [*project["project"]["dependencies"], *(line for group in groups for line in group)]
    return {canonical(re.split(r"[\[<>=~!; ]", line)[0]) for line in lines}


def npm_dependencies() -> set[str]:
    manifests = [ROOT / path for path in project_files() if re.fullmatch(r"web/(.+/)?package\.json", path)]
    contents = [json.loads(path.read_text()) for path in manifests]
    kinds = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
    names = {name for content in contents for kind in kinds for name in content.get(kind, {})}
    return {name for name in names if not name.startswith("@outrider/")}


def rows(text: str, heading: str) -> Iterator[list[str]]:
    """The rows of the tables below a heading, up to the next heading of that level."""
    _, _, after = text.partition(f"\n## {heading}\n")
    section = after.partition("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def documented(heading: str) -> dict[str, list[str]]:
    text = (ROOT / "docs" / "dependencies.md").read_text()
    found: dict[str, list[str]] = {}
    for row in rows(text, heading):
        for name in re.findall(r"`([^`]+)`", row[0]):
            found[name] = row
    return found


def test_every_python_dependency_has_its_row() -> None:
    names = {canonical(name) for name in documented("Python")}
    assert (python_dependencies() - names, names - python_dependencies()) == (set(), set())


def test_every_npm_dependency_has_its_row() -> None:
    names = set(documented("Web"))
    assert (npm_dependencies() - names, names - npm_dependencies()) == (set(), set())


def test_every_row_is_complete() -> None:
    for name, row in {**documented("Python"), **documented("Web")}.items():
        assert len(row) == COLUMNS, name
        assert all(row), name


def test_the_lock_holds_every_python_dependency() -> None:
    locks = "".join(path.read_text() for path in (ROOT / "requirements").glob("*.txt"))
    locked = {canonical(name) for name in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==", locks, re.MULTILINE)}
    assert python_dependencies() <= locked


def test_the_table_is_read_as_written() -> None:
    text = "\n## Python\n| a |\n|---|\n| `x` `y` | does | MIT | less |\n\n## Web\n| `z` | does | MIT | less |"
    assert list(rows(text, "Python")) == [["`x` `y`", "does", "MIT", "less"]]
