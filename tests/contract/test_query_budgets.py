"""How many SQL statements each page costs: committed, the same on both databases, constant in its size.

``OUTRIDER_WRITE_BUDGETS=1 pytest tests/contract/test_query_budgets.py`` writes the numbers anew; read the
difference before you commit it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from outrider.engine.access.policy import NONE
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.identity.models import Company, Person
from outrider.engine.identity.queries import forget_company
from outrider.kernel import clock
from tests.contract.filled import Filled, one_of
from tests.world.cast import Web, World

BUDGETS = Path(__file__).with_name("query_budgets.json")
OWN_ONLY = frozenset({"notice", "saved_view"})
SIZES = (5, 35)  # added one after the other: pages of 5 and of 40 rows


def reader(world: World, entity: Entity) -> Person:
    """Who reads all rows of an entity."""
    for name in ("director", "admin", "back_office"):
        person: Person = getattr(world, name)
        if entity.policy.level(world.as_(person), "read") != NONE:
            return person
    raise AssertionError(f"nobody reads every {entity.key}")


def pages(world: World, filled: Filled) -> Iterator[tuple[str, Person, str]]:
    """Name, reader and address of everything that has a budget."""
    # Notices and saved views are everybody's own: one's own page of them stands below.
    for entity in sorted((e for e in entities if e.key not in OWN_ONLY), key=lambda e: e.key):
        person, rows = reader(world, entity), filled.rows[entity.model]
        yield f"{entity.key} list", person, f"/api/{entity.path}?size=100"
        if entity.search:
            word = str(getattr(rows[0], entity.by_name[entity.title].attribute))[:4]
            yield f"{entity.key} list by a word", person, f"/api/{entity.path}?size=100&q={word}"
        yield f"{entity.key} record", person, f"/api/{entity.path}/{one_of(rows)}"
    customers = one_of(filled.rows[entities.get("customer").model])
    yield "customer record with timeline", world.director, f"/api/customers/{customers}?include=timeline"
    yield "customer record with panels", world.director, f"/api/customers/{customers}?include=panels"
    today = clock.now().date().isoformat()
    people = one_of(filled.rows[Person])
    for name, address in {
        "day": f"/api/console/day?on={today}",
        "person's day": f"/api/console/people/{people}/day?on={today}",
        "reports": f"/api/console/reports?on={today}",
        "person's report": f"/api/console/people/{people}/report?on={today}",
        "photo wall": f"/api/console/photos?on.from={today}&on.to={today}",
        "map": "/api/console/map",
        "results": "/api/console/results",
        "active shops": f"/api/console/results/shops?from={today}&to={today}",
        "plans": f"/api/plans/board?on={today}",
        "planning board": f"/api/routes/board?on={today}&days=7",
        "notices": "/api/notices",
        "saved views": "/api/saved-views?entity=customer",
        "search": "/api/search?q=name",
        "meta": "/api/meta",
        "session": "/api/auth/session",
    }.items():
        yield f"console: {name}", world.director, address
    yield "console: reading log", world.admin, "/api/privacy/log"


def counted(world: World, filled: Filled) -> dict[str, int]:
    """Statements by page."""
    browsers: dict[Any, Web] = {}
    found: dict[str, int] = {}
    for name, person, address in pages(world, filled):
        if person.pk not in browsers:
            browsers[person.pk] = world.web(person)
        with CaptureQueriesContext(connection) as asked:
            answer = browsers[person.pk].get(address)
        assert answer.status_code == 200, (name, address, answer.content[:300])
        if name.endswith(" list"):
            assert len(answer.json()["items"]) >= SIZES[0], name
        found[name] = len(asked)
    return found


def test_every_page_keeps_to_its_number_of_statements(world: World) -> None:
    # The rows are of UTC's today, and so is what a page calls today: whenever the test runs.
    Company.objects.update(time_zone="UTC")
    forget_company()
    filled = Filled()
    filled.grow(SIZES[0])
    few = counted(world, filled)
    filled.grow(SIZES[1])
    many = counted(world, filled)
    assert few == many, {name: (few[name], many[name]) for name in few if few[name] != many[name]}
    if os.environ.get("OUTRIDER_WRITE_BUDGETS"):
        BUDGETS.write_text(json.dumps(many, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert many == json.loads(BUDGETS.read_text("utf-8"))
