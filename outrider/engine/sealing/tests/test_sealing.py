"""Whatever is done to a sealed journal is found; erasing a person's values is not tampering."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from outrider.engine.journal.models import Entry, Seal
from outrider.engine.sealing import sealing, verifying
from outrider.kernel import clock
from outrider.kernel.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def heads(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.OUTRIDER_AUDIT_HEADS = tmp_path / "heads.jsonl"
    # The test's own transaction is one that writes.
    monkeypatch.setattr(sealing, "writers_ended", lambda: True)
    return tmp_path / "heads.jsonl"


def write(count: int) -> None:
    """Entries as the write path makes them."""
    now = clock.now()
    for number in range(count):
        Entry.of(
            at=now, occurred_at=now, actor_id=uuid7(), source="web", verb="customer.update", entity="customer",
            entity_id=uuid7(), about_id=None, command_id=None, changes={"name": [None, f"店{number}𠮷"]},
            slice_key="",
        ).save()  # fmt: skip


@pytest.fixture
def sealed(heads: Path) -> Path:
    """Three seals over 30 entries."""
    for _ in range(3):
        write(10)
        assert sealing.seal() == 10
    return heads


def codes() -> set[str]:
    return {finding.code for finding in verifying.verify().findings}


def test_an_untouched_journal_is_sound(sealed: Path) -> None:
    write(2)
    verdict = verifying.verify()
    assert (verdict.seals, verdict.entries, verdict.unsealed, verdict.anchored) == (3, 30, 2, 3)
    assert verdict.findings == []
    assert sealing.seal() == 2
    assert sealing.seal() == 0


def entry(place: int) -> Entry:
    return Entry.objects.order_by("pk")[place]


def alter(place: int, **values: Any) -> None:
    Entry.objects.filter(pk=entry(place).pk).update(**values)


def swap(one: int, other: int) -> None:
    first, second = entry(one).pk, entry(other).pk
    for old, new in ((first, -1), (second, first), (-1, second)):
        Entry.objects.filter(pk=old).update(id=new)


def rebuild() -> None:
    """As one who knows how: change an entry, then compute every seal anew."""
    alter(5, changes={"name": [None, "另一家"]})
    previous = sealing.EMPTY
    for seal in Seal.objects.order_by("number"):
        digest, count = sealing.chained(previous, sealing.rows(seal.first_id, seal.last_id))
        Seal.objects.filter(pk=seal.pk).update(previous=previous, digest=digest, count=count)
        previous = digest


def cut_the_end() -> None:
    last = Seal.objects.order_by("-number").first()
    assert last
    Entry.objects.filter(pk__gte=last.first_id).delete()
    last.delete()


def seal_away(number: int) -> None:
    Seal.objects.get(number=number).delete()


TAMPERING: dict[str, tuple[Callable[[], Any], set[str]]] = {
    "a value": (lambda: alter(3, changes={"name": [None, "改"]}), {"changed"}),
    "its author": (lambda: alter(12, actor_id=uuid7()), {"changed"}),
    "its time": (lambda: alter(12, at=F("at") + timedelta(seconds=1)), {"changed"}),
    "its verb": (lambda: alter(29, verb="customer.delete"), {"changed"}),
    "its record": (lambda: alter(0, entity_id=uuid7()), {"changed"}),
    "its salt": (lambda: alter(0, salt=b"0" * 16), {"changed"}),
    "an entry deleted": (lambda: entry(8).delete(), {"count"}),
    "two entries exchanged": (lambda: swap(3, 4), {"changed"}),
    "values emptied as if erased": (lambda: alter(7, changes={}, salt=b"", content_hash=b"1" * 32), {"changed"}),
    "a seal deleted": (lambda: seal_away(2), {"seal_missing", "chain"}),
    "a seal changed": (lambda: Seal.objects.filter(number=2).update(digest=b"2" * 32), {"changed", "chain", "anchor"}),
    "the whole chain anew": (rebuild, {"anchor"}),
    "the end cut off": (cut_the_end, {"cut"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", TAMPERING)
def test_each_kind_of_tampering_is_found(sealed: Path, kind: str) -> None:
    tamper, expected = TAMPERING[kind]
    tamper()
    assert codes() == expected


def test_a_false_entry_between_true_ones_is_found(heads: Path) -> None:
    write(3)
    spare = entry(1)
    Entry.objects.filter(pk=spare.pk).delete()
    sealing.seal()
    assert codes() == set()
    spare.save(force_insert=True)
    assert codes() == {"count"}


def test_the_file_outside_is_missed(sealed: Path) -> None:
    sealed.unlink()
    assert codes() == {"anchor_missing"}


@pytest.mark.parametrize(
    "damage",
    [b"{", b"", b"null", b"[1]", b'"number"', b'{"number": "two"}', b'{"number": 2}', b"\xff\xfe\x00"],
)
def test_a_damaged_line_of_the_file_outside_is_said_and_the_others_are_compared(
    sealed: Path, damage: bytes
) -> None:
    first, _second, third = sealed.read_bytes().splitlines()
    sealed.write_bytes(b"\n".join([first, damage, third, b""]))
    verdict = verifying.verify()
    assert [finding.code for finding in verdict.findings] == ["anchor_damaged"]
    assert "2" in verdict.findings[0].say("en")
    assert str(sealed) in verdict.findings[0].say("zh-Hans")
    assert verdict.anchored == 2
    cut_the_end()
    assert codes() == {"anchor_damaged", "cut"}


def erase(entry_id: int) -> None:
    """As whoever erases a person's values must do it: values and salt go, their hash stays."""
    (row,) = sealing.rows(entry_id, entry_id)
    Entry.objects.filter(pk=entry_id).update(changes={}, salt=b"", content_hash=sealing.content_of(row))


def test_the_seals_hold_over_erased_values_sealed_or_not(sealed: Path) -> None:
    write(1)
    for one in (entry(4), entry(30)):
        erase(one.pk)
    sealing.seal()
    verdict = verifying.verify()
    assert (verdict.findings, verdict.erased, verdict.entries) == ([], 2, 31)


def test_after_a_restore_the_chain_goes_on_from_there(sealed: Path) -> None:
    cut_the_end()
    assert codes() == {"cut"}
    sealing.anchor_restore(str(uuid7()))
    assert codes() == set()
    write(4)
    sealing.seal()
    assert codes() == set()
    assert [json.loads(line)["number"] for line in sealed.read_text().splitlines()] == [1, 2, 3, 2, 3]


def test_a_job_that_does_not_run_is_noticed(heads: Path) -> None:
    write(1)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert codes() == {"late"}


def test_long_journals_are_sealed_in_pieces(heads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST", 4)
    monkeypatch.setattr(sealing, "_READ", 3)
    write(10)
    assert sealing.seal() == 10
    assert [seal.count for seal in Seal.objects.order_by("number")] == [4, 4, 2]
    assert codes() == set()


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_is_not_final_waits(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL: an id given in a transaction that is still open must not fall between two seals."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite admits one writer")
    settings.OUTRIDER_AUDIT_HEADS = tmp_path / "heads.jsonl"
    monkeypatch.setattr(sealing, "_PATIENCE_S", 0.3)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_current_xact_id()")
            write(2)
            assert sealing.seal() == 0
            cursor.execute("COMMIT")
        assert sealing.seal() == 2
    finally:
        other.close()
