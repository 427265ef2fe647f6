"""Who may do what, at every door: generated from the declarations, judged by a second, simpler reading of them.

Rows of every entity are laid down and given to four people: a rep, his colleague, a rep of another team, nobody's
subordinate. Every role then knocks at list, record, history, timeline, panels, export, change, deletion and each verb;
what must be denied is denied and leaves the row as it was. An address that is in no list here fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from outrider.engine.access.policy import ALL, NONE, OWN, SELF, SHARED, SUBTREE, TEAM
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.verbs import verbs
from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import company_today
from outrider.engine.search import actions as search
from outrider.engine.sync import declarations, slices
from tests.contract.filled import Filled, give
from tests.world.cast import Web, World

CONTRACT = json.loads((Path(__file__).parents[2] / "openapi.json").read_text())
WHO = ("rep_wang", "manager_east", "director", "back_office", "admin", "outsider")
# Whose the laid rows are, in turn: own, the team's, another team's, the company's top.
WHOSE = (("rep_wang", "east"), ("rep_zhao", "east"), ("rep_sun", "north"), ("director", "top"))
SOMEBODY = "01980000-0000-7000-8000-000000000000"
# What answers there is one's own and has another form.
OWN_LISTS = frozenset({"notice"})
# Doors without a person: each has its own tests of what it gives away.
OPEN = {
    "/api/auth/session", "/api/auth/sign-in", "/api/auth/sign-out", "/api/auth/invitation", "/api/auth/invitation/code",
    "/api/auth/join", "/api/founding", "/api/privacy/policies",
}  # fmt: skip


def departments(world: World) -> dict[str, Any]:
    return {"east": world.east, "north": world.north, "top": world.headquarters}


def below(world: World, person: Person) -> set[Any]:
    """The departments that a person's own covers, written down by hand."""
    home = person.department_id
    return (
        {world.headquarters.pk, world.east.pk, world.north.pk}
        if home == world.headquarters.pk
        else {home} - {None}
    )


def walk(row: Any, path: str) -> Any:
    """The id at the end of a path; written apart from the product's own."""
    for step in path.split("__"):
        name = f"{step}_id" if hasattr(row, f"{step}_id") and step == path.rsplit("__", 1)[-1] else step
        row = getattr(row, name) if row is not None else None
    return getattr(row, "pk", row)


def judged(world: World, entity: Entity, person: Person, action: str, row: Any) -> bool:
    """Whether the declaration admits it."""
    granted = getattr(entity.policy, action)
    level = max((granted.get(role, NONE) for role in person.roles), default=NONE)
    scope = entity.scope
    if level in (NONE, ALL) or scope.public:
        return level != NONE
    paths = (scope.owner, scope.mine if level > SELF else "")
    if any(path and walk(row, path) == person.pk for path in paths):
        return True
    if level >= SHARED and scope.shared and getattr(row, scope.shared[0]) in scope.shared[1]:
        return True
    home = walk(row, scope.department) if scope.department else None
    if home is None or level in (SELF, OWN, SHARED):
        return False
    return (
        home == person.department_id if level == TEAM else level == SUBTREE and home in below(world, person)
    )


@pytest.fixture
def laid(world: World) -> Filled:
    """Four rows of every entity, whose owner and department are as WHOSE says."""
    made = Filled()
    made.grow(len(WHOSE))
    for entity in entities:
        for row, (who, where) in zip(made.rows[entity.model], WHOSE, strict=False):
            for path, value in (
                (entity.scope.owner, world.people[who].pk),
                (entity.scope.mine, world.people[who].pk),
                (entity.scope.department, departments(world)[where].pk),
            ):
                give(row, path, value)
    return made


def rows_of(entity: Entity, laid: Filled) -> list[Any]:
    found = entity.model._base_manager.filter(
        pk__in=[row.pk for row in laid.rows[entity.model][: len(WHOSE)]]
    )
    return list(found)


@pytest.mark.django_db
@pytest.mark.parametrize("name", WHO)
def test_every_door_of_every_entity(name: str, world: World, laid: Filled, subtests: pytest.Subtests) -> None:
    person = world.people[name]
    desk = world.web(person)
    for entity in entities:
        with subtests.test(entity=entity.key):
            knock(desk, world, entity, person, rows_of(entity, laid))


def knock(desk: Web, world: World, entity: Entity, person: Person, rows: list[Any]) -> None:
    """At all the doors of one entity, for one person."""
    path = f"/api/{entity.path}"
    if entity.search:
        search.index([(entity, row) for row in rows])
    readable = {str(row.pk) for row in rows if judged(world, entity, person, "read", row)}
    may_read = any(entity.policy.read.get(role, NONE) for role in person.roles)
    shown = listed(desk, path) if entity.key not in OWN_LISTS else None
    assert (shown is None) == (not may_read) or entity.key in OWN_LISTS, "list"
    if shown is not None:
        assert shown & {str(row.pk) for row in rows} == readable, "list"
    for row in rows:
        expected = 200 if str(row.pk) in readable else 404 if may_read else 403
        for door in doors(entity, row):
            assert desk.get(path + door).status_code == expected, door
    exported(desk, world, entity, person)
    refused(desk, world, entity, person, rows, readable)


def listed(desk: Web, path: str) -> set[str] | None:
    """The ids of a list; None when it is refused."""
    found: set[str] = set()
    for page in range(1, 20):
        answer = desk.get(f"{path}?size=100&page={page}")
        if answer.status_code == 403:
            return None
        items = answer.json()["items"]
        found |= {item["id"] for item in items}
        if len(items) < 100:
            break
    return found


def doors(entity: Entity, row: Any) -> Iterator[str]:
    yield f"/{row.pk}"
    yield f"/{row.pk}/history"
    yield f"/{row.pk}/timeline"


def exported(desk: Web, world: World, entity: Entity, person: Person) -> None:
    """A file holds no row more than the person may read and export."""
    answer = desk.get(f"/api/{entity.path}/export?format=csv")
    may = any(entity.policy.export.get(role, NONE) for role in person.roles)
    assert answer.status_code == (200 if may else 403), "export"
    if not may:
        return
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    admitted = [
        row for row in entity.model.objects.all()
        if judged(world, entity, person, "read", row) and judged(world, entity, person, "export", row)
    ]  # fmt: skip
    assert len(lines) - 1 == len(admitted), "export"


def refused(
    desk: Web, world: World, entity: Entity, person: Person, rows: list[Any], readable: set[str]
) -> None:
    """What may not be changed is not: by change, deletion, or a verb."""
    for row in rows:
        away = (403,) if str(row.pk) in readable else (403, 404)
        for door, action, answer in attempts(desk, entity, person, row):
            if not (action and judged(world, entity, person, action, row)):
                assert answer() in away, door
        after = entity.model._base_manager.get(pk=row.pk)
        assert (after.version, after.deleted_at) == (row.version, row.deleted_at)


def attempts(
    desk: Web, entity: Entity, person: Person, row: Any
) -> Iterator[tuple[str, str, Callable[[], int]]]:
    """Every way to change a row that the contract has: its name, the action that it needs, the try itself.

    A verb of other roles needs an action that nobody is granted.
    """
    address, known = f"/api/{entity.path}/{row.pk}", CONTRACT["paths"]
    methods = known.get(f"/api/{entity.path}/{{record_id}}", {})
    texts = [
        f.name
        for f in entity.fields
        if f.type in ("text", "long_text") and not (f.read_only or f.create_only)
    ]
    if "patch" in methods and texts:
        body = {"version": row.version, texts[0]: "x"}
        yield "patch", "update", lambda: desk.patch(address, body).status_code
    if "delete" in methods:
        yield "delete", "delete", lambda: desk.delete(f"{address}?version={row.version}").status_code
    for verb in verbs:
        short = verb.key.partition(".")[2]
        if verb.entity == entity.key and f"/api/{entity.path}/{{record_id}}/do/{short}" in known:
            mine = not verb.roles or bool(set(person.roles) & set(verb.roles))
            payload = example(verb.input.model_json_schema())
            yield (
                verb.key,
                verb.level if mine else "",
                partial(status, desk, f"{address}/do/{short}", payload),
            )


def example(schema: dict[str, Any]) -> dict[str, Any]:
    """Something that a verb can read: what it means is not asked here."""
    fields = {name: schema["properties"][name] for name in schema.get("required", ())}
    return {name: field.get("enum", [field.get("const", SOMEBODY)])[0] for name, field in fields.items()}


def status(desk: Web, address: str, payload: dict[str, Any]) -> int:
    """Of a POST."""
    code: int = desk.post(address, payload).status_code
    return code


@pytest.mark.django_db
def test_what_a_phone_carries_its_person_may_read(
    world: World, laid: Filled, subtests: pytest.Subtests
) -> None:
    """The door of the sync and the door of the record are one: companions, others' facts among them, too.

    A slice that says which fields may leave is a narrower door to more rows: the names of colleagues.
    """
    person = world.rep_wang
    actor, today = world.as_(person), company_today()
    for entity in slices.carried():
        if (declared := declarations.slices.find(entity.key)) and declared.fields:
            continue
        ids = [row.pk for row in slices.rows_of(entity, person.pk, today)]
        for other, rows in [
            (entity, slices.rows_of(entity, person.pk, today)),
            *slices.brought_along(entity, person.pk, ids),
        ]:
            with subtests.test(entity=entity.key, brings=other.key):
                level = other.policy.level(actor, "read")
                assert [row.pk for row in rows if not other.scope.admits(actor, level, row)] == []


def test_every_address_is_closed_to_strangers(db: None) -> None:
    """Without a person each operation of the contract answers 401, but those that must be open."""
    client, answers = Client(headers={"X-Outrider-App": "console"}), {}
    token = client.get("/api/auth/session").json()["csrf"]
    for path, operations in CONTRACT["paths"].items():
        if path in OPEN:
            continue
        address = path
        for part in [word for word in path.split("/") if word.startswith("{")]:
            known = {
                "{path}": "customers",
                "{kind}": "customers",
                "{key}": "order.submit",
                "{entity}": "visit",
            }
            address = address.replace(part, known.get(part, SOMEBODY))
        for method in operations:
            answer = client.generic(
                method.upper(),
                address,
                b"{}",
                content_type="application/json",
                headers={"X-CSRF-Token": token},
            )
            answers[f"{method} {path}"] = answer.status_code
    assert len(answers) > 300
    assert {name: status for name, status in answers.items() if status != 401} == {}
    assert set(CONTRACT["paths"]) >= OPEN
