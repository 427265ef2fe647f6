"""Adding an entity takes one model and one declaration: everything else follows."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from outrider.engine.entities.declaration import _models, entities
from outrider.engine.entities.meta import describe
from outrider.engine.journal.models import Entry
from outrider.project import urls
from tests.contract.example import FREEZER, Freezer, addresses
from tests.world.cast import World


@pytest.fixture
def freezers(world: World) -> Iterator[None]:
    """The table and the addresses, for one test."""
    with connection.schema_editor() as editor:
        editor.create_model(Freezer)
    module = types.ModuleType("example_urls")
    module.__dict__["urlpatterns"] = [*addresses(), *urls.urlpatterns]
    with override_settings(ROOT_URLCONF=module):
        yield
    entities._members.pop(FREEZER.key)
    _models.pop(Freezer, None)
    with connection.schema_editor() as editor:
        editor.delete_model(Freezer)


@pytest.mark.django_db(transaction=True)
def test_a_declared_entity_is_served_listed_searched_scoped_and_journalled(
    world: World, freezers: None
) -> None:
    manager, rep = world.web(world.manager_east), world.web(world.rep_wang)
    body = {
        "serial": "BX-0007",
        "litres": 320,
        "owner": str(world.rep_wang.pk),
        "department": str(world.east.pk),
    }
    made: Any = manager.post("/api/freezers", body)
    assert made.status_code == 201, made.content
    record = made.json()
    assert (record["serial"], record["litres"], record["_titles"]["owner"]) == ("BX-0007", 320, "王磊")
    assert rep.get("/api/freezers?q=0007").json()["total"] == 1
    assert world.web(world.rep_zhao).get("/api/freezers").json()["total"] == 0
    assert rep.post("/api/freezers", body).status_code == 403
    changed = manager.patch(f"/api/freezers/{record['id']}", {"version": 1, "litres": 400})
    assert changed.json()["litres"] == 400
    assert manager.patch(f"/api/freezers/{record['id']}", {"version": 1, "litres": 410}).status_code == 409
    assert manager.get("/api/freezers?litres.from=350").json()["total"] == 1
    assert manager.post("/api/freezers", {"serial": "", "colour": "red"}).json()["code"] == "unknown_key"
    verbs = list(Entry.objects.filter(entity="freezer").order_by("id").values_list("verb", flat=True))
    assert verbs == ["freezer.create", "freezer.update"]
    described = describe(FREEZER, world.as_(world.manager_east), "zh-Hans")
    assert described is not None
    assert described["fields"]["litres"]["label"] == "容积"
    assert described["can"] == {
        "read": True,
        "create": True,
        "update": True,
        "delete": False,
        "export": False,
    }
