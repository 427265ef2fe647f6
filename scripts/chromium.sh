#!/bin/sh
# Sees to it that a Chromium and a Chinese font are there, which the browser tests drive and show.
# Installs them where it may (root with apt); else says what to install. A browser is looked for in this order:
# OUTRIDER_CHROMIUM, chromium, chromium-browser, google-chrome, then Playwright's own.
set -u
cd "$(dirname "$0")/.." || exit 1

has_browser() {
    for name in "${OUTRIDER_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        # Started, not just found: a distribution's placeholder for another package format is no browser.
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1 && return 0
    done
    .venv/bin/python -c "
import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as driver:
    sys.exit(not os.path.exists(driver.chromium.executable_path))" >/dev/null 2>&1
}

has_font() {
    [ "$(uname)" = Darwin ] && return 0
    command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -n 1)" ]
}

quietly() { # quietly COMMAND...: its output only when it fails
    output="$("$@" 2>&1)" || { echo "$output" | tail -n 20 >&2; return 1; }
}

has_browser && has_font && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "安装测试用的浏览器和中文字体 · Installing a browser and a Chinese font for the tests"
    export DEBIAN_FRONTEND=noninteractive
    quietly apt-get update -q
    has_font || quietly apt-get install -y -q --no-install-recommends fontconfig fonts-wqy-microhei
    has_browser || quietly apt-get install -y -q --no-install-recommends chromium
    has_browser || quietly .venv/bin/playwright install --with-deps chromium
fi
if ! has_browser; then
    echo "浏览器测试需要 Chromium：请安装 chromium，或运行 .venv/bin/playwright install chromium" >&2
    echo "The browser tests need Chromium: install chromium, or run .venv/bin/playwright install chromium" >&2
    exit 1
fi
if ! has_font; then
    echo "没有中文字体，截图会显示方框；建议安装 fonts-wqy-microhei 或 fonts-noto-cjk" >&2
    echo "There is no Chinese font, screenshots will show boxes; fonts-wqy-microhei or fonts-noto-cjk has one" >&2
fi
