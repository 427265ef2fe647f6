"""What the phone's browser does: how much script before the first stop can be tapped, how soon Today opens
offline, how quickly a customer is found.

A real Chromium with a profile on disk, the built apps, a rep with 5,000 customers. Opening and searching are
taken with the processor slowed down four times, which is about a cheap phone beside this machine.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, Response, sync_playwright

from bench.figures import Figure, Skipped, measure
from bench.server import environment, serving
from tests.browser import CHROMIUM_ARGS, chromium_executable
from tests.processes import ROOT

CUSTOMERS, OPENINGS, SLOWER = 5_000, 20, 4
BUILT = ROOT / "web" / "dist" / "rep" / "index.html"
QUERIES = (
    "惠民",
    "学府便利",
    "hmbl",
    "xuefu",
    "wanjia",
    "老李烟",
    "C0423",
    "jjl",
    "永辉超市",
    "fuman",
    "解放",
    "xghw",
)
NAMES = ("rep_first_script_kb", "today_offline_ms", "phone_search_ms")

# Noted by the page itself, from the start of its navigation: seen, enabled, and nothing lies over it.
TAPPABLE = """
window.tappable = new Promise((answer) => {
  const look = () => {
    const found = document.querySelector('[data-testid=check-in]')
    if (found && !found.disabled) {
      const box = found.getBoundingClientRect()
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
      if (top && found.contains(top)) return answer(performance.now())
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})
"""
# Key by key, as typed: from the input event until the list below has changed.
TYPED = """
async (queries) => {
  const field = document.querySelector('[data-testid=customer-search]')
  const put = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
  const shown = () => document.querySelector('main').innerText
  const times = []
  for (const query of queries) {
    for (let end = 0; end <= query.length; end += 1) {
      const before = shown()
      const started = performance.now()
      const changed = new Promise((answer) => {
        const seen = new MutationObserver(() => (seen.disconnect(), answer(performance.now() - started)))
        seen.observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true })
        setTimeout(() => (seen.disconnect(), answer(null)), 400)
      })
      put.call(field, query.slice(0, end))
      field.dispatchEvent(new Event('input', { bubbles: true }))
      const took = await changed
      await new Promise((next) => setTimeout(next, 60))
      // The same rows again change nothing on the screen; emptying the field is no search.
      if (took !== null && end > 0 && shown() !== before) times.push(took)
    }
  }
  return times
}
"""
CUSTOMERS_HERE = """
(async () => {
  const [known] = (await indexedDB.databases()).filter((one) => one.name.startsWith('outrider-rep-'))
  return new Promise((answer) => {
    const opened = indexedDB.open(known.name)
    opened.onsuccess = () => {
      const asked = opened.result.transaction('customers').objectStore('customers').count()
      asked.onsuccess = () => { opened.result.close(); answer(asked.result) }
    }
  })
})()
"""


@measure(*NAMES)
def phone_browser(wanted: set[str]) -> list[Figure]:
    """All three from one phone: it arrives, it opens offline, it searches."""
    if not BUILT.exists():
        raise Skipped("the web apps are not built: npm run build in web/")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        url = f"sqlite:///{home}/bench.sqlite3"
        line = [sys.executable, "-m", "bench.browser_volume", str(CUSTOMERS)]
        made = subprocess.run(
            line, env=environment(url, home), cwd=ROOT, check=True, capture_output=True, text=True
        )
        rep = json.loads(made.stdout.splitlines()[-1])
        with serving(url, home) as address, _phone(playwright, home / "profile") as context:
            figures = [_first_script(context, address, rep)]
            _await_everything(context)
        # A new browser, as in the morning; nothing is warm.
        with _phone(playwright, home / "profile") as context:
            context.set_offline(True)
            figures.append(_today_offline(context, address, rep))
            figures.append(_search(context, address, rep))
    return [figure for figure in figures if figure.name in wanted]


@contextmanager
def _phone(playwright: Playwright, profile: Path) -> Iterator[BrowserContext]:
    context = playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=chromium_executable(),
        args=[*CHROMIUM_ARGS, "--disable-gpu", "--no-first-run"],
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        permissions=["geolocation"],
        geolocation={"latitude": 30.2, "longitude": 120.1, "accuracy": 12},
        viewport={"width": 390, "height": 844},
        has_touch=True,
    )
    context.set_default_timeout(120_000)
    context.add_init_script(TAPPABLE)
    try:
        yield context
    finally:
        context.close()


def _tappable_at(page: Page) -> float:
    return float(page.evaluate("window.tappable"))


def _first_script(context: BrowserContext, address: str, rep: dict[str, Any]) -> Figure:
    """Every script from the sign-in page to the first stop, service worker and what it fetches included."""
    scripts: dict[str, float] = {}

    def note(response: Response) -> None:
        if response.ok and response.url.split("?")[0].endswith(".js"):
            scripts.setdefault(response.url, time.monotonic())

    context.on("response", note)
    page = context.pages[0]
    page.goto(f"{address}/rep/")
    page.locator("#mobile").fill(rep["mobile"])
    page.locator("#password").fill(rep["password"])
    page.get_by_role("button", name="登录").first.click()
    _tappable_at(page)
    taken = list(scripts)
    context.remove_listener("response", note)
    sizes = {url: _gzipped(url) for url in taken}
    beside = {
        "scripts": len(sizes),
        "largest_kb": round(max(size for size, _ in sizes.values()) / 1000, 1),
        "served_compressed": all(compressed for _, compressed in sizes.values()),
    }
    total = sum(size for size, _ in sizes.values())
    return Figure(NAMES[0], "sqlite", round(total / 1000, 1), "kB", 1, rep["rows"], 0, beside)


def _gzipped(url: str) -> tuple[int, bool]:
    """The gzip bytes of a script, and whether the server itself sends it compressed."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
        compressed = answer.headers.get("Content-Encoding") == "gzip"
    small = len(body) < 1_000
    return (len(body) if compressed else len(gzip.compress(body))), compressed or small


def _await_everything(context: BrowserContext) -> None:
    """All customers and the service worker's shell are on the phone, the lazy pages too."""
    page = context.pages[0]
    page.evaluate("navigator.serviceWorker.ready.then((ready) => !!ready.active)")
    while page.evaluate(CUSTOMERS_HERE) < CUSTOMERS:
        page.wait_for_timeout(1_000)
    page.wait_for_timeout(5_000)


def _slowed(context: BrowserContext, page: Page) -> CDPSession:
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return session


def _today_offline(context: BrowserContext, address: str, rep: dict[str, Any]) -> Figure:
    times = []
    for _ in range(OPENINGS + 1):
        page = context.new_page()
        _slowed(context, page)
        page.goto(f"{address}/rep/", wait_until="commit")
        times.append(_tappable_at(page))
        page.close()
    first, *rest = times
    ordered = sorted(rest)
    beside = {
        "p50": round(ordered[len(ordered) // 2]),
        "first_after_start": round(first),
        "openings": len(rest),
        "slowed": SLOWER,
    }
    return Figure(
        NAMES[1], "sqlite", round(ordered[int(len(ordered) * 0.95) - 1]), "ms", 1, rep["rows"], 0, beside
    )


def _search(context: BrowserContext, address: str, rep: dict[str, Any]) -> Figure:
    page = context.new_page()
    page.goto(f"{address}/rep/")
    _tappable_at(page)
    page.get_by_role("link", name="客户", exact=True).click()
    page.get_by_test_id("customer-search").wait_for()
    page.wait_for_timeout(2_000)
    unslowed = sorted(page.evaluate(TYPED, list(QUERIES)))
    _slowed(context, page)
    times = sorted(page.evaluate(TYPED, list(QUERIES)))
    beside = {
        "p50": round(times[len(times) // 2], 1),
        "keys": len(times),
        "slowed": SLOWER,
        "p95_not_slowed": round(unslowed[int(len(unslowed) * 0.95) - 1], 1),
    }
    value = round(times[int(len(times) * 0.95) - 1], 1)
    return Figure(NAMES[2], "sqlite", value, "ms", 1, rep["rows"], 0 if times else 1, beside)
