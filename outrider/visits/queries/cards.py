"""Cards that wait for a manager: visits whose evidence, or whose photos, a person should look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import LEADERS
from outrider.engine.entities.actions import perform
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.queries import visible
from outrider.kernel.errors import not_found
from outrider.kernel.text import T
from outrider.tracking.queries import said
from outrider.visits.actions.asking import EVIDENCE, PHOTO, WAITING
from outrider.visits.actions.likeness import speaks_against
from outrider.visits.actions.review import CORRECT
from outrider.visits.board import DayQuestion, QueueAction, QueueItem, QueueSource, queue_sources
from outrider.visits.models import Review, VisitPhoto

LABELS = {EVIDENCE: T("拜访复核", "Visit for review"), PHOTO: T("照片核对", "Photo to check")}
TITLE = T("{rep} · {customer}", "{rep} · {customer}")
REP_SAID = T("{rep}:{said}", "{rep}: {said}")
ACTIONS = (
    QueueAction("accepted", T("认可", "Accept")),
    QueueAction("rejected", T("不认可", "Do not accept"), danger=True),
)
CORRECTION = QueueAction(*CORRECT)
# The kind of card that a kind of review is shown as.
CARDS = {EVIDENCE: "review", PHOTO: "photo"}


def _waiting(asked: DayQuestion, kind: str) -> Any:
    rows = visible(entities.get("review"), asked.actor)
    if not asked.actor.has(*LEADERS):
        return rows.none()
    return rows.filter(kind=kind, status__in=WAITING).exclude(rep=asked.actor.id)


def _items(asked: DayQuestion, limit: int, kind: str) -> list[QueueItem]:
    rows = list(_waiting(asked, kind).select_related("rep", "visit").order_by("occurred_at")[:limit])
    if not rows:
        return []
    movable = _movable(asked, (row.visit.customer_id for row in rows)) if kind == EVIDENCE else set()
    pictures = _pictures(row.visit_id for row in rows) if kind == PHOTO else {}
    return [
        QueueItem(
            kind=CARDS[kind],
            record_id=row.pk,
            entity="review",
            title=TITLE.say(asked.language, rep=row.rep.name, customer=row.title),
            text=_text(row, asked.language),
            at=row.occurred_at,
            actions=(ACTIONS[0], CORRECTION, ACTIONS[1]) if row.visit.customer_id in movable else ACTIONS,
            facts=_facts(row, pictures.get(row.visit_id)),
        )
        for row in rows
    ]


def _text(row: Review, language: str) -> str:
    """What spoke against the visit, and what the rep has said of it last."""
    odd = said([ground for ground in row.grounds if ground["says"] == "contradicts"], language)
    last = next((one for one in reversed(row.entries) if one["by"] == str(row.rep_id) and one["text"]), None)
    told = [REP_SAID.say(language, rep=last["name"], said=last["text"][:300])] if last else []
    return "\n".join([";".join(odd), *told]).strip()


def _facts(row: Review, picture: VisitPhoto | None) -> dict[str, Any]:
    facts: dict[str, Any] = {"distance_m": row.visit.distance_m, "accuracy_m": row.visit.accuracy_m}
    if picture is not None and picture.like is not None:
        of = f"review:{row.pk}"
        facts |= {"digest": picture.digest, "of": of, "other": {"digest": picture.like.digest, "of": of}}
    return facts


def _pictures(visit_ids: Iterable[UUID]) -> dict[UUID, VisitPhoto]:
    """Of each visit the photo that speaks most clearly against it."""
    rows = VisitPhoto.objects.filter(visit__in=list(visit_ids), like__isnull=False)
    odd = rows.select_related("visit", "like__visit").order_by("-apart", "-occurred_at")
    return {row.visit_id: row for row in odd if speaks_against(row.visit, row)}


def _movable(asked: DayQuestion, customer_ids: Iterable[UUID]) -> set[UUID]:
    """The customers for whom another pin is proposed that the reader may take."""
    rows = visible(entities.get("pin_change"), asked.actor).filter(
        customer__in=set(customer_ids), status="open"
    )
    return set(rows.exclude(created_by=asked.actor.id).values_list("customer", flat=True))


def _decide(asked: DayQuestion, record_id: UUID, action: str, reason: str, kind: str) -> None:
    if not visible(entities.get("review"), asked.actor).filter(pk=record_id, kind=kind).exists():
        raise not_found()
    perform("review.decide", {"decision": action, "reason": reason}, actor=asked.actor, record_id=record_id)


def _source(kind: str) -> QueueSource:
    return QueueSource(
        CARDS[kind],
        LABELS[kind],
        lambda asked, limit: _items(asked, limit, kind),
        lambda asked: _waiting(asked, kind).count(),
        lambda asked, record_id, action, reason: _decide(asked, record_id, action, reason, kind),
        (*ACTIONS, CORRECTION),
        entity="review",
    )


for _kind in (EVIDENCE, PHOTO):
    queue_sources.add(CARDS[_kind], _source(_kind))
