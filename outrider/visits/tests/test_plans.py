"""Plans: a rep's own for today and tomorrow, a manager's for his people, a whole day at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from outrider.engine.entities.actions import create, update
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.visits.models import VisitPlan
from outrider.visits.queries import board_of
from outrider.visits.tests.conftest import NOON, Cast

pytestmark = pytest.mark.django_db
TODAY = "2026-11-23"


def day(days: int) -> str:
    return (NOON + timedelta(days=days)).date().isoformat()


def add(cast: Cast, who: str, customer: Any, on: str = TODAY, **more: Any) -> Any:
    return cast.do(who, "plan.add", **{"plan_id": uuid7(), "customer_id": customer.pk, "on": on, **more})


@pytest.mark.parametrize(("days", "code"), [(0, None), (1, None), (2, "too_far"), (-1, "past")])
def test_which_days_a_rep_plans(cast: Cast, days: int, code: str | None) -> None:
    shop = cast.customer("wang")
    if code is None:
        plan = add(cast, "wang", shop, day(days))
        assert (plan.title, plan.department_id) == ("惠民便利", cast.departments["east"])
        return
    with pytest.raises(Problem) as refused:
        add(cast, "wang", shop, day(days))
    assert (refused.value.errors[0].field, refused.value.errors[0].code) == ("on", code)
    assert VisitPlan.objects.count() == 0


def test_a_plan_made_offline_arrives_late(cast: Cast) -> None:
    assert add(cast, "wang", cast.customer("wang"), day(-1), source="sync").on.isoformat() == day(-1)


def test_nobody_plans_a_customer_he_does_not_see(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        add(cast, "sun", cast.customer("wang"))
    assert refused.value.status == 404


def test_moving_and_cancelling(cast: Cast) -> None:
    plan = add(cast, "wang", cast.customer("wang"))
    cast.do("wang", "plan.move", plan_id=plan.pk, on=day(1), position=7)
    plan.refresh_from_db()
    assert (plan.on.isoformat(), plan.position, plan.status) == (day(1), 7, "planned")
    cast.do("chen", "plan.cancel", plan_id=plan.pk, note="老板不在")
    plan.refresh_from_db()
    assert (plan.status, plan.note) == ("cancelled", "老板不在")
    for who in ("zhao", "gao"):
        with pytest.raises(Problem) as refused:
            cast.do(who, "plan.cancel", plan_id=plan.pk)
        assert refused.value.status in (403, 404)


def test_a_whole_day_reads_as_given(cast: Cast) -> None:
    a, b, c, d = (cast.customer("wang", name) for name in "甲乙丙丁")
    done = add(cast, "wang", d)
    cast.check_out("wang", cast.check_in("wang", d, plan_id=done.pk))
    first = cast.do(
        "chen", "plan.set_day", rep=cast.wang.id, on=TODAY, customer_ids=[a.pk, b.pk], purpose="铺货"
    )
    assert [(p.title, p.position) for p in first if p.status == "planned"] == [("甲", 1), ("乙", 2)]
    assert [p.title for p in first if p.status == "done"] == ["丁"]
    second = cast.do("chen", "plan.set_day", rep=cast.wang.id, on=TODAY, customer_ids=[c.pk, a.pk])
    assert [(p.title, p.position) for p in second if p.status == "planned"] == [("丙", 1), ("甲", 2)]
    assert VisitPlan.objects.get(customer=b).status == "cancelled"
    assert VisitPlan.objects.get(customer=a).purpose == "铺货"
    entries = VisitPlan.objects.count()
    cast.do("chen", "plan.set_day", rep=cast.wang.id, on=TODAY, customer_ids=[c.pk, a.pk])
    assert VisitPlan.objects.count() == entries


@pytest.mark.parametrize(
    ("who", "rep", "status"), [("wang", "zhao", 403), ("gao", "wang", 404), ("office", "wang", 403)]
)
def test_who_may_not_plan_for_whom(cast: Cast, who: str, rep: str, status: int) -> None:
    shop = cast.customer(rep)
    with pytest.raises(Problem) as refused:
        cast.do(who, "plan.set_day", rep=cast.people[rep].id, on=TODAY, customer_ids=[shop.pk])
    assert refused.value.status == status
    assert VisitPlan.objects.count() == 0


def test_an_unknown_customer_is_named_by_its_place(cast: Cast) -> None:
    shop = cast.customer("wang")
    with pytest.raises(Problem) as refused:
        cast.do("chen", "plan.set_day", rep=cast.wang.id, on=TODAY, customer_ids=[shop.pk, uuid7()])
    assert refused.value.errors[0].field == "customer_ids.1"
    assert VisitPlan.objects.count() == 0


def test_two_hundred_stops_and_no_more(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        cast.do(
            "chen", "plan.set_day", rep=cast.wang.id, on=TODAY, customer_ids=[uuid7() for _ in range(201)]
        )
    assert refused.value.errors[0].code == "too_many"


def test_the_generic_endpoint_obeys_the_same_rules(cast: Cast) -> None:
    shop = cast.customer("wang")
    data = {"rep": cast.wang.id, "customer": shop.pk, "on": TODAY}
    record, _ = create("visit_plan", cast.chen, data)
    plan = VisitPlan.objects.get(pk=record.pk)
    assert plan.department_id == cast.departments["east"]
    with pytest.raises(Problem):
        create("visit_plan", cast.gao, data)
    with pytest.raises(Problem) as refused:
        update("visit_plan", cast.chen, plan.pk, {"version": 1, "on": day(-3)})
    assert refused.value.errors[0].code == "past"
    with pytest.raises(Problem) as refused:
        update(
            "visit_plan", cast.chen, plan.pk, {"version": 1, "window_start": "10:00", "window_end": "09:00"}
        )
    assert refused.value.errors[0].field == "window_end"


def test_the_board_shows_the_managers_reps_only(cast: Cast) -> None:
    planned, free = cast.customer("wang", "甲"), cast.customer("zhao", "乙")
    cast.customer("sun", "丙")
    add(cast, "wang", planned)
    board = board_of(cast.chen)
    assert [row["person"]["name"] for row in board["reps"]] == ["王磊", "赵鹏"]
    assert [len(row["plans"]) for row in board["reps"]] == [1, 0]
    assert [row["id"] for row in board["unplanned"]] == [str(free.pk)]
