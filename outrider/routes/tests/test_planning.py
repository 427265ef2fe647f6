"""A manager plans his people's days and publishes them; a rep plans again from where he is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from outrider.engine.entities.actions import update
from outrider.engine.entities.declaration import entities
from outrider.kernel import clock
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.routes import queries
from outrider.routes.jobs import propose
from outrider.routes.models import DayRoute
from outrider.routes.solver import Effort, solve
from outrider.routes.values import VisitValue, visit_values
from outrider.visits.tests.conftest import LAT, LNG, METRE, NOON, Cast, cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)
QUICK = Effort(rounds=10)


def plans(**where: Any) -> Any:
    rows: Any = entities.get("visit_plan").model.objects
    return rows.filter(**where).order_by("position", "id")


def shop(cast: Cast, name: str, north_m: float = 0, **more: Any) -> Any:
    pin = {"lat": LAT + north_m * METRE, "lng": LNG, "datum": "WGS-84", "source": "manual"}
    return cast.customer("wang", name, **{"pin": pin, **more})


def set_day(cast: Cast, *shops: Any, who: str = "chen", on: date = TOMORROW, **more: Any) -> Any:
    ids = [one.pk for one in shops]
    return cast.do(who, "plan.set_day", rep=cast.wang.id, on=on, customer_ids=ids, **more)


def proposed(cast: Cast, who: str = "chen", on: date = TOMORROW, **more: Any) -> Any:
    return queries.proposal(cast.people[who], "zh-Hans", cast.wang.id, on, effort=QUICK, **more)


def accept(cast: Cast, found: Any, who: str = "chen", on: date = TOMORROW) -> Any:
    order = [stop["customer"] for stop in found["stops"]]
    out = [entry["customer"] for entry in found["left_out"] if entry["customer"]]
    return cast.do(who, "route.optimise", rep=cast.wang.id, on=on, customer_ids=order, left_out=out)


def local(moment: datetime | str) -> str:
    found = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
    return (found + timedelta(hours=8)).strftime("%H:%M")


def test_a_day_is_proposed_accepted_and_published(cast: Cast) -> None:
    near, middle, far = (
        shop(cast, name, north_m=metres) for name, metres in (("近", 500), ("中", 1_000), ("远", 1_500))
    )
    set_day(cast, far, near, middle, draft=True)
    assert [(p.title, p.status) for p in plans()] == [("远", "draft"), ("近", "draft"), ("中", "draft")]
    found = proposed(cast)
    assert found["after"]["distance_m"] == round(1_000 * 1.35)
    assert found["before"]["distance_m"] > found["after"]["distance_m"]
    assert found["lunch"] is None or local(found["lunch"]["from"]) >= "11:30"
    route = accept(cast, found)
    titles = [p.title for p in plans()]
    assert titles in (["近", "中", "远"], ["远", "中", "近"])
    assert local(plans()[0].eta) == "08:30"
    assert (route.status, route.stops, route.left_out) == ("draft", 3, 0)
    told = cast.do("chen", "route.publish", days=[TOMORROW], reps=[cast.wang.id])
    assert told == {"reps": 1, "stops": 3}
    assert {p.status for p in plans()} == {"planned"}
    notices: Any = entities.get("notice").model.objects
    notice = notices.get(person=cast.wang.id, kind="route")
    assert "3 家" in notice.text["zh-Hans"]
    assert cast.do("chen", "route.publish", days=[TOMORROW], reps=[cast.wang.id]) == {"reps": 0, "stops": 0}
    assert notices.filter(kind="route").count() == 1


def test_a_draft_is_on_no_phone_until_it_is_published(cast: Cast) -> None:
    phone = cast.web("wang", "rep")
    device = str(uuid7())
    phone.post("/api/devices/register", {"id": device, "label": "", "app_version": "1"})
    set_day(cast, shop(cast, "甲"), draft=True)

    def carried() -> list[str]:
        rows = phone.get(f"/api/sync/changes?device={device}").json()["rows"]
        return [row["status"] for row in rows.get("visit_plan", [])]

    assert carried() == []
    cast.do("chen", "route.publish", days=[TOMORROW], reps=[cast.wang.id])
    assert carried() == ["planned"]


def test_what_does_not_fit_is_left_out_with_its_reason(cast: Cast) -> None:
    shops = [
        shop(cast, "开着"),
        shop(cast, "没定位", pin=None),
        shop(cast, "周二休息", opening_hours="Mo 09:00-18:00; We-Su 09:00-18:00"),
        shop(cast, "只开清早", opening_hours="Mo-Su 05:00-08:00"),
        shop(cast, "太远", north_m=70_000),
        shop(cast, "到不了", north_m=300_000),
    ]
    closing = shop(cast, "后来停业")
    set_day(cast, *shops, closing, draft=True)
    update("customer", cast.world.system, closing.pk, {"version": closing.version, "status": "closed"})
    found = proposed(cast)
    assert {entry["title"]: entry["reason"] for entry in found["left_out"]} == {
        "没定位": "no_place", "周二休息": "closed", "只开清早": "closed_then", "太远": "way_too_long",
        "到不了": "unreachable", "后来停业": "customer_closed",
    }  # fmt: skip
    assert all(entry["text"] for entry in found["left_out"])
    accept(cast, found)
    assert {p.title: p.left_out for p in plans(status="draft").exclude(left_out="")} == {
        entry["title"]: entry["reason"] for entry in found["left_out"] if entry["reason"] != "no_place"
    }
    cast.do("chen", "route.publish", days=[TOMORROW], reps=[cast.wang.id])
    assert plans(status="left_out").count() == 5
    # Nobody knows where it is: it stands last, without a time.
    assert [(p.title, p.eta is None) for p in plans(status="planned").order_by("position")] == [
        ("开着", False), ("没定位", True),
    ]  # fmt: skip
    kept = plans(title="太远").get()
    cast.do("wang", "plan.move", plan_id=kept.pk, on=TODAY, position=1)
    kept.refresh_from_db()
    assert (kept.status, kept.left_out) == ("planned", "")


def test_values_decide_who_stays_out_of_a_full_day(cast: Cast) -> None:
    shops = [shop(cast, f"店{n}", north_m=n * 40) for n in range(36)]
    set_day(cast, *shops, draft=True)
    dear = {one.pk: VisitValue(90, ({"kind": "due"},)) for one in shops[:5]}
    visit_values.add("test", lambda day, ids: {pk: dear[pk] for pk in ids if pk in dear})
    try:
        found = proposed(cast)
    finally:
        visit_values._members.pop("test")
    out = {entry["customer"] for entry in found["left_out"]}
    assert out
    assert not out & {str(pk) for pk in dear}
    assert {entry["reason"] for entry in found["left_out"]} <= {"worth_less", "day_full"}


def test_a_must_do_stop_is_in_the_route(cast: Cast) -> None:
    shops = [shop(cast, f"店{n}") for n in range(36)]
    wanted = shop(cast, "必去", north_m=20_000)
    set_day(cast, *shops, wanted, draft=True, must_ids=[wanted.pk])
    assert plans(must=True).get().title == "必去"
    assert str(wanted.pk) in {stop["customer"] for stop in proposed(cast)["stops"]}


def test_who_is_done_before_noon_goes_home_without_lunch(cast: Cast) -> None:
    set_day(cast, shop(cast, "甲"), shop(cast, "乙", north_m=300), draft=True)
    found = proposed(cast)
    assert found["lunch"] is None
    assert (local(found["after"]["finish_at"]) < "09:30", found["after"]["wait_min"]) == (True, 0)
    assert accept(cast, found).lunch_from is None


def test_an_appointment_holds(cast: Cast) -> None:
    fixed, other = shop(cast, "约好的"), shop(cast, "另一家", north_m=300)
    set_day(cast, fixed, other, draft=True)
    plan = plans(title="约好的").get()
    change = {"version": plan.version, "window_start": "15:00", "window_end": "16:00"}
    update("visit_plan", cast.chen, plan.pk, change)
    begins = {stop["title"]: local(stop["begin_at"]) for stop in proposed(cast)["stops"]}
    assert begins["约好的"] == "15:00"


def test_the_rest_of_the_day_begins_here_and_now(cast: Cast) -> None:
    near, far = shop(cast, "近", north_m=100), shop(cast, "远", north_m=4_000)
    done = shop(cast, "去过", north_m=4_100)
    set_day(cast, done, near, far, on=TODAY)
    plan = plans(title="去过").get()
    cast.check_out("wang", cast.check_in("wang", done, plan_id=plan.pk))
    phone = cast.web("wang", "rep")
    with clock.frozen(NOON + timedelta(hours=2)):
        answer = phone.post("/api/routes/replan", {"here": {"lat": LAT + 3_900 * METRE, "lng": LNG}})
    assert answer.status_code == 200, answer.content
    assert answer.json()["after"]["stops"] == 2
    rows = plans(on=TODAY)
    assert [(p.title, p.status) for p in rows] == [("去过", "done"), ("远", "planned"), ("近", "planned")]
    assert local(rows[1].eta) >= "14:00"
    assert DayRoute.objects.get().status == "published"


def test_an_order_that_fails_its_check_is_not_proposed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that promised what cannot be driven: the checker sees it, nobody is sent out with it."""
    set_day(cast, shop(cast, "甲", north_m=500), shop(cast, "乙", north_m=1_000), draft=True)

    def hurried(*asked: Any) -> Any:
        plan = solve(*asked)
        return replace(plan, finish_s=plan.finish_s - 3_600)

    monkeypatch.setattr("outrider.routes.queries.proposing.solve", hurried)
    with pytest.raises(Problem) as refused:
        proposed(cast)
    assert (refused.value.status, refused.value.code) == (409, "plan_unsound")


def replanned(cast: Cast, minutes: int) -> Any:
    """从这里重排 so many minutes after noon, without a position."""
    with clock.frozen(NOON + timedelta(minutes=minutes)):
        answer = cast.web("wang", "rep").post("/api/routes/replan", {"here": None})
    assert answer.status_code == 200, answer.content
    return DayRoute.objects.get()


def pause(cast: Cast, begun: int, ended: int | None) -> None:
    """On shift since nine; lunch so many minutes before or after noon."""
    shift = uuid7()
    cast.do("wang", "shift.start", shift_id=shift, at=(NOON - timedelta(hours=3)).isoformat())
    cast.do("wang", "shift.break", shift_id=shift, at=(NOON + timedelta(minutes=begun)).isoformat())
    if ended is not None:
        with clock.frozen(NOON + timedelta(minutes=max(0, ended))):
            cast.do("wang", "shift.resume", shift_id=shift, at=(NOON + timedelta(minutes=ended)).isoformat())


def test_who_had_lunch_has_no_second_one(cast: Cast) -> None:
    set_day(cast, shop(cast, "近", north_m=100), shop(cast, "下午", opening_hours="Mo 14:00-18:00"), on=TODAY)
    assert replanned(cast, 10).lunch_from is not None
    pause(cast, -25, 5)
    assert replanned(cast, 10).lunch_from is None


def test_who_is_at_lunch_goes_on_when_it_is_over(cast: Cast) -> None:
    set_day(cast, shop(cast, "近", north_m=100), on=TODAY)
    pause(cast, -5, None)
    assert (replanned(cast, 10).lunch_from, local(plans(on=TODAY)[0].eta)) == (None, "12:40")


def test_without_a_position_the_day_goes_on_where_he_was_last(cast: Cast) -> None:
    """Not at the last stop in the list, and a shop that was not planned counts too."""
    first, north, south = (
        shop(cast, name, north_m=metres) for name, metres in (("末", -4_000), ("北", 4_000), ("南", 100))
    )
    set_day(cast, north, south, first, on=TODAY)
    cast.check_out("wang", cast.check_in("wang", first, plan_id=plans(title="末").get().pk))
    later = NOON + timedelta(minutes=30)
    with clock.frozen(later):
        cast.check_in("wang", shop(cast, "路过", north_m=3_900), at=later)
    replanned(cast, 60)
    assert [p.title for p in plans(on=TODAY, status="planned")] == ["北", "南"]


def test_a_rep_orders_his_day_offline(cast: Cast) -> None:
    set_day(cast, *(shop(cast, name) for name in "甲乙丙"), on=TODAY)
    first, second, third = plans(on=TODAY)
    cast.do("wang", "plan.reorder", source="sync", on=TODAY, plan_ids=[third.pk, first.pk])
    assert [p.title for p in plans(on=TODAY)] == ["丙", "乙", "甲"]
    cast.do("wang", "plan.reorder", source="sync", on=TODAY, plan_ids=[first.pk, second.pk, third.pk])
    assert [p.title for p in plans(on=TODAY)] == ["甲", "乙", "丙"]


@pytest.mark.parametrize(("who", "status"), [("zhao", 403), ("gao", 404), ("office", 403)])
def test_who_may_not_plan_for_whom(cast: Cast, who: str, status: int) -> None:
    one = shop(cast, "甲")
    set_day(cast, one, draft=True)
    with pytest.raises(Problem) as refused:
        proposed(cast, who)
    assert refused.value.status == status
    asked: dict[str, dict[str, Any]] = {
        "route.optimise": {"rep": cast.wang.id, "on": TOMORROW, "customer_ids": [one.pk]},
        "route.publish": {"days": [TOMORROW], "reps": [cast.wang.id]},
    }
    for verb, data in asked.items():
        with pytest.raises(Problem):
            cast.do(who, verb, **data)
    assert plans().get().status == "draft"
    assert not DayRoute.objects.exists()


def test_the_board_and_its_pool(cast: Cast) -> None:
    planned, free, elsewhere = (
        shop(cast, "已排"),
        shop(cast, "未排", district="城东区"),
        shop(cast, "别区", district="江北区"),
    )
    set_day(cast, planned, draft=True)
    desk = cast.web("chen")
    board = desk.get(f"/api/routes/board?on={TOMORROW}&days=2").json()
    assert board["days"] == ["2026-11-24", "2026-11-25"]
    cell = next(row for row in board["reps"] if row["person"]["name"] == "王磊")["days"]["2026-11-24"]
    assert [(stop["title"], stop["status"], stop["must"]) for stop in cell["stops"]] == [
        ("已排", "draft", False)
    ]
    pool = desk.get("/api/routes/pool?kind=due").json()
    assert {item["name"] for item in pool["items"]} == {"未排", "别区"}
    assert pool["areas"] == ["城东区", "江北区"]
    assert [i["name"] for i in desk.get("/api/routes/pool?kind=all&area=江北区").json()["items"]] == ["别区"]
    assert {free.name, elsewhere.name} == {"未排", "别区"}
    assert desk.get("/api/routes/pool?kind=odd").status_code == 422
    assert cast.web("wang", "rep").get("/api/routes/board").status_code == 403


def test_many_days_are_proposed_by_a_job(cast: Cast) -> None:
    set_day(cast, shop(cast, "甲"), draft=True)

    class Told:
        job_id, owner_id = uuid7(), cast.chen.id

        def __init__(self) -> None:
            self.calls: list[Any] = []

        def __call__(self, done: int, total: int | None = None, message: Any = "", **params: Any) -> None:
            self.calls.append((done, total))

    told = Told()
    days = [{"rep": str(cast.wang.id), "on": "2026-11-24"}, {"rep": str(cast.sun.id), "on": "2026-11-24"}]
    result = propose(told, days=days, language="zh-Hans")
    assert [len(one.get("stops", [])) for one in result["proposals"]] == [1, 0]
    assert "problem" in result["proposals"][1]
    assert told.calls == [(0, 2), (1, 2), (2, 2)]
    answer = cast.web("chen").post("/api/routes/preview-many", {"days": days})
    assert answer.status_code == 202


def test_nothing_a_client_says_is_believed(cast: Cast) -> None:
    one, stranger = shop(cast, "甲"), cast.customer("sun", "别人的")
    set_day(cast, one, draft=True)
    found: dict[str, Any] = {
        "rep": cast.wang.id,
        "on": TOMORROW,
        "customer_ids": [one.pk],
        "left_out": [uuid7()],
    }
    with pytest.raises(Problem) as refused:
        cast.do("chen", "route.optimise", **{**found, "customer_ids": [one.pk, stranger.pk]})
    assert (refused.value.errors[0].field, refused.value.errors[0].code) == (
        "customer_ids.1",
        "no_such_record",
    )
    route = cast.do("chen", "route.optimise", **found)
    assert (route.stops, plans().count()) == (1, 1)
    with pytest.raises(Problem) as refused:
        cast.do("chen", "route.optimise", **found, eta="2026-11-24T00:00:00Z")
    assert refused.value.errors[0].code == "unknown_key"
