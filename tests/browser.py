"""Where the tests' Chromium is and how it is started; scripts/chromium.sh sees to it that there is one."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# No request of the browser's own accord may leave the machine; containers lack what its sandbox needs.
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--enable-unsafe-swiftshader",
)


def chromium_executable() -> str | None:
    """The system's Chromium; `None` lets Playwright take its own."""
    for name in (os.environ.get("OUTRIDER_CHROMIUM", ""), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    return None
