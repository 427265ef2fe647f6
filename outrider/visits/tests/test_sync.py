"""A whole visit as a phone's commands: in one batch, in any order, and pulled back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outrider.engine.entities.actions import update
from outrider.engine.sync.models import CommandRecord
from outrider.engine.sync.tests.phone import Phone
from outrider.engine.sync.upkeep import forget_bodies
from outrider.kernel import clock
from outrider.kernel.ids import uuid7
from outrider.tracking.models import Evidence
from outrider.visits.models import Visit
from outrider.visits.tests.conftest import NOON, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast.world.rep_wang)


def ticks(minutes: float, wall: float | None = None) -> dict[str, Any]:
    """What the phone's clocks show after some minutes; ``wall`` when somebody turned the clock."""
    shown = NOON + timedelta(minutes=minutes if wall is None else wall)
    return {"device_time": shown.isoformat(), "monotonic_ms": minutes * 60_000, "boot_id": "boot-1"}


def visit_commands(cast: Cast, phone: Phone, shop: Any) -> list[dict[str, Any]]:
    """Consent, plan, check-in, photo, stock, summary, check-out."""
    visit, plan = str(uuid7()), str(uuid7())
    at = NOON.isoformat()
    location = {"status": "located", "fixes": cast.fixes()}
    line = {"product_id": str(cast.product().pk), "units": {"box": "1", "piece": "3"}}

    def step(key: str, kind: str, **more: Any) -> dict[str, Any]:
        done = (NOON + timedelta(minutes=phone.seq - 2)).isoformat()
        body = {
            "visit_id": visit,
            "result_id": str(uuid7()),
            "step_key": key,
            "kind": kind,
            "at": done,
            **more,
        }
        return phone.command("visit.complete_step", body)

    return [
        phone.command("consent.give", {"policy": "location", "version": "2"}),
        phone.command("plan.add", {"plan_id": plan, "customer_id": str(shop.pk), "on": "2026-11-23", "position": 1}),
        phone.command(
            "visit.check_in",
            {"visit_id": visit, "customer_id": str(shop.pk), "plan_id": plan, "visit_type_id": str(cast.type_id),
             "planned": True, "purpose": None, "at": at, "location": location},
            **ticks(0),
        ),
        step("front", "photo", photos=[cast.photo()]),
        step("stock", "stock_count", data={"lines": [line]}),
        step("end", "summary", data={"text": "好", "purpose_met": "yes", "next_step": None, "next_on": None}),
        phone.command(
            "visit.check_out",
            {"visit_id": visit, "at": (NOON + timedelta(minutes=9)).isoformat(), "edited": False,
             "missing_reason": None, "location": {"status": "unavailable", "fixes": []}},
            **ticks(9),
        ),
    ]  # fmt: skip


def test_a_visit_in_one_batch_comes_back_whole(cast: Cast, phone: Phone) -> None:
    shop = cast.customer("wang")
    with clock.frozen(NOON + timedelta(minutes=10)):
        answer = phone.send(*visit_commands(cast, phone, shop))
        assert phone.statuses(answer) == ["applied"] * 7
        page = phone.pull()
    visit = page["rows"]["visit"][0]
    assert (visit["status"], visit["outcome"], visit["effective"], visit["time_in_store_s"]) == (
        "done",
        "normal",
        True,
        540,
    )
    assert [(s["step_key"], s["kind"]) for s in visit["steps"]] == [
        ("front", "photo"), ("stock", "stock_count"), ("end", "summary"),
    ]  # fmt: skip
    assert [(p["digest"], p["received"]) for p in visit["photos"]] == [("a" * 64, False)]
    assert page["rows"]["visit_plan"][0]["status"] == "done"
    assert page["rows"]["visit_type"][0]["steps"][0]["key"] == "front"
    for own in ("step_result", "visit_photo", "stock_line", "evidence", "consent"):
        assert own not in page["rows"]


def test_children_before_their_visit_wait_and_then_go_through(cast: Cast, phone: Phone) -> None:
    commands = visit_commands(cast, phone, cast.customer("wang"))
    with clock.frozen(NOON + timedelta(minutes=10)):
        early = phone.send(*commands[3:])
        assert phone.statuses(early) == ["retry_later"] * 4
        assert Visit.objects.count() == 0
        late = phone.send(*commands)
        assert phone.statuses(late) == ["applied"] * 7
        assert phone.statuses(phone.send(*reversed(commands))) == ["applied"] * 7
    assert (Visit.objects.count(), Visit.objects.get().effective) == (1, True)


def test_a_clock_that_was_turned_is_told(cast: Cast, phone: Phone) -> None:
    cast.consent("wang")
    for minutes, wall in ((0, 0), (20, 50)):
        at = (NOON + timedelta(minutes=wall)).isoformat()
        body = {"visit_id": str(uuid7()), "customer_id": str(cast.customer("wang").pk), "at": at}
        with clock.frozen(NOON + timedelta(minutes=51)):
            phone.send(phone.command("visit.check_in", {**body, "planned": False}, **ticks(minutes, wall)))
    evidence = Evidence.objects.order_by("occurred_at").last()
    assert evidence is not None
    assert [r["code"] for r in evidence.readings if r["signal"] == "time"] == ["time_set"]


def test_the_new_owner_gets_the_last_visits_of_his_customer(cast: Cast, phone: Phone) -> None:
    shop = cast.customer("zhao")
    for hours in range(5):
        cast.check_in("zhao", shop, at=NOON - timedelta(hours=hours))
    assert "visit" not in phone.pull()["rows"]
    update("customer", cast.chen, shop.pk, {"version": _version(shop), "owner": cast.wang.id})
    visits = phone.pull()["rows"]["visit"]
    assert sorted(row["checked_in_at"] for row in visits) == [
        "2026-11-23T02:00:00.000Z", "2026-11-23T03:00:00.000Z", "2026-11-23T04:00:00.000Z",
    ]  # fmt: skip


def _version(record: Any) -> int:
    record.refresh_from_db()
    return int(record.version)


def test_old_plans_and_visits_stay_off_the_phone(cast: Cast, phone: Phone) -> None:
    shop = cast.customer("wang")
    with clock.frozen(NOON - timedelta(days=40)):
        for hours in range(4):
            cast.check_in("wang", shop, at=NOON - timedelta(days=40, hours=hours))
        cast.do(
            "wang", "plan.add", plan_id=uuid7(), customer_id=shop.pk, on=(NOON - timedelta(days=40)).date()
        )
        for visit in Visit.objects.all():
            cast.check_out("wang", visit)
    page = phone.pull()
    # Three of the four come along with their customer, as its last visits.
    assert len(page["rows"]["visit"]) == 3
    assert "visit_plan" not in page["rows"]


def test_pulling_more_visits_costs_no_more_queries(cast: Cast, phone: Phone) -> None:
    def pull() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert phone.pull()["http"] == 200
        return len(queries)

    shop = cast.customer("wang")
    cast.step("wang", cast.check_in("wang", shop), "talk", "note", data={"text": "一"})
    few = pull()
    for number in range(5):
        visit = cast.check_in("wang", shop)
        cast.step("wang", visit, "front", "photo", photos=[cast.photo(f"{number:064x}")])
    assert pull() == few


def test_the_body_of_a_flagged_check_in_is_forgotten_with_its_positions(cast: Cast, phone: Phone) -> None:
    cast.consent("wang")
    shop = cast.customer("zhao")
    location = {"status": "located", "fixes": cast.fixes()}
    body = {
        "visit_id": str(uuid7()),
        "customer_id": str(shop.pk),
        "at": NOON.isoformat(),
        "location": location,
    }
    assert phone.statuses(phone.send(phone.command("visit.check_in", body))) == ["applied_flagged"]
    assert phone.statuses(phone.send(phone.command("visit.check_in", {"visit_id": "x"}))) == ["held"]
    flagged, refused = CommandRecord.objects.order_by("number")
    assert "31.2" in flagged.body
    with clock.frozen(NOON + timedelta(days=31)):
        assert forget_bodies(lambda *_, **__: None) == 1
    flagged.refresh_from_db()
    refused.refresh_from_db()
    assert (flagged.body, flagged.status, refused.body != "") == ("", "applied_flagged", True)
