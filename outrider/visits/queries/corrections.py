"""Corrections of attendance (补卡) as cards of the manager's day; tracking decides them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.engine.access.actor import LEADERS
from outrider.engine.entities.actions import perform
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.queries import visible
from outrider.engine.identity.queries import clock_text
from outrider.kernel.text import T, day_text
from outrider.visits.board import DayQuestion, QueueAction, QueueItem, QueueSource, queue_sources

LABEL = T("补卡", "Correction of attendance")
TITLE = T("{name} 补卡", "{name}: correction of attendance")
START = T("上班 {time}", "started {time}")
END = T("下班 {time}", "ended {time}")
ACTIONS = (
    QueueAction("accepted", T("通过", "Accept")),
    QueueAction("rejected", T("退回", "Return"), danger=True),
)


def _asked(asked: DayQuestion) -> Any:
    rows = visible(entities.get("shift_correction"), asked.actor).filter(state="asked")
    return rows.exclude(person=asked.actor.id) if asked.actor.has(*LEADERS) else rows.none()


def _items(asked: DayQuestion, limit: int) -> list[QueueItem]:
    rows = _asked(asked).select_related("person").order_by("created_at", "id")[:limit]
    return [
        QueueItem(
            kind="shift_correction",
            record_id=row.pk,
            entity="shift_correction",
            title=TITLE.say(asked.language, name=row.person.name),
            text=_text(row, asked.language),
            at=row.created_at,
            actions=ACTIONS,
            facts={"person": str(row.person_id), "on": row.on.isoformat()},
        )
        for row in rows
    ]


def _text(row: Any, language: str) -> str:
    times = ((START, row.started_at), (END, row.ended_at))
    said = [words.say(language, time=clock_text(at)) for words, at in times if at]
    return " · ".join((day_text(row.on).say(language), *said, row.reason))


def _decide(asked: DayQuestion, record_id: UUID, action: str, reason: str) -> None:
    payload = {"correction_id": record_id, "decision": action, "note": reason}
    perform("shift_correction.decide", payload, actor=asked.actor)


queue_sources.add(
    "shift_correction",
    QueueSource(
        "shift_correction",
        LABEL,
        _items,
        lambda asked: _asked(asked).count(),
        _decide,
        ACTIONS,
        entity="shift_correction",
    ),
)
