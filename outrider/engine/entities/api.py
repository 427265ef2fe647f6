"""The generic REST API: one router per entity, made from its declaration.

Annotations are evaluated at once here (no postponed ones): the schemas are made per entity.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Body, Router

from outrider.engine.access.actor import Actor
from outrider.engine.entities import actions, queries
from outrider.engine.entities.aside import check_present, present
from outrider.engine.entities.bulk import BulkInput, bulk
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.extensions import panels_of, read_timeline
from outrider.engine.entities.fieldtypes.times import plausible
from outrider.engine.entities.http import actor_of, json_response, language_of, only, signed_in
from outrider.engine.entities.meta import describe, meta_response
from outrider.engine.entities.schemas import create_schema, record_schema, update_schema
from outrider.engine.entities.services import services
from outrider.engine.entities.verbs import Verb, verbs, verbs_of
from outrider.engine.journal import queries as journal
from outrider.engine.search import queries as search
from outrider.engine.search.flood import count_search
from outrider.kernel.errors import invalid, not_found
from outrider.kernel.iso import moment_of
from outrider.kernel.text import T

BAD_TIME = T("时间无效", "This is not a valid time")
router = Router(tags=["engine"], auth=signed_in)
SEARCH_LIMIT = 20


@router.get("/meta", summary="What this person may see and do")
def meta(request: HttpRequest) -> HttpResponse:
    """Entities, fields, options and rights, in the reader's language, with an ETag."""
    return meta_response(request, actor_of(request))


@router.get("/search", summary="Find any record by name, pinyin, initials, phone tail or number")
def search_everything(request: HttpRequest, q: str = "") -> HttpResponse:
    """At most 20 records, each one readable by this person. 429 when a person searches too often."""
    only(request, "q")
    actor = actor_of(request)
    count_search(actor.id)
    found = present(search.candidates(q[:100].replace("\x00", "")), lambda row: str(row["entity"]))
    allowed: set[UUID] = set()
    for key in {row["entity"] for row in found if row["entity"] in entities}:
        wanted = [row["record_id"] for row in found if row["entity"] == key]
        allowed.update(
            queries.visible(entities.get(key), actor).filter(pk__in=wanted).values_list("pk", flat=True)
        )
    items = [
        {
            "entity": row["entity"],
            "id": str(row["record_id"]),
            "title": row["label"],
            "subtitle": row["subtitle"],
        }
        for row in found
        if row["record_id"] in allowed
    ]
    return json_response({"items": items[:SEARCH_LIMIT]})


@router.post("/verbs/{key}", summary="Run a verb that belongs to no single record")
def run_verb(request: HttpRequest, key: str, payload: dict[str, Any] = Body({})) -> HttpResponse:  # type: ignore[type-arg]  # noqa: B008
    """The same verbs that a phone sends as commands."""
    verb = verbs.find(key)
    if verb is None or verb.entity:
        raise not_found()
    check_present(key.partition(".")[0])
    result = actions.perform(key, payload, actor=actor_of(request))
    return json_response(answer_of(request, result))


def answer_of(request: HttpRequest, result: Any) -> Any:
    """A verb's result as JSON: a record in full, anything else as it is."""
    if result is not None and hasattr(result, "_meta"):
        entity = next((e for e in entities if e.model is type(result)), None)
        return detail(request, entity, result) if entity else {"id": str(result.pk)}
    return result if result is not None else {"ok": True}


def detail(request: HttpRequest, entity: Entity, record: Any) -> dict[str, Any]:
    """One record with what this person may do with it."""
    actor = actor_of(request)
    answer = queries.encode(entity, record, actor)
    rights = {
        action: entity.scope.admits(actor, entity.policy.level(actor, action), record)
        for action in ("update", "delete")
    }
    allowed = [
        verb.name
        for verb in verbs_of(entity.key)
        if verb.console
        and (not verb.roles or actor.has(*verb.roles))
        and (not verb.when or verb.when(record))
    ]
    answer["_can"] = {**rights, "verbs": allowed}
    if entity.detail:
        answer.update(entity.detail(actor, record, language_of(request)))
    return answer


def query_parameters(entity: Entity) -> list[dict[str, Any]]:
    """The list parameters of an entity, for OpenAPI."""
    names = ["q", "page", "size", "sort", "bin", "fields", *entity.filters, f"{entity.title}.contains"]
    return [
        {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
        for name in dict.fromkeys(names)
    ]


def entity_router(entity: Entity) -> Router:
    """The REST endpoints of one entity."""
    made = Router(tags=[entity.path], auth=_signed_in_to(entity))
    _collection(made, entity)
    _single(made, entity)
    _beside(made, entity)
    for verb in verbs_of(entity.key):
        _verb(made, entity, verb)
    return made


def _signed_in_to(entity: Entity) -> Callable[[HttpRequest], Actor]:
    """Ninja's authentication: signed in, and the company has not left this entity aside."""

    def present_for(request: HttpRequest) -> Actor:
        actor = actor_of(request)
        check_present(entity.key)
        return actor

    return present_for


def _collection(made: Router, entity: Entity) -> None:
    named = f"{entity.key}_"
    created = {200: record_schema(entity), 201: record_schema(entity)}

    @made.get(
        "",
        operation_id=f"{named}list",
        openapi_extra={"parameters": query_parameters(entity)},
        summary=f"List {entity.path}",
    )
    def listing(request: HttpRequest) -> HttpResponse:
        page = queries.listing(entity, actor_of(request), request.GET.dict())
        return json_response(page.as_dict())

    if any(map(bool, (entity.policy.create, entity.policy.update))):

        @made.post("", operation_id=f"{named}create", response=created, summary=f"Create in {entity.path}")
        def create(request: HttpRequest, payload: create_schema(entity)) -> HttpResponse:  # type: ignore[valid-type]
            record, new = actions.create(entity.key, actor_of(request), payload)
            return json_response(detail(request, entity, record), 201 if new else 200)

        @made.post("/bulk", operation_id=f"{named}bulk", summary=f"Change up to 100 {entity.path}")
        def change_many(request: HttpRequest, payload: BulkInput) -> HttpResponse:
            return json_response(bulk(entity, actor_of(request), payload, language_of(request)))


def _single(made: Router, entity: Entity) -> None:
    named = f"{entity.key}_"

    @made.get("/{uuid:record_id}", operation_id=f"{named}get", response=record_schema(entity))
    def single(request: HttpRequest, record_id: UUID, include: str = "", bin: bool = False) -> HttpResponse:
        only(request, "include", "bin")
        actor = actor_of(request)
        record = queries.get(entity, actor, record_id, binned=bin)
        answer = detail(request, entity, record)
        if "timeline" in include:
            answer["timeline"] = read_timeline(entity.key, actor, record_id)
        if "panels" in include:
            answer["panels"] = [
                {"key": p.key, "label": p.label.say(language_of(request)), **p.load(actor, record)}
                for p in panels_of(entity.key)
            ]
        return json_response(answer)

    if entity.policy.update:

        @made.patch("/{uuid:record_id}", operation_id=f"{named}update", response=record_schema(entity))
        def update(request: HttpRequest, record_id: UUID, payload: update_schema(entity)) -> HttpResponse:  # type: ignore[valid-type]
            record = actions.update(entity.key, actor_of(request), record_id, payload)
            return json_response(detail(request, entity, record))

    if entity.policy.delete and entity.bin:

        @made.delete("/{uuid:record_id}", operation_id=f"{named}delete", response={204: None})
        def delete(request: HttpRequest, record_id: UUID, version: int | None = None) -> HttpResponse:
            actions.delete(entity.key, actor_of(request), record_id, version)
            return HttpResponse(status=204)

        @made.post(
            "/{uuid:record_id}/restore", operation_id=f"{named}restore", response=record_schema(entity)
        )
        def restore(request: HttpRequest, record_id: UUID) -> HttpResponse:
            record = actions.restore(entity.key, actor_of(request), record_id)
            return json_response(detail(request, entity, record))


def _beside(made: Router, entity: Entity) -> None:
    named = f"{entity.key}_"

    @made.get("/{uuid:record_id}/timeline", operation_id=f"{named}timeline")
    def timeline(request: HttpRequest, record_id: UUID, before: str = "") -> HttpResponse:
        only(request, "before")
        actor = actor_of(request)
        queries.get(entity, actor, record_id)
        items = read_timeline(entity.key, actor, record_id, _moment(before))
        return json_response(
            {"items": items, "next": items[-1]["at"] if len(items) == SEARCH_LIMIT else None}
        )

    @made.get("/{uuid:record_id}/panels/{key}", operation_id=f"{named}panel")
    def panel(request: HttpRequest, record_id: UUID, key: str) -> HttpResponse:
        actor = actor_of(request)
        record = queries.get(entity, actor, record_id)
        found = next((p for p in panels_of(entity.key) if p.key == key), None)
        if found is None:
            raise not_found()
        label = found.label.say(language_of(request))
        return json_response({"key": key, "label": label, **found.load(actor, record)})

    @made.get("/{uuid:record_id}/history", operation_id=f"{named}history")
    def history(request: HttpRequest, record_id: UUID) -> HttpResponse:
        actor = actor_of(request)
        queries.get(entity, actor, record_id)
        entries = journal.of_record(entity.key, record_id)
        names = services.get("names")(entry.actor_id for entry in entries)
        return json_response({"items": [_entry(entity, entry, names) for entry in entries]})


def _entry(entity: Entity, entry: Any, names: dict[UUID, str]) -> dict[str, Any]:
    hidden = {f.attribute for f in entity.fields if f.sensitive} | {"password"}
    changes = {k: ["•••", "•••"] if k in hidden else v for k, v in entry.changes.items()}
    return {
        "at": moment(entry.at),
        "actor": {"id": str(entry.actor_id), "name": names.get(entry.actor_id, "")}
        if entry.actor_id
        else None,
        "source": entry.source,
        "verb": entry.verb,
        "changes": changes,
    }


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        value = plausible(moment_of(text.replace(" ", "+")))
    except ValueError as error:
        raise invalid("before", "time", BAD_TIME) from error
    if value.tzinfo is None:
        raise invalid("before", "time", BAD_TIME)
    return value


def _verb(made: Router, entity: Entity, verb: Verb) -> None:
    @made.post(
        f"/{{uuid:record_id}}/do/{verb.name}",
        operation_id=verb.key.replace(".", "_"),
        response=record_schema(entity),
        summary=verb.label.en,
    )
    def do(request: HttpRequest, record_id: UUID, payload: verb.input) -> HttpResponse:  # type: ignore[name-defined]
        actor = actor_of(request)
        result = actions.perform(verb.key, payload, actor=actor, record_id=record_id)
        if result is None or not isinstance(result, entity.model):
            return json_response(answer_of(request, result))
        return json_response(detail(request, entity, result))


__all__ = ["describe", "entity_router", "router"]
