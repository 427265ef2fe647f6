"""What a manager changes of a published day waits for him to publish it; then each rep is told what is new."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from outrider.engine.entities.actions import delete, restore, update
from outrider.engine.entities.declaration import entities
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.routes import queries
from outrider.routes.models import DayRoute
from outrider.routes.tests.test_planning import QUICK, TODAY, TOMORROW, plans, shop
from outrider.visits.tests.conftest import Cast, cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
LATER = date(2026, 11, 26)


def draft(cast: Cast, *shops: Any, on: date = TOMORROW, rep: str = "wang", **more: Any) -> None:
    ids = [one.pk for one in shops]
    cast.do("chen", "route.set_day", rep=cast.people[rep].id, on=on, customer_ids=ids, **more)


def publish(cast: Cast, *places: tuple[str, date]) -> Any:
    named = [{"rep": cast.people[rep].id, "on": on} for rep, on in places or [("wang", TOMORROW)]]
    return cast.do("chen", "route.publish", places=named)


def published(cast: Cast, *shops: Any, on: date = TOMORROW) -> None:
    draft(cast, *shops, on=on)
    publish(cast, ("wang", on))


def seen(**where: Any) -> list[tuple[str, str]]:
    return [(plan.title, plan.status) for plan in plans(on=TOMORROW, **where)]


def told(cast: Cast, who: str = "wang", language: str = "zh-Hans") -> list[str]:
    rows: Any = entities.get("notice").model.objects
    return [
        row.text[language] for row in rows.filter(person=cast.people[who].id, kind="route").order_by("id")
    ]


def cell(cast: Cast, on: date = TOMORROW) -> dict[str, Any]:
    board = queries.board(cast.chen, "zh-Hans", on, 1)
    row = next(row for row in board["reps"] if row["person"]["name"] == "王磊")
    found: dict[str, Any] = row["days"][on.isoformat()]
    return found


def test_the_phone_keeps_a_published_day_until_its_changes_are_published(cast: Cast) -> None:
    first, second, third = (shop(cast, name) for name in "甲乙丙")
    published(cast, first, second, third)
    new = shop(cast, "丁")
    draft(cast, third, first, new)
    assert seen(status="planned") == [("甲", "planned"), ("乙", "planned"), ("丙", "planned")]
    shown = cell(cast)
    assert [one["title"] for one in shown["stops"]] == ["丙", "甲", "丁"]
    assert [one["title"] for one in shown["stops"] if one["moved"]] in (["丙"], ["甲"])
    assert [one["title"] for one in shown["going"]] == ["乙"]
    assert publish(cast) == {"reps": 1, "stops": 1}
    assert seen(status="planned") == [("丙", "planned"), ("甲", "planned"), ("丁", "planned")]
    assert seen(status="cancelled") == [("乙", "cancelled")]
    assert told(cast)[-1] == "新增 1 家:丁; 取消 1 家:乙; 顺序有调整"
    assert told(cast, language="en")[-1] == "1 new: 丁; 1 cancelled: 乙; The order has changed"
    assert DayRoute.objects.get().pending == {}


def test_publishing_again_says_nothing(cast: Cast) -> None:
    published(cast, shop(cast, "甲"))
    assert len(told(cast)) == 1
    assert publish(cast) == {"reps": 0, "stops": 0}
    assert len(told(cast)) == 1


def test_a_change_that_is_taken_back_leaves_nothing_to_publish(cast: Cast) -> None:
    first, second = shop(cast, "甲"), shop(cast, "乙")
    published(cast, first, second)
    draft(cast, second)
    assert cell(cast)["going"]
    draft(cast, second, first)
    draft(cast, first, second)
    shown = cell(cast)
    assert (shown["going"], [one["changed"] for one in shown["stops"]]) == ([], [False, False])
    assert publish(cast) == {"reps": 0, "stops": 0}


def test_a_stop_that_moves_is_named_where_it_goes_and_where_it_comes_from(cast: Cast) -> None:
    stays, day, person = (shop(cast, name) for name in ("留", "改天", "换人"))
    published(cast, stays, day, person)
    published(cast, shop(cast, "别的"), on=LATER)
    draft(cast, stays)
    draft(cast, *[one.customer for one in plans(on=LATER)], day, on=LATER)
    draft(cast, person, rep="zhao")
    publish(cast, ("wang", TOMORROW), ("wang", LATER), ("zhao", TOMORROW))
    # Both days were told in one breath: neither notice is the later one.
    assert set(told(cast)[-2:]) == {"转给赵鹏:换人; 改到11月26日:改天", "从11月24日改来:改天"}
    assert told(cast, "zhao") == ["共 1 家"]
    assert {plan.rep_id: plan.status for plan in plans(customer=person.pk)} == {
        cast.wang.id: "cancelled",
        cast.zhao.id: "planned",
    }


def test_an_accepted_order_of_a_published_day_waits_with_its_times(cast: Cast) -> None:
    near, far, middle = (shop(cast, n, north_m=m) for n, m in (("近", 100), ("远", 4_000), ("中", 2_000)))
    published(cast, far, near, middle)
    found = queries.proposal(cast.chen, "zh-Hans", cast.wang.id, TOMORROW, effort=QUICK)
    order = [stop["customer"] for stop in found["stops"]]
    cast.do("chen", "route.optimise", rep=cast.wang.id, on=TOMORROW, customer_ids=order)
    assert [plan.title for plan in plans()] == ["远", "近", "中"]
    assert {plan.eta for plan in plans()} == {None}
    assert all(stop["eta"] for stop in cell(cast)["stops"])
    publish(cast)
    assert [plan.title for plan in plans()] in (["近", "中", "远"], ["远", "中", "近"])
    assert all(plan.eta for plan in plans())
    assert told(cast)[-1].startswith("顺序有调整; 预计 ")


def test_what_is_done_meanwhile_stays_done(cast: Cast) -> None:
    first, second = shop(cast, "甲"), shop(cast, "乙")
    published(cast, first, second, on=TODAY)
    draft(cast, second, on=TODAY)
    plan = plans(title="甲").get()
    cast.check_out("wang", cast.check_in("wang", first, plan_id=plan.pk))
    publish(cast, ("wang", TODAY))
    plan.refresh_from_db()
    assert plan.status == "done"
    assert len(told(cast)) == 1


def test_a_rep_plans_his_own_day_without_his_managers_drafts(cast: Cast) -> None:
    known, hidden = shop(cast, "甲", north_m=300), shop(cast, "乙")
    published(cast, known, on=TODAY)
    draft(cast, known, hidden, on=TODAY)
    found = queries.proposal(cast.wang, "zh-Hans", cast.wang.id, TODAY, effort=QUICK)
    assert [stop["title"] for stop in found["stops"]] == ["甲"]


def test_a_customer_that_closes_while_planned_drops_with_the_reason_and_comes_back(cast: Cast) -> None:
    one, other = shop(cast, "甲"), shop(cast, "乙")
    published(cast, one, other)
    draft(cast, one, on=LATER)
    customer = update("customer", cast.chen, one.pk, {"version": one.version, "status": "closed"})
    assert {(p.on, p.status, p.left_out) for p in plans(customer=one.pk)} == {
        (TOMORROW, "left_out", "customer_closed"),
        (LATER, "draft", "customer_closed"),
    }
    assert told(cast)[-1] == "已从这些天的拜访里移出:11月24日"
    shown = cell(cast)
    assert [(s["title"], s["why"]) for s in shown["stops"] if s["left_out"]] == [("甲", "客户已停业")]
    update("customer", cast.chen, one.pk, {"version": customer.version, "status": "active"})
    assert {p.left_out for p in plans(customer=one.pk)} == {""}
    assert seen(status="planned") == [("甲", "planned"), ("乙", "planned")]


def test_a_customer_in_the_bin_is_shown_and_does_not_block_the_day(cast: Cast) -> None:
    one, other = shop(cast, "甲"), shop(cast, "乙")
    published(cast, one, other)
    delete("customer", cast.director, one.pk, one.version)
    assert plans(customer=one.pk).get().status == "left_out"
    draft(cast, other, shop(cast, "丙"), left_out_ids=[one.pk])
    assert ("甲", "customer_closed") in [(stop["title"], stop["left_out"]) for stop in cell(cast)["stops"]]
    assert cell(cast)["going"] == []
    restore("customer", cast.director, one.pk)
    assert plans(customer=one.pk).get().status == "planned"


@pytest.mark.parametrize(("who", "status"), [("wang", 403), ("gao", 404), ("office", 403)])
def test_who_may_not_draft_for_whom(cast: Cast, who: str, status: int) -> None:
    one = shop(cast, "甲")
    published(cast, one)
    with pytest.raises(Problem) as refused:
        cast.do(who, "route.set_day", rep=cast.wang.id, on=TOMORROW, customer_ids=[])
    assert refused.value.status == status
    assert seen() == [("甲", "planned")]
    assert not cell(cast)["going"]


def test_bad_days_are_named(cast: Cast) -> None:
    desk, one = cast.web("chen"), shop(cast, "甲")
    day = {"rep": str(cast.wang.id), "on": TOMORROW.isoformat(), "customer_ids": [str(one.pk)]}
    for changed, field in (
        ({"customer_ids": [str(uuid7()) for _ in range(201)]}, "customer_ids"),
        ({"customer_ids": [str(uuid7())]}, "customer_ids.0"),
        ({"on": "2026-11-22"}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"customers": []}, "customers"),
        ({"left_out_ids": None}, "left_out_ids"),
    ):
        answer = desk.post("/api/routes/set", {**day, **changed})
        assert answer.status_code == 422, (changed, answer.content)
        assert answer.json()["errors"][0]["field"].startswith(field), changed
    assert desk.post("/api/routes/publish", {}).json()["errors"][0]["field"] == "places"
    assert not plans().exists()
    # Twice the same customer is one stop.
    assert desk.post("/api/routes/set", {**day, "customer_ids": [str(one.pk)] * 2}).status_code == 200
    assert plans().count() == 1
