"""One walk over the registry: every entity keeps the promises that its declaration makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from outrider.engine.access.actor import ROLES
from outrider.engine.access.policy import ACTIONS
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.extensions import columns
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.meta import describe
from outrider.engine.entities.models import Record
from outrider.engine.entities.queries import _plan
from outrider.engine.entities.schemas import create_schema, record_schema, update_schema
from outrider.engine.entities.verbs import verbs
from outrider.kernel.registry import all_registries
from outrider.kernel.text import LANGUAGES, all_texts
from tests.world.cast import World

PROJECT = Path(__file__).resolve().parents[2]
TIMES = {"created_at", "updated_at"}
EVERY = pytest.mark.parametrize("entity", list(entities), ids=lambda e: e.key)


@EVERY
def test_every_name_in_a_declaration_is_one_of_its_fields(entity: Entity) -> None:
    names = set(entity.by_name)
    assert entity.title in names
    for group in (entity.columns, entity.filters):
        assert set(group) <= names | TIMES, group
    assert set(entity.sorts) <= names | TIMES
    for section in entity.sections:
        assert set(section.fields) <= names
    assert entity.default_sort.removeprefix("-") in names | TIMES


@EVERY
def test_every_field_has_a_known_type_and_a_column(entity: Entity) -> None:
    columns = {f.attname for f in entity.model._meta.concrete_fields}
    for path in entity.beside:
        beside = entity.model._meta.get_field(path).related_model
        assert isinstance(beside, type)
        columns |= {f"{path}__{f.attname}" for f in beside._meta.concrete_fields}
    for field in entity.fields:
        kind = field_types.get(field.type)
        assert set(kind.columns(field)) <= columns, field.name
        if field.reference:
            assert field.reference in entities, field.name


def test_columns_of_upper_packages_are_one_to_one_and_never_typed_by_people() -> None:
    for key in columns.keys():  # noqa: SIM118  # a registry, not a dictionary
        entity = entities.get(key)
        for added in columns.of(key):
            relation: Any = entity.model._meta.get_field(added.path)
            assert relation.one_to_one, added.path
            assert relation.auto_created, added.path
            assert relation.remote_field.primary_key, added.path
            names = {field.name for field in added.fields}
            assert set(added.columns) | set(added.filters) | set(added.sorts) <= names
            for field in added.fields:
                assert field.read_only, field.name
                assert field.attribute.startswith(f"{added.path}__"), field.name
                assert entity.by_name[field.name] is field


@EVERY
def test_every_table_has_what_every_table_has(entity: Entity) -> None:
    assert issubclass(entity.model, Record)
    columns = {f.name for f in entity.model._meta.concrete_fields}
    assert {"id", "version", "created_at", "created_by", "updated_at", "deleted_at", "custom"} <= columns


@EVERY
def test_every_entity_speaks_three_languages(entity: Entity) -> None:
    for language in LANGUAGES:
        for text in (entity.label, entity.plural, *(f.label for f in entity.fields)):
            assert text.say(language).strip()


@EVERY
def test_schemas_and_row_plans_can_be_made(entity: Entity) -> None:
    assert "version" in update_schema(entity).model_fields
    assert "id" in create_schema(entity).model_fields
    assert record_schema(entity).model_json_schema()
    assert _plan(entity, True).columns[0] == "id"


@EVERY
def test_policies_name_known_roles(entity: Entity) -> None:
    for action in ACTIONS:
        assert set(getattr(entity.policy, action)) <= set(ROLES)


def test_verbs_name_known_entities_and_have_labels() -> None:
    for verb in verbs:
        assert not verb.entity or verb.entity in entities, verb.key
        assert verb.label.zh, verb.key
        assert verb.roles <= set(ROLES), verb.key
        assert verb.input.model_config.get("extra") == "forbid", verb.key


def test_every_button_asks_for_what_its_verb_needs() -> None:
    """A console shows a verb from its parameters alone: one that needs more could only fail."""
    for verb in verbs:
        needed = {name for name, field in verb.input.model_fields.items() if field.is_required()}
        asked = {field.name: field for field in verb.params}
        if verb.console:
            assert needed <= {name for name, field in asked.items() if field.required}, verb.key
        assert set(asked) <= set(verb.input.model_fields), verb.key
        for field in verb.params:
            assert field.type in field_types, verb.key
            assert not field.reference or field.reference in entities, verb.key


def test_a_password_is_asked_for_and_never_kept() -> None:
    """No record has such a field: what has no column cannot be shown, exported or found."""
    assert [e.key for e in entities if any(f.type == "password" for f in e.fields)] == []
    secret = [verb for verb in verbs if "password" in verb.input.model_fields and verb.console]
    assert [(verb.key, verb.params[0].type) for verb in secret] == [("person.set_password", "password")]


def test_registries_are_listable() -> None:
    assert {"entities", "verbs", "field_types", "panels", "timeline"} <= set(all_registries())


@pytest.mark.slow
def test_every_server_text_has_its_traditional_form() -> None:
    # In a process of its own: here, test modules have declared texts as well, and which ones depends on the run.
    check = subprocess.run(
        [sys.executable, "-m", "scripts.zh_hant", "--check"], cwd=PROJECT, capture_output=True, timeout=120
    )
    assert check.returncode == 0, check.stderr.decode()


def test_texts_agree_on_their_places() -> None:
    import string

    def places(pattern: str) -> set[str]:
        # A number with its noun names its place first.
        found = {name.partition(" ")[0] for _, name, _, _ in string.Formatter().parse(pattern) if name}
        # A date: month and day in Chinese, one word in English.
        return found - {"month", "day"} | {"on"} if {"month", "day"} <= found else found

    for text in all_texts():
        assert places(text.zh) == places(text.en), text.zh


@EVERY
@pytest.mark.django_db
def test_lists_and_meta_answer_for_every_role(entity: Entity, world: World) -> None:
    for person in (world.rep_wang, world.manager_east, world.director, world.back_office, world.admin):
        browser = world.web(person)
        described: dict[str, Any] | None = describe(entity, world.as_(person), "zh-Hans")
        answer = browser.get(f"/api/{entity.path}")
        assert answer.status_code == (200 if described else 403), person.name
        unknown = browser.get(f"/api/{entity.path}?no_such=1").status_code
        assert unknown == (422 if described else 403)
        missing = browser.get(f"/api/{entity.path}/01980000-0000-7000-8000-000000000000").status_code
        assert missing == (404 if described else 403)


@EVERY
@pytest.mark.django_db
def test_a_list_answers_the_fields_that_were_asked_for(entity: Entity, world: World) -> None:
    """``fields=`` gives the same values as the whole row, and nothing else; an unknown name is refused."""
    desk = world.web(world.admin)
    if desk.get(f"/api/{entity.path}?size=5").status_code != 200:
        pytest.skip("not a generic list, or not for administrators")
    whole = desk.get(f"/api/{entity.path}?size=5").json()["items"]
    wanted = [f.name for f in entity.fields if f.listed][:3]
    some = desk.get(f"/api/{entity.path}?size=5&fields={','.join(wanted)}").json()["items"]
    assert [row["id"] for row in some] == [row["id"] for row in whole]
    for short, full in zip(some, whole, strict=True):
        assert set(short) == {"id", "version", "_titles", *wanted}
        assert short == {name: full[name] for name in short if name != "_titles"} | {
            "_titles": {name: title for name, title in full["_titles"].items() if name in wanted}
        }
    refused = desk.get(f"/api/{entity.path}?fields=password")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "fields"


@EVERY
@pytest.mark.django_db
def test_nobody_reads_without_signing_in(entity: Entity, world: World) -> None:
    from django.test import Client

    assert Client().get(f"/api/{entity.path}").status_code == 401
