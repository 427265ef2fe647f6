"""The project's files as the architecture tests see them: what git tracks or would track, parsed once.

Owns no rule. Every rule is a function from sources to violations, so that each test module can also show its
rule a bad example: a rule that cannot fail protects nothing.
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Machinery that every capability plugs into, and what stands around it; all other packages are capabilities.
FOUNDATION = frozenset({"kernel", "engine"})
SURROUNDINGS = frozenset({"project", "simulator"})


@dataclass(frozen=True)
class Source:
    """One Python file: its path inside the project and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def parts(self) -> tuple[str, ...]:
        return Path(self.path).with_suffix("").parts

    @property
    def package(self) -> str:
        """The package below `outrider` that this file belongs to; empty outside of it."""
        return self.parts[1] if self.parts[0] == "outrider" and len(self.parts) > 2 else ""

    @property
    def is_capability(self) -> bool:
        return self.package not in FOUNDATION | SURROUNDINGS | {""}

    @property
    def is_test(self) -> bool:
        return "tests" in self.parts or self.parts[-1].startswith("test_")

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    def reason(self, node: ast.AST, word: str) -> str:
        """What stands behind `# word:` on one of the node's lines or on the line above it."""
        first, last = node.lineno - 1, node.end_lineno or node.lineno  # type: ignore[attr-defined]
        for line in self.lines[max(first - 1, 0) : last]:
            _, found, text = line.partition(f"# {word}:")
            if found and text.strip():
                return text.strip()
        return ""

    def at(self, node: ast.AST) -> str:
        return f"{self.path}:{node.lineno}"  # type: ignore[attr-defined]


def sample(text: str, path: str = "outrider/visits/actions.py") -> list[Source]:
    """A bad example for a rule to find."""
    return [Source(path, text)]


@lru_cache(maxsize=1)
def project_files() -> tuple[str, ...]:
    """Every file that is or would be committed, in a fixed order."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(name for name in listing.split("\0") if name and (ROOT / name).is_file()))


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Path and text of the project's files with these endings; all of them without an ending given."""
    for path in project_files():
        if not suffixes or path.endswith(suffixes):
            content = (ROOT / path).read_bytes()
            if b"\0" not in content[:8000]:
                yield path, content.decode("utf-8", errors="replace")


@lru_cache(maxsize=1)
def python_sources() -> tuple[Source, ...]:
    return tuple(Source(path, text) for path, text in texts(".py"))


def shown(violations: list[str]) -> str:
    return "\n" + "\n".join(violations)
