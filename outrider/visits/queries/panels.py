"""What visits show on a customer's page: last visits, last photos, last stock; and their part of the timeline."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.database.prepared import Prepared, key
from outrider.engine.database.prepared import moment as moment_place
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.extensions import Panel, panels, timeline
from outrider.kernel import clock
from outrider.kernel.text import T, Text, listed
from outrider.visits.models import StockLine, Visit, VisitPhoto
from outrider.visits.queries.page import stock_of, visit_photos

VISITED = T("拜访", "Visit")
COULD_NOT = T("无法拜访", "Could not visit")
MINUTES = T("在店 {minutes} 分钟", "{minutes} min in store")
COLUMNS: tuple[tuple[str, Text], ...] = (
    ("at", T("时间", "At")),
    ("rep", T("业务员", "Rep")),
    ("minutes", T("在店(分钟)", "Minutes")),
    ("summary", T("小结", "Summary")),
)
STOCK_COLUMNS: tuple[tuple[str, Text], ...] = (
    ("name", T("商品", "Product")),
    ("quantity", T("数量", "Quantity")),
    ("remark", T("备注", "Remark")),
)
OUT, NEAR = T("缺货", "Out of stock"), T("临期", "Near expiry")


def _columns(columns: tuple[tuple[str, Text], ...], language: str) -> list[dict[str, str]]:
    return [{"key": key, "label": label.say(language)} for key, label in columns]


def _last_visits(actor: Actor, customer: Any) -> dict[str, Any]:
    rows = Visit.objects.filter(customer=customer.pk).select_related("rep").order_by("-checked_in_at")[:5]
    return {
        "kind": "rows",
        "entity": "visit",
        "columns": _columns(COLUMNS, actor.language),
        "rows": [
            {
                "id": str(row.pk),
                "at": moment(row.checked_in_at),
                "rep": row.rep.name,
                "minutes": None if row.time_in_store_s is None else row.time_in_store_s // 60,
                "summary": row.summary or listed(row.summary_chips, actor.language),
                "status": row.status,
                "outcome": row.outcome,
                "next_step": row.next_step,
            }
            for row in rows
        ],
    }


def _last_photos(actor: Actor, customer: Any) -> dict[str, Any]:
    photos = VisitPhoto.objects.filter(visit__customer=customer.pk, held=True).select_related("visit")
    shown = list(photos.order_by("-occurred_at", "-id")[:12])
    return {
        "kind": "rows",
        "entity": "visit_photo",
        "columns": [],
        "rows": [],
        "photos": [
            {
                "digest": p.digest,
                "of": f"visit:{p.visit_id}",
                "at": moment(p.occurred_at),
                "step_key": p.step_key,
            }
            for p in shown
        ],
    }


def _last_stock(actor: Actor, customer: Any) -> dict[str, Any]:
    last = StockLine.objects.filter(customer=customer.pk).order_by("-occurred_at").first()
    lines = stock_of(last.visit_id) if last else []
    return {
        "kind": "rows",
        "at": moment(last.occurred_at) if last else None,
        "columns": _columns(STOCK_COLUMNS, actor.language),
        "rows": [{**line, "remark": _remark(line, actor.language)} for line in lines],
    }


def _remark(line: dict[str, Any], language: str) -> str:
    said = [OUT.say(language)] if line["out_of_stock"] else []
    said += [NEAR.say(language)] if line["near_expiry"] else []
    return " · ".join(said)


def _timeline(actor: Actor, customer_id: UUID, before: datetime | None, limit: int) -> list[dict[str, Any]]:
    visits = _told(limit)(customer_id, before or clock.NEVER)
    photos = visit_photos([visit.pk for visit in visits if visit.photos_held], marked=True)
    return [_event(visit, photos.get(visit.pk, []), actor.language) for visit in visits]


@cache
def _told(limit: int) -> Prepared[Visit]:
    shown = (
        "status", "checked_in_at", "time_in_store_s", "summary", "summary_chips", "note", "outcome", "effective",
        "could_not_reason", "next_step", "next_on", "photos_held", "rep__name",
    )  # fmt: skip
    rows = Visit.objects.filter(customer=key(), checked_in_at__lt=moment_place(1)).select_related("rep")
    return Prepared(lambda: rows.only(*shown).order_by("-checked_in_at")[:limit])


def _event(visit: Visit, photos: list[dict[str, Any]], language: str) -> dict[str, Any]:
    said = [visit.summary or listed(visit.summary_chips, language), visit.note]
    if visit.time_in_store_s is not None:
        said.insert(0, MINUTES.say(language, minutes=visit.time_in_store_s // 60))
    return {
        "kind": "visit",
        "entity": "visit",
        "id": str(visit.pk),
        "at": moment(visit.checked_in_at),
        "title": (COULD_NOT if visit.status == "could_not" else VISITED).say(language),
        "text": " · ".join(part for part in said if part),
        "person": {"id": str(visit.rep_id), "name": visit.rep.name},
        "photos": photos,
        "facts": {
            "outcome": visit.outcome,
            "effective": visit.effective,
            "reason": visit.could_not_reason,
            "next_step": visit.next_step,
            "next_on": visit.next_on.isoformat() if visit.next_on else None,
        },
    }


panels.add("customer", Panel("visits", T("最近拜访", "Last visits"), _last_visits))
panels.add("customer", Panel("photos", T("最近照片", "Last photos"), _last_photos))
panels.add("customer", Panel("stock", T("最近盘点", "Last stock count"), _last_stock, "product"))
timeline.add("customer", _timeline)
