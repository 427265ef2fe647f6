"""What pages cost for somebody who sees a part: a manager his people, a rep his own; constant in how much that is.

All rows are one rep's of the manager's team, one customer's and one visit's, so that what a page gathers around one
record or one person grows with them. ``OUTRIDER_WRITE_BUDGETS=1`` writes the numbers anew, as for the other pages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from outrider.customers.models import Customer
from outrider.engine.access.policy import NONE
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.extensions import panels_of
from outrider.engine.identity.models import Company, Person
from outrider.engine.identity.queries import forget_company
from outrider.engine.journal.models import Entry
from outrider.engine.messaging.models import Comment
from outrider.engine.privacy.models import Reading
from outrider.engine.sync.models import CommandRecord
from outrider.kernel import clock
from outrider.kernel.ids import uuid7
from outrider.visits.models import Visit
from tests.contract.filled import Filled, give
from tests.world.cast import LAT, LNG, Web, World

BUDGETS = Path(__file__).with_name("own_query_budgets.json")
SIZES = (4, 12)  # added one after the other: 4 and 16 of everything
REP, MANAGER = "rep_wang", "manager_east"
# One's own alone, whoever one is.
EVERYBODYS_OWN = frozenset({"consent", "notice", "saved_view", "transfer"})


class Own:
    """Rows that are all one rep's, one customer's, one visit's."""

    def __init__(self, world: World) -> None:
        self.world, self.filled, self.given = world, Filled(), 0
        self.customer: Any = None
        self.visit: Any = None

    def grow(self, count: int) -> None:
        """More rows of everything."""
        self.filled.grow(count)
        self.customer = self.customer or self.filled.rows[Customer][0].pk
        self.visit = self.visit or self.filled.rows[Visit][0].pk
        for entity in entities:
            for row in self.filled.rows[entity.model][self.given :]:
                self._gather(row)
                for path, value in (
                    (entity.scope.owner, self.world.people[REP].pk),
                    (entity.scope.mine, self.world.people[REP].pk),
                    (entity.scope.department, self.world.east.pk),
                ):
                    _give(row, path, value)
        self._write_beside(count)
        self.given += count

    def _gather(self, row: models.Model) -> None:
        if isinstance(row, Comment):
            _give(row, "entity", "visit")
            _give(row, "record_id", self.visit)
        for field in row._meta.concrete_fields:
            if field.related_model is Customer and not isinstance(row, Customer):
                _give(row, field.name, self.customer)
            elif field.related_model is Visit and not isinstance(row, Visit):
                _give(row, field.name, self.visit)

    def _write_beside(self, count: int) -> None:
        """What is no entity: journal, reading log, held commands."""
        now, rep = clock.now(), self.world.people[REP].pk
        for _ in range(count):
            Entry.of(
                at=now, occurred_at=now, actor_id=rep, source="web", verb="customer.update", entity="customer",
                entity_id=self.customer, about_id=None, command_id=None, changes={"name": [None, "店"]}, slice_key="",
            ).save()  # fmt: skip
            Reading.objects.create(
                reader=self.world.director, subject_id=rep, what="track", at=now, entity="person"
            )
            CommandRecord.objects.create(
                id=uuid7(), device_id=uuid7(), person_id=rep, verb="visit.check_in", body_hash="0", body="{}",
                status="held", received_at=now,
            )  # fmt: skip


def _give(row: models.Model, path: str, value: Any) -> None:
    """Unless the table admits one such row alone."""
    try:
        with transaction.atomic():
            give(row, path, value)
    except IntegrityError:
        row.refresh_from_db()


def pages(own: Own) -> Iterator[tuple[str, str, str]]:
    """Name, who asks, address."""
    yield from pages_of_entities(own)
    for who in (MANAGER, REP):
        for name, address in {**of_one_customer(own), **ONES_OWN}.items():
            yield f"{who}: {name}", who, address
    yield f"{REP}: customers around", REP, f"/api/customers/around?name=name&lat={LAT}&lng={LNG}"
    yield "admin: open invitations", "admin", "/api/invitations/open"
    for name, address in of_the_team(own).items():
        yield f"{MANAGER}: {name}", MANAGER, address


def pages_of_entities(own: Own) -> Iterator[tuple[str, str, str]]:
    for entity in sorted(entities, key=lambda entity: entity.key):
        for who in (MANAGER, REP):
            level = entity.policy.level(own.world.as_(own.world.people[who]), "read")
            if level != NONE and not (who == MANAGER and entity.key in EVERYBODYS_OWN):
                if entity.key != "notice":  # its list has another form, and stands below
                    yield f"{who}: {entity.key} list", who, f"/api/{entity.path}?size=100"
                yield f"{who}: {entity.key} record", who, f"/api/{entity.path}/{_seen(own, entity)}"


ONES_OWN = {
    "notices": "/api/notices",
    "consents": "/api/consents",
    "readings": "/api/privacy/readings",
    "held commands": "/api/sync/held",
    "search": "/api/search?q=name",
    "session": "/api/auth/session",
}


def of_one_customer(own: Own) -> dict[str, str]:
    before = clock.now().isoformat().replace("+00:00", "Z")
    ends = {
        "history": "history",
        "timeline": "timeline",
        "timeline before": f"timeline?before={before}",
        **{f"panel {panel.key}": f"panels/{panel.key}" for panel in panels_of("customer")},
    }
    return {
        **{f"customer {name}": f"/api/customers/{own.customer}/{end}" for name, end in ends.items()},
        "comments on a visit": f"/api/comments/on/visit/{own.visit}",
    }


def of_the_team(own: Own) -> dict[str, str]:
    today, rep = clock.now().date().isoformat(), own.world.people[REP].pk
    return {
        "day": f"/api/console/day?on={today}",
        "reports": f"/api/console/reports?on={today}",
        "photo wall": f"/api/console/photos?on.from={today}&on.to={today}",
        "map": "/api/console/map",
        "results": "/api/console/results",
        "plans": f"/api/plans/board?on={today}",
        "planning board": f"/api/routes/board?on={today}&days=7",
        "pool": f"/api/routes/pool?on={today}&kind=all",
        "rep's day": f"/api/console/people/{rep}/day?on={today}",
        "rep's report": f"/api/console/people/{rep}/report?on={today}",
    }


def _seen(own: Own, entity: Any) -> Any:
    rows = own.filled.rows[entity.model]
    return own.world.people[REP].pk if entity.model is Person else rows[0].pk


def counted(own: Own, least: int) -> dict[str, int]:
    """Statements by page."""
    browsers: dict[str, Web] = {}
    found: dict[str, int] = {}
    for name, who, address in pages(own):
        if who not in browsers:
            browsers[who] = own.world.web(own.world.people[who], "rep" if who == REP else "console")
        with CaptureQueriesContext(connection) as asked:
            answer = browsers[who].get(address)
        assert answer.status_code == 200, (name, address, answer.content[:300])
        if name.endswith(" list"):
            assert len(answer.json()["items"]) >= (least if who == MANAGER else 1), name
        found[name] = len(asked)
    return found


def test_pages_of_a_part_keep_to_their_number_of_statements(world: World) -> None:
    Company.objects.update(time_zone="UTC")
    forget_company()
    own = Own(world)
    own.grow(SIZES[0])
    few = counted(own, SIZES[0])
    own.grow(SIZES[1])
    many = counted(own, SIZES[1])
    assert few == many, {name: (few[name], many[name]) for name in few if few[name] != many[name]}
    if os.environ.get("OUTRIDER_WRITE_BUDGETS"):
        BUDGETS.write_text(json.dumps(many, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert many == json.loads(BUDGETS.read_text("utf-8"))
