"""Bad requests at the doors that take files. What is inside a picture or a table is judged by the tests of
``engine/files`` and ``engine/exchange``; here it is the request around it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from outrider.engine.files.models import Upload
from outrider.engine.jobs.models import Job
from tests.contract.bad_values import NOBODY
from tests.world.cast import Web, World

DIGEST = "a" * 64
ANNOUNCED = {"digest": DIGEST, "size": 10, "type": "image/jpeg"}
# Change → status, code, field, code of the field.
ANNOUNCEMENTS: dict[str, tuple[dict[str, Any], tuple[int, str, str, str]]] = {
    "upper case": ({"digest": "A" * 64}, (422, "invalid", "digest", "digest")),
    "path": ({"digest": "../../../etc/passwd"}, (422, "invalid", "digest", "digest")),
    "NUL": ({"digest": "\x00" * 64}, (422, "invalid", "digest", "characters")),
    "number": ({"digest": 7}, (422, "invalid", "digest", "text")),
    "nothing": ({"size": 0}, (422, "invalid", "size", "empty")),
    "less": ({"size": -1}, (422, "invalid", "size", "empty")),
    "100 MB": ({"size": 100 * 2**20}, (413, "too_large", "size", "too_large")),
    "2^70": ({"size": 2**70}, (422, "invalid", "size", "integer")),
    "text size": ({"size": "10"}, (422, "invalid", "size", "integer")),
    "svg": ({"type": "image/svg+xml"}, (415, "unsupported_media", "type", "unsupported_media")),
    "type with a line": ({"type": "image/jpeg\r\nX-Evil: 1"}, (415, "unsupported_media", "type", "unsupported_media")),
    "somebody": ({"person_id": NOBODY}, (422, "unknown_key", "person_id", "unknown_key")),
    "device": ({"device": "x"}, (422, "invalid", "device", "id")),
    "strange device": ({"device": NOBODY}, (403, "device_unknown", "", "")),
}  # fmt: skip


def said(answer: Any) -> tuple[int, str, str, str]:
    assert answer["Content-Type"] == "application/problem+json", (answer.status_code, answer.content[:200])
    problem = answer.json()
    first = problem["errors"][0] if problem["errors"] else {"field": "", "code": ""}
    return answer.status_code, problem["code"], first["field"], first["code"]


def bare(world: World) -> Web:
    web = world.web(world.manager_east)
    web.client.raise_request_exception = False
    return web


@pytest.mark.django_db
def test_an_upload_is_announced_properly_or_not_at_all(world: World) -> None:
    web, wrong = bare(world), []
    for name, (change, wanted) in ANNOUNCEMENTS.items():
        found = said(web.post("/api/uploads", {**ANNOUNCED, **change}))
        if found != wanted:
            wrong.append((name, found))
    assert not wrong, "\n".join(map(str, wrong))
    assert Upload.objects.count() == 0


@pytest.mark.django_db
def test_pieces_for_nobody_or_at_no_place(world: World) -> None:
    web = bare(world)
    upload = web.post("/api/uploads", ANNOUNCED).json()["upload"]
    headers = {"X-CSRF-Token": web.token}
    for offset in ("", "-1", "1.5", "１", "9" * 20, "0x1", "NaN"):
        answer = web.client.patch(
            f"/api/uploads/{upload}", b"x", headers={**headers, "Upload-Offset": offset}
        )
        assert said(answer) == (422, "invalid", "Upload-Offset", "required"), offset
    for path, status in ((f"/api/uploads/{NOBODY}", 404), ("/api/uploads/x", 422), ("/api/uploads/%00", 422)):
        assert (
            web.client.patch(path, b"x", headers={**headers, "Upload-Offset": "0"}).status_code == status
        ), path
    other = world.web(world.rep_sun)
    strange = other.client.patch(
        f"/api/uploads/{upload}", b"x", headers={"X-CSRF-Token": other.token, "Upload-Offset": "0"}
    )
    assert strange.status_code == 404
    assert web.post("/api/uploads", ANNOUNCED).json()["offset"] == 0


@pytest.mark.django_db
def test_an_import_is_a_form_with_one_file(world: World, settings: Any, tmp_path: Any) -> None:
    settings.OUTRIDER_FILES = tmp_path
    web = bare(world)
    path, headers = "/api/imports/customers", {"X-CSRF-Token": web.token}

    def form(**fields: Any) -> Any:
        return web.client.post(path, fields, headers=headers)

    def table() -> SimpleUploadedFile:
        return SimpleUploadedFile("a.csv", "名称\n惠民".encode())

    def raw(body: bytes, kind: str) -> Any:
        return web.client.generic("POST", path, body, kind, headers=headers)

    wrong = {
        "no file": (form(), (422, "invalid", "file", "required")),
        "a text for a file": (form(file="x"), (422, "invalid", "file", "required")),
        "a flag that is none": (
            form(file=table(), dry_run="perhaps"),
            (422, "invalid", "dry_run", "boolean"),
        ),
        "a datum that is none": (form(file=table(), datum="CGCS"), (422, "invalid", "datum", "choice")),
        "no boundary": (raw(b"x", "multipart/form-data"), (400, "malformed", "", "")),
        "a cut-off form": (raw(b"--b\r\nContent-Disposition: fo", "multipart/form-data; boundary=b"), None),
        "JSON": (raw(b"{}", "application/json"), (422, "invalid", "file", "required")),
        "300 fields": (form(file=table(), **{f"f{n}": "x" for n in range(300)}), (400, "malformed", "", "")),
    }
    for name, (answer, wanted) in wrong.items():
        found = said(answer)
        assert found == wanted or (wanted is None and found[0] in (400, 422)), (name, found)
    for kind in ("memberships", "nothing", "%00", "..", "customers%2f.."):
        answer = web.client.post(f"/api/imports/{kind}", {"file": table()}, headers=headers)
        assert answer.status_code == 404, kind
    assert Job.objects.count() == 0
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.django_db
def test_a_files_name_is_only_ever_a_word(world: World, settings: Any, tmp_path: Any) -> None:
    settings.OUTRIDER_FILES = tmp_path / "files"
    web = bare(world)
    for name in (
        "../../evil.csv",
        "CON",
        "a\x00b.csv",
        "店" * 200 + ".csv",
        "x.exe",
        "a\r\nb.csv",
        "=1+1.csv",
    ):
        upload = SimpleUploadedFile("a.csv", "名称\n惠民".encode())
        upload.name = name
        answer = web.client.post(
            "/api/imports/customers", {"file": upload}, headers={"X-CSRF-Token": web.token}
        )
        assert answer.status_code in (202, 400, 422), (name, answer.content[:200])
        if answer.status_code != 202:
            assert answer["Content-Type"] == "application/problem+json", name
    # Waiting files are named by us, inside our folder, whatever they were called.
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {tmp_path / "files" / "imports"}
