"""Bad parameters at every list, page and single-purpose read: a 422 by name, never a 500, never ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from outrider.engine.entities.declaration import Entity, entities
from tests.contract.bad_values import NOBODY
from tests.world.cast import Web, World

pytestmark = pytest.mark.slow  # a walk over every declaration
# Parameter, value, code; for every list.
EVERYWHERE = [
    ("page", "-1", "page"),
    ("page", "0", "page"),
    ("page", "1000000000", "page"),
    ("page", "100000", "page"),
    ("page", "１", "page"),
    ("page", "1.5", "page"),
    ("page", "", "page"),
    ("size", "1000000000", "size"),
    ("size", "0", "size"),
    ("size", "101", "size"),
    ("limit", "1000000000", "unknown_parameter"),
    ("offset", "5", "unknown_parameter"),
    ("bin", "yes", "boolean"),
    ("sort", "password", "sort"),
    ("sort", "owner__password", "sort"),
    ("sort", "?", "sort"),
    ("sort", "--name", "sort"),
    ("sort", "name;drop", "sort"),
    ("password", "x", "unknown_parameter"),
    ("owner__password", "x", "unknown_parameter"),
    ("owner.password", "x", "unknown_parameter"),
    ("created_by__mobile", "x", "unknown_parameter"),
    ("pk__in", "x", "unknown_parameter"),
    ("id", NOBODY, "unknown_parameter"),
    ("version", "1", "unknown_parameter"),
    ("deleted_at", "", "unknown_parameter"),
    ("created_at", "\x00", "unknown_parameter"),
    ("created_at.from", "yesterday", "filter"),
    ("created_at.from", "2026-11-22T00:00:00", "filter"),
    ("created_at.from", "9999-12-31T23:59:59Z", "filter"),
    ("created_at.contains", "2026", "operator"),
    ("created_at.password", "x", "operator"),
    ("created_at.empty", "maybe", "filter"),
]
# A bad filter value by type, with its operator.
BY_TYPE: dict[str, list[tuple[str, str]]] = {
    "integer": [("", "x"), ("", "9" * 30), ("from", "1e9"), ("", "１２"), ("", "1_0"), ("to", "NaN")],
    "quantity": [("", "1.2.3"), ("from", "NaN"), ("", "9" * 20)],
    "money": [("", "1.2.3"), ("from", "Infinity"), ("to", "1.00001")],
    "date": [("", "2026-02-30"), ("from", "9999-01-01"), ("to", "45000"), ("", "")],
    "datetime": [("from", "now"), ("to", "2026-11-22")],
    "time": [("", "25:00"), ("from", "09:00Z")],
    "boolean": [("", "1"), ("", "")],
    "choice": [("", "no such"), ("", "")],
    "reference": [("", "x"), ("", f"{NOBODY},")],
    "tags": [("", "x")],
    "mobile": [("", "x")],
    "roles": [("", "root"), ("", '%"')],
    "choices": [("", "root")],
}
# Harmless, however odd: a search or a filter that finds nothing.
ODD = [
    "'",
    '"',
    "%",
    "_",
    "\\",
    "*",
    "\x00",
    "\u202e",
    "𠮷",
    "é" * 50,
    "a" * 5_000,
    "' OR 1=1 --",
    "{{7*7}}",
    " ",
    "NEAR/",
]


def readable(world: World) -> Iterator[tuple[Entity, Web]]:
    admin, manager = world.web(world.admin), world.web(world.manager_east)
    for browser in (admin, manager):
        browser.client.raise_request_exception = False
    for entity in entities:
        if entity.key == "notice":
            continue  # one's own notices have a door of their own, with the one parameter ``after``
        yield entity, admin if "admin" in entity.policy.read else manager


def where(answer: Any) -> tuple[int, str, str]:
    problem = answer.json()
    error = problem["errors"][0] if problem.get("errors") else {"field": "", "code": problem.get("code", "")}
    return answer.status_code, error["field"], error["code"]


@pytest.mark.django_db
def test_no_list_takes_a_parameter_that_it_does_not_know(world: World) -> None:
    world.customer()
    for entity, web in readable(world):
        for name, value, code in EVERYWHERE:
            if name.partition(".")[0] in entity.filters or value.lstrip("-") in entity.sorts:
                continue
            answer = web.get(f"/api/{entity.path}?{name}={quote(value)}")
            field = name if code in ("unknown_parameter", "operator") else name.removesuffix(".from")
            assert where(answer) == (422, field, code), (entity.key, name, value)


@pytest.mark.django_db
def test_filters_refuse_what_is_no_value_of_their_type(world: World) -> None:
    for entity, web in readable(world):
        for name in entity.filters:
            field = entity.by_name.get(name)
            for operator, value in BY_TYPE.get(field.type, []) if field else ():
                asked = f"{name}.{operator}".rstrip(".")
                answer = web.get(f"/api/{entity.path}?{asked}={quote(value)}")
                assert where(answer) == (422, name, "filter"), (entity.key, asked, value)
            hostile = web.get(f"/api/{entity.path}?{name}__in=x&{name}={quote('x' * 20_000)}")
            assert hostile.status_code == 422, (entity.key, name)


@pytest.mark.django_db
def test_odd_searches_find_nothing_and_break_nothing(world: World) -> None:
    world.customer("惠民便利")
    for entity, web in readable(world):
        for text in ODD:
            for asked in (f"q={quote(text)}", f"{entity.title}.contains={quote(text)}"):
                answer = web.get(f"/api/{entity.path}?{asked}")
                assert answer.status_code == 200, (entity.key, asked[:40], answer.content[:200])
        if "integer" in {f.type for f in entity.fields}:
            number = next(
                (f.name for f in entity.fields if f.type == "integer" and f.name in entity.filters), None
            )
            if number:
                assert web.get(f"/api/{entity.path}?{number}=9007199254740991").json()["total"] == 0
    for text in ODD:
        assert world.web(world.admin).get(f"/api/search?q={quote(text)}").status_code == 200


# Reads beside the lists: address, status, field, code.
READS = [
    ("/api/customers/{id}?include=timeline&x=1", 422, "x", "unknown_parameter"),
    ("/api/customers/{id}?bin=maybe", 422, "bin", "boolean"),
    ("/api/customers/{id}/timeline?before=yesterday", 422, "before", "time"),
    ("/api/customers/{id}/timeline?before=2026-11-22T00:00:00", 422, "before", "time"),
    ("/api/customers/{id}/timeline?before=0001-01-01T00:00:00%2B14:00", 422, "before", "time"),
    ("/api/customers/{id}/panels/%00", 404, "", "not_found"),
    ("/api/customers/not-an-id", 404, "", "not_found"),
    ("/api/customers/%00", 404, "", "not_found"),
    ("/api/customers/{nobody}/history", 404, "", "not_found"),
    ("/api/no-such-thing", 404, "", "not_found"),
    ("/api/customers/export?format=exe", 422, "format", "format"),
    ("/api/customers/export?owner__password=x", 422, "owner__password", "unknown_parameter"),
    ("/api/%00/export", 404, "", "not_found"),
    ("/api/console/day?on=2026-02-30", 422, "on", "date"),
    ("/api/console/day?on=9999-12-31", 422, "on", "date"),
    ("/api/console/day?on=%00", 422, "on", "date"),
    ("/api/console/day?when=today", 422, "when", "unknown_parameter"),
    ("/api/console/people/{nobody}/day", 404, "", "not_found"),
    ("/api/console/photos?page=-1", 422, "page", "page"),
    ("/api/console/photos?on.from=45000", 422, "on.from", "date"),
    ("/api/console/photos?rep=x", 422, "rep", "id"),
    ("/api/console/photos?password=x", 422, "password", "unknown_parameter"),
    ("/api/console/map?bounds=a,b,c,d", 422, "bounds", "bounds"),
    ("/api/console/map?bounds=NaN,0,1,1", 422, "bounds", "bounds"),
    ("/api/console/map?bounds=1e309,0,1,1", 422, "bounds", "bounds"),
    ("/api/plans/board?on=tomorrow", 422, "on", "date"),
    ("/api/search?q=a&entity=person", 422, "entity", "unknown_parameter"),
    ("/api/notices?after=x", 422, "after", "id"),
    ("/api/jobs/{nobody}", 404, "", "not_found"),
    ("/api/jobs/1", 422, "job_id", "id"),
    ("/api/imports/{nobody}/report", 404, "", "not_found"),
    ("/api/files/%00?of=visit:{nobody}", 404, "", "not_found"),
    ("/api/files/..%2f..%2fetc%2fpasswd?of=visit:{nobody}", 404, "", "not_found"),
    ("/api/files/abc?of=visit:x", 404, "", "not_found"),
    ("/api/files/abc?of=visit:{nobody}&size=huge", 422, "query", "unknown_parameter"),
    ("/api/sync/changes?device=x", 403, "", "device_unknown"),
    ("/api/sync/changes?device={nobody}", 403, "", "device_unknown"),
    ("/api/sync/changes?device={nobody}&limit=1000000000", 422, "limit", "limit"),
    ("/api/sync/changes?device={nobody}&since=%00&x=1", 422, "query", "unknown_parameter"),
]


@pytest.mark.django_db
def test_reads_name_what_is_wrong_with_their_address(world: World) -> None:
    customer = world.customer()
    web = world.web(world.manager_east)
    web.client.raise_request_exception = False
    wrong = []
    for address, status, field, code in READS:
        answer = web.get(address.replace("{id}", str(customer.pk)).replace("{nobody}", NOBODY))
        found = (
            where(answer)
            if answer["Content-Type"] == "application/problem+json"
            else (answer.status_code, "", answer.content[:80])
        )
        if found != (status, field, code):
            wrong.append((address, found))
    assert not wrong, "\n".join(map(str, wrong))
