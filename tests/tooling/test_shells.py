"""The shells of the web apps: every address of theirs, and no file that is gone."""

from __future__ import annotations

from typing import Any

from django.test import Client


def test_a_missing_file_is_missing(settings: Any, tmp_path: Any) -> None:
    """After an upgrade a phone asks for scripts of the former build: it must not keep a page as a script."""
    (tmp_path / "rep").mkdir()
    (tmp_path / "rep" / "index.html").write_text("<title>shell</title>")
    settings.WEB = str(tmp_path)
    browser = Client()
    assert browser.get("/rep/customers/1").status_code == 200
    assert browser.get("/rep/assets/index-gone1234.js").status_code == 404
