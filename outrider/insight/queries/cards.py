"""Warnings among the cards that wait for a manager: one card a customer, its weightiest reason first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from outrider.engine.access.actor import LEADERS
from outrider.engine.entities.actions import perform
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.queries import visible
from outrider.engine.identity.company import module_states
from outrider.engine.identity.queries import names_of
from outrider.insight import rules, sentences
from outrider.insight.actions import next_days
from outrider.insight.entities import WARNING
from outrider.insight.models import CustomerWarning
from outrider.insight.queries.known import reasons_on
from outrider.insight.rules import Reason
from outrider.kernel.text import T
from outrider.visits.board import DayQuestion, QueueAction, QueueItem, QueueSource, queue_sources

LABEL = T("客户预警", "Customer warnings")
TITLE = T("{rep} · {customer}", "{rep} · {customer}")
TOMORROW = QueueAction("plan", T("加入明天的计划", "Add to tomorrow's plan"))
NEXT_DAY = QueueAction("plan", T("加入下一个工作日的计划", "Add to the next working day's plan"))
ADDED = T("已加入{rep} {month}月{day}日的计划", "Added to the plan of {rep} for {on}")
SEEN = QueueAction("seen", T("知道了", "Noted"))


def _open(asked: DayQuestion) -> QuerySet[CustomerWarning]:
    """Open warnings of the scope, without customers that somebody is going to visit anyway."""
    rows: QuerySet[CustomerWarning] = visible(WARNING, asked.actor)
    if not asked.actor.has(*LEADERS) or not module_states()["insight"]:
        return rows.none()
    plans: Any = entities.get("visit_plan").model.objects
    planned = plans.filter(customer=OuterRef("customer"), on__gte=asked.on, status="planned")
    return rows.filter(~Exists(planned), status="open", customer__deleted_at__isnull=True).exclude(
        customer__owner=None
    )


def _items(asked: DayQuestion, limit: int) -> list[QueueItem]:
    by_customer: dict[UUID, list[CustomerWarning]] = defaultdict(list)
    rows = _open(asked).select_related("customer").order_by("-points", "id")
    for warning in rows[: limit * len(rules.KINDS)]:
        by_customer[warning.customer_id].append(warning)
    groups = list(by_customer.values())[:limit]
    names = names_of(map(_owner, groups))
    reasons = reasons_on([group[0].customer_id for group in groups], asked.on)
    tomorrow = asked.on + timedelta(days=1)
    days = next_days(names, asked.on)
    plans = {owner: TOMORROW if on == tomorrow else NEXT_DAY for owner, on in days.items()}
    return [
        _item(asked, group, names[_owner(group)], plans[_owner(group)], reasons.get(group[0].customer_id, []))
        for group in groups
    ]


def _owner(group: Sequence[CustomerWarning]) -> UUID:
    owner_id = group[0].customer.owner_id
    assert owner_id is not None  # _open leaves them out
    return owner_id


def _item(
    asked: DayQuestion,
    group: Sequence[CustomerWarning],
    rep: str,
    plan: QueueAction,
    reasons: Sequence[Reason],
) -> QueueItem:
    first, raised = group[0], {(warning.kind, warning.begins) for warning in group}
    told = [reason for reason in reasons if (reason.kind, reason.begins) in raised]
    text = sentences.say_all(told, asked.on, asked.language)
    return QueueItem(
        kind="warning",
        record_id=first.pk,
        entity="warning",
        title=TITLE.say(asked.language, rep=rep, customer=first.title),
        text=text or sentences.name_of(first.kind, asked.language),
        at=first.created_at,
        actions=(plan, SEEN),
        facts={"customer": str(first.customer_id), "reasons": [warning.kind for warning in group]},
    )


def _decide(asked: DayQuestion, record_id: UUID, action: str, reason: str) -> str | None:
    warning = perform(f"warning.{action}", {}, actor=asked.actor, record_id=record_id)
    if action == SEEN.key:
        return None
    on, owner_id = warning.planned_on, warning.customer.owner_id
    rep = names_of([owner_id])[owner_id]
    return ADDED.say(asked.language, rep=rep, month=on.month, day=on.day, on=on.isoformat())


queue_sources.add(
    "warning",
    QueueSource(
        "warning",
        LABEL,
        _items,
        lambda asked: _open(asked).values("customer").distinct().count(),
        _decide,
        (TOMORROW, SEEN),
        entity="warning",
    ),
)
