"""Taking an import back: what it created goes to the bin, what it changed gets its former values.

Promises: a value that somebody changed since stays as it is, and a record that was changed or used since
stays where it is; every record that could not be taken back is named with its reason; done twice changes
nothing more. A fact that came from a file and that nobody has touched since goes too: it was told, not lived here.
What was written beside the records (prices, a customer's last order) goes back by its capability's own rule.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.actions import perform
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.encoding import journal_value
from outrider.engine.entities.finding import find
from outrider.engine.entities.models import Fact
from outrider.engine.entities.verbs import Input, verb
from outrider.engine.entities.write import REVOKE, Write
from outrider.engine.exchange.declaration import Importer
from outrider.engine.exchange.generic import importer_for_path
from outrider.engine.exchange.models import Transfer
from outrider.engine.jobs.queries import at_work
from outrider.engine.journal.models import Entry
from outrider.engine.journal.queries import BESIDE, RENAMED, last_entry
from outrider.kernel import clock
from outrider.kernel.errors import Problem, conflict, not_found
from outrider.kernel.text import T, Text

CHUNK = 100
PERIOD = timedelta(days=30)
LISTED = 1_000
SHOWN = 50
Progress = Callable[[int, int], None]

GONE = T("已被删除", "It is in the bin already")
CHANGED_SINCE = T("导入后又被改过", "It was changed after the import")
PARTLY = T("有的内容导入后又被改过,那些保持现状", "Some of it was changed after the import and stays")
NOT_YOURS = T("已不归你管", "It is not yours any more")
KEPT_ALIVE = T("不能删除,可以停用", "It cannot be removed; deactivate it instead")
TAKEN_BACK = T("导入已撤销:{what}", "Import taken back: {what}")
TAKEN_COUNTS = T(
    "移除 {binned},恢复原值 {restored},保持不动 {kept}",
    "{binned} removed, {restored} restored, {kept} left as they are",
)
NO_IMPORT = T("这不是一次导入", "This is no import")
UNDONE = T("这次导入已经撤销过", "This import has been taken back already")
STILL_RUNNING = T(
    "导入还在进行,请先取消或等它结束", "The import is still running; cancel it or wait for its end"
)
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
    # An import bears the id of the job that runs it; one from the command line has none.
    if at_work(transfer.pk):
        raise conflict("still_running", STILL_RUNNING)
    return transfer


def can_be_undone(transfer: Transfer) -> bool:
    """Whether a button for it makes sense."""
    old = clock.now() - transfer.occurred_at > PERIOD
    return "entries" in transfer.report and not transfer.report.get("undone") and not old


def undo(transfer_id: UUID, actor: Actor, progress: Progress = lambda done, total: None) -> dict[str, Any]:
    """Take an import back, newest rows first; answers counts and what stayed."""
    transfer = check(transfer_id, actor)
    first, last = transfer.report["entries"]
    ids = list(
        # Without an end the import died in the middle: what it wrote bears its id all the same.
        Entry.objects.filter(pk__gt=first, pk__lte=last or last_entry(), command_id=transfer.pk)
        .exclude(entity="transfer")
        .exclude(verb__in=(REVOKE, BESIDE, RENAMED))
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
    perform("exchange.undone", _Done(transfer=transfer.pk, result=result), actor=actor, source="import")
    return result


class _Part(Input):
    transfer: UUID
    entries: list[int]


class _Done(Input):
    transfer: UUID
    result: dict[str, Any]


@verb("exchange.undone", input=_Done, label=T("撤销导入", "Take an import back"))
def note_undone(write: Write, data: _Done) -> Transfer:
    """Note it beside the import, so that nobody does it again; tell who wanted it."""
    transfer = check(data.transfer, write.actor)
    counts = {name: data.result[name] for name in ("binned", "restored", "kept")}
    link = f"/transfers/{transfer.pk}"
    write.notify(
        write.actor.id,
        "import_undone",
        TAKEN_BACK,
        TAKEN_COUNTS,
        link,
        what=entities.get(transfer.what).plural,
        **counts,
    )
    undone = {**counts, "details": data.result["details"][:SHOWN]}
    return write.update(transfer, report={**transfer.report, "undone": undone})


@verb("exchange.undo", input=_Part, label=T("撤销导入", "Take an import back"))
def undo_part(write: Write, data: _Part) -> dict[str, Any]:
    """A few rows, in one short transaction: the imported records, and what was written beside them."""
    transfer = check(data.transfer, write.actor)
    entity = entities.get(transfer.what)
    importer = importer_for_path(entity.path)
    result: dict[str, Any] = {"binned": 0, "restored": 0, "kept": 0, "details": []}
    beside: list[Entry] = []
    for entry in Entry.objects.filter(pk__in=data.entries, command_id=transfer.pk).order_by("-pk"):
        if entry.verb != f"{entity.key}.import" or entry.entity != entity.key:
            beside.append(entry)
            continue
        record = find(entity, entry.entity_id, locked=True)
        outcome, reason = _back(write, entity, importer, record, entry)
        result[outcome] += 1
        if reason is not None:
            title = str(getattr(record, entity.title, "") or "") if record is not None else ""
            result["details"].append(_stays(entry.entity_id, title, reason))
    kept = importer.take_back(write, beside) if beside else []
    result["kept"] += len(kept)
    result["details"] += [_stays(*one) for one in kept]
    return result


def _stays(record_id: UUID, title: str, reason: Text) -> dict[str, Any]:
    return {"id": str(record_id), "name": title[:120], "reason": reason.everywhere()}


def _back(
    write: Write, entity: Entity, importer: Importer, record: Any, entry: Entry
) -> tuple[str, Text | None]:
    """One record: what becomes of it, and why it stays if it does."""
    if record is None or record.deleted_at is not None:
        return "kept", GONE
    # What happened cannot be changed by anybody, but it can be that a file only said so.
    level = entity.policy.level(write.actor, "read" if isinstance(record, Fact) else "update")
    if not entity.scope.admits(write.actor, level, record):
        return "kept", NOT_YOURS
    created = all(old is None for old, _ in entry.changes.values()) and not _earlier(entry)
    try:
        if not created:
            return _restore(write, entity.key, record, entry)
        if record.version != 1:
            return "kept", CHANGED_SINCE
        if not entity.bin and not isinstance(record, Fact):
            return "kept", KEPT_ALIVE
        free = {name: record._meta.get_field(name).get_default() for name in importer.lets_go}
        write.update(record, verb=f"{entity.key}.undo_import", deleted_at=write.at, **free)
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
