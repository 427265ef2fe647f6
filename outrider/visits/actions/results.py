"""Steps done, and the photos that they name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, JsonValue, StringConstraints
from pydantic import Field as Limits

from outrider.engine.access.actor import FIELD
from outrider.engine.database.prepared import Prepared, key
from outrider.engine.entities.actions import decode, same_or_conflict
from outrider.engine.entities.fieldtypes.times import PlausibleMoment
from outrider.engine.entities.verbs import Digest, Input, Line, Write, verb
from outrider.engine.files.queries import held
from outrider.kernel.errors import FieldError, Problem
from outrider.kernel.period import occurred
from outrider.kernel.text import T
from outrider.visits.actions.common import derive, flag, own_visit, parts_of, template
from outrider.visits.actions.likeness import ask_of_photos, compare, give_looks
from outrider.visits.models import StepResult, Visit, VisitPhoto
from outrider.visits.steps import StepKind, step_kinds

DATA_LIMIT = 200_000
Look = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Pixels = Annotated[int, Limits(ge=0, le=100_000)]


def _bounded(data: dict[str, Any]) -> dict[str, Any]:
    """Data of an unknown kind is kept as it is, but no larger than a sheet and storable everywhere."""
    if len(json.dumps(data, ensure_ascii=True)) > DATA_LIMIT:
        raise ValueError("range")
    for text in _texts(data):
        if "\x00" in text:
            raise ValueError("control")
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise ValueError("surrogate")
    return data


def _texts(value: Any) -> Iterator[str]:
    """Every text inside a JSON value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


class PhotoInput(Input):
    """One photo by its original's digest; the file itself travels by its own queue."""

    photo_id: UUID
    digest: Digest
    size: Annotated[int, Limits(ge=0, le=2**40)] = 0
    width: Pixels | None = None
    height: Pixels | None = None
    taken_at: PlausibleMoment
    check_code: Annotated[Line, Limits(max_length=20)] | None = None
    shown_digest: Digest | None = None
    # How the original looks, reckoned from the camera's frame before the watermark was drawn.
    dhash: Look | None = None


class CompleteStep(Input):
    """One step done; doing it again sends a new result that names the one it replaces."""

    visit_id: UUID
    result_id: UUID
    step_key: Annotated[Line, Limits(max_length=40)]
    kind: Annotated[Line, Limits(max_length=40)]
    at: PlausibleMoment
    data: Annotated[dict[str, JsonValue], AfterValidator(_bounded)] = {}
    photos: Annotated[list[PhotoInput], Limits(max_length=50)] = []
    replaces: UUID | None = None


@verb(
    "visit.complete_step",
    input=CompleteStep,
    label=T("完成步骤", "Complete a step"),
    roles=FIELD,
    offline=True,
)
def complete_step(write: Write, data: CompleteStep) -> StepResult:
    """Append a step's result with its photos. An unknown step or kind is stored and flagged."""
    visit = own_visit(write, data.visit_id)
    present = _known_result.first(data.result_id)
    if present:
        same_or_conflict(present.visit_id == visit.pk and present.step_key == data.step_key)
        return present
    kind = step_kinds.find(data.kind)
    understood = data_of(kind, data) if kind else None
    moment = occurred(data.at, write.at)
    steps, _ = template(visit)
    odd = [*moment.flags]
    odd += [] if kind else ["kind_unknown"]
    odd += [] if any(s.key == data.step_key and s.kind == data.kind for s in steps) else ["step_unknown"]
    odd += ["after_check_out"] if visit.status != "open" else []
    flag(write, visit, odd)
    result = write.create(
        StepResult(
            id=data.result_id,
            visit=visit,
            step_key=data.step_key,
            kind=data.kind,
            data=understood.model_dump(mode="json") if understood else data.data,
            replaces=data.replaces,
            occurred_at=moment.at,
            business_date=visit.business_date,
        )
    )
    parts_of(visit).results.append(result)
    if kind and kind.stored:
        kind.stored(write, visit, result, understood)
    name_photos(write, visit, result, data.step_key, data.photos)
    derive(write, visit)
    # A step done again leaves the visit's columns as they are; what phones show of it has changed all the same.
    write.touch(visit)
    return result


_known_result: Prepared[StepResult] = Prepared(lambda: StepResult.all_objects.filter(pk=key()))


def data_of(kind: StepKind, data: CompleteStep) -> Input:
    """The step's data by its kind. 422 with paths below ``data`` otherwise."""
    try:
        return decode(kind.data, data.data)
    except Problem as problem:
        problem.errors = [
            FieldError(f"data.{e.field}", e.code, e.text, e.params, e.extra) for e in problem.errors
        ]
        raise


def name_photos(
    write: Write, visit: Visit, result: StepResult | None, step_key: str, photos: list[PhotoInput]
) -> None:
    """Append the photos that a result (or 无法拜访) names; those whose file is here already are held."""
    fresh = _unknown(visit, photos)
    if not fresh:
        return
    here = held(visit.rep_id, [photo.digest for photo in fresh.values()])
    rows = [
        VisitPhoto(
            id=photo.photo_id,
            visit=visit,
            step_result=result,
            step_key=step_key,
            digest=photo.digest,
            shown_digest=photo.shown_digest or "",
            size=photo.size,
            width=photo.width,
            height=photo.height,
            check_code=photo.check_code or "",
            dhash=photo.dhash or "",
            held=photo.digest in here,
            held_at=write.at if photo.digest in here else None,
            occurred_at=occurred(photo.taken_at, write.at).at,
            business_date=visit.business_date,
        )
        for photo in fresh.values()
    ]
    give_looks(rows)
    odd = compare(visit, rows)
    parts_of(visit).photos += write.create_many(rows)
    ask_of_photos(write, visit, odd)


def _unknown(visit: Visit, photos: list[PhotoInput]) -> dict[UUID, PhotoInput]:
    """The photos that the server has not been told of; 409 for an id that belongs elsewhere."""
    named = {photo.photo_id: photo for photo in photos}
    if not named:
        return {}
    known = dict(VisitPhoto.all_objects.filter(pk__in=list(named)).values_list("pk", "visit_id"))
    same_or_conflict(all(owner == visit.pk for owner in known.values()))
    return {pk: photo for pk, photo in named.items() if pk not in known}
