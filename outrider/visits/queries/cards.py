"""Cards that wait for a manager: visits for review, and photos that equal another visit's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.engine.entities.actions import perform
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.queries import visible
from outrider.kernel.errors import invalid
from outrider.kernel.text import T
from outrider.tracking.queries import contradictions_of
from outrider.visits.board import DayQuestion, QueueAction, QueueItem, QueueSource, queue_sources

REVIEW_LABEL = T("拜访复核", "Visit for review")
PHOTO_LABEL = T("照片核对", "Photo to check")
PHOTO_TEXT = T("这张照片与另一次拜访的相同,请看一眼", "This photo equals one of another visit; please look")
TITLE = T("{rep} · {customer}", "{rep} · {customer}")
NO_ACTION = T("没有这个操作", "There is no such action")
REVIEW_ACTIONS = (
    QueueAction("accepted", T("认可", "Accept")),
    QueueAction("rejected", T("不认可", "Do not accept"), danger=True),
)
PHOTO_ACTIONS = (
    QueueAction("ok", T("合格", "Passed")),
    QueueAction("rejected", T("不合格", "Not passed"), danger=True),
)


def _reviews(asked: DayQuestion) -> Any:
    if not asked.actor.has("manager", "director", "admin"):
        return visible(entities.get("visit"), asked.actor).none()
    rows = visible(entities.get("visit"), asked.actor).filter(outcome="for_review", review="")
    return rows.exclude(status="open").exclude(rep=asked.actor.id)


def _review_items(asked: DayQuestion, limit: int) -> list[QueueItem]:
    visits = list(_reviews(asked).select_related("rep").order_by("checked_in_at")[:limit])
    sentences = contradictions_of([visit.pk for visit in visits], asked.language)
    return [
        QueueItem(
            kind="review",
            record_id=visit.pk,
            entity="visit",
            title=TITLE.say(asked.language, rep=visit.rep.name, customer=visit.title),
            text=sentences.get(visit.pk, ""),
            at=visit.checked_in_at,
            actions=REVIEW_ACTIONS,
            facts={"distance_m": visit.distance_m, "accuracy_m": visit.accuracy_m},
        )
        for visit in visits
    ]


def _decide_review(asked: DayQuestion, record_id: UUID, action: str, reason: str) -> None:
    _known(action, REVIEW_ACTIONS)
    perform("visit.review", {"decision": action, "reason": reason}, actor=asked.actor, record_id=record_id)


def _photos(asked: DayQuestion) -> Any:
    """Reused photos of the last fortnight without a verdict."""
    rows = visible(entities.get("visit_photo"), asked.actor)
    if not asked.actor.has("manager", "director", "admin"):
        return rows.none()
    return rows.filter(reused=True, verdict="", held=True).exclude(visit__rep=asked.actor.id)


def _photo_items(asked: DayQuestion, limit: int) -> list[QueueItem]:
    photos = _photos(asked).select_related("visit__rep").order_by("occurred_at")[:limit]
    return [
        QueueItem(
            kind="photo",
            record_id=photo.pk,
            entity="visit_photo",
            title=TITLE.say(asked.language, rep=photo.visit.rep.name, customer=photo.visit.title),
            text=PHOTO_TEXT.say(asked.language),
            at=photo.occurred_at,
            actions=PHOTO_ACTIONS,
            facts={"digest": photo.digest, "of": f"visit:{photo.visit_id}", "visit": str(photo.visit_id)},
        )
        for photo in photos
    ]


def _decide_photo(asked: DayQuestion, record_id: UUID, action: str, reason: str) -> None:
    _known(action, PHOTO_ACTIONS)
    perform("photo.judge", {"verdict": action, "reason": reason}, actor=asked.actor, record_id=record_id)


def _known(action: str, actions: tuple[QueueAction, ...]) -> None:
    if action not in {known.key for known in actions}:
        raise invalid("action", "action", NO_ACTION)


queue_sources.add(
    "review",
    QueueSource("review", REVIEW_LABEL, _review_items, lambda asked: _reviews(asked).count(), _decide_review),
)
queue_sources.add(
    "photo",
    QueueSource("photo", PHOTO_LABEL, _photo_items, lambda asked: _photos(asked).count(), _decide_photo),
)
