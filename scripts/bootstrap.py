"""Sets the project up: virtual environment, locked packages, built web applications.

Owns `.venv`, `web/node_modules` and `web/dist`. Promises: standard library only; every step is skipped when
what it depends on has not changed, so that a second run takes less than a second; a step that fails says what
failed, shows the end of its output and leaves no stamp, so that the next run takes it up again.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WEB = ROOT / "web"
# The Python outside of any environment: ours may be about to be replaced.
BASE: str = getattr(sys, "_base_executable", None) or sys.executable
STAMPS = VENV / "outrider-stamps.json"
LOCKS = {"demo": ("base.txt", "build.txt"), "dev": ("dev.txt",)}
SOURCES = frozenset(".ts .vue .js .mjs .css .html .json .svg .png .webp .ico .webmanifest .py".split())
NOT_SOURCES = {"node_modules", "dist", "coverage", ".vite", "test-results"}
SHOWN_ON_FAILURE = 25  # lines from the beginning and from the end of a command's output


class StepFailed(Exception):
    """A step ended badly; the message is for the person at the terminal, in both languages."""


def digest_of(*parts: Path | str) -> str:
    """One hash over texts and the contents of files; a file that is not there counts as empty."""
    total = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part.read_bytes() if part.is_file() else b""
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()


class Stamps:
    """What has been done and for which state of its inputs; kept in the environment that it describes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.done: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError):
            self.done = json.loads(path.read_text())

    def fresh(self, step: str, digest: str) -> bool:
        return self.done.get(step) == digest

    def put(self, step: str, digest: str) -> None:
        self.done[step] = digest
        self.path.write_text(json.dumps(self.done, indent=1, sort_keys=True))


class Step(NamedTuple):
    """One piece of work: done again only when the digest of its inputs has changed."""

    key: str
    digest: str
    title: str
    work: Callable[[Terminal], None]


class Terminal:
    """Progress lines: which step of how many, what it does, how long it took."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty()
        self.began = time.monotonic()
        self.title = ""
        self.step_began = self.began

    def start(self, number: int, total: int, title: str) -> None:
        self.title, self.step_began = f"[{number}/{total}] {title}", time.monotonic()
        print(self.title, end="" if self.live else "\n", flush=True)

    def note(self, text: str) -> None:
        """Shows that a long step is alive: in place on a terminal, as a line of its own in a log."""
        seconds = time.monotonic() - self.step_began
        if self.live:
            print(f"\r\033[K{self.title}  {text}  {seconds:.0f} s", end="", flush=True)
        else:
            print(f"      {text}  {seconds:.0f} s", flush=True)

    def end(self) -> None:
        seconds = time.monotonic() - self.step_began
        before = f"\r\033[K{self.title}" if self.live else "     "
        print(f"{before} ✓ {seconds:.1f} s", flush=True)


def run(command: list[str], terminal: Terminal, *, cwd: Path = ROOT, count: str = "", of: int = 0) -> None:
    """Runs a command quietly: shows how far it is (lines that match `count`, of so many), its end on failure.

    The environment is passed on whole: package clients take their mirror, proxy and certificates from it.
    """
    head: list[str] = []
    tail: deque[str] = deque(maxlen=SHOWN_ON_FAILURE)
    seen: set[str] = set()
    finished = threading.Event()

    def tick() -> None:
        while not finished.wait(1 if terminal.live else 15):
            terminal.note(f"{min(len(seen), of)}/{of}" if of else "…")

    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    watcher = threading.Thread(target=tick, daemon=True)
    watcher.start()
    try:
        with subprocess.Popen(
            command,
            cwd=cwd,
            env=os.environ | {"PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                (head if len(head) < SHOWN_ON_FAILURE else tail).append(line.rstrip())
                if count and (found := re.match(count, line)):
                    seen.add(found[1])
    finally:
        finished.set()
        watcher.join()
    if process.returncode:
        raise StepFailed("\n".join([*head, *tail, "", f"$ {' '.join(command)}  → {process.returncode}"]))


def base_has(module: str) -> bool:
    return subprocess.run([BASE, "-c", f"import {module}"], capture_output=True).returncode == 0


def make_environment(terminal: Terminal) -> None:
    """A virtual environment that pip can install into, also where Python comes without ensurepip (Debian)."""
    if VENV.exists():
        shutil.rmtree(VENV)
    if not base_has("ensurepip") and (uv := shutil.which("uv")):
        run([uv, "venv", "--quiet", "--seed", "--python", BASE, str(VENV)], terminal)
        return
    if not base_has("ensurepip") and not base_has("pip"):
        install_ensurepip(terminal)
    without = [] if base_has("ensurepip") else ["--without-pip"]
    run([BASE, "-m", "venv", *without, str(VENV)], terminal)


def install_ensurepip(terminal: Terminal) -> None:
    """Debian and Ubuntu keep ensurepip in a package of its own: installed where we may, else named."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        with contextlib.suppress(StepFailed):
            run([apt, "update", "-q"], terminal)
            run([apt, "install", "-y", "-q", "--no-install-recommends", package], terminal)
    if not base_has("ensurepip"):
        raise StepFailed(
            f"这个 Python 没有 ensurepip，请先安装：sudo apt install {package}\n"
            f"This Python lacks ensurepip; install it first: sudo apt install {package}"
        )


def pip() -> list[str]:
    """The pip to install with: the environment's own, else the base Python's, pointed at the environment."""
    if any((VENV / "lib").glob("python3*/site-packages/pip/__main__.py")):
        return [str(VENV / "bin" / "python"), "-m", "pip"]
    return [BASE, "-m", "pip", "--python", str(VENV / "bin" / "python")]


def install_packages(profile: str, terminal: Terminal) -> None:
    files = [ROOT / "requirements" / name for name in LOCKS[profile]]
    packages = sum(len(re.findall(r"^\S+==", file.read_text(), re.MULTILINE)) for file in files)
    requirements = [argument for file in files for argument in ("-r", str(file))]
    options = ["--require-hashes", "--no-deps", "--disable-pip-version-check", "--progress-bar", "off"]
    line = r"(?:Collecting|Requirement already satisfied:) ([\w.\[\]-]+)"
    run([*pip(), "install", *options, *requirements], terminal, count=line, of=packages)


def install_project(terminal: Terminal) -> None:
    """The project itself, in place: the command `outrider` and the import path."""
    options = ["--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    run([*pip(), "install", *options, "-e", str(ROOT)], terminal)


def web_sources() -> Iterator[Path]:
    """Everything that the built applications are made from, in a fixed order; tests are not."""
    for folder, folders, names in os.walk(WEB):
        folders[:] = sorted(set(folders) - NOT_SOURCES)
        for name in sorted(names):
            if Path(name).suffix in SOURCES and ".test." not in name and ".spec." not in name:
                yield Path(folder, name)


def npm_manifests() -> Iterator[Path]:
    yield from (WEB / name for name in ("package-lock.json", "package.json", ".npmrc"))
    for group in ("apps", "packages", "modules"):
        yield from sorted((WEB / group).glob("**/package.json")) if (WEB / group).is_dir() else ()


def manifests_digest() -> str:
    return digest_of(*(path for path in npm_manifests() if "node_modules" not in path.parts))


def built() -> bool:
    return all((WEB / "dist" / app / "index.html").is_file() for app in ("rep", "console"))


def lock_digest(profile: str) -> str:
    return digest_of(*(ROOT / "requirements" / file for file in LOCKS[profile]))


def plan(profile: str, stamps: Stamps) -> list[Step]:
    """The steps still to do; decided before any of them has run."""
    project = digest_of(ROOT / "pyproject.toml", str(ROOT))
    steps: list[Step] = []
    # bootstrap.sh runs us with the environment's own Python whenever that one works.
    inside = Path(sys.prefix).resolve() == VENV
    new = not (inside and (stamps.fresh("environment", str(ROOT)) or made_by_hand()))
    if new:
        stamps.done.clear()
        title = "创建虚拟环境 · Making the virtual environment"
        steps.append(Step("environment", str(ROOT), title, make_environment))
    else:
        stamps.put("environment", str(ROOT))
    # The developer's lock contains the demo's: whoever has it installed has both.
    if new or not any(stamps.fresh(f"packages-{name}", lock_digest(name)) for name in (profile, "dev")):
        title = "安装 Python 依赖 · Installing Python packages"
        key, digest = f"packages-{profile}", lock_digest(profile)
        steps.append(Step(key, digest, title, lambda terminal: install_packages(profile, terminal)))
    if new or not stamps.fresh("project", project):
        steps.append(Step("project", project, "安装本项目 · Installing the project", install_project))
    if (WEB / "package-lock.json").is_file():
        steps.extend(plan_web(stamps))
    return steps


def plan_web(stamps: Stamps) -> Iterator[Step]:
    npm = str(VENV / "bin" / "npm")
    manifests = manifests_digest()
    if not stamps.fresh("npm", manifests) or not (WEB / "node_modules" / ".package-lock.json").is_file():
        install = [npm, "ci", "--no-audit", "--no-fund"]
        title = "安装前端依赖 · Installing web packages"
        yield Step("npm", manifests, title, lambda terminal: run(install, terminal, cwd=WEB))
    sources = digest_of(manifests, *web_sources())
    if not stamps.fresh("web", sources) or not built():
        build = [npm, "run", "build"]
        title = "构建手机端与控制台 · Building the web applications"
        yield Step("web", sources, title, lambda terminal: run(build, terminal, cwd=WEB))


def made_by_hand() -> bool:
    """An environment that somebody made at this place serves as well; one that was moved here does not."""
    script = VENV / "bin" / "pip"
    return not STAMPS.is_file() and script.is_file() and str(VENV) in script.read_text().splitlines()[0]


def set_up(profile: str, terminal: Terminal) -> None:
    stamps = Stamps(STAMPS)
    steps = plan(profile, stamps)
    for number, step in enumerate(steps, start=1):
        terminal.start(number, len(steps), step.title)
        step.work(terminal)
        stamps.put(step.key, step.digest)
        terminal.end()
    if steps:
        seconds = time.monotonic() - terminal.began
        print(f"准备好了 · Ready  {seconds:.0f} s", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", choices=sorted(LOCKS), default="demo")
    profile = parser.parse_args().profile
    if sysconfig.get_platform().startswith("win"):
        print("请在 Linux、macOS 或 WSL 里运行 · Run this on Linux, macOS or WSL", file=sys.stderr)
        return 1
    terminal = Terminal()
    with (ROOT / "pyproject.toml").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two starts at once would install over each other
        try:
            set_up(profile, terminal)
        except StepFailed as failure:
            again = "没有完成，改好后再运行一次即可继续 · Not finished; run again to go on."
            print(f"\n{failure}\n\n{again}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
