"""The one page that is served without a certificate: how a phone learns to trust this machine."""

from __future__ import annotations

import html
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

from outrider.kernel.text import T, Text

TITLE = T("在这台手机上打开先行", "Open Outrider on this phone")
WHY = T(
    "离线、定位和相机只在安全连接(https)下可用。先安装这台电脑的证书,只需一次;它只对这台电脑的地址有效。",
    "Working offline, location and the camera need a safe connection (https). Install this computer's certificate "
    "once; it is valid for this computer's addresses only.",
)
FETCH = T("1. 下载证书", "1. Download the certificate")
OPEN = T("3. 打开先行", "3. Open Outrider")
STEPS: dict[str, tuple[Text, tuple[Text, ...]]] = {
    "iphone": (
        T("2. 安装(iPhone、iPad,请用 Safari)", "2. Install it (iPhone, iPad; use Safari)"),
        (
            T("点“允许”下载描述文件", "Allow the download of the profile"),
            T("设置 → 已下载描述文件 → 安装", "Settings → Profile Downloaded → Install"),
            T(
                "设置 → 通用 → 关于本机 → 证书信任设置 → 打开 Outrider",
                "Settings → General → About → Certificate Trust Settings → switch Outrider on",
            ),
            T(
                "打开先行后,点分享 → 添加到主屏幕:否则系统会清理离线数据",
                "After opening Outrider: Share → Add to Home Screen, or the system clears its offline data",
            ),
        ),
    ),
    "android": (
        T("2. 安装(安卓)", "2. Install it (Android)"),
        (
            T(
                "设置 → 安全 → 更多安全设置 → 加密与凭据 → 安装证书 → CA 证书(各品牌名称略有不同,可在设置里搜“证书”)",
                "Settings → Security → More → Encryption & credentials → Install a certificate → CA certificate (names "
                "differ: search the settings for “certificate”)",
            ),
            T("选择“仍然安装”,再选刚下载的文件", "Choose “Install anyway”, then the file just downloaded"),
            T("用 Chrome 打开,菜单 → 添加到主屏幕", "Open it in Chrome, then menu → Add to Home screen"),
        ),
    ),
}
_STYLE = (
    "body{font:17px/1.6 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:1rem 1.25rem 3rem;"
    "color:#1f2329;background:#fff}h1{font-size:1.4rem}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}li{margin:.35rem 0}"
    "a.go{display:block;text-align:center;padding:.8rem;border-radius:.6rem;background:#1457d9;color:#fff;"
    "text-decoration:none;overflow-wrap:anywhere}"
    "@media(prefers-color-scheme:dark){body{color:#e8eaed;background:#16181c}a.go{background:#2f6fe4}}"
)


def language_of(header: str) -> str:
    """The page's language from what the phone accepts."""
    first = header.split(",")[0].strip().lower()
    if first.startswith("zh"):
        return "zh-Hant" if any(part in first for part in ("hant", "tw", "hk", "mo")) else "zh-Hans"
    return "en" if first else "zh-Hans"


def page(language: str, agent: str, address: str) -> str:
    """The page; the steps for this kind of phone come first."""
    kinds = sorted(
        STEPS, key=lambda kind: (kind == "iphone") != ("iphone" in agent.lower() or "ipad" in agent.lower())
    )
    steps = "".join(
        f"<h2>{_said(STEPS[kind][0], language)}</h2><ol>"
        + "".join(f"<li>{_said(step, language)}</li>" for step in STEPS[kind][1])
        + "</ol>"
        for kind in kinds
    )
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{_said(TITLE, language)}</title>'
        f"<style>{_STYLE}</style><h1>{_said(TITLE, language)}</h1><p>{_said(WHY, language)}</p>"
        f'<h2>{_said(FETCH, language)}</h2><a class="go" href="/outrider.crt">outrider.crt</a>{steps}'
        f'<h2>{_said(OPEN, language)}</h2><a class="go" href="{html.escape(address)}">{html.escape(address)}</a></html>'
    )


def _said(text: Text, language: str) -> str:
    return html.escape(text.say(language))


def serve(host: str, port: int, authority: Path, address: str) -> ThreadingHTTPServer:
    """Serve the page and the authority's certificate (never a key) beside the server; in a thread."""

    class Handler(_Page):
        certificate: ClassVar[Path] = authority
        target: ClassVar[str] = address

    server = ThreadingHTTPServer((host, port), Handler)
    Thread(target=server.serve_forever, name="certificate-page", daemon=True).start()
    return server


class _Page(BaseHTTPRequestHandler):
    certificate: ClassVar[Path]
    target: ClassVar[str]
    timeout = 10
    server_version = "Outrider"
    sys_version = ""

    def do_GET(self) -> None:
        """The certificate, or the page whatever else was asked for."""
        if self.path == "/outrider.crt":
            self._answer("application/x-x509-ca-cert", self.certificate.read_bytes())
            return
        language = language_of(self.headers.get("Accept-Language", ""))
        text = page(language, self.headers.get("User-Agent", ""), self.target)
        self._answer("text/html; charset=utf-8", text.encode())

    do_HEAD = do_GET

    def _answer(self, kind: str, data: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a page of steps is nothing to remember."""
