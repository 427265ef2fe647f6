"""The review page, the same for the rep and for whoever decides: photos, evidence, places, both alike pictures.

What belongs to somebody out of the reader's sight keeps its name to itself; the picture is shown all the same,
because nobody can answer for a likeness that he may not see.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.engine.access.actor import LEADERS, Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.queries import visible
from outrider.kernel.geo import to_wgs84
from outrider.kernel.text import LANGUAGES
from outrider.tracking.queries import said
from outrider.visits.actions.asking import EVIDENCE, WAITING
from outrider.visits.actions.common import fence_m
from outrider.visits.actions.likeness import contradicting, ground_of
from outrider.visits.actions.review import open_correction
from outrider.visits.models import Review, Visit, VisitPhoto
from outrider.visits.queries.page import encode_photo, readable_visits, step_names, visit_evidence


def review_sync(review: Review) -> dict[str, Any]:
    """What the phone says offline: the grounds at the time of asking, in each language."""
    return {"sentences": {language: said(review.grounds, language) for language in LANGUAGES}}


def review_detail(actor: Actor, review: Review, language: str) -> dict[str, Any]:
    """What the page shows beyond the review's columns, as it is now."""
    visit = review.visit
    first = visit_evidence(actor, visit, language)
    pairs = contradicting(visit)
    readable = readable_visits(actor, pairs)
    photos = list(visit.photos.order_by("occurred_at", "id"))
    names = {step: label for (_, step), label in step_names([visit], language).items()}
    change = open_correction(actor, visit) if _decides(actor, review) else None
    return {
        "visit_facts": _visit_facts(visit),
        "photos": [encode_photo(photo, names) for photo in photos],
        "evidence": first,
        "sentences": first["sentences"] if first else said(review.grounds, language),
        "place": _place(visit, first, change),
        "pairs": [pair_of(photo, visit, readable, language, f"review:{review.pk}") for photo in pairs],
        "correction": _correction(change) if change and review.kind == EVIDENCE else None,
        "can": {
            "explain": actor.id == review.rep_id,
            "decide": _decides(actor, review) and review.status in WAITING,
        },
    }


def _decides(actor: Actor, review: Review) -> bool:
    entity = entities.get("review")
    level = entity.policy.level(actor, "update")
    leads = actor.has(*LEADERS) and actor.id != review.rep_id
    return leads and entity.scope.admits(actor, level, review)


def pair_of(photo: Any, visit: Visit, readable: set[UUID], language: str, of: str) -> dict[str, Any]:
    """Two pictures side by side; the other one's shop and person only where its visit is the reader's to see."""
    other = photo.like
    seen = other.visit_id in readable
    return {
        "text": said([ground_of(photo, visit, readable)], language)[0],
        "same_file": photo.digest == other.digest,
        "bits": photo.apart,
        "photo": {
            "digest": photo.digest,
            "of": of,
            "taken_at": moment(photo.occurred_at),
            "customer": visit.title,
            "rep": visit.rep.name,
            "verdict": photo.verdict or None,
        },
        "other": {
            "digest": other.digest,
            "of": of,
            "taken_at": moment(other.occurred_at),
            "customer": other.visit.title if seen else None,
            "rep": other.visit.rep.name if seen else None,
            "visit": str(other.visit_id) if seen else None,
        },
    }


def may_read_review_photo(actor: Actor, review_id: UUID, digest: str) -> bool:
    """Through a review one reads its visit's photos and those that they resemble, once their files are here."""
    row = visible(entities.get("review"), actor).filter(pk=review_id).select_related("visit").first()
    if row is None:
        return False
    if VisitPhoto.objects.filter(visit=row.visit_id, digest=digest, held=True).exists():
        return True
    return any(photo.like.digest == digest and photo.like.held for photo in contradicting(row.visit))


def _visit_facts(visit: Visit) -> dict[str, Any]:
    return {
        "id": str(visit.pk),
        "customer": {"id": str(visit.customer_id), "name": visit.title},
        "rep": {"id": str(visit.rep_id), "name": visit.rep.name},
        "status": visit.status,
        "checked_in_at": moment(visit.checked_in_at),
        "checked_out_at": moment(visit.checked_out_at),
        "time_in_store_s": visit.time_in_store_s,
        "distance_m": visit.distance_m,
        "accuracy_m": visit.accuracy_m,
        "location_status": visit.location_status,
        "gone": visit.customer.deleted_at is not None,
    }


def _place(visit: Visit, evidence: dict[str, Any] | None, change: Any) -> dict[str, Any]:
    """The pin with its fence, the fixes that are still kept, and a pin that is proposed: WGS-84."""
    customer = visit.customer
    pin = None if customer.pin_lat is None else [customer.pin_lat, customer.pin_lng]
    return {
        "pin": pin,
        "fence_m": fence_m(),
        "proposed": [change.pin_lat, change.pin_lng] if change else None,
        "fixes": [
            {
                "at": fix["at"],
                "place": list(to_wgs84(fix["lat"], fix["lng"], fix["datum"])),
                "accuracy": fix["accuracy"],
            }
            for fix in (evidence or {}).get("fixes", [])
        ],
    }


def _correction(change: Any) -> dict[str, Any]:
    return {
        "id": str(change.pk),
        "learned": change.learned,
        "distance_m": change.distance_m,
    }
