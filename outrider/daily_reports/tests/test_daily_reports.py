"""日报: its facts, frozen at hand-in, what comes later, 未交 and 未读, and the team on a manager's phone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from outrider.daily_reports.models import DailyReport
from outrider.daily_reports.queries import facts_of, person_report, report_detail, reports_of, team_view
from outrider.daily_reports.rules import supplement
from outrider.kernel import clock
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.visits.tests.conftest import NOON, Cast, cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def hand_in(cast: Cast, who: str = "wang", **more: Any) -> DailyReport:
    data = {"report_id": uuid7(), "on": "2026-11-23", "at": NOON.isoformat(), **more}
    found: DailyReport = cast.do(who, "daily_report.submit", source="sync", **data)
    return found


def a_day(cast: Cast) -> None:
    """Two planned, one done with a shelf counted, one closed; one more that was not planned."""
    cast.do("wang", "shift.start", shift_id=uuid7(), at=(NOON - timedelta(hours=4)).isoformat())
    cast.consent("wang")
    done, shut = cast.customer("wang"), cast.customer("wang", "关门店")
    plans = [
        cast.do("wang", "plan.add", plan_id=uuid7(), customer_id=one.pk, on="2026-11-23")
        for one in (done, shut)
    ]
    visit = cast.check_in("wang", done, plan_id=plans[0].pk, at=NOON - timedelta(hours=2))
    cast.step("wang", visit, "front", "photo", photos=[cast.photo()])
    line = {"product_id": cast.product().pk, "units": {"box": "0"}, "out_of_stock": True}
    cast.step("wang", visit, "stock", "stock_count", data={"lines": [line]})
    cast.check_out("wang", visit, minutes=20)
    could_not: dict[str, Any] = {
        "visit_id": uuid7(),
        "customer_id": shut.pk,
        "plan_id": plans[1].pk,
        "reason": "closed",
    }
    cast.do("wang", "visit.could_not", at=NOON.isoformat(), **could_not)


def test_the_facts_of_a_day(cast: Cast) -> None:
    a_day(cast)
    facts = facts_of([cast.wang.id], TODAY)[cast.wang.id]
    told = {key: facts[key] for key in ("planned", "done", "visits", "could_not", "effective", "photos")}
    assert told == {"planned": 2, "done": 1, "visits": 1, "could_not": 1, "effective": 1, "photos": 1}
    assert [(one["name"], one["reason"]) for one in facts["missed"]] == [("关门店", "closed")]
    assert [(one["name"], one["customers"]) for one in facts["out_of_stock"]] == [("苏打水", 1)]
    assert (facts["shift"]["status"], facts["orders"]["count"], facts["in_store_s"]) == ("on", 0, 1200)


def test_handed_in_it_is_frozen_and_what_comes_later_is_told_beside_it(cast: Cast) -> None:
    a_day(cast)
    report = hand_in(cast, problems="关门店要换时间", tomorrow="补货")
    assert (report.facts["visits"], report.title) == (1, "2026-11-23 王磊")
    cast.check_in("wang", cast.customer("wang", "晚到的店"), at=NOON)
    later = report_detail(cast.chen, report, "zh-Hans")
    assert later["facts"]["visits"] == 1
    assert {one["key"]: (one["before"], one["after"]) for one in later["supplement"]} == {
        "visits": (1, 2),
        "ad_hoc": (0, 1),
    }


def test_a_second_hand_in_changes_the_words_alone(cast: Cast) -> None:
    first = hand_in(cast, problems="无")
    a_day(cast)
    again = hand_in(cast, problems="有一家关门")
    assert (again.pk, again.problems, again.facts["visits"]) == (first.pk, "有一家关门", 0)
    with pytest.raises(Problem):
        hand_in(cast, "zhao", report_id=first.pk)


def test_missing_and_unread(cast: Cast) -> None:
    a_day(cast)
    told = reports_of(cast.chen)
    assert (told["missing"], told["unread"]) == (1, 0)
    assert {row["person"]["name"]: row["state"] for row in told["people"]} == {
        "王磊": "missing",
        "赵鹏": "none",
    }
    report = hand_in(cast)
    assert (reports_of(cast.chen)["missing"], reports_of(cast.chen)["unread"]) == (0, 1)
    assert cast.do("gao", "daily_report.read", report_ids=[report.pk]) == 0
    assert cast.do("chen", "daily_report.read", report_ids=[report.pk]) == 1
    assert cast.do("chen", "daily_report.read", report_ids=[report.pk]) == 0
    assert reports_of(cast.chen)["unread"] == 0
    assert person_report(cast.chen, cast.wang.id)["id"] == str(report.pk)
    for who in ("zhao", "gao"):
        with pytest.raises(Problem):
            person_report(cast.people[who], cast.wang.id)


def test_the_desk_and_a_managers_phone_miss_the_same_reports(cast: Cast) -> None:
    """未交 is who worked that day, whether he still does or not; the phone has it from the server."""

    def told() -> tuple[dict[str, str], dict[str, str]]:
        phone = team_view(cast.chen, TODAY)[0]["people"]
        desk = reports_of(cast.chen)["people"]
        return (
            {row["person"]["name"]: row["report"]["state"] for row in phone},
            {row["person"]["name"]: row["state"] for row in desk},
        )

    a_day(cast)
    cast.do("zhao", "shift.start", shift_id=uuid7(), at=NOON.isoformat())
    assert told() == ({"王磊": "missing", "赵鹏": "missing"},) * 2
    hand_in(cast)
    cast.do("zhao", "day_off.mark", day_off_id=uuid7(), person_id=cast.zhao.id, on=TODAY, reason="事假")
    assert told() == ({"王磊": "submitted", "赵鹏": "none"},) * 2


def test_the_team_on_a_managers_phone(cast: Cast) -> None:
    a_day(cast)
    report = hand_in(cast, support="要冰柜")
    said: dict[str, Any] = {
        "comment_id": uuid7(),
        "entity": "daily_report",
        "record_id": report.pk,
        "text": "已申请",
    }
    cast.do("chen", "comment.add", at=NOON.isoformat(), **said)
    today, yesterday = team_view(cast.chen, TODAY)
    assert (today["on"], yesterday["on"], today["figures"]["planned_done"]) == (
        "2026-11-23",
        "2026-11-22",
        [1, 2],
    )
    row = next(one for one in today["people"] if one["person"]["name"] == "王磊")
    assert [one["customer"]["name"] for one in row["visits"]] == ["惠民便利", "关门店"]
    assert (row["report"]["support"], row["report"]["comments"][0]["text"]) == ("要冰柜", "已申请")
    assert team_view(cast.wang, TODAY) == []
    with clock.frozen(NOON + timedelta(minutes=7)):
        assert team_view(cast.chen, TODAY) == [today, yesterday]


def test_the_pages_of_a_manager(cast: Cast) -> None:
    assert cast.web("chen").get("/api/console/reports?on=2026-11-23").json()["missing"] == 0
    assert cast.web("wang").get("/api/console/reports").status_code == 403
    assert cast.web("chen").get("/api/console/reports?on=2026-02-30").status_code == 422
    assert cast.web("wang").get(f"/api/console/people/{cast.wang.id}/report").json()["id"] is None


def test_nothing_came_later() -> None:
    assert supplement({"visits": 3}, {"visits": 3}) == []
