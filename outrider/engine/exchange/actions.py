"""The front door of exchange: import a file, note an export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from outrider.engine.access.actor import Actor
from outrider.engine.entities.actions import perform
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.engine.exchange import exporting, importing
from outrider.engine.exchange.declaration import DUPLICATES, NO_KEY, Choices, Context, Importer
from outrider.engine.exchange.exporting import Export
from outrider.engine.exchange.generic import importer_for_path, keys_of
from outrider.engine.exchange.models import Transfer
from outrider.engine.exchange.report import OUTCOMES, Report
from outrider.engine.exchange.tables import read_table
from outrider.engine.journal.queries import last_entry
from outrider.kernel import clock
from outrider.kernel.errors import Problem, invalid
from outrider.kernel.ids import uuid7
from outrider.kernel.text import T

__all__ = ["Choices", "check_choices", "export", "import_file", "importer_for"]
BAD_OPTION = T("只能选:{values}", "Choose one of: {values}")
NO_COLUMN = T("没有这一列可以导入", "There is no such column to import into")
TWICE = T("两列对应了同一项", "Two columns mean the same")
BAD_KEY = T("不能用它来找已有的记录", "Records cannot be found by this")
ENDED = T("导入结束:{what}", "Import ended: {what}")
COUNTS = T(
    "新建 {created},更新 {updated},无变化 {unchanged},未导入 {refused}",
    "{created} created, {updated} updated, {unchanged} unchanged, {refused} refused",
)
UNKNOWN_OPTION = T("没有选项“{name}”", "There is no option “{name}”")
# A person reads what he exports: more than this is a program at work, and every export costs a whole list.
EXPORTS, EXPORT_WINDOW = 30, timedelta(minutes=10)
TOO_OFTEN = T(
    "10 分钟内最多导出 {most} 次,请稍后再试", "At most {most} exports in 10 minutes; try again later"
)


@dataclass(slots=True)
class _Said:
    """What went in or out."""

    kind: str
    what: str
    format: str
    file_name: str = ""
    rows: int = 0
    filters: dict[str, str] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    batch: UUID | None = None


class _Note(Input):
    """Only this module can make one: nobody writes into the log from outside."""

    model_config = ConfigDict(**{**Input.model_config, "arbitrary_types_allowed": True})
    said: _Said


@verb("exchange.note", input=_Note, label=T("记录导入导出", "Note a transfer"))
def note(write: Write, data: _Note) -> Transfer:
    """Keep one line in the log of transfers, in the actor's own name."""
    said = asdict(data.said)
    batch = said.pop("batch") or uuid7()
    return write.create(Transfer(id=batch, **said), verb=f"exchange.{data.said.kind}")


def importer_for(key: str, options: Mapping[str, str]) -> Importer:
    """The importer of a key, once the options suit it. 404, or 422 with the option."""
    importer = importer_for_path(key)
    known = {**importer.options, "duplicates": DUPLICATES}
    for name, value in options.items():
        if name not in known:
            raise invalid(name[:60], "unknown_key", UNKNOWN_OPTION, name=name[:60])
        if value not in known[name]:
            values = "、".join(sorted(known[name]))
            raise invalid(name, "choice", BAD_OPTION, values=values)
    return importer


def check_choices(importer: Importer, choices: Choices) -> None:
    """422 for a column that the importer does not have, twice the same one, or a key that is none."""
    names = {column.name for column in importer.columns}
    chosen = [name for name in choices.mapping.values() if name]
    for place, name in choices.mapping.items():
        if name and name not in names:
            raise invalid(f"mapping.{place}", "choice", NO_COLUMN)
        if name and chosen.count(name) > 1:
            raise invalid(f"mapping.{place}", "duplicate", TWICE)
    if choices.key and choices.key != NO_KEY and choices.key not in keys_of(importer):
        raise invalid("key", "choice", BAD_KEY)


def import_file(
    key: str,
    data: bytes,
    actor: Actor,
    *,
    file_name: str = "",
    dry_run: bool = False,
    options: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    progress: importing.Progress = lambda done, total: None,
    batch: UUID | None = None,
    report: Report | None = None,
) -> Report:
    """Import a file's bytes by the importer ``key`` and answer the report.

    404 for an unknown importer, 403 without the right, 413 or 422 for a file that is no usable table. What
    ``progress(done, total)`` raises passes through: chunks stay, and ``report``, when given, says which. The import
    stands in the log of transfers under ``batch`` from its first row on; begun again under the same one, it goes on.
    """
    decided = choices or Choices(options=options or {})
    importer = importer_for(key, decided.options)
    check_choices(importer, decided)
    table = read_table(data)
    report = report or Report(dry_run)
    context = Context(
        actor, decided.options, mapping=decided.mapping, key=decided.key, batch=batch or uuid7()
    )
    sheet = importing.read_sheet(importer, table, context, report)
    if dry_run or not sheet.units:
        return importing.run_import(importer, sheet, context, report, progress)
    report.batch = str(context.batch)
    context.resumed = _begin(importer.entity, context, file_name, report)
    try:
        importing.run_import(importer, sheet, context, report, progress)
    except Exception:
        report.cancelled = True
        raise
    finally:
        perform("exchange.imported", _Ended(batch=context.batch, report=report), actor=actor, source="import")
    return report


def _begin(entity: str, context: Context, file_name: str, report: Report) -> bool:
    """Note the import before its first row, so that whatever happens can be taken back; answers whether it goes on."""
    if Transfer.objects.filter(pk=context.batch).exists():
        return True
    said = _Said(
        kind="import",
        what=entity,
        format=str(report.about.get("format", "")),
        file_name=file_name[:200],
        rows=report.total,
        report={"entries": [last_entry(), None]},
        batch=context.batch,
    )
    perform("exchange.note", _Note(said=said), actor=context.actor, source="import")
    return False


class _Ended(Input):
    """Only this module can make one."""

    model_config = ConfigDict(**{**Input.model_config, "arbitrary_types_allowed": True})
    batch: UUID
    report: Report


@verb("exchange.imported", input=_Ended, label=T("导入结束", "Import ended"))
def note_end(write: Write, data: _Ended) -> Transfer:
    """What became of the rows, beside the import."""
    transfer = Transfer.objects.select_for_update().get(pk=data.batch)
    counts = {name: value for name, value in data.report.as_dict().items() if name != "details"}
    entries = [transfer.report["entries"][0], last_entry()]
    link = f"/transfers/{transfer.pk}"
    what = entities.get(transfer.what).plural
    write.notify(
        write.actor.id, "import_ended", ENDED, COUNTS, link, what=what, **{n: counts[n] for n in OUTCOMES}
    )
    return write.update(
        transfer, rows=len(data.report.rows), report={**transfer.report, **counts, "entries": entries}
    )


def export(entity: Any, actor: Actor, params: Mapping[str, str]) -> Export:
    """Check and log an export; ``exporting.stream`` yields its bytes. 429 when there were too many just now."""
    just_now = Transfer.objects.filter(
        created_by_id=actor.id, kind="export", created_at__gt=clock.now() - EXPORT_WINDOW
    )
    if just_now.count() >= EXPORTS:
        raise Problem(429, "rate_limited", TOO_OFTEN, most=EXPORTS)
    prepared = exporting.prepare(entity, actor, params)
    said = _Said(
        kind="export",
        what=prepared.entity.key,
        format=prepared.format,
        file_name=prepared.file_name,
        rows=prepared.total,
        filters={name[:60]: text[:200] for name, text in params.items()},
    )
    perform("exchange.note", _Note(said=said), actor=actor)
    return prepared
