"""Bad values at the generic doors: every field of every entity, created and changed.

One request spoils all fields of one type at once; the answer must name each of them with the right code, and
neither a record nor a journal row may come of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import NoneType
from typing import Any, get_args

import pytest

from outrider.engine.entities.declaration import Entity, Field, entities
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.schemas import create_schema
from outrider.engine.journal.models import Entry
from tests.contract.bad_values import BLANKS, LINES, NOBODY, REFUSED, TEXT_STORED, TEXTS, good_body
from tests.world.cast import Web, World

pytestmark = pytest.mark.slow  # a walk over every declaration
# Found missing one by one, after everything else is in order.
BY_REFERENCE = "no_such_record"
NOT_A_FIELD = {
    "is_admin": True,
    "owner_id": NOBODY,
    "score": 100,
    "created_by": NOBODY,
    "deleted_at": None,
    "password": "x",
    "__proto__": {},
}
BAD_CUSTOM: dict[str, tuple[Any, str, str]] = {
    "NUL": ({"a": "\x00"}, "custom", "characters"),
    "NUL in a key": ({"\x00": 1}, "custom", "characters"),
    "half a character": ({"a": {"b": "\ud800"}}, "custom.a.b", "characters"),
    "a list": ([], "custom", "object"),
    "too much": ({"a": "x" * 30_000}, "custom", "range"),
}


class Doors:
    """The two generic doors of one entity, for somebody who may use them."""

    def __init__(self, world: World, entity: Entity) -> None:
        self.entity, self.world = entity, world
        self.known = {"person": world.rep_wang.pk, "department": world.east.pk}
        wanted = {field.reference for field in entity.fields if field.required}
        if "customer" in wanted:
            self.known["customer"] = world.customer().pk
        if "product" in wanted:
            units = [{"key": "piece", "name": "瓶", "factor": "1"}]
            self.known["product"] = world.make("product", name="苏打水", units=units).pk
        able = world.admin if "admin" in entity.policy.create else world.manager_east
        self.web: Web = world.web(able)
        self.rows = entity.model.all_objects
        self.record = self.made()

    def made(self, **values: Any) -> dict[str, Any]:
        answer = self.create(**values)
        assert answer.status_code == 201, answer.content
        record: dict[str, Any] = answer.json()
        return record

    def create(self, **values: Any) -> Any:
        return self.web.post(
            f"/api/{self.entity.path}", json.dumps({**good_body(self.entity, self.known), **values})
        )

    def update(self, **values: Any) -> Any:
        path = f"/api/{self.entity.path}/{self.record['id']}"
        return self.web.patch(path, json.dumps({"version": self.record["version"], **values}))

    def both(self, **values: Any) -> list[Any]:
        """The answers of the doors that this entity has."""
        return [self.create(**values), *([self.update(**values)] if self.entity.policy.update else [])]

    def fields(self, kind: str) -> list[Field]:
        return [f for f in self.entity.fields if f.type == kind and not f.read_only]

    def state(self) -> tuple[int, int]:
        return self.rows.count(), Entry.objects.count()


def every(world: World) -> Iterator[Doors]:
    """The doors of every entity that has them; the test runner shows which one failed."""
    for entity in entities:
        if entity.policy.create:
            yield Doors(world, entity)


def codes(answer: Any) -> dict[str, str]:
    """Field (its first part) → code of a 422."""
    assert answer.status_code == 422, answer.content
    return {error["field"].partition(".")[0]: error["code"] for error in answer.json()["errors"]}


@pytest.mark.django_db
def test_bad_values_are_refused_by_name_and_leave_nothing_behind(world: World) -> None:
    for doors in every(world):
        before = doors.state()
        for kind, table in REFUSED.items():
            fields = [f for f in doors.fields(kind) if not f.create_only]
            for name, (value, code) in table.items() if fields else ():
                wanted = {f.name: code for f in fields}
                for answer in doors.both(**dict.fromkeys(wanted, value)):
                    found = codes(answer)
                    if code == BY_REFERENCE:
                        found = {**wanted, **found}
                    assert found == wanted, (kind, name)
        assert doors.state() == before


@pytest.mark.django_db
def test_null_clears_what_may_be_empty_and_is_refused_elsewhere(world: World) -> None:
    for doors in every(world):
        schema = create_schema(doors.entity).model_fields
        needed = {
            name
            for name in schema
            if name in doors.entity.by_name and NoneType not in get_args(schema[name].annotation)
        }
        assert {f.name for f in doors.entity.fields if f.required and not f.read_only} <= needed
        nothing: dict[str, Any] = dict.fromkeys(needed)
        for answer in doors.both(**nothing):
            assert set(codes(answer)) == needed
        others = [f for f in doors.entity.fields if not f.read_only and f.name not in needed]
        if others and doors.entity.policy.update:
            cleared = doors.update(**{f.name: None for f in others})
            assert cleared.status_code == 200, cleared.content
            for field in others:
                empty = field_types.get(field.type).empty(field)
                assert cleared.json()[field.name] in (empty, [], None), field.name


@pytest.mark.django_db
def test_a_blank_text_is_no_text(world: World) -> None:
    for doors in every(world):
        required = {f.name for kind in TEXTS for f in doors.fields(kind) if f.required}
        if not required:
            continue
        before = doors.state()
        for blank in BLANKS:
            for answer in doors.both(**dict.fromkeys(required, blank)):
                assert codes(answer) == dict.fromkeys(required, "required"), repr(blank)
        assert doors.state() == before


@pytest.mark.django_db
def test_strange_but_honest_texts_come_back_as_they_went_in(world: World) -> None:
    for doors in every(world):
        fields = [f for kind in TEXTS for f in doors.fields(kind) if (f.max_length or 200) >= 20]
        for name, (value, kept) in TEXT_STORED.items() if fields else ():
            record = doors.made(**{f.name: value for f in fields})
            answer = doors.web.get(f"/api/{doors.entity.path}/{record['id']}").json()
            assert {f.name: answer[f.name] for f in fields} == {f.name: kept for f in fields}, name


@pytest.mark.django_db
def test_a_text_of_one_line_has_one_line(world: World) -> None:
    for doors in every(world):
        fields = [f.name for f in doors.fields("text") if (f.max_length or 200) >= 20]
        for number, value in enumerate(LINES) if fields else ():
            record = doors.made(**dict.fromkeys(fields, f"{number} {value}"))
            assert {record[name] for name in fields} == {f"{number} a b"}, value


@pytest.mark.django_db
def test_a_megabyte_is_too_long_for_every_field_and_too_much_for_all_at_once(world: World) -> None:
    for doors in every(world):
        fields = [f.name for kind in TEXTS for f in doors.fields(kind)]
        before = doors.state()
        for name in fields:
            assert codes(doors.create(**{name: "x" * 1_000_000}))[name] == "too_long"
        if len(fields) > 2:
            answer = doors.create(**dict.fromkeys(fields, "x" * 1_000_000))
            assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert doors.state() == before


@pytest.mark.django_db
def test_keys_that_are_no_fields_are_refused_and_change_nothing(world: World) -> None:
    for doors in every(world):
        before = doors.state()
        read_only = {f.name: None for f in doors.entity.fields if f.read_only}
        for extra in (NOT_A_FIELD, read_only):
            for answer in doors.both(**extra) if extra else ():
                assert codes(answer) == dict.fromkeys(extra, "unknown_key")
                assert answer.json()["code"] == "unknown_key"
        assert doors.state() == before


@pytest.mark.django_db
def test_custom_values_are_bounded_and_storable_everywhere(world: World) -> None:
    for doors in every(world):
        before = doors.state()
        for name, (value, field, code) in BAD_CUSTOM.items():
            for answer in doors.both(custom=value):
                assert answer.status_code == 422, name
                error = answer.json()["errors"][0]
                assert (error["field"], error["code"]) == (field, code), name
        assert doors.state() == before


@pytest.mark.django_db
def test_ids_and_versions(world: World) -> None:
    for doors in every(world):
        assert codes(doors.create(id="1; DROP TABLE")) == {"id": "id"}
        again = doors.create(id=doors.record["id"], custom={"other": "body"})
        assert (again.status_code, again.json()["code"]) == (409, "id_taken")
        if not doors.entity.policy.update:
            continue
        body = {"custom": {"a": 1}}
        path = f"/api/{doors.entity.path}/{doors.record['id']}"
        missing = doors.web.patch(path, body)
        assert (missing.status_code, missing.json()["code"]) == (428, "version_required")
        for version in (0, -1, "1", 1.5, True, [1], 2**60):
            assert set(codes(doors.update(version=version, **body))) == {"version"}, version
        stale = doors.update(version=doors.record["version"] + 5, **body)
        assert (stale.status_code, stale.json()["code"]) == (409, "stale")
        assert stale.json()["current"]["version"] == doors.record["version"]
        assert doors.rows.get(pk=doors.record["id"]).custom == {}
