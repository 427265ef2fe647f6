"""Taking an import back: what it created goes to the bin, what it changed gets its former values.

Promises: a value that somebody changed since stays as it is, and a record that was changed or used since
stays where it is; every record that could not be taken back is named with its reason; done twice changes
nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.actions import perform
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import journal_value
from outrider.engine.entities.finding import find
from outrider.engine.entities.verbs import Input, verb
from outrider.engine.entities.write import Write
from outrider.engine.exchange.models import Transfer
from outrider.engine.journal.models import Entry
from outrider.kernel import clock
from outrider.kernel.errors import Problem, conflict, not_found
from outrider.kernel.text import LANGUAGES, T, Text

CHUNK = 100
PERIOD = timedelta(days=30)
LISTED = 1_000
Progress = Callable[[int, int], None]

GONE = T("已被删除", "It is in the bin already")
CHANGED_SINCE = T("导入后又被改过", "It was changed after the import")
PARTLY = T("有的内容导入后又被改过,那些保持现状", "Some of it was changed after the import and stays")
NOT_YOURS = T("已不归你管", "It is not yours any more")
KEPT_FACT = T("记录的是发生过的事,不能撤销", "It is a fact and cannot be taken back")
NO_IMPORT = T("这不是一次导入", "This is no import")
UNDONE = T("这次导入已经撤销过", "This import has been taken back already")
TOO_OLD = T("超过 30 天的导入不能撤销", "An import older than 30 days cannot be taken back")


def check(transfer_id: UUID, actor: Actor) -> Transfer:
    """The import, if this person may take it back: it is his own, or he is an administrator."""
    transfer = Transfer.objects.filter(pk=transfer_id).first()
    if transfer is None or (transfer.created_by_id != actor.id and not actor.has("admin")):
        raise not_found()
    if transfer.kind != "import" or "entries" not in transfer.report:
        raise conflict("no_import", NO_IMPORT)
    if transfer.report.get("undone"):
        raise conflict("undone", UNDONE)
    if clock.now() - transfer.occurred_at > PERIOD:
        raise conflict("too_old", TOO_OLD)
    return transfer


def undo(transfer_id: UUID, actor: Actor, progress: Progress = lambda done, total: None) -> dict[str, Any]:
    """Take an import back, newest rows first; answers counts and what stayed."""
    transfer = check(transfer_id, actor)
    first, last = transfer.report["entries"]
    ids = list(
        Entry.objects.filter(
            pk__gt=first, pk__lte=last, command_id=transfer.pk, verb=f"{transfer.what}.import"
        )
        .order_by("-pk")
        .values_list("pk", flat=True)
    )
    result: dict[str, Any] = {"binned": 0, "restored": 0, "kept": 0, "details": []}
    for start in range(0, len(ids), CHUNK):
        progress(start, len(ids))
        part = perform("exchange.undo", _Part(transfer=transfer.pk, entries=ids[start : start + CHUNK]),
                       actor=actor, source="import")  # fmt: skip
        for name in ("binned", "restored", "kept"):
            result[name] += part[name]
        result["details"] = [*result["details"], *part["details"]][:LISTED]
    counts = {name: result[name] for name in ("binned", "restored", "kept")}
    perform("exchange.undone", _Done(transfer=transfer.pk, counts=counts), actor=actor, source="import")
    return result


class _Part(Input):
    transfer: UUID
    entries: list[int]


class _Done(Input):
    transfer: UUID
    counts: dict[str, int]


@verb("exchange.undone", input=_Done, label=T("撤销导入", "Take an import back"))
def note_undone(write: Write, data: _Done) -> Transfer:
    """Note it beside the import, so that nobody does it again."""
    transfer = check(data.transfer, write.actor)
    return write.update(transfer, report={**transfer.report, "undone": data.counts})


@verb("exchange.undo", input=_Part, label=T("撤销导入", "Take an import back"))
def undo_part(write: Write, data: _Part) -> dict[str, Any]:
    """A few rows, in one short transaction."""
    transfer = check(data.transfer, write.actor)
    entity = entities.get(transfer.what)
    result: dict[str, Any] = {"binned": 0, "restored": 0, "kept": 0, "details": []}
    rows = Entry.objects.filter(pk__in=data.entries, command_id=transfer.pk).order_by("-pk")
    for entry in rows:
        record = find(entity, entry.entity_id, locked=True)
        outcome: str
        reason: Text | None
        if record is None or record.deleted_at is not None:
            outcome, reason = "kept", GONE
        elif not entity.bin:
            outcome, reason = "kept", KEPT_FACT
        elif not entity.scope.admits(write.actor, entity.policy.level(write.actor, "update"), record):
            outcome, reason = "kept", NOT_YOURS
        else:
            outcome, reason = _take_back(write, entity.key, record, entry)
        result[outcome] += 1
        if reason is not None:
            said = {language: reason.say(language) for language in LANGUAGES}
            title = str(getattr(record, entity.title, "") or "") if record is not None else ""
            result["details"].append({"id": str(entry.entity_id), "name": title[:120], "reason": said})
    return result


def _take_back(write: Write, key: str, record: Any, entry: Entry) -> tuple[str, Text | None]:
    created = all(old is None for old, _ in entry.changes.values()) and not _earlier(entry)
    try:
        if not created:
            return _restore(write, key, record, entry)
        if record.version != 1:
            return "kept", CHANGED_SINCE
        write.remove(record, verb=f"{key}.undo_import")
    except Problem as problem:
        return "kept", problem.text
    return "binned", None


def _earlier(entry: Entry) -> bool:
    return Entry.objects.filter(entity_id=entry.entity_id, pk__lt=entry.pk).exists()


def _restore(write: Write, key: str, record: Any, entry: Entry) -> tuple[str, Text | None]:
    columns = {f.attname: f for f in record._meta.concrete_fields}
    back: dict[str, Any] = {}
    for name, (old, new) in entry.changes.items():
        if name in columns and journal_value(getattr(record, name)) == new:
            back[name] = _stored(columns[name], old)
    if not back:
        return "kept", CHANGED_SINCE
    write.update(record, verb=f"{key}.undo_import", **back)
    return "restored", None if len(back) == len(entry.changes) else PARTLY


def _stored(column: Any, value: Any) -> Any:
    """A journal's value as the column holds it; what was empty is the column's own emptiness."""
    if value is None and not column.null:
        return column.get_default()
    return column.to_python(value)
