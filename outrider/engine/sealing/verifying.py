"""``audit verify``: the journal against its seals, and the seals against what was written outside the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from outrider.engine.journal.models import Entry, Seal
from outrider.engine.sealing import sealing
from outrider.kernel import clock
from outrider.kernel.text import T, Text

LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was: a stable code, and a sentence with its parameters."""

    code: str
    text: Text
    params: dict[str, Any] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """The sentence."""
        return self.text.say(language, **self.params)


@dataclass
class Verdict:
    """What was looked at and what was found; sound without findings."""

    entries: int = 0
    seals: int = 0
    erased: int = 0
    unsealed: int = 0
    anchored: int = 0
    findings: list[Finding] = field(default_factory=list)


CHANGED = T("第 {seal} 号封存:内容与封存时不符(条目 {first} 至 {last})",
            "Seal {seal}: the entries {first} to {last} are not what was sealed")  # fmt: skip
COUNT = T("第 {seal} 号封存:应有 {expected} 条,现有 {found} 条(条目 {first} 至 {last})",
          "Seal {seal}: {found} entries instead of {expected} (from {first} to {last})")  # fmt: skip
CHAIN = T("第 {seal} 号封存不接上一号", "Seal {seal} does not follow the one before it")
GAP = T("缺少封存:第 {seal} 号", "A seal is missing: number {seal}")
ANCHOR = T(
    "第 {seal} 号封存与库外留存的不符", "Seal {seal} is not the one that was written outside the database"
)
CUT = T("库外留存到第 {anchored} 号,库里只到第 {seal} 号:末尾被删除",
        "The file outside knows seal {anchored}, the database ends with {seal}: its end was removed")  # fmt: skip
DAMAGED = T("库外留存的第 {line} 行已损坏,无法核对:{file}",
            "Line {line} of the file outside the database is damaged and proves nothing: {file}")  # fmt: skip
NO_ANCHOR = T("没有库外留存的文件:{file}", "The file outside the database is missing: {file}")
LATE_TEXT = T("最早的未封存条目已超过 15 分钟:封存任务没有运行",
              "An entry waits for its seal for over 15 minutes: the sealing job does not run")  # fmt: skip


def verify(heads: Path | None = None, say: Callable[[int], None] = lambda entries: None) -> Verdict:
    """Look at everything. ``heads`` is the file outside the database; ``say`` hears how many entries are done."""
    found = Verdict()
    previous, number, last_id = sealing.EMPTY, 0, 0
    digests: dict[int, str] = {}
    for seal in Seal.objects.order_by("number").iterator():
        while number + 1 < seal.number:
            number += 1
            found.findings.append(Finding("seal_missing", GAP, {"seal": number}))
        number = seal.number
        digests[number] = bytes(seal.digest).hex()
        _look(found, seal, previous, last_id, say)
        previous, last_id = bytes(seal.digest), seal.last_id
    found.seals = len(digests)
    _look_at_rest(found, last_id)
    _compare(found, heads or sealing.heads_file(), digests, number)
    return found


def _look(found: Verdict, seal: Seal, previous: bytes, last_id: int, say: Callable[[int], None]) -> None:
    if bytes(seal.previous) != previous or seal.first_id != last_id + 1:
        found.findings.append(Finding("chain", CHAIN, {"seal": seal.number}))
    digest, count = sealing.chained(
        bytes(seal.previous), _counted(found, sealing.rows(seal.first_id, seal.last_id), say)
    )
    where = {"seal": seal.number, "first": seal.first_id, "last": seal.last_id}
    if count != seal.count:
        found.findings.append(Finding("count", COUNT, {"expected": seal.count, "found": count, **where}))
    elif digest != bytes(seal.digest):
        found.findings.append(Finding("changed", CHANGED, where))


def _counted(
    found: Verdict, rows: Iterator[sealing.Row], say: Callable[[int], None]
) -> Iterator[sealing.Row]:
    for row in rows:
        found.entries += 1
        found.erased += bool(row[4])
        if found.entries % 50_000 == 0:
            say(found.entries)
        yield row


def _look_at_rest(found: Verdict, last_id: int) -> None:
    found.unsealed = Entry.objects.filter(pk__gt=last_id).count()
    if late():
        found.findings.append(Finding("late", LATE_TEXT))


def late() -> bool:
    """Whether an entry has waited for its seal for a quarter of an hour."""
    sealed = Seal.objects.order_by("-number").values_list("last_id", flat=True).first() or 0
    oldest = Entry.objects.filter(pk__gt=sealed).order_by("pk").values_list("at", flat=True).first()
    return oldest is not None and clock.now() - oldest > LATE


def _compare(found: Verdict, file: Path, digests: dict[int, str], last: int) -> None:
    """Every line that was written since the state that the database says it was restored to."""
    if not file.exists():
        if digests:
            found.findings.append(Finding("anchor_missing", NO_ANCHOR, {"file": str(file)}))
        return
    known = _anchored(found, file)
    for number, digest in sorted(known.items()):
        if number in digests and digests[number] != digest:
            found.findings.append(Finding("anchor", ANCHOR, {"seal": number}))
    found.anchored = len(known)
    if known and max(known) > last:
        found.findings.append(Finding("cut", CUT, {"anchored": max(known), "seal": last}))


def _anchored(found: Verdict, file: Path) -> dict[int, str]:
    """The digests by number that hold now. A damaged line is a finding; those beside it are still compared."""
    known: dict[int, str] = {}
    for place, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            values = json.loads(line)
            number, digest = int(values["number"]), None if "restored" in values else str(values["digest"])
        except (
            ValueError,
            KeyError,
            TypeError,
            OverflowError,
        ):  # no UTF-8, no JSON, or not what is written here
            found.findings.append(Finding("anchor_damaged", DAMAGED, {"line": place, "file": str(file)}))
            continue
        if digest is None:
            known = {before: kept for before, kept in known.items() if before <= number}
        else:
            known[number] = digest
    return known
