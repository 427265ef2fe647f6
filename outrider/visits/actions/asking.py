"""The product asks a person to look at a visit, and takes its question back when the ground for it is gone.

It never decides, and never touches what a person has decided. A review keeps its whole conversation.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from outrider.engine.entities.encoding import moment
from outrider.engine.entities.verbs import Write
from outrider.kernel.ids import uuid7
from outrider.kernel.text import T
from outrider.tracking.queries import grounds_of
from outrider.visits.models import Review, Visit

EVIDENCE, PHOTO = "evidence", "photo"
WAITING = frozenset({"open", "explained", "appealed"})
ASKED = T("{customer}:这次拜访需要复核", "{customer}: this visit is for review")
WHY = {
    EVIDENCE: T("核验依据需要人看一下,你可以说明情况", "A person will look at the evidence; you can explain"),
    PHOTO: T(
        "有照片与另一次拜访的相同或几乎一样,你可以说明情况",
        "A photo equals or closely resembles one of another visit; you can explain",
    ),
}


def entry(write: Write, what: str, *, product: bool = False, **more: Any) -> dict[str, Any]:
    """One line of a review's conversation; ``product`` when nobody in person has said it."""
    return {
        "id": str(more.pop("note_id", None) or uuid7()),
        "what": what,
        "by": None if product else str(write.actor.id),
        "name": "" if product else write.actor.name,
        "at": moment(more.pop("at", write.at)),
        "text": "",
        "decision": "",
        "photo": None,
        **more,
    }


def new_review(
    write: Write, visit: Visit, kind: str, grounds: list[dict[str, Any]], at: datetime | None = None
) -> Review:
    """A review that nobody has decided yet, not stored; ``at`` when it should have been asked in the past."""
    return Review(
        title=visit.title,
        visit=visit,
        rep_id=visit.rep_id,
        department_id=visit.department_id,
        kind=kind,
        grounds=grounds,
        entries=[entry(write, "asked", product=True, at=at or write.at)],
        occurred_at=at or write.at,
        business_date=visit.business_date,
    )


def ask_review(write: Write, visit: Visit, kind: str, grounds: list[dict[str, Any]]) -> None:
    """Have a person look at the visit; the rep is told, once. What was decided stays decided."""
    review = locked_review(visit.pk, kind)
    if review is None:
        review = write.create(new_review(write, visit, kind, grounds), verb="review.ask")
    elif review.status in WAITING:
        write.update(review, verb="review.ask", grounds=grounds)
        return
    elif review.status == "withdrawn":
        said = [*review.entries, entry(write, "asked", product=True)]
        write.update(review, verb="review.ask", status="open", grounds=grounds, entries=said)
    else:
        return
    write.notify(
        visit.rep_id, "review_asked", ASKED, WHY[kind], f"/reviews/{review.pk}", customer=visit.title
    )


def ask_of_evidence(write: Write, visit: Visit) -> None:
    """Once a visit has ended, what its evidence says decides whether a person is asked; nothing else does."""
    if visit.outcome == "for_review" and visit.status != "open" and not visit.review:
        ask_review(write, visit, EVIDENCE, grounds_of(visit.pk))


def ask_again_of_evidence(write: Write, visit: Visit) -> None:
    """The evidence was judged anew: ask, or take the question back where nothing is left of it."""
    if visit.outcome == "for_review":
        ask_of_evidence(write, visit)
        return
    review = locked_review(visit.pk, EVIDENCE)
    # An appealed review holds a person's decision: only a person ends it.
    if review is not None and review.status in {"open", "explained"}:
        said = [*review.entries, entry(write, "withdrawn", product=True)]
        write.update(review, verb="review.withdraw", status="withdrawn", entries=said)


def locked_review(visit_id: UUID, kind: str) -> Review | None:
    """A visit's review of a kind, held until the transaction ends."""
    return Review.objects.select_for_update().filter(visit=visit_id, kind=kind).first()
