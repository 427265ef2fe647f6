"""Bad input to verbs: online, on a record, in bulk, and from a phone's queue.

Every verb that a phone may queue gets a good payload spoilt one field at a time. Online that is a 422 naming
the field; from a queue the same command is kept for a person (``held``) or stored with a flag, and in both
cases no other row changes.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from outrider.engine.entities.verbs import verbs
from outrider.engine.journal.models import Entry
from outrider.engine.sync.models import CommandRecord
from outrider.kernel import clock
from outrider.kernel.ids import uuid7
from outrider.kernel.period import business_date
from tests.contract.bad_payloads import GOOD, INSIDE, ODD, filled, spoilt
from tests.contract.bad_values import NOBODY
from tests.world.cast import Web, World

pytestmark = pytest.mark.slow  # a walk over every declaration


class Ground:
    """What the payloads refer to, made through the front doors."""

    def __init__(self, world: World) -> None:
        self.world = world
        rep = world.as_(world.rep_wang)
        customer = world.customer()
        units = [{"key": "box", "name": "箱", "factor": "12"}, {"key": "piece", "name": "瓶", "factor": "1"}]
        product = world.make("product", name="苏打水", units=units)
        ids = {"customer": customer.pk, "product": product.pk, "person": world.rep_wang.pk}
        for verb, name in (
            ("visit.check_in", "visit"),
            ("plan.add", "plan"),
            ("order.submit", "order"),
            ("shift.start", "shift"),
            ("day_off.mark", "day_off"),
        ):
            new = uuid7()
            world.do(verb, rep, **filled(GOOD[verb], {**ids, "new": new}, self.today))
            ids[name] = new
        self.ids = ids
        self.web = Web("rep")
        self.device = str(uuid7())
        self.web.sign_in(world.rep_wang, device={"id": self.device, "label": "手机"})
        self.web.client.raise_request_exception = False
        self.lead = Web("rep")
        self.lead_device = str(uuid7())
        self.lead.sign_in(world.manager_east, device={"id": self.lead_device, "label": "手机"})
        self.lead.client.raise_request_exception = False
        self.seq = 0

    @property
    def today(self) -> str:
        return str(business_date(clock.now(), self.world.company.time_zone))

    def good(self, key: str) -> dict[str, Any]:
        return filled(GOOD[key], {**self.ids, "new": uuid7()}, self.today)

    def online(self, key: str, payload: Any) -> Any:
        return self._who(key)[0].post(f"/api/verbs/{key}", json.dumps(payload))

    def command(self, key: str, payload: Any, **more: Any) -> dict[str, Any]:
        self.seq += 1
        return {"id": str(uuid7()), "seq": self.seq, "verb": key, "payload": payload, **more}

    def send(self, *commands: Any) -> Any:
        web, device = self._who(commands[0]["verb"] if commands and isinstance(commands[0], dict) else "")
        return web.post("/api/sync/commands", json.dumps({"device": device, "commands": list(commands)}))

    def _who(self, key: str) -> tuple[Web, str]:
        """The rep's phone; his manager's for what a rep may not."""
        verb = verbs.find(key)
        led = verb is not None and bool(verb.roles) and "rep" not in verb.roles
        return (self.lead, self.lead_device) if led else (self.web, self.device)

    def state(self) -> int:
        return Entry.objects.count()


@pytest.fixture
def ground(world: World) -> Ground:
    return Ground(world)


def test_every_offline_verb_is_covered() -> None:
    assert {verb.key for verb in verbs if verb.offline} == set(GOOD)


@pytest.mark.django_db
def test_online_a_bad_payload_is_refused_by_name_and_changes_nothing(ground: Ground) -> None:
    before = ground.state()
    for key in GOOD:
        if verbs.get(key).entity:
            continue
        for name, bad, code in spoilt(key):
            answer = ground.online(key, {**ground.good(key), name: bad})
            assert answer.status_code == 422, (key, name, bad, answer.content[:300])
            error = answer.json()["errors"][0]
            assert (error["field"].partition(".")[0], error["code"]) == (name, code), (key, name, bad)
    assert ground.state() == before


@pytest.mark.django_db
def test_a_megabyte_in_a_command_is_kept_for_a_person_and_three_of_them_are_too_much(ground: Ground) -> None:
    before = ground.state()
    payload = {**ground.good("activity.log"), "text": "x" * 1_000_000}
    assert ground.online("activity.log", payload).json()["errors"][0]["code"] == "too_long"
    (answer,) = ground.send(ground.command("activity.log", payload)).json()["answers"]
    assert (answer["status"], answer["reason"]["code"]) == ("held", "too_long")
    many = ground.send(*(ground.command("activity.log", payload) for _ in range(3)))
    assert (many.status_code, many.json()["code"]) == (413, "too_large")
    assert ground.state() == before


@pytest.mark.django_db
def test_from_a_queue_a_bad_payload_is_kept_for_a_person_and_changes_nothing(ground: Ground) -> None:
    before = ground.state()
    for key in GOOD:
        wanted = spoilt(key)
        good = ground.good(key)
        commands = [ground.command(key, {**good, name: bad}) for name, bad, _ in wanted]
        answer = ground.send(*commands)
        assert answer.status_code == 200, key
        said = [
            (one["status"], one["reason"]["field"].partition(".")[0], one["reason"]["code"])
            for one in answer.json()["answers"]
        ]
        assert said == [("held", name, code) for name, _, code in wanted], key
        kept = dict(CommandRecord.objects.filter(verb=key, status="held").values_list("id", "body"))
        for command in commands:
            assert json.loads(kept[UUID(command["id"])])["payload"] == command["payload"], key
    assert ground.state() == before


@pytest.mark.django_db
def test_numbers_and_places_inside_a_payload_are_refused_by_path(ground: Ground) -> None:
    before, wrong = ground.state(), []
    for name, (key, change, path, code) in INSIDE.items():
        payload = filled({**GOOD[key], **change}, {**ground.ids, "new": uuid7()}, ground.today)
        answer = ground.online(key, payload)
        error = (
            (answer.json().get("errors") or [{"field": answer.json()["code"], "code": ""}])[0]
            if answer.status_code < 500
            else {"field": "", "code": ""}
        )
        if (answer.status_code, error["field"], error["code"]) != (422, path, code):
            wrong.append((name, answer.status_code, error["field"], error["code"]))
    assert not wrong, "\n".join(map(str, wrong))
    assert ground.state() == before


@pytest.mark.django_db
def test_what_a_phone_saw_is_stored_and_flagged(ground: Ground) -> None:
    ground.send(ground.command("consent.give", GOOD["consent.give"]))
    wrong = []
    for name, (change, flags) in ODD.items():
        payload = {**ground.good("visit.check_in"), **change}
        answer = ground.send(ground.command("visit.check_in", payload)).json()["answers"][0]
        found = {flag["code"] for flag in answer.get("flags", [])}
        if not answer["status"].startswith("applied") or not flags <= found:
            wrong.append((name, answer["status"], found, answer.get("reason")))
        else:
            stored = ground.web.get(f"/api/visits/{payload['visit_id']}")
            assert stored.status_code == 200, name
            out = {
                **ground.good("visit.check_out"),
                "visit_id": payload["visit_id"],
                "at": "2026-11-01T00:00:00Z",
            }
            left = ground.send(ground.command("visit.check_out", out)).json()["answers"][0]
            assert left["status"].startswith("applied"), name
    assert not wrong, "\n".join(map(str, wrong))


# -- verbs that are not everybody's -------------------------------------------------------------------


@pytest.mark.django_db
def test_verbs_of_the_machinery_have_no_door(ground: Ground) -> None:
    admin, before = ground.world.web(ground.world.admin), ground.state()
    admin.client.raise_request_exception = False
    inside = {
        "simulator.create": {"entity": "customer", "records": []},
        "simulator.bring": {"digests": []},
        "visit.record": {"visits": []},
        "order.record": {"orders": []},
        "exchange.import": {"work": {}},
        "exchange.note": {"said": {}},
    }
    for key, payload in inside.items():
        answer = admin.post(f"/api/verbs/{key}", payload)
        assert answer.status_code in (403, 404, 422), (key, answer.status_code)
        held = ground.send(ground.command(key, payload)).json()["answers"][0]
        assert held["status"] == "rejected_forged", key
    for key in ("no.such", "", "../meta", "%00", "order.confirm", "person.set_password"):
        assert admin.post(f"/api/verbs/{key}", {}).status_code == 404, key
    assert ground.state() == before


@pytest.mark.django_db
def test_verbs_of_a_record_refuse_strangers_states_and_keys(ground: Ground) -> None:
    manager, rep = ground.world.web(ground.world.manager_east), ground.world.web(ground.world.rep_sun)
    before = ground.state()
    customer, order = ground.ids["customer"], ground.ids["order"]
    cases = [
        (manager, f"/api/customers/{customer}/do/assign", {}, 422),
        (manager, f"/api/customers/{customer}/do/assign", {"owner": "x"}, 422),
        (manager, f"/api/customers/{customer}/do/assign", {"owner": None, "is_admin": True}, 422),
        (manager, f"/api/customers/{customer}/do/assign", {"owner": NOBODY}, 404),
        (manager, f"/api/customers/{customer}/do/no_such", {}, 404),
        (manager, f"/api/customers/{NOBODY}/do/assign", {"owner": None}, 404),
        (rep, f"/api/customers/{customer}/do/assign", {"owner": None}, 403),
        (rep, f"/api/orders/{order}/do/cancel", {"reason": "x"}, 404),
        (manager, f"/api/orders/{order}/do/approve", {}, 409),
        (manager, f"/api/orders/{order}/do/cancel", {"reason": "a\x00"}, 422),
        (manager, f"/api/people/{ground.world.rep_wang.pk}/do/set_password", {"password": "x" * 12}, 403),
    ]
    for web, path, payload, status in cases:
        assert web.post(path, payload).status_code == status, (path, payload)
    assert ground.state() == before


@pytest.mark.django_db
def test_bulk_judges_each_record_by_itself(ground: Ground) -> None:
    manager = ground.world.web(ground.world.manager_east)
    path, good = "/api/customers/bulk", str(ground.ids["customer"])
    wrong = {
        "101": {"action": "update", "ids": [good] * 101, "data": {"remark": "x"}},
        "none": {"action": "update", "ids": [], "data": {}},
        "verb": {"action": "no_such", "ids": [good]},
        "not bulk": {"action": "restore", "ids": [good]},
        "id": {"action": "delete", "ids": ["x"]},
        "more": {"action": "delete", "ids": [good], "is_admin": True},
    }
    for name, payload in wrong.items():
        assert manager.post(path, payload).status_code == 422, name
    mixed = manager.post(path, {"action": "update", "ids": [good, NOBODY], "data": {"grade": "B"}}).json()[
        "results"
    ]
    assert [one["status"] for one in mixed] == [200, 404]
    refused = manager.post(path, {"action": "update", "ids": [good], "data": {"password": "x"}}).json()[
        "results"
    ]
    assert (refused[0]["status"], refused[0]["error"]["code"]) == (422, "unknown_key")
    assert manager.get(f"/api/customers/{good}").json()["grade"] == "B"


# -- the envelope -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_key_given_twice_spoils_its_own_command_alone(ground: Ground) -> None:
    good = json.dumps(ground.command("notice.read", {"ids": []}))
    twice = good.replace('"ids": []', '"ids": [], "ids": []').replace(good[8:44], str(uuid7()))
    body = f'{{"device": "{ground.device}", "commands": [{twice}, {good}]}}'
    answer = ground.web.post("/api/sync/commands", body).json()["answers"]
    assert [(one["status"], one.get("reason", {}).get("code")) for one in answer] == [
        ("held", "duplicate_key"),
        ("applied", None),
    ]
    outer = ground.web.post(
        "/api/sync/commands", f'{{"device": "{ground.device}", "commands": [], "commands": []}}'
    )
    assert (outer.status_code, outer.json()["code"]) == (422, "duplicate_key")
