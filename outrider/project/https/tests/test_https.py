"""A phone that trusts the authority reaches the server under each of its names, and nothing else becomes trusted."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from outrider.project.https import certificates, page, running
from tests.processes import free_port

ROOT = Path(__file__).resolve().parents[4]
NAMES = ["127.0.0.1", "localhost", "shop-pc.local"]


def loaded(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def handshake(files: certificates.Files, name: str) -> str:
    """Whether a client that trusts the authority alone accepts the server under a name."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(files.certificate, files.key)
    client = ssl.create_default_context(cafile=files.authority)
    near, far = socket.socketpair()

    def answer() -> None:
        try:
            server.wrap_socket(far, server_side=True).close()
        except OSError:
            far.close()

    thread = Thread(target=answer)
    thread.start()
    try:
        with client.wrap_socket(near, server_hostname=name):
            return "trusted"
    except ssl.SSLCertVerificationError:
        near.close()
        return "refused"
    finally:
        thread.join(10)


@pytest.mark.parametrize(
    ("name", "expected"), [*((name, "trusted") for name in NAMES), ("bank.example", "refused")]
)
def test_trusted_under_its_names_only(tmp_path: Path, name: str, expected: str) -> None:
    assert handshake(certificates.prepare(tmp_path, NAMES), name) == expected


def test_the_authority_can_speak_for_nothing_else_and_its_key_is_gone(tmp_path: Path) -> None:
    files = certificates.prepare(tmp_path, NAMES)
    authority = loaded(files.authority)
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    basic = authority.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (limits.critical, basic.critical, basic.value.path_length) == (True, True, 0)
    assert {str(one.value) for one in limits.value.permitted_subtrees or ()} == {
        "127.0.0.1/32", "localhost", "shop-pc.local",
    }  # fmt: skip
    keys = [file for file in tmp_path.iterdir() if b"PRIVATE KEY" in file.read_bytes()]
    assert keys == [files.key]
    own = load_pem_private_key(files.key.read_bytes(), None).public_key()
    assert own == loaded(files.certificate).public_key() != authority.public_key()
    assert {stat.S_IMODE(file.stat().st_mode) for file in (files.key, files.certificate)} == {0o600}


def test_kept_while_it_fits(tmp_path: Path) -> None:
    first = certificates.prepare(tmp_path, NAMES)
    assert first.new
    before = first.authority.read_bytes()
    assert not certificates.prepare(tmp_path, NAMES[:2]).new
    assert first.authority.read_bytes() == before
    assert certificates.prepare(tmp_path, [*NAMES, "10.1.2.3"]).new
    assert first.authority.read_bytes() != before
    (tmp_path / "names.json").write_text(
        json.dumps({"names": NAMES, "until": (datetime.now(UTC) + timedelta(days=3)).isoformat()})
    )
    assert certificates.prepare(tmp_path, NAMES).new


def test_phones_accept_how_long_it_lives(tmp_path: Path) -> None:
    made = loaded(certificates.prepare(tmp_path, NAMES).certificate)
    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=398)
    assert made.not_valid_before_utc < datetime.now(UTC)


def test_this_machine_has_names() -> None:
    assert {"localhost", "127.0.0.1"} <= set(certificates.own_names())


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK,en", "zh-Hant"),
        ("de,en", "en"),
        ("", "zh-Hans"),
    ],
)
def test_the_page_speaks_the_phones_language(accepted: str, language: str) -> None:
    assert page.language_of(accepted) == language
    shown = page.page(language, "Mozilla/5.0 (iPhone; CPU)", 'https://10.0.0.1/"><script>')
    assert "<script" not in shown
    assert shown.index("iPhone") < shown.index("CA ")


def test_the_terminal_shows_where_to_go() -> None:
    shown = running.announcement("https://10.0.0.1:8443/", "http://10.0.0.1:8444/", new=True)
    assert "https://10.0.0.1:8443/console/" in shown
    assert "http://10.0.0.1:8444/" in shown
    assert "▄" in shown


@pytest.fixture
def served(tmp_path: Path) -> Iterator[int]:
    """The command as a person types it, on an empty database; its port."""
    port = free_port()
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("OUTRIDER_", "DJANGO_"))
    }
    environment |= {
        "OUTRIDER_HOME": str(tmp_path), "OUTRIDER_SECRET": "s" * 40, "PYTHONPATH": str(ROOT),
        "OUTRIDER_DATABASE_URL": f"sqlite:///{tmp_path}/one.sqlite3",
    }  # fmt: skip
    line = [
        sys.executable,
        "-m",
        "outrider.project",
        "serve",
        "--https",
        "--host",
        "127.0.0.1",
        "--processes",
        "1",
    ]
    line += ["--port", str(port), "--name", "localhost"]
    server = subprocess.Popen(
        line, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert server.stdout
        assert any(f"http://localhost:{port + 1}/" in said for said in server.stdout)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def test_served_for_real(served: int, tmp_path: Path) -> None:
    """https for the app, the page of steps beside it, no key anywhere."""
    authority = tmp_path / "https" / "authority.crt"
    trust = ssl.create_default_context(cafile=authority)
    with pytest.raises(urllib.error.HTTPError, match="404") as missing:
        urllib.request.urlopen(f"https://localhost:{served}/api/nothing", context=trust)
    assert missing.value.headers["X-Request-ID"]
    beside = f"http://localhost:{served + 1}"
    assert urllib.request.urlopen(f"{beside}/outrider.crt").read() == authority.read_bytes()
    for path in ("/", "/server.key", "/../https/server.key"):
        shown = urllib.request.urlopen(beside + path).read()
        assert b"PRIVATE" not in shown
        assert b"<h1>" in shown
