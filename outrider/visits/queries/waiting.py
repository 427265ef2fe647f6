"""Cards and columns that come from below: phones that have not uploaded, and commands that were held.

The engine names no capability, so visits puts its facts on the manager's board.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from outrider.engine.entities.actions import perform
from outrider.engine.entities.encoding import moment
from outrider.engine.messaging.queries import told_since
from outrider.engine.sync.queries import accounts, held_commands, unsent_phones
from outrider.kernel.errors import not_found
from outrider.kernel.text import T
from outrider.visits.actions.remind import REMINDED
from outrider.visits.board import (
    DayQuestion,
    QueueAction,
    QueueItem,
    QueueSource,
    person_figures,
    queue_sources,
)

UNSENT_LABEL = T("手机未上传", "Unsent phone")
HELD_LABEL = T("离线记录待处理", "Held entry")
UNSENT_TITLE = T(
    "{name} 的手机有 {count} 条未上传", "{name}'s phone holds {count unsent entry|unsent entries}"
)
MISSING_TITLE = T("{name} 的手机丢失了 {count} 条记录", "{name}'s phone has lost {count entry|entries}")
UNSENT_TEXT = T("最早一条已等 {hours} 小时", "The oldest has waited {hours hour|hours}")
HELD_TITLE = T("{name} · {what}", "{name} · {what}")
LATE_HOURS = 2
PATIENCE = timedelta(hours=12)
REMIND = (QueueAction("remind", T("提醒上传", "Remind")),)
RESOLVE = (
    QueueAction("resend", T("重新提交", "Submit again")),
    QueueAction("discard", T("不再提交", "Discard"), danger=True),
)


def _hours(asked: DayQuestion, phone: dict[str, Any]) -> int:
    since = phone["oldest_at"]
    return max(0, int((asked.now - since).total_seconds() // 3600)) if since else 0


def late_phones(asked: DayQuestion) -> list[dict[str, Any]]:
    """Phones of the people asked about that hold work for more than two hours, or that lost some.

    Who was reminded is given half a day before he is asked about again.
    """
    people = set(asked.people)
    late = [
        phone
        for phone in unsent_phones(asked.actor)
        if phone["person_id"] in people
        and phone["person_id"] != asked.actor.id
        and (phone["missing"] or (phone["count"] and _hours(asked, phone) >= LATE_HOURS))
    ]
    if not late:
        return []
    reminded = told_since({phone["person_id"] for phone in late}, REMINDED, asked.now - PATIENCE)
    return [phone for phone in late if phone["person_id"] not in reminded]


def _unsent_items(asked: DayQuestion, limit: int) -> list[QueueItem]:
    items = []
    for phone in late_phones(asked)[:limit]:
        title = MISSING_TITLE if phone["missing"] else UNSENT_TITLE
        count = phone["missing"] or phone["count"]
        items.append(
            QueueItem(
                kind="phone_unsent",
                record_id=phone["device_id"],
                entity="device",
                title=title.say(asked.language, name=phone["person_name"], count=count),
                text=UNSENT_TEXT.say(asked.language, hours=_hours(asked, phone)),
                at=phone["oldest_at"] or phone["last_seen_at"],
                actions=REMIND,
                facts={"person": str(phone["person_id"]), "last_seen_at": moment(phone["last_seen_at"])},
            )
        )
    return items


def _remind(asked: DayQuestion, record_id: UUID, action: str, reason: str) -> None:
    phone = next((p for p in unsent_phones(asked.actor) if p["device_id"] == record_id), None)
    if phone is None:
        raise not_found()
    perform("phone.remind", {"person": phone["person_id"]}, actor=asked.actor)


def _held(asked: DayQuestion) -> list[dict[str, Any]]:
    return [held for held in held_commands(asked.actor) if held["person_id"] != asked.actor.id]


def _held_items(asked: DayQuestion, limit: int) -> list[QueueItem]:
    waiting = _held(asked)[:limit]
    told = accounts(asked.actor, [(held["verb"], held["body"]) for held in waiting])
    return [
        QueueItem(
            kind="held_command",
            record_id=held["id"],
            entity="command",
            title=HELD_TITLE.say(asked.language, name=held["person_name"], what=held["label"]),
            text=held["reason"].get("message") or "",
            at=held["at"],
            actions=RESOLVE,
            facts={"person": str(held["person_id"]), "verb": held["verb"], "account": account},
        )
        for held, account in zip(waiting, told, strict=True)
    ]


def _resolve(asked: DayQuestion, record_id: UUID, action: str, reason: str) -> None:
    perform("command.resolve", {"command_id": record_id, "resolution": action}, actor=asked.actor)


def _unsent_column(asked: DayQuestion) -> dict[UUID, dict[str, Any]]:
    """Each person's unsent work, of all his phones together."""
    found: dict[UUID, dict[str, Any]] = {}
    for phone in unsent_phones(asked.actor):
        known = found.setdefault(
            phone["person_id"], {"unsent": {"count": 0, "oldest_at": None}, "exceptions": 0}
        )
        known["unsent"]["count"] += phone["count"]
        known["unsent"]["oldest_at"] = known["unsent"]["oldest_at"] or moment(phone["oldest_at"])
        known["exceptions"] += bool(phone["missing"] or _hours(asked, phone) >= LATE_HOURS)
    return found


queue_sources.add(
    "phone_unsent",
    QueueSource(
        "phone_unsent", UNSENT_LABEL, _unsent_items, lambda asked: len(late_phones(asked)), _remind, REMIND
    ),
)
queue_sources.add(
    "held_command",
    QueueSource("held_command", HELD_LABEL, _held_items, lambda asked: len(_held(asked)), _resolve, RESOLVE),
)
person_figures.add("unsent", _unsent_column)
