"""One visit in full: steps, photos, stock, evidence in sentences, and what upper packages add."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.queries import visible
from outrider.kernel.money import format_quantity
from outrider.kernel.text import label_in
from outrider.tracking.queries import evidence_of, fixes_of, storefront_ground, with_photos
from outrider.visits import rules
from outrider.visits.actions.likeness import ground_of
from outrider.visits.board import visit_figures
from outrider.visits.models import StepResult, StockLine, Visit, VisitPhoto, VisitType, VisitTypeVersion


def reads_positions(actor: Actor, rep_id: UUID, department_id: UUID | None) -> bool:
    """Positions are read by the person himself, his manager and the director; nobody else (see privacy)."""
    leads = actor.has("manager") and department_id in actor.subtree
    return actor.id == rep_id or leads or actor.has("director")


def visit_detail(actor: Actor, visit: Visit, language: str) -> dict[str, Any]:
    """What the visit's page shows beyond its columns."""
    evidence = _evidence(actor, visit, language)
    first = evidence.get("check_in") or evidence.get("could_not")
    steps = template_steps(visit)
    names = {step["key"]: label_in(step.get("name"), language) for step in steps}
    return {
        "steps": [encode_step(row) for row in visit.results.order_by("occurred_at", "id")],
        "photos": _photos(visit, names),
        "stock": stock_of(visit.pk),
        "evidence": first,
        "evidence_out": evidence.get("check_out"),
        "type": {"steps": [{**step, "label": names[step["key"]]} for step in steps]},
        "orders": [],
        "reviews": reviews_of(actor, visit.pk),
        **figures_of([visit.pk]).get(visit.pk, {}),
    }


def _photos(visit: Visit, names: dict[str, str]) -> list[dict[str, Any]]:
    shop = (visit.customer.name, visit.customer.address, visit.distance_m, visit.rep.name)
    rows = visit.photos.order_by("occurred_at", "id")
    return [
        {**encode_photo(row, names), "mark": photo_mark(row.occurred_at, row.digest, *shop)} for row in rows
    ]


def visit_evidence(actor: Actor, visit: Visit, language: str) -> dict[str, Any] | None:
    """The evidence of the act that opened a visit, with its fixes for who may read them."""
    evidence = _evidence(actor, visit, language)
    return evidence.get("check_in") or evidence.get("could_not")


def _evidence(actor: Actor, visit: Visit, language: str) -> dict[str, dict[str, Any]]:
    """By act; what the visit's photos say stands with the first one."""
    evidence = evidence_of(visit.pk, language)
    for part in evidence.values():
        if reads_positions(actor, visit.rep_id, visit.department_id):
            part["fixes"] = fixes_of(actor, visit.rep_id, UUID(part["id"]), visit.pk)
    grounds = photo_grounds(actor, visit)
    if "no_storefront" in visit.flagged and not visit.photos_named:
        grounds.append(storefront_ground())
    for act in ("check_in", "could_not"):
        if act in evidence and grounds:
            evidence[act] = with_photos(evidence[act], grounds, language)
    return evidence


def photo_grounds(actor: Actor, visit: Visit) -> list[dict[str, Any]]:
    """What each photo that resembles another visit's says; shops out of the reader's sight have no name."""
    rows = VisitPhoto.objects.filter(visit=visit.pk, like__isnull=False).select_related(
        "like__visit__customer"
    )
    photos = list(rows.order_by("occurred_at", "id"))
    readable = readable_visits(actor, photos)
    return [ground_of(photo, visit, readable) for photo in photos]


def readable_visits(actor: Actor, photos: Iterable[Any]) -> set[UUID]:
    """Those visits of the resembled photos that the reader may see; the visits and their customers are loaded."""
    entity = entities.get("visit")
    level = entity.policy.level(actor, "read")
    others = (photo.like.visit for photo in photos)
    return {other.pk for other in others if entity.scope.admits(actor, level, other)}


def reviews_of(actor: Actor, visit_id: UUID) -> list[dict[str, str]]:
    """The reviews of a visit that the reader may open."""
    rows = visible(entities.get("review"), actor).filter(visit=visit_id).order_by("occurred_at", "id")
    return [{"id": str(row.pk), "kind": row.kind, "status": row.status} for row in rows]


def visit_sync(visit: Visit) -> dict[str, Any]:
    """What the phone keeps of a visit beyond its columns; uses prefetched results and photos."""
    results = sorted(visit.results.all(), key=lambda row: (row.occurred_at, row.pk))
    photos = sorted(visit.photos.all(), key=lambda row: (row.occurred_at, row.pk))
    return {
        "steps": [encode_step(row) for row in results],
        "photos": [encode_photo(row, {}) for row in photos],
    }


def encode_step(row: StepResult) -> dict[str, Any]:
    """One result."""
    return {
        "id": str(row.pk),
        "step_key": row.step_key,
        "kind": row.kind,
        "at": moment(row.occurred_at),
        "data": row.data,
        "replaces": str(row.replaces) if row.replaces else None,
    }


def encode_photo(row: VisitPhoto, names: dict[str, str]) -> dict[str, Any]:
    """One photo; ``code_ok`` says whether the code drawn on it belongs to it (None: it has none)."""
    code = row.check_code
    return {
        "id": str(row.pk),
        "step_key": row.step_key,
        "step_name": names.get(row.step_key) or row.step_key,
        "digest": row.digest,
        "shown_digest": row.shown_digest or None,
        "of": f"visit:{row.visit_id}",
        "taken_at": moment(row.occurred_at),
        "width": row.width,
        "height": row.height,
        "check_code": code,
        "code_ok": rules.same_code(code, rules.check_code(row.digest)) if code else None,
        "received": row.held,
        "verdict": row.verdict or None,
        "verdict_reason": row.verdict_reason or None,
    }


def template_steps(visit: Visit) -> list[dict[str, Any]]:
    """The steps of the type as the rep saw them."""
    if visit.visit_type_id is None:
        return []
    wanted = Q(visit_type=visit.visit_type_id, number=visit.type_version)
    row = VisitTypeVersion.objects.filter(wanted).values_list("steps", flat=True).first()
    if row is None:
        row = VisitType.all_objects.values_list("steps", flat=True).get(pk=visit.visit_type_id)
    return list(row)


def step_names(visits: Iterable[Visit], language: str) -> dict[tuple[UUID, str], str]:
    """Labels of steps by (visit type, step key), from the types as they are now."""
    types = {visit.visit_type_id for visit in visits if visit.visit_type_id}
    rows = VisitType.all_objects.filter(pk__in=types).values_list("pk", "steps")
    return {(pk, step["key"]): label_in(step.get("name"), language) for pk, steps in rows for step in steps}


def stock_of(visit_id: UUID) -> list[dict[str, Any]]:
    """The shelf as counted; when counted again, the last count of each product."""
    rows = StockLine.objects.filter(visit=visit_id).select_related("product").order_by("occurred_at", "id")
    last = {row.product_id: row for row in rows}
    return [
        {
            "product": str(row.product_id),
            "name": row.product.name,
            "units": row.units,
            "quantity": None if row.quantity is None else format_quantity(row.quantity),
            "out_of_stock": row.out_of_stock,
            "near_expiry": row.near_expiry,
        }
        for row in last.values()
    ]


def figures_of(visit_ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """What upper packages know about visits, merged by visit."""
    merged: dict[UUID, dict[str, Any]] = {}
    for figure in visit_figures:
        for visit_id, values in figure(visit_ids).items():
            merged.setdefault(visit_id, {}).update(values)
    return merged


def photo_mark(
    at: datetime, digest: str, customer: str, address: str, distance_m: int | None, rep: str
) -> dict[str, Any]:
    """What stands on a photo wherever the desk shows it or keeps a copy: time, place, shop, rep and check code.

    The place is the shop's address and how far from it the visit was: a position would be gone after a month.
    """
    return {
        "taken_at": moment(at),
        "customer": customer,
        "address": address,
        "distance_m": distance_m,
        "rep": rep,
        "code": rules.check_code(digest),
    }


MARK = (
    "occurred_at", "digest", "visit__customer__name", "visit__customer__address", "visit__distance_m",
    "visit__rep__name",
)  # fmt: skip


def visit_photos(
    visit_ids: Iterable[UUID], limit: int = 500, *, marked: bool = False
) -> dict[UUID, list[dict[str, Any]]]:
    """Held photos by visit, as a picture list needs them; with their marks where they are shown large."""
    wanted = list(visit_ids)
    if not wanted:
        return {}
    rows = VisitPhoto.objects.filter(visit__in=wanted, held=True).order_by("occurred_at", "id")
    found: dict[UUID, list[dict[str, Any]]] = {}
    for visit_id, digest, *facts in rows.values_list("visit_id", "digest", *(MARK if marked else ()))[:limit]:
        one: dict[str, Any] = {"digest": digest, "of": f"visit:{visit_id}"}
        found.setdefault(visit_id, []).append({**one, "mark": photo_mark(*facts)} if marked else one)
    return found
