"""A person decides what the evidence left open, and the rep has his say before and once after.

Promises: what a rep says is stored whenever it arrives, also offline and after the end; a decision of a person
changes only by a person, and only after an appeal.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field as Limits

from outrider.customers.queries import by_ids
from outrider.engine.access.actor import FIELD, LEADERS, Actor
from outrider.engine.entities.actions import run, same_or_conflict
from outrider.engine.entities.declaration import Field, entities
from outrider.engine.entities.fieldtypes.times import PlausibleMoment
from outrider.engine.entities.queries import visible
from outrider.engine.entities.verbs import Input, Line, Lines, Write, verb
from outrider.engine.identity.queries import leaders_of
from outrider.kernel.errors import conflict, forbidden, invalid, not_found
from outrider.kernel.period import occurred
from outrider.kernel.text import T
from outrider.visits.actions.asking import EVIDENCE, PHOTO, WAITING, entry, locked_review, new_review
from outrider.visits.actions.common import derive, own_visit, refresh
from outrider.visits.actions.learning import judge_visit_again
from outrider.visits.actions.likeness import EXPLANATION, contradicting
from outrider.visits.actions.results import PhotoInput, name_photos
from outrider.visits.events import REVIEWED
from outrider.visits.models import Review, Visit

MOST = 200
OWN_VISIT = T("不能复核自己的拜访", "You cannot review your own visit")
REASON_NEEDED = T("请写明原因", "Please give the reason")
ACCEPTED = T("{customer}:拜访已认可", "{customer}: your visit was accepted")
REJECTED = T("{customer}:拜访未认可", "{customer}: your visit was not accepted")
PHOTO_ACCEPTED = T("{customer}:照片已认可", "{customer}: your photo was accepted")
PHOTO_REJECTED = T("{customer}:照片未认可", "{customer}: your photo was not accepted")
TOLD = {EVIDENCE: (ACCEPTED, REJECTED), PHOTO: (PHOTO_ACCEPTED, PHOTO_REJECTED)}
NOTE = T("{name}:{reason}", "{name}: {reason}")
EXPLAINED = T("{name} 说明了 {customer} 的情况", "{name} explained the visit to {customer}")
APPEALED = T("{name} 对 {customer} 的复核提出申诉", "{name} appeals the review of {customer}")
SAID = T("{said}", "{said}")
NO_WORDS = T("请写几句话或拍一张照片", "Write something or take a photo")
TOO_MANY = T("这次复核的说明已经太多", "There are too many explanations in this review")
OVER = T("复核已经结束,你的说明已保存", "The review is over; what you said was kept")
DECIDED = T("{name} 已经复核过", "{name} has reviewed this already")
WITHDRAWN = T("这次复核已撤回,不需要决定", "This review was taken back; there is nothing to decide")
NO_CORRECTION = T("没有可采用的新位置", "There is no other pin to take")
DECISIONS = (("accepted", T("认可", "Accept")), ("rejected", T("不认可", "Do not accept")))
CORRECT = ("corrected", T("定位有误,一键修正", "The pin is wrong: correct it"))

Reason = Annotated[Line, Limits(max_length=500)]


class VisitReview(Input):
    """The decision; not accepting one needs a reason that the rep will read."""

    decision: Literal["accepted", "rejected"]
    reason: Reason = ""


class Decide(Input):
    """The decision on a review; ``corrected`` takes the open proposal for the customer's pin as well."""

    decision: Literal["accepted", "rejected", "corrected"]
    reason: Reason = ""


class Explain(Input):
    """What the rep says, with a photo if it helps."""

    review_id: UUID
    note_id: UUID
    text: Annotated[Lines, Limits(max_length=2_000)] = ""
    photos: Annotated[list[PhotoInput], Limits(max_length=1)] = []
    at: PlausibleMoment


@verb(
    "visit.review",
    entity="visit",
    input=VisitReview,
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
def review(write: Write, visit: Visit, data: VisitReview) -> Visit:
    """Accept or reject a visit, also one that nobody asked about."""
    _may_decide(write, visit.rep_id, data)
    asked = locked_review(visit.pk, EVIDENCE)
    if asked is None or asked.status == "withdrawn":
        asked = _unasked(write, visit, asked)
    settle(write, asked, data.decision, data.reason)
    return Visit.objects.get(pk=visit.pk)


def _unasked(write: Write, visit: Visit, known: Review | None) -> Review:
    """A review that a person begins by deciding."""
    if known is not None:
        return write.update(known, verb="review.ask", status="open")
    fresh = new_review(write, visit, EVIDENCE, [])
    fresh.entries = []
    return write.create(fresh, verb="review.ask")


@verb(
    "review.decide",
    entity="review",
    input=Decide,
    label=T("复核", "Review"),
    roles=LEADERS,
    console=True,
    icon="scale",
    params=(
        Field("decision", "choice", T("结论", "Decision"), required=True, options=(*DECISIONS, CORRECT)),
        Field("reason", "text", T("原因", "Reason"), max_length=500),
    ),
)
def decide(write: Write, record: Review, data: Decide) -> Review:
    """A person's decision: it stands whatever a later model would say; the rep is told."""
    _may_decide(write, record.rep_id, data)
    change = open_correction(write.actor, record.visit) if data.decision == "corrected" else None
    if data.decision == "corrected" and (change is None or record.kind != EVIDENCE):
        raise conflict("no_correction", NO_CORRECTION)
    settle(write, record, data.decision, data.reason)
    if change is not None:
        # The decision first: from then on the product leaves this review alone when the pin moves.
        run(write, "pin_change.decide", {"decision": "accepted", "reason": data.reason[:200]}, change.pk)
        visit = Visit.objects.select_for_update(of=("self",)).select_related("visit_type")
        customer = by_ids([record.visit.customer_id])[record.visit.customer_id]
        judge_visit_again(write, visit.get(pk=record.visit_id), customer)
    return record


@verb("review.explain", input=Explain, label=T("说明情况", "Explain"), roles=FIELD, offline=True)
def explain(write: Write, data: Explain) -> Review:
    """说明情况 while nobody has decided; after a decision, once, it is an appeal and opens the review again."""
    rows = Review.objects.select_for_update(of=("self",)).select_related("visit")
    record = rows.filter(pk=data.review_id, rep=write.actor.id).first()
    if record is None:
        raise not_found()
    known = next((one for one in record.entries if one["id"] == str(data.note_id)), None)
    if known is not None:
        same_or_conflict(known["text"] == data.text)
        return record
    if not data.text and not data.photos:
        raise invalid("text", "required", NO_WORDS)
    if len(record.entries) >= MOST:
        raise conflict("too_many", TOO_MANY)
    what = _meaning(record)
    said = entry(
        write,
        what,
        note_id=data.note_id,
        text=data.text,
        photo=_photo(write, record, data),
        at=occurred(data.at, write.at).at,
    )
    changes: dict[str, Any] = {"entries": [*record.entries, said]}
    if what == "explained":
        changes["status"] = "explained" if record.status == "open" else record.status
    elif what == "appealed":
        changes |= {"status": "appealed", "appealed_at": write.at}
    else:
        write.flag("review_over", OVER)
    write.update(record, **changes)
    _tell_leaders(write, record, what, data.text)
    return record


def _meaning(record: Review) -> str:
    if record.status in WAITING:
        return "explained"
    return "appealed" if record.status == "decided" and record.appealed_at is None else "added"


def _photo(write: Write, record: Review, data: Explain) -> dict[str, str] | None:
    """The photo becomes one of the visit's, under a step of its own."""
    if not data.photos:
        return None
    visit = own_visit(write, record.visit_id)
    name_photos(write, visit, None, EXPLANATION, data.photos)
    derive(write, visit)
    return {"id": str(data.photos[0].photo_id), "digest": data.photos[0].digest}


def _tell_leaders(write: Write, record: Review, what: str, text: str) -> None:
    hearers = {*leaders_of(record.department_id), record.decided_by_id} - {None, write.actor.id}
    title = APPEALED if what == "appealed" else EXPLAINED
    places = {"name": write.actor.name, "customer": record.title, "said": text[:200]}
    for person_id in sorted(hearers, key=str):
        assert person_id is not None
        link = f"/reviews/{record.pk}"
        write.notify(person_id, f"review_{what}", title, SAID if text else None, link, **places)


def _may_decide(write: Write, rep_id: UUID, data: VisitReview | Decide) -> None:
    if rep_id == write.actor.id:
        raise forbidden(OWN_VISIT)
    if data.decision == "rejected" and not data.reason:
        raise invalid("reason", "required", REASON_NEEDED)


def settle(
    write: Write, record: Review, decision: str, reason: str, *, photos_too: bool = True, tell: bool = True
) -> None:
    """Write a person's decision down and let it count. 409 when it was decided, or taken back, before."""
    if record.status == "decided":
        if (record.decision, record.reason, record.decided_by_id) == (decision, reason, write.actor.id):
            return
        raise conflict("already_decided", DECIDED, name=_decider(record))
    if record.status == "withdrawn":
        raise conflict("withdrawn", WITHDRAWN)
    write.update(
        record,
        verb="review.decide",
        status="decided",
        decision=decision,
        reason=reason,
        decided_by_id=write.actor.id,
        decided_at=write.at,
        entries=[*record.entries, entry(write, "decided", decision=decision, text=reason)],
    )
    good = decision != "rejected"
    if record.kind == EVIDENCE:
        _count(write, record, "accepted" if good else "rejected", reason)
    elif photos_too:
        _judge_photos(write, record, "ok" if good else "rejected", reason)
    if tell:
        _tell_rep(write, record, good, reason)


def _decider(record: Review) -> str:
    last = next((one for one in reversed(record.entries) if one["what"] == "decided"), None)
    return str(last["name"]) if last else ""


def _count(write: Write, record: Review, verdict: str, reason: str) -> None:
    """The visit carries the decision, and its effect follows it."""
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=record.visit_id)
    visit.review, visit.review_reason = verdict, reason
    visit.reviewed_by_id, visit.reviewed_at = write.actor.id, write.at
    refresh(visit)
    write.update(visit, verb=REVIEWED)


def _judge_photos(write: Write, record: Review, verdict: str, reason: str) -> None:
    """The photos that the review is about get its verdict."""
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=record.visit_id)
    for photo in contradicting(visit):
        photo.verdict, photo.verdict_reason = verdict, reason[:200]
        photo.judged_by_id, photo.judged_at = write.actor.id, write.at
        write.update(photo, verb="photo.judge")
    derive(write, visit)


def _tell_rep(write: Write, record: Review, good: bool, reason: str) -> None:
    write.notify(
        record.rep_id,
        "visit_review",
        TOLD[record.kind][0 if good else 1],
        NOTE if reason else None,
        f"/reviews/{record.pk}",
        customer=record.title,
        name=write.actor.name,
        reason=reason,
    )


def open_correction(actor: Actor, visit: Visit) -> Any:
    """The newest pin that somebody, or the product, proposes for the visit's customer; None without one."""
    rows = visible(entities.get("pin_change"), actor).filter(customer=visit.customer_id, status="open")
    return rows.exclude(created_by=actor.id).order_by("-created_at").first()
