"""A whole server and real browsers for the journeys.

The server runs as its own process on a database of its own (SQLite or PostgreSQL, as the run says), so that
it can be killed; the phone is a persistent profile of Chromium, so that it can be killed too.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

from outrider.project.serving import command, wait_until_ready
from tests.browser import CHROMIUM_ARGS, chromium_executable
from tests.journeys.databases import new, on_stage
from tests.processes import free_port

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "web" / "dist" / "rep" / "index.html"
PICTURES = ROOT / "docs" / "images"
LOOKS = ROOT / "tests" / "out"
# Four times the pixels are worth their time only where somebody looks at them; movement never is.
LOOKED_AT = os.environ.get("OUTRIDER_PICTURES") == "1"
SCREEN: dict[str, Any] = {"reduced_motion": "reduce"}
PHONE: dict[str, Any] = SCREEN | {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2 if LOOKED_AT else 1,
    "has_touch": True,
}
DESK: dict[str, Any] = SCREEN | {"viewport": {"width": 1280, "height": 800}}
# A busy machine is slow, not wrong.
PATIENCE_MS = 90_000
expect.set_options(timeout=PATIENCE_MS)
# Counts how often the phone said that an act is kept: the message itself is gone after a moment.
KEPT = """(() => {
  let last = null, kept = 0
  new MutationObserver(() => {
    const line = document.querySelector('.toast__text')
    if (line === last) return
    last = line
    if (line?.textContent.includes('已存手机')) document.documentElement.dataset.kept = kept += 1
  }).observe(document, { childList: true, subtree: true })
})()"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey is a browser test."""
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed journey leaves a picture of every screen it had in tests/out."""
    report = yield
    if report.when == "call" and report.failed:
        for name, made in getattr(item, "funcargs", {}).items():
            page: Any = getattr(made, "page", None)
            with suppress(Exception):
                page.screenshot(path=str(LOOKS / f"{item.name}-{name}.png"), timeout=5_000)
    return report


class Server:
    """The product as a process: start, kill, start again on the same data."""

    def __init__(self, environment: dict[str, str], cast: dict[str, Any]) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.environment, self.cast = environment, cast

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers."""
        self.process = subprocess.Popen(
            command("127.0.0.1", self.port, 1), env=self.environment, cwd=ROOT, start_new_session=True
        )
        wait_until_ready("127.0.0.1", self.port, self.process)

    def kill(self) -> None:
        """As a power cut would: no farewell."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextmanager
def open_server(
    database: str, folder: Path, stage: str = "tests.journeys.stage", **more: str
) -> Iterator[Server]:
    """A server on a database of its own."""
    if not BUILT.exists():
        pytest.fail("the web apps are not built: run make test, or npm run build in web/")
    made = Server(*on_stage(database, stage, folder, more))
    made.start()
    try:
        yield made
    finally:
        made.kill()


@pytest.fixture
def server(database: str, tmp_path: Path) -> Iterator[Server]:
    """A fresh server for one journey."""
    with open_server(database, tmp_path) as made:
        yield made


def empty_beside(server: Server, home: Path) -> None:
    """Another machine for a server that is not running: no files, and a database without anything in it."""
    kind = server.environment["OUTRIDER_DATABASE_URL"].partition(":")[0]
    server.environment |= {"OUTRIDER_HOME": str(home), "OUTRIDER_DATABASE_URL": new(kind, home)}


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright for one module; it must end with it, because its loop would run beside all later tests."""
    with sync_playwright() as playwright:
        yield playwright


class Watched:
    """What a page complains of: console errors and breaches of the content policy fail the journey."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.foreign: list[str] = []

    def follow(self, page: Page, address: str) -> Page:
        """Listen to a page."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("request", lambda request: self._ask(request.url, address))
        return page

    def forgive_cut_lines(self) -> None:
        """The browser itself reports every request, and the app every part, that a killed server did not bring."""
        self.complaints[:] = [
            one
            for one in self.complaints
            if not any(told in one for told in ("net::ERR_", "Unable to preload"))
        ]

    def _ask(self, url: str, address: str) -> None:
        if not url.startswith((address, "blob:", "data:")):
            self.foreign.append(url)

    def _hear(self, message: ConsoleMessage) -> None:
        # Without a network the browser itself reports each failed request; that is the test's own doing.
        if message.type == "error" and "ERR_INTERNET_DISCONNECTED" not in message.text:
            self.complaints.append(message.text)


class Phone:
    """A rep's phone: a profile on disk, so that what it keeps survives its death."""

    def __init__(self, playwright: Playwright, server: Server, profile: Path) -> None:
        self.playwright, self.server, self.profile = playwright, server, profile
        self.watched = Watched()
        self.context: BrowserContext | None = None
        self.page: Page

    def wake(
        self,
        *,
        latitude: float = 0,
        longitude: float = 0,
        offline: bool = False,
        path: str = "/rep/",
        **options: Any,
    ) -> Page:
        """Open the browser and the app; `options` are Chromium's for this context."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=chromium_executable(),
            args=[*CHROMIUM_ARGS, "--disable-gpu", "--no-first-run"],
            locale="zh-CN",
            permissions=["geolocation", "camera"],
            geolocation={"latitude": latitude, "longitude": longitude, "accuracy": 12},
            **{**PHONE, "timezone_id": "Asia/Shanghai", **options},
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(KEPT)
        if offline:
            self.context.set_offline(True)
        self.page = self.watched.follow(self.context.pages[0], self.server.address)
        self.page.goto(f"{self.server.address}{path}")
        return self.page

    def sign_in(self, who: str) -> None:
        """By mobile number and password."""
        self.page.locator("#mobile").fill(self.server.cast["people"][who]["mobile"])
        self.page.locator("#password").fill(self.server.cast["password"])
        self.page.get_by_role("button", name="登录").first.click()

    def close(self) -> None:
        """As a person closes it."""
        assert self.context
        self.context.close()

    def kill(self) -> None:
        """Kill every process of this browser at once; nothing is flushed politely."""
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                if entry.name.isdigit() and str(self.profile) in (entry / "cmdline").read_text():
                    os.kill(int(entry.name), signal.SIGKILL)
        with suppress(Exception):
            assert self.context
            self.context.close()
        for lock in self.profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)


@pytest.fixture
def phone(playwright: Playwright, server: Server, tmp_path: Path) -> Iterator[Phone]:
    """One phone."""
    made = Phone(playwright, server, tmp_path / "profile")
    yield made
    made.kill()
    assert not made.watched.complaints, made.watched.complaints
    assert not made.watched.foreign, made.watched.foreign


class Desk:
    """A console at a desk."""

    def __init__(self, playwright: Playwright, server: Server, zone: str = "Asia/Shanghai") -> None:
        self.server, self.watched = server, Watched()
        self.browser = playwright.chromium.launch(
            executable_path=chromium_executable(), args=[*CHROMIUM_ARGS, "--disable-gpu", "--no-first-run"]
        )
        self.context = self.browser.new_context(locale="zh-CN", timezone_id=zone, **DESK)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.watched.follow(self.context.new_page(), server.address)

    def sign_in(self, who: str) -> Page:
        """By mobile number and password."""
        self.page.goto(f"{self.server.address}/console/")
        self.page.locator("input[type=tel], input[name=mobile], #mobile").first.fill(
            self.server.cast["people"][who]["mobile"]
        )
        self.page.locator("input[type=password]").first.fill(self.server.cast["password"])
        self.page.get_by_role("button", name="登录").first.click()
        return self.page

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A request with this desk's session, past the screen."""
        kept = {cookie.get("name"): cookie.get("value", "") for cookie in self.context.cookies()}
        answer = self.context.request.fetch(
            f"{self.server.address}{path}", method=method, data=body,
            headers={"X-Outrider-App": "console", "X-CSRF-Token": kept.get("outrider_console_csrf", "")},
        )  # fmt: skip
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
        return answer.json()

    def open(self, path: str) -> Page:
        """Open an address of the console."""
        self.page.goto(f"{self.server.address}/console{path}")
        return self.page


@pytest.fixture
def desk(playwright: Playwright, server: Server) -> Iterator[Desk]:
    """One desk."""
    made = Desk(playwright, server)
    yield made
    made.browser.close()
    assert not made.watched.complaints, made.watched.complaints
    assert not made.watched.foreign, made.watched.foreign


def keep_picture(page: Page, name: str, folder: Path = LOOKS) -> None:
    """A picture to look at, taken only when asked for (OUTRIDER_PICTURES=1); the README's come from the demo."""
    if LOOKED_AT:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(folder / f"{name}.png"))
