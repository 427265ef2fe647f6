"""The page of an import in the log: what became of its rows, what stayed when it was taken back, and the way back."""

from __future__ import annotations

from typing import Any

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.extensions import Panel, panels
from outrider.engine.entities.meta import parts
from outrider.engine.entities.verbs import Empty, Write, verb
from outrider.engine.exchange.generic import brings
from outrider.engine.exchange.models import Transfer
from outrider.engine.exchange.report import OUTCOMES
from outrider.engine.exchange.undoing import can_be_undone, check
from outrider.kernel.text import T, label_in

REASONS = 20
BINNED = T("撤销:移除", "Taken back: removed")
RESTORED = T("撤销:恢复原值", "Taken back: restored")
COLUMNS = (("name", T("名称", "Name")), ("reason", T("原因", "Why")))
KEPT = T("撤销:保持不动", "Taken back: left as it is")


@verb(
    "transfer.undo",
    entity="transfer",
    input=Empty,
    label=T("撤销这次导入", "Take this import back"),
    icon="undo-2",
    level="read",
    when=can_be_undone,
    console=True,
    danger=True,
)
def undo(write: Write, transfer: Transfer, data: Empty) -> Transfer:
    """Queue it; a notice says what came of it."""
    check(transfer.pk, write.actor)
    write.later("exchange.undo_import", transfer=str(transfer.pk))
    return transfer


def _outcome(actor: Actor, transfer: Transfer) -> dict[str, Any]:
    """Counts, and the reasons of what was refused or put right."""
    if transfer.kind != "import" or "rows" not in transfer.report:
        return {"kind": "none"}
    report, language = transfer.report, actor.language
    facts: list[tuple[str, Any]] = [
        (text.say(language), report[name]) for name, text in OUTCOMES.items() if report.get(name)
    ]
    told = [*report.get("refused_reasons", []), *report.get("mended_reasons", [])][:REASONS]
    facts += [(label_in(reason["text"], language), reason["count"]) for reason in told]
    undone = report.get("undone") or {}
    words = (("binned", BINNED), ("restored", RESTORED), ("kept", KEPT))
    facts += [(text.say(language), undone[name]) for name, text in words if undone.get(name)]
    return {"kind": "facts", "facts": [{"label": label, "value": str(value)} for label, value in facts]}


def _stayed(actor: Actor, transfer: Transfer) -> dict[str, Any]:
    """What was not taken back, and why."""
    details = (transfer.report.get("undone") or {}).get("details")
    entity = entities.find(transfer.what)
    if not details or entity is None:
        return {"kind": "none"}
    return {
        "kind": "rows",
        "entity": entity.key,
        "columns": [{"key": key, "label": label.say(actor.language)} for key, label in COLUMNS],
        "rows": [
            {"id": one["id"], "name": one["name"], "reason": label_in(one["reason"], actor.language)}
            for one in details
        ],
    }


panels.add("transfer", Panel("outcome", T("导入结果", "What came of it"), _outcome))
panels.add("transfer", Panel("stayed", T("没有撤销的", "What was not taken back"), _stayed))


def _may_bring(actor: Actor, language: str) -> list[str]:
    """The entities that this person may import, for the buttons of their lists."""
    return [entity.key for entity in entities if brings(entity, actor)]


parts.add("imports", _may_bring)
