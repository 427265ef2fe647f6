"""A person decides what the evidence left open."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Limits

from outrider.engine.entities.declaration import Field
from outrider.engine.entities.verbs import Input, Line, Write, verb
from outrider.kernel.errors import forbidden, invalid
from outrider.kernel.text import T
from outrider.visits.actions.common import LEADERS, derive
from outrider.visits.models import Visit

OWN_VISIT = T("不能复核自己的拜访", "You cannot review your own visit")
REASON_NEEDED = T("请写明原因", "Please give the reason")
ACCEPTED = T("{customer}:拜访已认可", "{customer}: your visit was accepted")
REJECTED = T("{customer}:拜访未认可", "{customer}: your visit was not accepted")
NOTE = T("{name}:{reason}", "{name}: {reason}")
DECISIONS = (("accepted", T("认可", "Accept")), ("rejected", T("不认可", "Do not accept")))


class Review(Input):
    """The decision; not accepting one needs a reason that the rep will read."""

    decision: Literal["accepted", "rejected"]
    reason: Annotated[Line, Limits(max_length=500)] = ""


@verb(
    "visit.review",
    entity="visit",
    input=Review,
    label=T("复核", "Review"),
    roles=LEADERS,
    when=lambda visit: visit.status != "open",
    console=True,
    icon="scale",
    params=(
        Field("decision", "choice", T("结论", "Decision"), required=True, options=DECISIONS),
        Field("reason", "text", T("原因", "Reason"), max_length=500),
    ),
)
def review(write: Write, visit: Visit, data: Review) -> Visit:
    """Accept or reject a visit. It stands whatever a later model would say; the rep is told."""
    if visit.rep_id == write.actor.id:
        raise forbidden(OWN_VISIT)
    if data.decision == "rejected" and not data.reason:
        raise invalid("reason", "required", REASON_NEEDED)
    if visit.review == data.decision and visit.review_reason == data.reason:
        return visit
    visit.review, visit.review_reason = data.decision, data.reason
    visit.reviewed_by_id, visit.reviewed_at = write.actor.id, write.at
    derive(write, visit)
    write.notify(
        visit.rep_id,
        "visit_review",
        ACCEPTED if data.decision == "accepted" else REJECTED,
        NOTE if data.reason else None,
        f"/visits/{visit.pk}",
        customer=visit.title,
        name=write.actor.name,
        reason=data.reason,
    )
    return visit
