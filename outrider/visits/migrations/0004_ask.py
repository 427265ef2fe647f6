"""Reviews get a row of their own: one for every visit and photo that waits for a person, or was decided before."""

from typing import Any

from django.db import migrations

from outrider.kernel.ids import uuid7


def ask(apps: Any, schema_editor: Any) -> None:
    """A review for every visit that waits for one, or was decided before reviews had a row of their own."""
    visits, reviews = apps.get_model("visits", "Visit"), apps.get_model("visits", "Review")
    photos = apps.get_model("visits", "VisitPhoto")
    asked = visits.objects.filter(deleted_at=None).exclude(status="open")
    rows = [
        _review(reviews, v, "evidence", v.review)
        for v in asked.filter(outcome="for_review") | asked.exclude(review="")
    ]
    for photo in photos.objects.filter(
        deleted_at=None, reused=True, verdict="", visit__deleted_at=None
    ).select_related("visit"):
        twin = (
            photos.objects.filter(digest=photo.digest)
            .exclude(visit=photo.visit_id)
            .order_by("occurred_at")
            .first()
        )
        if twin is not None:
            photos.objects.filter(pk=photo.pk).update(like_id=twin.pk, apart=0)
            rows.append(_review(reviews, photo.visit, "photo", ""))
    reviews.objects.bulk_create({(row.visit_id, row.kind): row for row in rows}.values(), batch_size=500)


def _review(reviews: Any, visit: Any, kind: str, decision: str) -> Any:
    at = visit.checked_out_at or visit.checked_in_at
    entry = {"id": str(uuid7()), "by": None, "name": "", "text": "", "decision": "", "photo": None}
    entries = [{**entry, "what": "asked", "at": at.isoformat()}]
    if decision:
        said = {
            "what": "decided",
            "text": visit.review_reason,
            "decision": decision,
            "by": str(visit.reviewed_by_id),
        }
        when = visit.reviewed_at or at
        entries.append({**entry, **said, "id": str(uuid7()), "at": when.isoformat()})
    return reviews(
        id=uuid7(),
        created_at=at,
        updated_at=at,
        occurred_at=at,
        business_date=visit.business_date,
        title=visit.title,
        visit_id=visit.pk,
        rep_id=visit.rep_id,
        department_id=visit.department_id,
        kind=kind,
        status="decided" if decision else "open",
        entries=entries,
        decision=decision,
        reason=visit.review_reason if decision else "",
        decided_by_id=visit.reviewed_by_id if decision else None,
        decided_at=visit.reviewed_at if decision else None,
    )


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_reviews")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop, elidable=True)]
