"""Committed files name no machine, no package index and no host that nobody configured; locks hold hashes.

A lock with an index's address breaks for everybody behind a mirror; a request to an outside host breaks the
promise that the product works with no outside service.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from tests.architecture.source import ROOT, shown, texts

# Split, so that this file does not name what it forbids.
INDEXES = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + "hosted",
            "registry" + r"\.npmjs",
            "npm" + "mirror",
            "simple" + "/pypi",
        )
    )
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.}/])/(?:root|work|home/[a-z]\w*|Users/[A-Za-z]\w*)/" + r"|/tmp/" + "brief|file:///" + "opt"
)
URL = re.compile(r"\b(?:https?|wss?)://([A-Za-z0-9.-]+)")
# Names of formats and examples, which nobody calls; and this machine.
KNOWN_HOSTS = re.compile(
    r"(?:www\.)?w3\.org|json-schema\.org|schema\.org|localhost|127\.0\.0\.1|0\.0\.0\.0|testserver|host|address"
    r"|(?:[\w-]+\.)*example(?:\.(?:com|org|net|cn))?|(?:[\w-]+\.)*(?:invalid|test)|www\.topografix\.com"
)
# Hosts that code may name, each with who asks for it.
HOSTS_WITH_REASON = {
    "uri.amap.com": "opened by the rep's own tap on 导航, outside of the app",
    "api.map.baidu.com": "opened by the rep's own tap on 导航, outside of the app",
    "apis.map.qq.com": "opened by the rep's own tap on 导航, outside of the app",
    "maps.apple.com": "opened by the rep's own tap on 导航, outside of the app",
}
PRODUCT = ("outrider/", "web/apps/", "web/packages/", "web/modules/")
CODE = (".py", ".ts", ".vue", ".js", ".mjs", ".css", ".html")


def forbidden_names(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    for path, text in files:
        for number, line in enumerate(text.splitlines(), start=1):
            if found := INDEXES.search(line) or MACHINE_PATHS.search(line):
                yield f"{path}:{number}: {found[0]}"


def outside_hosts(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    for path, text in files:
        if not path.startswith(PRODUCT) or "/tests/" in path or ".test." in path:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            for host in URL.findall(line):
                if not KNOWN_HOSTS.fullmatch(host) and host not in HOSTS_WITH_REASON:
                    yield f"{path}:{number}: {host}"


def unhashed(lock: str) -> Iterator[str]:
    """Requirements of a lock that no hash follows."""
    for block in re.split(r"\n(?=\S)", lock):
        if re.match(r"[\w.\[\]-]+==", block) and "--hash=sha256:" not in block:
            yield block.splitlines()[0]


def test_no_file_names_a_machine_or_an_index() -> None:
    violations = list(forbidden_names(texts()))
    assert not violations, shown(violations)


def test_no_code_names_an_outside_host() -> None:
    violations = list(outside_hosts(texts(*CODE)))
    assert not violations, shown(violations)


def test_python_locks_hold_hashes() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        lock = path.read_text()
        assert not list(unhashed(lock)), path.name
        assert "==" in lock, path.name


def test_the_npm_lock_holds_no_addresses() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    addressed = [
        name for name, entry in lock["packages"].items() if "resolved" in entry and not entry.get("link")
    ]
    unlocked = [
        name
        for name, entry in lock["packages"].items()
        if name.startswith("node_modules/") and "integrity" not in entry and not entry.get("link")
    ]
    assert (addressed, unlocked) == ([], [])


def test_the_rules_find_what_they_forbid() -> None:
    index, machine = "https://py" + "pi.org/simple", "/".join(("", "root", ".venv", "bin", "python"))
    # A folder of that name below this one is nobody's machine.
    harmless = "/".join(("GET ", "api", "work", "orders and .", "root", "x"))
    assert list(forbidden_names([("a", index)]))
    assert list(forbidden_names([("a", f"run {machine}")]))
    assert not list(forbidden_names([("a", harmless)]))
    assert list(outside_hosts([("web/apps/rep/a.ts", "fetch('https://tiles.somebody.net/1')")]))
    assert not list(outside_hosts([("web/apps/rep/a.ts", "xmlns='http://www.w3.org/2000/svg'")]))
    assert list(unhashed("a==1 \\\n    --hash=sha256:00\nb==2\n")) == ["b==2"]
