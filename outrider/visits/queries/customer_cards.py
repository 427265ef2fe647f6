"""Cards about customers that wait for a manager: proposed pins, and new customers that we may have already.

Customers know no board; visits puts what is open there on it, as it does for the engine's.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.customers.queries import by_ids
from outrider.engine.access.actor import DESK, Actor
from outrider.engine.entities.actions import perform
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.extensions import Panel, panels
from outrider.engine.entities.queries import visible
from outrider.engine.identity.queries import names_of
from outrider.kernel.text import T, distance_text
from outrider.tracking.actions import KEEP
from outrider.visits.actions.common import fence_m
from outrider.visits.board import DayQuestion, QueueAction, QueueItem, QueueSource, queue_sources

PIN_LABEL = T("门店位置变更", "Change of a pin")
PIN_TITLE = T("{rep} · {customer} 的新位置", "{rep} · a new pin for {customer}")
PIN_FAR = T("距原位置 {distance}", "{distance} from the present pin")
PIN_FIRST = T("这家客户还没有位置", "The customer has no pin yet")
PIN_LEARNED_TITLE = T("{customer}:门店定位可能有误", "{customer}: the pin may be wrong")
PIN_LEARNED = T(
    "三位同事(或同一人三天)在同一处签到,距原位置 {distance}",
    "Three colleagues, or one on three days, checked in at one spot {distance} from the pin",
)
PIN_ACTIONS = (
    QueueAction("accepted", T("采用新位置", "Take it")),
    QueueAction("rejected", T("不改", "Leave the pin"), danger=True),
)
LEARNED_ACTIONS = (
    QueueAction("accepted", T("一键修正", "Correct the pin")),
    QueueAction("rejected", T("定位没错", "The pin is right"), danger=True),
)
DOUBT_LABEL = T("疑似重复客户", "Possible duplicate")
DOUBT_TITLE = T("{rep} 新增的 {customer} 可能已有", "{customer}, made by {rep}, may be there already")
DOUBT_TEXTS = {
    "mobile": T("手机与 {other}({owner})相同", "Same mobile number as {other} ({owner})"),
    "place": T(
        "与 {other}({owner})名称相近,相距 {distance}", "Named like {other} ({owner}), {distance} away"
    ),
    "name": T("与 {other}({owner})同名", "Same name as {other} ({owner})"),
}
NOBODY = T("无负责人", "no owner")
DOUBT_ACTIONS = (QueueAction("keep_both", T("不是同一家,都保留", "Two shops: keep both")),)
MOST_SIGHTED = 12


def _open(asked: DayQuestion, entity: str) -> Any:
    rows = visible(entities.get(entity), asked.actor)
    if not asked.actor.has(*DESK):
        return rows.none()
    return rows.filter(status="open", customer__deleted_at__isnull=True).exclude(created_by=asked.actor.id)


def _pin_items(asked: DayQuestion, limit: int) -> list[QueueItem]:
    rows = list(_open(asked, "pin_change").select_related("customer").order_by("created_at")[:limit])
    names = names_of(row.created_by_id for row in rows)
    return [
        QueueItem(
            kind="pin_change",
            record_id=row.pk,
            entity="pin_change",
            title=(PIN_LEARNED_TITLE if row.learned else PIN_TITLE).say(
                asked.language, rep=names.get(row.created_by_id, ""), customer=row.customer.name
            ),
            text=_pin_text(row, asked.language),
            at=row.created_at,
            actions=LEARNED_ACTIONS if row.learned else PIN_ACTIONS,
            facts={
                "customer": str(row.customer_id),
                "distance_m": row.distance_m,
                **({"digest": row.photo, "of": f"pin_change:{row.pk}"} if row.photo else {}),
            },
        )
        for row in rows
    ]


def _pin_text(row: Any, language: str) -> str:
    if row.learned:
        return PIN_LEARNED.say(language, distance=distance_text(row.distance_m))
    far = PIN_FIRST if row.distance_m is None else PIN_FAR
    return " · ".join(
        filter(None, (far.say(language, distance=distance_text(row.distance_m or 0)), row.note))
    )


def _pin_panel(actor: Actor, customer: Any) -> dict[str, Any]:
    """The open proposal on the customer's page: both places, and who checked in away from the pin before it."""
    change = visible(entities.get("pin_change"), actor).filter(customer=customer.pk, status="open").first()
    if change is None:
        return {"kind": "none"}
    visits = visible(entities.get("visit"), actor).filter(
        customer=customer.pk, inside=False, checked_in_at__gte=change.created_at - KEEP
    )
    return {
        "kind": "pin_change",
        "id": str(change.pk),
        "text": _pin_text(change, actor.language),
        "at": moment(change.created_at),
        "photo": change.photo,
        "place": {
            "pin": None if customer.pin_lat is None else [customer.pin_lat, customer.pin_lng],
            "fence_m": fence_m(),
            "proposed": [change.pin_lat, change.pin_lng],
            "fixes": [],
        },
        "rows": [
            {
                "id": str(row.pk),
                "at": moment(row.checked_in_at),
                "rep": row.rep.name,
                "distance_m": row.distance_m,
            }
            for row in visits.select_related("rep").order_by("-checked_in_at")[:MOST_SIGHTED]
        ],
    }


def _decide_pin(asked: DayQuestion, record_id: UUID, action: str, reason: str) -> None:
    data = {"decision": action, "reason": reason}
    perform("pin_change.decide", data, actor=asked.actor, record_id=record_id)


def _doubts(asked: DayQuestion) -> Any:
    return _open(asked, "possible_duplicate").filter(other__deleted_at__isnull=True)


def _doubt_items(asked: DayQuestion, limit: int) -> list[QueueItem]:
    rows = list(_doubts(asked).select_related("customer").order_by("created_at")[:limit])
    others = by_ids(row.other_id for row in rows)
    names = names_of([*(row.created_by_id for row in rows), *(one.owner_id for one in others.values())])
    items = []
    for row in rows:
        other = others[row.other_id]
        owner = names[other.owner_id] if other.owner_id else NOBODY.say(asked.language)
        said = {"other": other.name, "owner": owner, "distance": distance_text(row.distance_m or 0)}
        rep = names.get(row.created_by_id, "")
        items.append(
            QueueItem(
                kind="possible_duplicate",
                record_id=row.pk,
                entity="possible_duplicate",
                title=DOUBT_TITLE.say(asked.language, rep=rep, customer=row.customer.name),
                text=DOUBT_TEXTS[row.why].say(asked.language, **said),
                at=row.created_at,
                actions=DOUBT_ACTIONS,
                facts={"customer": str(row.customer_id), "other": str(row.other_id)},
            )
        )
    return items


def _decide_doubt(asked: DayQuestion, record_id: UUID, action: str, reason: str) -> None:
    perform("possible_duplicate.keep_both", {}, actor=asked.actor, record_id=record_id)


panels.add("customer", Panel("pin_change", PIN_LABEL, _pin_panel, "pin_change"))
queue_sources.add(
    "pin_change",
    QueueSource(
        "pin_change",
        PIN_LABEL,
        _pin_items,
        lambda asked: _open(asked, "pin_change").count(),
        _decide_pin,
        PIN_ACTIONS,
        entity="pin_change",
    ),
)
queue_sources.add(
    "possible_duplicate",
    QueueSource(
        "possible_duplicate",
        DOUBT_LABEL,
        _doubt_items,
        lambda asked: _doubts(asked).count(),
        _decide_doubt,
        DOUBT_ACTIONS,
        entity="possible_duplicate",
    ),
)
