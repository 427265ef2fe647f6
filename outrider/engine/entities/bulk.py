"""Bulk actions from a list: at most 100 records, each judged and answered on its own."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from outrider.engine.access.actor import Actor
from outrider.engine.entities import actions
from outrider.engine.entities.declaration import Entity
from outrider.engine.entities.http import WAITING
from outrider.engine.entities.verbs import Held, Input, Retry, verbs
from outrider.kernel.errors import Problem, conflict, invalid
from outrider.kernel.text import T

LIMIT = 100
NO_ACTION = T("没有这个批量操作", "There is no such bulk action")


class BulkInput(Input):
    """What to do, with which records."""

    action: Annotated[str, Field(max_length=40)]
    ids: Annotated[list[UUID], Field(min_length=1, max_length=LIMIT)]
    data: dict[str, Any] = {}


def bulk(entity: Entity, actor: Actor, order: BulkInput, language: str) -> dict[str, Any]:
    """Carry out; every record has its own transaction, so one refusal holds nobody else back."""
    verb = verbs.find(f"{entity.key}.{order.action}")
    if order.action not in ("update", "delete") and not (verb and verb.bulk):
        raise invalid("action", "action", NO_ACTION)
    results = []
    for record_id in dict.fromkeys(order.ids):
        try:
            _one(entity, actor, order, record_id)
            results.append({"id": str(record_id), "status": 200})
        except Problem as problem:
            results.append(_refused(record_id, problem, language))
        except Held as refusal:
            held = conflict(refusal.code, refusal.text, **refusal.params)
            results.append(_refused(record_id, held, language))
        except Retry:
            results.append(_refused(record_id, conflict("waiting", WAITING), language))
    return {"results": results}


def _refused(record_id: UUID, problem: Problem, language: str) -> dict[str, Any]:
    return {"id": str(record_id), "status": problem.status, "error": problem.as_dict(language)}


def _one(entity: Entity, actor: Actor, order: BulkInput, record_id: UUID) -> None:
    if order.action == "delete":
        actions.delete(entity.key, actor, record_id, None)
    elif order.action == "update":
        # A bulk change is meant for whatever version each record has now.
        version = entity.model.objects.filter(pk=record_id).values_list("version", flat=True).first()
        actions.update(entity.key, actor, record_id, {**order.data, "version": version or 1})
    else:
        actions.perform(f"{entity.key}.{order.action}", order.data, actor=actor, record_id=record_id)
