"""The set-up does again what has changed, and nothing else; a failure names itself and leaves no stamp."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, looking at a small project of its own."""
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPTS / "bootstrap.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "bootstrap", module)
    spec.loader.exec_module(module)
    for name, path in {"ROOT": "", "VENV": ".venv", "WEB": "web", "STAMPS": ".venv/stamps.json"}.items():
        monkeypatch.setattr(module, name, tmp_path / path)
    for folder in (".venv/bin", "requirements", "web/apps/rep/src", "web/node_modules/vue", "web/dist/rep"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("pyproject.toml", "requirements/base.txt", "requirements/build.txt", "requirements/dev.txt"):
        (tmp_path / file).write_text(file)
    (tmp_path / ".venv/bin/pip").write_text(f"#!{tmp_path}/.venv/bin/python\n")
    monkeypatch.setattr(module.sys, "prefix", str(tmp_path / ".venv"))
    return module


def keys(bootstrap: ModuleType, profile: str = "demo") -> list[str]:
    return [step.key for step in bootstrap.plan(profile, bootstrap.Stamps(bootstrap.STAMPS))]


def finish(bootstrap: ModuleType, profile: str = "demo") -> None:
    stamps = bootstrap.Stamps(bootstrap.STAMPS)
    for step in bootstrap.plan(profile, stamps):
        stamps.put(step.key, step.digest)


def test_what_is_done_is_not_done_again(bootstrap: ModuleType) -> None:
    assert keys(bootstrap) == ["packages-demo", "project"]
    finish(bootstrap)
    assert keys(bootstrap) == []


def test_a_changed_lock_installs_again(bootstrap: ModuleType) -> None:
    finish(bootstrap)
    (bootstrap.ROOT / "requirements/base.txt").write_text("django==6.1.9")
    assert keys(bootstrap) == ["packages-demo"]


def test_the_developers_packages_contain_the_demos(bootstrap: ModuleType) -> None:
    finish(bootstrap, "dev")
    assert keys(bootstrap, "demo") == []


def test_the_demos_packages_are_not_the_developers(bootstrap: ModuleType) -> None:
    finish(bootstrap, "demo")
    assert keys(bootstrap, "dev") == ["packages-dev"]


def test_a_moved_project_is_set_up_anew(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    finish(bootstrap)
    monkeypatch.setattr(bootstrap, "ROOT", bootstrap.ROOT / "web/..")
    assert keys(bootstrap) == ["environment", "packages-demo", "project"]


def test_the_applications_are_built_when_a_source_changed(bootstrap: ModuleType) -> None:
    web = bootstrap.WEB
    (web / "package-lock.json").write_text("{}")
    (web / "apps/rep/src/main.ts").write_text("start()")
    finish(bootstrap)
    (web / "node_modules/.package-lock.json").write_text("{}")
    for app in ("rep", "console"):
        (web / "dist" / app).mkdir(exist_ok=True)
        (web / "dist" / app / "index.html").write_text("")
    assert keys(bootstrap) == []
    (web / "apps/rep/src/main.test.ts").write_text("a test is not built")
    (web / "node_modules/vue/index.js").write_text("installed, not ours")
    assert keys(bootstrap) == []
    (web / "apps/rep/src/main.ts").write_text("restart()")
    assert keys(bootstrap) == ["web"]


def test_a_failure_shows_beginning_and_end_of_the_output(bootstrap: ModuleType) -> None:
    loud = "import sys\nfor n in range(200): print('line', n)\nsys.exit(3)"
    with pytest.raises(bootstrap.StepFailed) as failure:
        bootstrap.run([sys.executable, "-c", loud], bootstrap.Terminal())
    lines = str(failure.value).splitlines()
    assert (lines[0], lines[24], lines[25], lines[49]) == ("line 0", "line 24", "line 175", "line 199")
    assert lines[-1].endswith("→ 3")


def test_without_a_fitting_python_it_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/bootstrap.sh").write_bytes((SCRIPTS / "bootstrap.sh").read_bytes())
    old = tmp_path / "bin"
    old.mkdir()
    for name in ("python3", "python3.12", "python3.13"):
        (old / name).write_text("#!/bin/sh\nexit 1\n")
        (old / name).chmod(0o755)
    for tool in ("dirname", "cat", "ls"):
        (old / tool).symlink_to(f"/bin/{tool}" if Path(f"/bin/{tool}").exists() else f"/usr/bin/{tool}")
    environment = {"PATH": str(old), "HOME": str(tmp_path), "PYENV_ROOT": str(tmp_path)}
    script = ["/bin/sh", str(tmp_path / "scripts/bootstrap.sh"), "--profile", "demo"]
    done = subprocess.run(script, env=environment, capture_output=True, text=True)
    if Path("/usr/local/bin/python3.12").exists() or Path("/opt/homebrew/bin").exists():
        pytest.skip("a fitting Python stands where it is found by its folder")
    assert done.returncode == 1
    assert "需要 Python 3.12" in done.stderr
    assert "Python 3.12 or newer is needed" in done.stderr
