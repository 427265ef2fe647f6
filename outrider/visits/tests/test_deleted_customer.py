"""A customer is deleted while a phone holds work for it: what happened is stored and says so, the rest is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outrider.customers.models import Customer, PinChange
from outrider.engine.entities.actions import delete
from outrider.engine.sync.models import CommandRecord
from outrider.engine.sync.tests.phone import Phone
from outrider.kernel.ids import uuid7
from outrider.visits.models import StepResult, Visit, VisitPlan
from outrider.visits.tests.conftest import NOON, Cast

pytestmark = pytest.mark.django_db
AT = NOON.isoformat()
WHERE = {"lat": 31.2, "lng": 121.5, "accuracy": 10}


def work(shop: Customer, visit: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What a phone may hold of a customer."""
    customer = str(shop.pk)
    at_once = {"visit_id": str(uuid7()), "customer_id": customer, "at": AT}
    return {
        "check-in": ("visit.check_in", {**at_once, "planned": False, "location": {"status": "refused", "fixes": []}}),
        "could not": ("visit.could_not", {**at_once, "reason": "closed", "note": "", "photos": []}),
        "step": (
            "visit.complete_step",
            {"visit_id": visit, "result_id": str(uuid7()), "step_key": "note", "kind": "note", "at": AT,
             "data": {"text": "好"}, "photos": []},
        ),
        "check-out": ("visit.check_out", {"visit_id": visit, "at": AT, "location": {"status": "refused", "fixes": []}}),
        "plan": ("plan.add", {"plan_id": str(uuid7()), "customer_id": customer, "on": "2026-11-23", "position": 1}),
        "pin": ("pin.propose", {"change_id": str(uuid7()), "customer_id": customer, "pin": WHERE}),
    }  # fmt: skip


# What becomes of it: status, the flag that says why, rows afterwards. A plan is only a wish: a person decides on it.
EXPECTED: dict[str, tuple[str, str | None, type[Any], int]] = {
    "check-in": ("applied_flagged", "customer_gone", Visit, 2),
    "could not": ("applied_flagged", "customer_gone", Visit, 2),
    "step": ("applied_flagged", None, StepResult, 1),
    "check-out": ("applied_flagged", None, Visit, 1),
    "plan": ("held", None, VisitPlan, 0),
    "pin": ("applied_flagged", "customer_gone", PinChange, 1),
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_nothing_that_a_phone_holds_is_lost(cast: Cast, kind: str) -> None:
    phone, shop, visit = Phone(cast.world.rep_wang), cast.customer("wang"), str(uuid7())
    begun = {"visit_id": visit, "customer_id": str(shop.pk), "at": AT, "planned": False}
    first = phone.command("visit.check_in", {**begun, "location": {"status": "refused", "fixes": []}})
    assert phone.statuses(phone.send(first))[0].startswith("applied")
    delete("customer", cast.world.as_(cast.world.director), shop.pk, Customer.objects.get(pk=shop.pk).version)
    verb, payload = work(shop, visit)[kind]
    (answer,) = phone.send(phone.command(verb, payload))["answers"]
    status, flag, model, rows = EXPECTED[kind]
    assert (answer["status"], model.all_objects.count()) == (status, rows)
    assert flag is None or flag in {one["code"] for one in answer["flags"]}
    if status == "held":
        assert answer["reason"]["code"] == "not_found"
        (held,) = CommandRecord.objects.filter(status="held")
        assert json.loads(held.body)["payload"] == payload
