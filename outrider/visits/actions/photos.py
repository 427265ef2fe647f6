"""Photos: their files arrive by a queue of their own, and a manager says whether they will do."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field as Limits

from outrider.engine.access.actor import LEADERS
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.verbs import Input, Line, Write, verb
from outrider.kernel.errors import forbidden, invalid
from outrider.kernel.text import T
from outrider.visits.actions.asking import PHOTO, WAITING, locked_review
from outrider.visits.actions.common import derive
from outrider.visits.actions.likeness import ask_of_photos, compare, contradicting, give_looks
from outrider.visits.actions.review import REASON_NEEDED, settle
from outrider.visits.models import Visit, VisitPhoto

OWN_PHOTO = T("不能评定自己的照片", "You cannot judge your own photo")
REJECTED = T("{customer}:照片不合格", "{customer}: a photo did not pass")
NOTE = T("{name}:{reason}", "{name}: {reason}")
VERDICTS = (("ok", T("合格", "Passed")), ("rejected", T("不合格", "Not passed")))


class Judge(Input):
    """The verdict on one photo; 不合格 needs a reason."""

    verdict: Literal["ok", "rejected"]
    reason: Annotated[Line, Limits(max_length=200)] = ""


@verb(
    "photo.judge",
    entity="visit_photo",
    input=Judge,
    label=T("评定照片", "Judge the photo"),
    roles=LEADERS,
    console=True,
    icon="image-check",
    params=(
        Field("verdict", "choice", T("结论", "Verdict"), required=True, options=VERDICTS),
        Field("reason", "text", T("原因", "Reason"), max_length=200),
    ),
)
def judge_photo(write: Write, photo: VisitPhoto, data: Judge) -> VisitPhoto:
    """合格 or 不合格. A rejected one returns to the rep as a notice."""
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=photo.visit_id)
    if visit.rep_id == write.actor.id:
        raise forbidden(OWN_PHOTO)
    if data.verdict == "rejected" and not data.reason:
        raise invalid("reason", "required", REASON_NEEDED)
    if photo.verdict == data.verdict and photo.verdict_reason == data.reason:
        return photo
    write.update(
        photo,
        verdict=data.verdict,
        verdict_reason=data.reason,
        judged_by_id=write.actor.id,
        judged_at=write.at,
    )
    derive(write, visit)
    if photo.like_id:
        _settle_review(write, visit, data)
    if data.verdict == "rejected":
        write.notify(
            visit.rep_id,
            "photo_rejected",
            REJECTED,
            NOTE,
            f"/visits/{visit.pk}",
            customer=visit.title,
            name=write.actor.name,
            reason=data.reason,
        )
    return photo


def _settle_review(write: Write, visit: Visit, data: Judge) -> None:
    """Once every photo that a review is about was judged, by hand, nothing of it is left to decide."""
    asked = locked_review(visit.pk, PHOTO)
    verdicts = {photo.verdict for photo in contradicting(visit)}
    if asked is not None and asked.status in WAITING and verdicts and "" not in verdicts:
        decision = "rejected" if "rejected" in verdicts else "accepted"
        # The photo's own notice says it all.
        settle(write, asked, decision, data.reason, photos_too=False, tell=False)


def file_arrived(write: Write, person_id: UUID, digest: str) -> None:
    """A person's file is whole: his photos that name it are held, and their visits may be complete.

    Now that the picture itself is here, what it resembles is looked up once more.
    """
    rows = VisitPhoto.objects.select_for_update(of=("self",)).select_related("visit")
    waiting = list(rows.filter(digest=digest, held=False, visit__rep=person_id).order_by("visit_id", "id"))
    for photo in waiting:
        photo.held, photo.held_at = True, write.at
    give_looks(waiting)
    for visit_id in dict.fromkeys(photo.visit_id for photo in waiting):
        visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit_id)
        photos = [photo for photo in waiting if photo.visit_id == visit_id]
        odd = compare(visit, photos)
        for photo in photos:
            write.update(photo, verb="visit.photo_arrived")
        ask_of_photos(write, visit, odd)
        derive(write, visit)
