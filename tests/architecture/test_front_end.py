"""The screens: only the data package talks to the network; phone and desk import nothing of each other.

What TypeScript and Vue check themselves is not checked again here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tests.architecture.source import shown, texts

NETWORK = re.compile(
    r"(?<![\w.])fetch\(|window\.fetch|new XMLHttpRequest|sendBeacon\(|new WebSocket|new EventSource"
)
# The demo's frame page has no data of its own: it asks for the cast and signs in.
MAY_ASK = ("web/packages/data/", "web/packages/api/", "web/apps/demo/")
SERVICE_WORKER = re.compile(r"/(?:sw|service-worker)\.ts$")
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""")
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>\s*\S|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE
)
EVALUATION = re.compile(r"\beval\(|new Function\(")


def lines_of(files: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    for path, text in files:
        if path.startswith("web/") and ".test." not in path and "/tests/" not in path:
            for number, line in enumerate(text.splitlines(), start=1):
                yield path, f"{path}:{number}", line


def network_calls(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    for path, place, line in lines_of(files):
        if NETWORK.search(line) and not path.startswith(MAY_ASK) and not SERVICE_WORKER.search(path):
            yield f"{place}: {line.strip()}"


def crossings(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Imports between the phone's and the desk's side of the modules, which load separately."""
    for path, place, line in lines_of(files):
        sides = [("rep", "console"), ("console", "rep")]
        for here, other in sides:
            if re.match(rf"web/(?:modules/[^/]+/{here}|apps/{here})/", path):
                for target in IMPORT.findall(line):
                    if re.search(rf"(?:/|^){other}(?:/|$)", target) and "entity" not in target:
                        yield f"{place}: {target}"


def evaluated(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    for path, place, line in lines_of(files):
        inline = path.endswith(".html") and INLINE_SCRIPT.search(line)
        if inline or EVALUATION.search(line):
            yield f"{place}: {line.strip()}"


def test_only_the_data_package_talks_to_the_network() -> None:
    violations = list(network_calls(texts(".ts", ".vue")))
    assert not violations, shown(violations)


def test_the_two_apps_import_nothing_of_each_other() -> None:
    violations = list(crossings(texts(".ts", ".vue")))
    assert not violations, shown(violations)


def test_nothing_is_inline_or_evaluated() -> None:
    violations = list(evaluated(texts(".ts", ".vue", ".html")))
    assert not violations, shown(violations)


def test_the_rules_find_what_they_forbid() -> None:
    page = "web/modules/visits/rep/Visit.vue"
    assert list(network_calls([(page, "await fetch('/api/visits')")]))
    assert not list(
        network_calls([(page, "await data.fetch('x')"), ("web/packages/data/src/a.ts", "fetch(u)")])
    )
    assert list(crossings([(page, 'import Board from "../console/Board.vue"')]))
    assert not list(crossings([(page, 'import { sum } from "../shared/sum"')]))
    assert list(evaluated([("web/apps/rep/index.html", "<script>start()</script>")]))
    assert list(evaluated([("web/apps/rep/index.html", '<body onload="start()">')]))
    assert list(evaluated([(page, "eval(text)")]))
    assert not list(
        evaluated([("web/apps/rep/index.html", '<script type="module" src="/main.ts"></script>')])
    )
