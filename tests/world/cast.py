"""Who works at the company of the tests, and short ways to act as one of them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client

from outrider.engine.access.actor import Actor
from outrider.engine.entities import actions
from outrider.engine.identity.models import Company, Department, Person
from outrider.engine.identity.queries import actor_for, forget_company, system_actor

PASSWORD = "outrider-tests-7"
# A place in Porto's centre; every customer of the cast stands some way north of the one before.
LAT, LNG, STEP = 41.1500, -8.6100, 0.004
_mobiles = itertools.count(1)


class Web:
    """A browser of one app: keeps cookies, sends the app's header and the token."""

    def __init__(self, app: str = "console") -> None:
        self.client = Client(headers={"X-Outrider-App": app}, raise_request_exception=True)
        self.app, self.token = app, ""

    def sign_in(self, person: Person, password: str = PASSWORD, device: dict[str, str] | None = None) -> Any:
        """Sign in as a person; answers the body."""
        self.token = self.get("/api/auth/session").json()["csrf"]
        payload: dict[str, Any] = {"mobile": person.mobile, "password": password}
        answer = self.post("/api/auth/sign-in", {**payload, **({"device": device} if device else {})})
        assert answer.status_code == 200, answer.content
        self.token = answer.json()["csrf"]
        return answer.json()

    def get(self, path: str, **headers: str) -> Any:
        """GET."""
        return self.client.get(path, headers=headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        return getattr(self.client, method)(
            path, data=body, content_type="application/json", headers={"X-CSRF-Token": self.token, **headers}
        )

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST JSON."""
        return self._send("post", path, {} if body is None else body, headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        """PATCH JSON."""
        return self._send("patch", path, body, headers)

    def delete(self, path: str, **headers: str) -> Any:
        """DELETE."""
        return self._send("delete", path, None, headers)


@dataclass
class World:
    """The company and its people."""

    company: Company
    headquarters: Department
    east: Department
    north: Department
    people: dict[str, Person] = field(default_factory=dict)
    _shops: itertools.count[int] = field(default_factory=itertools.count)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def as_(self, person: Person) -> Actor:
        """The actor of a person, as he is now."""
        return actor_for(Person.objects.get(pk=person.pk))

    @property
    def system(self) -> Actor:
        """The system user."""
        return system_actor()

    def web(self, person: Person, app: str = "console") -> Web:
        """A signed-in browser."""
        browser = Web(app)
        browser.sign_in(person)
        return browser

    def make(self, entity: str, actor: Actor | None = None, **values: Any) -> Any:
        """Create a record through the front door."""
        record, _ = actions.create(entity, actor or self.system, values)
        return record

    def do(self, verb: str, actor: Actor, record_id: UUID | None = None, **payload: Any) -> Any:
        """Perform a verb through the front door."""
        return actions.perform(verb, payload, actor=actor, record_id=record_id)

    def customer(self, name: str = "惠民便利(解放路店)", owner: Person | None = None, **values: Any) -> Any:
        """A shop with a pin, owned by a rep (王磊 unless said otherwise)."""
        owner = owner or self.rep_wang
        pin = {"lat": LAT + STEP * next(self._shops), "lng": LNG, "datum": "WGS-84", "source": "test"}
        given = {"kind": "outlet", "shop_type": "convenience", "pin": pin, "grade": "A", **values}
        given.setdefault("department", str(owner.department_id))
        return self.make("customer", name=name, owner=str(owner.pk), **given)


def mobile() -> str:
    """A fresh Chinese mobile number."""
    return f"1990000{next(_mobiles):04d}"


def build() -> World:
    """The company, made through the front doors."""
    company, _ = Company.objects.update_or_create(
        pk=1,
        defaults={"name": "岚溪食品饮料", "time_zone": "Asia/Shanghai", "settings": {}, "clock_offset_ms": 0},
    )
    forget_company()
    system = system_actor()

    def department(name: str, parent: Department | None = None) -> Any:
        above = {"parent": str(parent.pk)} if parent else {}
        return actions.create("department", system, {"name": name, **above})[0]

    top = department("总部")
    east, north = department("城东", top), department("江北", top)
    world = World(company, top, east, north)
    for key, name, roles, place in (
        ("director", "周立群", ["director"], top),
        ("manager_east", "陈慧敏", ["manager"], east),
        ("manager_north", "高建国", ["manager"], north),
        ("rep_wang", "王磊", ["rep"], east),
        ("rep_zhao", "赵鹏", ["rep"], east),
        ("rep_sun", "孙浩", ["rep"], north),
        ("back_office", "林晓燕", ["back_office"], top),
        ("admin", "管理员", ["admin"], top),
        ("outsider", "外部人员", ["rep"], None),
    ):
        values = {"name": name, "mobile": mobile(), "roles": roles}
        if place is not None:
            values["department"] = str(place.pk)
        person: Any = actions.create("person", system, values)[0]
        actions.perform("person.set_password", {"password": PASSWORD}, actor=system, record_id=person.pk)
        world.people[key] = Person.objects.get(pk=person.pk)
    return world
