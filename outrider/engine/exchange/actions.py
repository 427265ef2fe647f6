"""The front door of exchange: import a file, note an export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import ConfigDict

from outrider.engine.access.actor import Actor
from outrider.engine.entities.actions import perform
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.engine.exchange import exporting, importing
from outrider.engine.exchange.declaration import NO_IMPORTER, Context, Importer, importers
from outrider.engine.exchange.exporting import Export
from outrider.engine.exchange.models import Transfer
from outrider.engine.exchange.report import Report
from outrider.engine.exchange.tables import read_table
from outrider.kernel.errors import Problem, invalid
from outrider.kernel.text import T

BAD_OPTION = T("只能选:{values}", "Choose one of: {values}")
UNKNOWN_OPTION = T("没有选项“{name}”", "There is no option “{name}”")


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


class _Note(Input):
    """Only this module can make one: nobody writes into the log from outside."""

    model_config = ConfigDict(**{**Input.model_config, "arbitrary_types_allowed": True})
    said: _Said


@verb("exchange.note", input=_Note, label=T("记录导入导出", "Note a transfer"))
def note(write: Write, data: _Note) -> Transfer:
    """Keep one line in the log of transfers, in the actor's own name."""
    return write.create(Transfer(**asdict(data.said)), verb=f"exchange.{data.said.kind}")


def importer_for(key: str, options: Mapping[str, str]) -> Importer:
    """The importer of a key, once the options suit it. 404, or 422 with the option."""
    importer = importers.find(key)
    if importer is None:
        raise Problem(404, "not_found", NO_IMPORTER)
    for name, value in options.items():
        if name not in importer.options:
            raise invalid(name[:60], "unknown_key", UNKNOWN_OPTION, name=name[:60])
        if value not in importer.options[name]:
            values = "、".join(sorted(importer.options[name]))
            raise invalid(name, "choice", BAD_OPTION, values=values)
    return importer


def import_file(
    key: str,
    data: bytes,
    actor: Actor,
    *,
    file_name: str = "",
    dry_run: bool = False,
    options: Mapping[str, str] | None = None,
    progress: importing.Progress = lambda done, total: None,
) -> Report:
    """Import a file's bytes by the importer ``key`` and answer the report.

    404 for an unknown importer, 403 without the right, 413 or 422 for a file that is no usable table. What
    ``progress(done, total)`` raises passes through after the transfer was noted: chunks stay.
    """
    importer = importer_for(key, options or {})
    table = read_table(data)
    report = Report(dry_run)
    try:
        importing.run_import(importer, table, Context(actor, options or {}), report, progress)
    except Exception:
        report.cancelled = True
        raise
    finally:
        if report.rows and not dry_run:
            _note_import(importer.entity, actor, file_name, report)
    return report


def _note_import(entity: str, actor: Actor, file_name: str, report: Report) -> None:
    counts = {name: value for name, value in report.as_dict().items() if name != "details"}
    said = _Said(
        kind="import",
        what=entity,
        format=str(report.about.get("format", "")),
        file_name=file_name[:200],
        rows=len(report.rows),
        report=counts,
    )
    perform("exchange.note", _Note(said=said), actor=actor, source="import")


def export(entity: Any, actor: Actor, params: Mapping[str, str]) -> Export:
    """Check and log an export; ``exporting.stream`` yields its bytes."""
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
