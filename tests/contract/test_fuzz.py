"""Every operation of the committed contract, with what its own schema lets through, as a rep and as an administrator.

Promises asked of each answer: no server error, a documented status, a documented content type, a body as the contract
says. Half of the references lead to rows that exist, so that more than the door is tried. Each request is taken back.

The suite draws few examples, always the same; `make fuzz` draws many new ones.
"""

from __future__ import annotations

import copy
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import requests
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from outrider.engine.entities.declaration import entities
from outrider.engine.entities.models import writing
from outrider.engine.entities.verbs import verbs
from outrider.engine.identity.queries import forget_company
from outrider.visits.actions.asking import EVIDENCE
from outrider.visits.models import Review
from tests.contract.filled import Filled, one_of
from tests.world.cast import Web, World

CONTRACT = json.loads((Path(__file__).parents[2] / "openapi.json").read_text("utf-8"))
EXAMPLES = "OUTRIDER_FUZZ_EXAMPLES"
FEW = 2
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# Whom a reference in a body or an address means, where it is not an entity's own word.
MEANS = {
    "rep": "person",
    "owner": "person",
    "decided_by": "person",
    "photo": "visit_photo",
    "transfer": "transfer",
}
SENT = ("method", "url", "headers", "params", "data", "json", "files")


class _TakenBack(Exception):
    """Ends the transaction of one request."""


class Known:
    """Rows that exist, by the word that an address or a body has for them."""

    def __init__(self, filled: Filled) -> None:
        self.ids = {entity.key: str(one_of(filled.rows[entity.model])) for entity in entities}
        self.by_path = {entity.path: self.ids[entity.key] for entity in entities}
        self.words = {
            "path": [entity.path for entity in entities],
            "kind": [entity.path for entity in entities],
            "entity": [entity.key for entity in entities],
            "key": [verb.key for verb in verbs],
        }

    def fill(self, case: Any, number: int) -> None:
        """Every second example is about what exists."""
        if number % 2:
            return
        given = case.path_parameters or {}
        for name in given:
            words = self.words.get(name)
            if words:
                given[name] = words[number // 2 % len(words)]
            elif name == "record_id":
                place = given.get("path") or case.operation.path.split("/")[2]
                given[name] = self.by_path.get(place) or self.ids.get(given.get("entity", ""), given[name])
            else:
                given[name] = self.named(name, given[name])
        case.body = self.known(case.body, "")

    def named(self, name: str, value: Any) -> Any:
        """The row that a key speaks of, if its value is an id."""
        name = name.removesuffix("_id").removesuffix("_ids").removesuffix("s")
        return self.ids.get(MEANS.get(name, name), value) if is_id(value) else value

    def known(self, value: Any, name: str) -> Any:
        """The same body with ids that exist."""
        if isinstance(value, dict):
            return {key: self.known(inside, str(key)) for key, inside in value.items()}
        if isinstance(value, list):
            return [self.known(inside, name) for inside in value]
        return self.named(name, value)


def is_id(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


class Knocking:
    """A signed-in browser that sends what was drawn."""

    def __init__(self, web: Web) -> None:
        self.web, self.cookies = web, copy.copy(web.client.cookies)
        web.client.raise_request_exception = False

    def send(self, case: Any) -> Response:
        """One request, whose changes are taken back, also those of the session."""
        drawn = case.as_transport_kwargs(base_url="http://testserver")
        asked = requests.Request(**{name: drawn[name] for name in SENT if name in drawn}).prepare()
        parts = urlsplit(str(asked.url))
        headers: dict[str, Any] = {**asked.headers, "X-CSRF-Token": self.web.token}
        headers.pop("Content-Length", None)
        body: Any = asked.body or b""
        try:
            with transaction.atomic():
                answer: Any = self.web.client.generic(
                    str(asked.method),
                    f"{parts.path}?{parts.query}",
                    body.encode() if isinstance(body, str) else body,
                    headers.pop("Content-Type", ""),
                    headers=headers,
                )
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
                raise _TakenBack
        except _TakenBack:
            self.web.client.cookies = copy.copy(self.cookies)
            forget_company()
        found = {name.lower(): [value] for name, value in answer.headers.items()}
        return Response(answer.status_code, found, content, asked, 0.0, verify=False)


def faults(contract: dict[str, Any], knocking: Knocking, known: Known) -> Iterator[str]:
    """Where an answer is not what the contract says."""
    for found in schemathesis.openapi.from_dict(contract).get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        yield from (f"{operation.label}: {said}" for said in faults_of(operation, knocking, known))


def faults_of(operation: Any, knocking: Knocking, known: Known) -> list[str]:
    """Of each kind of fault the first."""
    said: dict[str, str] = {}
    count = itertools.count(1)

    @settings(
        max_examples=int(os.environ.get(EXAMPLES, FEW)),
        database=None,
        deadline=None,
        derandomize=EXAMPLES not in os.environ,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy())
    def try_it(case: Any) -> None:
        known.fill(case, next(count))
        answer = knocking.send(case)
        try:
            case.validate_response(answer, checks=CHECKS)
        except BaseExceptionGroup as group:
            for fault in group.exceptions:
                said.setdefault(type(fault).__name__, sentence(fault, answer))

    try_it()
    return list(said.values())


def sentence(fault: BaseException, answer: Response) -> str:
    """What is wrong, what was sent, what came back."""
    what = " ".join(str(fault).split())[:400]
    asked, got = answer.request, answer.content.decode(errors="replace")[:300]
    return f"{what}\n  sent {asked.url} {str(asked.body)[:600]}\n  got {answer.status_code} {got}"


@pytest.fixture
def known(world: World) -> Known:
    filled = Filled()
    filled.grow(3)
    with writing():
        Review.objects.update(kind=EVIDENCE)
    return Known(filled)


# In a run on both databases one of them each: what is drawn for the one is drawn for the other.
@pytest.mark.parametrize(
    ("who", "app"),
    [
        pytest.param("rep_wang", "rep", marks=pytest.mark.one_database("postgres")),
        pytest.param("admin", "console", marks=pytest.mark.one_database("sqlite")),
    ],
)
def test_every_operation_answers_as_the_contract_says(world: World, known: Known, who: str, app: str) -> None:
    found = list(faults(CONTRACT, Knocking(world.web(world.people[who], app)), known))
    assert not found, "\n" + "\n".join(found)


def test_a_contract_that_is_not_kept_is_found(world: World, known: Known) -> None:
    path = "/api/tags/{record_id}"
    operation = copy.deepcopy(CONTRACT["paths"][path]["get"])
    operation["responses"] = {
        "200": {"description": "Other", "content": {"application/json": {"schema": {"type": "array"}}}}
    }
    lying = {**CONTRACT, "paths": {path: {"get": operation}}}
    found = "\n".join(faults(lying, Knocking(world.web(world.admin)), known))
    assert "Undocumented status code" in found
    assert "violates schema" in found
