"""The same photo used twice: a new photo is compared with all others of the company.

The same file is found by its SHA-256 whenever it was taken, an alike picture by its look (``dhash``) over the
last 90 days; shots of one visit are never compared with each other. A hit never refuses anything: it marks the
photo, and what contradicts (see ``rules.contradicts``) asks a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from outrider.engine.entities.verbs import Write
from outrider.engine.files.queries import looks_of
from outrider.tracking.queries import Resemblance, photo_ground
from outrider.visits import rules
from outrider.visits.actions.asking import PHOTO, ask_review
from outrider.visits.actions.common import flag
from outrider.visits.models import Visit, VisitPhoto

LOOK_BACK = timedelta(days=90)
MOST = 500
EXPLANATION = "explanation"  # the step of a photo that a rep adds to his words; it claims no shelf


def give_looks(photos: Iterable[VisitPhoto]) -> None:
    """What the server has measured counts, else what the phone said."""
    rows = list(photos)
    measured = looks_of(photo.digest for photo in rows if photo.held)
    for photo in rows:
        photo.dhash = measured.get(photo.digest, photo.dhash)
        photo.band_0, photo.band_1, photo.band_2, photo.band_3 = rules.bands(photo.dhash)


def compare(visit: Visit, photos: Sequence[VisitPhoto]) -> list[str]:
    """Note on each photo which one of another visit it resembles; the codes of what the visit is flagged with."""
    claims = [photo for photo in photos if photo.step_key != EXPLANATION]
    same = _same_files(visit, [photo.digest for photo in claims])
    codes = set()
    for photo in claims:
        found = same.get(photo.digest)
        photo.reused = found is not None
        photo.like = found or _alike(visit, photo)
        photo.apart = None
        if photo.like:
            looks = bool(photo.dhash and photo.like.dhash)
            photo.apart = rules.bits_apart(photo.dhash, photo.like.dhash) if looks else 0
            if speaks_against(visit, photo):
                codes.add("photo_reused" if found else "photo_alike")
    return sorted(codes)


def speaks_against(visit: Visit, photo: VisitPhoto) -> bool:
    """Whether what a photo resembles contradicts its visit; ``like`` and its visit are loaded."""
    return photo.like is not None and rules.contradicts(
        photo.digest == photo.like.digest, photo.like.visit.customer_id == visit.customer_id
    )


def ask_of_photos(write: Write, visit: Visit, codes: Sequence[str]) -> None:
    """Flag the visit and have a person look, when a photo of it contradicts it."""
    if codes:
        flag(write, visit, codes)
        rows = contradicting(visit)
        # The rep's phone says it as well, and another rep's shop is not his to know.
        grounds = [ground_of(row, visit, {row.like.visit_id} if own(row, visit) else set()) for row in rows]
        ask_review(write, visit, PHOTO, grounds)


def own(photo: Any, visit: Visit) -> bool:
    """Whether the photo that this one resembles is of the same rep."""
    return bool(photo.like.visit.rep_id == visit.rep_id)


def contradicting(visit: Visit) -> list[Any]:
    """The visit's photos that speak against it, each with the one that it resembles and its visit."""
    rows = VisitPhoto.objects.filter(visit=visit.pk, like__isnull=False)
    rows = rows.select_related("like__visit__rep", "like__visit__customer")
    return [row for row in rows.order_by("occurred_at", "id") if speaks_against(visit, row)]


def ground_of(photo: Any, visit: Visit, readable: Iterable[UUID]) -> dict[str, Any]:
    """What a photo's resemblance says; the other shop is named when its visit is among the readable ones."""
    other = photo.like
    return photo_ground(
        Resemblance(
            same_file=photo.digest == other.digest,
            same_customer=other.visit.customer_id == visit.customer_id,
            bits=photo.apart or 0,
            on=other.business_date,
            shop=other.visit.title if other.visit_id in readable else None,
        )
    )


def _others(visit: Visit) -> Any:
    rows = VisitPhoto.objects.exclude(visit=visit.pk).exclude(step_key=EXPLANATION)
    return rows.select_related("visit")


def _same_files(visit: Visit, digests: list[str]) -> dict[str, VisitPhoto]:
    """By digest the first photo of another visit that is the same file."""
    rows = _others(visit).filter(digest__in=digests).order_by("-occurred_at", "-id")
    return {row.digest: row for row in rows[:MOST]}


def _alike(visit: Visit, photo: VisitPhoto) -> VisitPhoto | None:
    """The nearest look; where two are equally near, the one of the same customer explains it."""
    if not photo.dhash:
        return None
    near = Q()
    for at, band in enumerate(rules.bands(photo.dhash)):
        near |= Q(**{f"band_{at}__in": rules.band_neighbours(band or 0)})
    rows = _others(visit).filter(near, business_date__gte=visit.business_date - LOOK_BACK)
    found = [
        (rules.bits_apart(photo.dhash, row.dhash), row.visit.customer_id != visit.customer_id, at, row)
        for at, row in enumerate(rows.order_by("-occurred_at", "-id")[:MOST])
    ]
    best = min(found, key=lambda one: one[:3], default=None)
    return best[3] if best and best[0] <= rules.ALIKE_BITS else None
