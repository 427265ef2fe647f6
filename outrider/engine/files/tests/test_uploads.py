"""Uploads: pieces, repeats, damage, and who may see what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from outrider.engine.access.actor import Actor
from outrider.engine.entities.write import Write
from outrider.engine.files.actions import begin
from outrider.engine.files.declarations import file_owners, file_readers
from outrider.engine.files.models import StoredFile, Upload
from outrider.engine.files.queries import held
from outrider.engine.files.store import current_store
from outrider.engine.files.tests.pictures import REFUSED, bring_picture, picture, store_picture
from outrider.engine.files.upkeep import KEEP_OPEN, forget_uploads
from outrider.engine.sync.receipts import file_mac
from outrider.engine.sync.tests.phone import Phone, person
from outrider.kernel import clock
from outrider.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
ARRIVED: list[tuple[UUID, str]] = []
# Records of a test's own that name digests: (record id, digest) → who may read them.
NAMED: dict[tuple[UUID, str], UUID] = {}


@pytest.fixture(autouse=True)
def house(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.OUTRIDER_FILES = tmp_path / "files"
    file_owners._members["probe"] = lambda write, person_id, digest: ARRIVED.append((person_id, digest))
    file_readers._members["probe"] = lambda actor, pk, digest: NAMED.get((pk, digest)) == actor.id
    yield
    del file_owners._members["probe"], file_readers._members["probe"]
    ARRIVED.clear()
    NAMED.clear()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def announce(phone: Phone, data: bytes, **more: Any) -> Any:
    body = {
        "digest": sha(data),
        "size": len(data),
        "type": "image/jpeg",
        "device": str(phone.device.pk),
        **more,
    }
    return phone.post("/api/uploads", json.dumps(body))


def piece(phone: Phone, upload: str, offset: Any, data: bytes) -> Any:
    headers = phone.headers(**{"Upload-Offset": str(offset)})
    kind = "application/octet-stream"
    reply = phone.client.patch(f"/api/uploads/{upload}", data=data, content_type=kind, headers=headers)
    return {**reply.json(), "http": reply.status_code}


def bring(phone: Phone, data: bytes) -> Any:
    return piece(phone, announce(phone, data)["upload"], 0, data)


def look(phone: Phone, digest: str, of: str, **query: str) -> Any:
    return phone.client.get(f"/api/files/{digest}", {"of": of, **query}, headers=phone.headers())


def test_a_file_comes_in_pieces_and_is_vouched_for_when_whole(phone: Phone):
    data = picture()
    begun = announce(phone, data)
    assert (begun["http"], begun["offset"], begun["complete"]) == (200, 0, False)
    half = len(data) // 2
    first = piece(phone, begun["upload"], 0, data[:half])
    assert (first["offset"], first["complete"], "receipt" in first) == (half, False, False)
    assert announce(phone, data)["offset"] == half  # after a restart it goes on from there
    last = piece(phone, begun["upload"], half, data[half:])
    expected = {"digest": sha(data), "mac": file_mac(phone.key, str(phone.device.pk), sha(data))}
    assert (last["complete"], last["receipt"]) == (True, expected)
    assert [(phone.person.pk, sha(data))] == ARRIVED
    row = StoredFile.objects.get()
    assert (row.digest, row.size, row.width, row.height) == (sha(data), len(data), 640, 480)
    assert held(phone.person.pk, [sha(data), "0" * 64]) == {sha(data)}
    assert not current_store().part(UUID(begun["upload"])).exists()


def test_repeats_of_a_whole_file_change_nothing(phone: Phone):
    data = picture()
    upload = announce(phone, data)["upload"]
    first = piece(phone, upload, 0, data)
    assert piece(phone, upload, 0, data) == first
    assert piece(phone, upload, len(data), b"") == first
    again = announce(phone, data)
    assert (again["upload"], again["complete"], again["receipt"]) == (upload, True, first["receipt"])
    assert len(ARRIVED) == 1


def test_a_wrong_offset_names_the_true_one(phone: Phone):
    data = picture()
    upload = announce(phone, data)["upload"]
    piece(phone, upload, 0, data[:100])
    for offset in (0, 50, 101):
        answer = piece(phone, upload, offset, data[offset : offset + 10])
        assert (answer["http"], answer["code"], answer["offset"]) == (409, "wrong_offset", 100)
    assert announce(phone, data)["offset"] == 100


def test_more_than_was_announced_is_refused_and_not_kept(phone: Phone):
    data = picture()
    upload = announce(phone, data)["upload"]
    answer = piece(phone, upload, 0, data + b"more")
    assert (answer["http"], answer["errors"][0]["code"]) == (422, "past_the_end")
    assert announce(phone, data)["offset"] == 0


def test_bytes_that_are_not_the_digests_are_thrown_away(phone: Phone):
    data = picture()
    upload = announce(phone, data)["upload"]
    flipped = bytes([*data[:-1], data[-1] ^ 1])
    answer = piece(phone, upload, 0, flipped)
    assert (answer["http"], answer["code"], answer["offset"]) == (422, "digest_mismatch", 0)
    assert (announce(phone, data)["offset"], StoredFile.objects.count()) == (0, 0)
    assert piece(phone, upload, 0, data)["complete"] is True


@pytest.mark.parametrize("name", ["cut in half", "heic", "svg", "zip behind", "50,000 by 50,000"])
def test_what_is_no_picture_is_refused_by_name_and_may_be_tried_anew(phone: Phone, name: str):
    make, code = REFUSED[name]
    data = make()
    upload = announce(phone, data)["upload"]
    for _ in range(2):
        answer = piece(phone, upload, 0, data)
        assert (answer["http"], answer["code"]) == (422, code)
    assert (StoredFile.objects.count(), ARRIVED) == (0, [])
    assert announce(phone, data)["offset"] == 0


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"digest": "x"}, 422, "digest"),
        ({"digest": "A" * 64}, 422, "digest"),
        ({"digest": "../../etc/passwd"}, 422, "digest"),
        ({"size": 0}, 422, "empty"),
        ({"size": -1}, 422, "empty"),
        ({"size": "5"}, 422, "integer"),
        ({"size": 100 * 2**20}, 413, "too_large"),
        ({"type": "image/svg+xml"}, 415, "unsupported_media"),
        ({"device": str(uuid7())}, 403, ""),
        ({"name": "../x"}, 422, ""),
    ],
)
def test_a_wrong_announcement_is_named(phone: Phone, change: Any, status: int, code: str):
    answer = announce(phone, picture(), **change)
    assert answer["http"] == status
    assert not code or code in {e["code"] for e in answer["errors"]}


@pytest.mark.parametrize("offset", ["", "-1", "x", "1e3", "٣", "9" * 30])
def test_an_offset_that_is_no_number_is_named(phone: Phone, offset: str):
    data = picture()
    assert (
        piece(phone, announce(phone, data)["upload"], offset.encode().decode("latin-1"), data)["http"] == 422
    )


def test_a_piece_of_more_than_a_megabyte_is_too_large(phone: Phone):
    upload = announce(phone, picture(), size=5 * 2**20)["upload"]
    assert piece(phone, upload, 0, b"x" * (2**20 + 1))["http"] == 413


def test_another_persons_file_is_never_revealed(phone: Phone):
    stranger, data = Phone(person("赵敏")), picture()
    bring(phone, data)
    mine = announce(stranger, data)
    assert (mine["offset"], mine["complete"]) == (0, False)
    assert held(stranger.person.pk, [sha(data)]) == set()
    record = uuid7()
    assert look(stranger, sha(data), f"probe:{record}").status_code == 404
    assert bring(stranger, data)["complete"] is True
    assert StoredFile.objects.count() == 1
    others = Upload.objects.get(person_id=phone.person.pk)
    assert piece(stranger, str(others.pk), 0, data)["http"] == 404


def test_a_file_is_read_only_through_a_record_that_names_it(phone: Phone):
    data, record = picture(), uuid7()
    bring(phone, data)
    paths = [f"probe:{record}", "probe:x", "probe", "", f"nothing:{record}", f"visit;:{record}"]
    bodies = {look(phone, sha(data), of).content for of in paths}
    assert {look(phone, sha(data), of).status_code for of in paths} == {404}
    assert bodies == {look(phone, "0" * 64, f"probe:{record}").content}  # known or not: the same answer
    NAMED[record, sha(data)] = phone.person.pk
    whole = look(phone, sha(data), f"probe:{record}")
    assert (whole.status_code, whole["Content-Type"], b"".join(whole.streaming_content)) == (
        200,
        "image/jpeg",
        data,
    )
    assert whole["X-Content-Type-Options"] == "nosniff"
    assert whole["Content-Security-Policy"] == "default-src 'none'; sandbox"
    small = look(phone, sha(data), f"probe:{record}", size="thumb")
    assert (small["Content-Type"], len(b"".join(small.streaming_content)) < len(data)) == ("image/webp", True)
    headers = {**phone.headers(), "If-None-Match": whole["ETag"]}
    again = phone.client.get(f"/api/files/{sha(data)}", {"of": f"probe:{record}"}, headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    NAMED.clear()
    assert (
        phone.client.get(f"/api/files/{sha(data)}", {"of": f"probe:{record}"}, headers=headers).status_code
        == 404
    )
    assert look(phone, sha(data), f"probe:{record}", size="huge").status_code == 422


def test_a_lost_small_picture_is_made_again(phone: Phone):
    data, record = picture(), uuid7()
    bring(phone, data)
    NAMED[record, sha(data)] = phone.person.pk
    found = current_store().path(f"{sha(data)}.320.webp")
    assert found is not None
    found.unlink()
    assert look(phone, sha(data), f"probe:{record}", size="thumb").status_code == 200


def test_an_upload_that_was_whole_when_the_process_died_is_finished_at_the_next_word(phone: Phone):
    data = picture()
    row = begin(phone.actor, phone.device.pk, sha(data), len(data), "image/jpeg")
    current_store().append(row.id, 0, data, len(data))
    again = announce(phone, data)
    assert (again["complete"], again["offset"], len(ARRIVED)) == (True, len(data), 1)


def test_a_listener_that_fails_leaves_the_upload_open(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    data = picture()

    def broken(write: Write, person_id: UUID, digest: str) -> None:
        raise RuntimeError

    monkeypatch.setitem(file_owners._members, "broken", broken)
    upload = announce(phone, data)["upload"]
    reply = phone.client.patch(
        f"/api/uploads/{upload}", data=data, content_type="application/octet-stream",
        headers=phone.headers(**{"Upload-Offset": "0"}),
    )  # fmt: skip
    assert reply.status_code == 500
    assert held(phone.person.pk, [sha(data)]) == set()
    monkeypatch.delitem(file_owners._members, "broken")
    assert announce(phone, data)["complete"] is True


def test_a_picture_that_is_brought_twice_is_kept_once(phone: Phone):
    data = picture()
    digest = store_picture(data)
    assert bring_picture(phone.actor, data) == digest
    assert (held(phone.person.pk, [digest]), ARRIVED) == ({digest}, [(phone.person.pk, digest)])
    with pytest.raises(ValueError, match="image_svg"):
        store_picture(b"<svg/>")


def test_what_nobody_goes_on_with_is_forgotten(phone: Phone):
    data = picture()
    upload = announce(phone, data)["upload"]
    piece(phone, upload, 0, data[:100])
    with clock.frozen(clock.now() + KEEP_OPEN * 2):
        assert forget_uploads(lambda *_, **__: None) == 1
    assert (Upload.objects.count(), current_store().received(UUID(upload))) == (0, 0)


def test_a_stranger_is_nobody(phone: Phone):
    actor: Actor = phone.actor
    assert actor.has("rep")
    phone.client.cookies.pop("outrider_rep")
    assert look(phone, "0" * 64, f"probe:{uuid7()}").status_code == 401
