"""``outrider start``: a company of one's own on this machine, with one command and nothing to decide first.

Promises: the secret is made once, kept in the data folder for this user alone, and used again at the next start;
what the environment says goes before all of it.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

OWN_HOSTS = "localhost,127.0.0.1"


def is_own(home: Path) -> bool:
    """Whether ``outrider start`` has begun a company in this data folder."""
    return (home / "secret").exists()


def prepare_environment(home: Path) -> None:
    """What production wants to know, where nobody has said it. Before the settings are read."""
    os.environ["OUTRIDER_HOME"] = os.environ.get("OUTRIDER_HOME") or str(home)
    os.environ.setdefault("OUTRIDER_LOG", "plain")  # it runs at somebody's terminal
    if not os.environ.get("OUTRIDER_SECRET"):
        os.environ["OUTRIDER_SECRET"] = kept_secret(Path(os.environ["OUTRIDER_HOME"]))
    if not os.environ.get("OUTRIDER_HOSTS"):
        # This machine alone: a browser may keep its cookies without a certificate.
        os.environ["OUTRIDER_HOSTS"] = OWN_HOSTS
        os.environ.setdefault("OUTRIDER_PLAIN_HTTP", "1")


def kept_secret(home: Path) -> str:
    """The secret of a data folder, made at the first start."""
    home.mkdir(parents=True, exist_ok=True)
    file = home / "secret"
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text().strip()


def start(host: str, port: int, processes: int) -> int:
    """Bring the database up to date, start web server and worker, say where to go."""
    from django.db import connections  # noqa: PLC0415  # settings are chosen only now

    from outrider.engine.identity.models import Company  # noqa: PLC0415  # likewise
    from outrider.project import serving, upgrading  # noqa: PLC0415  # likewise

    if not serving.is_free(host, port):
        raise SystemExit(serving.taken(port))
    upgrading.migrate()
    founded = Company.objects.exists()
    connections.close_all()
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/console/"  # noqa: S104  # only said
    first = "" if founded else "  打开后先创建企业 · the page begins with your company\n"
    text = f"\n  先行已启动 · Outrider is running:  {address}\n{first}  (Ctrl+C 停止 · to stop)\n"
    return serving.run_both(host, port, processes, "production", lambda: print(text, flush=True))
