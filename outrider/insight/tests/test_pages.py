"""The customer's panel and the team's month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from outrider.insight.queries.past_months import past_months
from outrider.insight.tests.conftest import TODAY, Past
from outrider.kernel import clock
from outrider.kernel.ids import uuid7
from outrider.routes.values import values_of

pytestmark = pytest.mark.django_db


def test_each_reason_opens_to_its_orders_and_visits(past: Past) -> None:
    shop = past.shop(grade="A")
    orders = [past.order(shop, days, boxes=100) for days in range(92 + 180, 91, -30)]
    visit = past.visit(shop, 31)
    path = f"/api/customers/{shop.pk}/panels/reasons"
    answer = past.world.web(past.world.rep_wang).get(path).json()
    silence, missed = sorted(answer["reasons"], key=lambda reason: reason["kind"], reverse=True)
    assert silence["text"] == "原约 30 天一单,已 92 天没下单 · 每月约 ¥4,200"
    assert silence["warning"] is True
    assert [row["id"] for row in silence["rows"]] == [str(order.pk) for order in reversed(orders)]
    assert silence["rows"][0]["amount"] == "4200.00"
    assert missed["text"] == "A 类 31 天未拜访"
    assert [(row["entity"], row["id"]) for row in missed["rows"]] == [("visit", str(visit.pk))]
    assert past.world.web(past.world.rep_sun).get(path).status_code == 404


def results(past: Past, person: Any, month: str = "") -> Any:
    return past.world.web(person).get(f"/api/console/results{f'?month={month}' if month else ''}")


def test_the_month_of_a_team_counts_orders_visits_and_active_shops(past: Past) -> None:
    first, second = past.shop("一店"), past.shop("二店")
    past.order(first, 0, boxes=1)
    past.order(first, 1, boxes=2)
    past.order(second, 30, boxes=5)  # last month
    past.order(second, 2, draft=True)
    past.visit(second, 2)
    answer = results(past, past.world.manager_east).json()
    assert (answer["month"], answer["from"], answer["to"]) == ("2026-11", "2026-11-01", "2026-11-30")
    assert answer["total"] == {
        "orders": 2,
        "amount": "126.00",
        "visits": 1,
        "effective_visits": 0,
        "active_shops": 1,
    }
    wang = next(row for row in answer["people"] if row["person"]["name"] == "王磊")
    assert wang["amount"] == "126.00"
    assert len(answer["days"]) == 20
    assert [day["amount"] for day in answer["days"][-3:]] == ["0.00", "84.00", "42.00"]
    assert answer["days"][-3]["visits"] == 1
    october = results(past, past.world.manager_east, "2026-10").json()
    assert (october["total"]["amount"], len(october["days"])) == ("210.00", 31)


# When an order was placed, by the phone's clock wherever it was → the month of the company, whose clock is Shanghai's.
CLOSE = {
    "the last second": ("2026-10-31T23:59:59+08:00", "2026-10"),
    "the first second": ("2026-11-01T00:00:00+08:00", "2026-11"),
    "already November in Tokyo": ("2026-11-01T00:30:00+09:00", "2026-10"),
    "still October in Porto": ("2026-10-31T16:00:00+00:00", "2026-11"),
}


@pytest.mark.parametrize("name", CLOSE)
def test_a_month_closes_by_the_companys_clock_wherever_the_phone_was(past: Past, name: str) -> None:
    placed, month = CLOSE[name]
    moment = datetime.fromisoformat(placed)
    shop = past.shop("一店")
    with clock.frozen(moment):
        past.world.do(
            "order.submit", past.world.as_(past.world.rep_wang), order_id=uuid7(), customer_id=shop.pk,
            placed_at=placed, payment="now", lines=[{
                "line_id": uuid7(), "product_id": past.product.pk, "unit": "box", "quantity": "1", "price": "42.00",
            }],
        )  # fmt: skip
    found = {
        one: results(past, past.world.manager_east, one).json()["total"]["orders"]
        for one in ("2026-10", "2026-11")
    }
    assert found == {"2026-10": 0, "2026-11": 0, month: 1}


def shops(past: Past, person: Any, query: str) -> Any:
    return past.world.web(person).get(f"/api/console/results/shops?{query}")


def test_active_shops_open_to_the_shops(past: Past) -> None:
    first, second = past.shop("一店"), past.shop("二店", grade="B")
    past.order(first, 0, boxes=1)
    past.order(first, 1, boxes=2)
    past.order(second, 2, boxes=5)
    past.order(second, 30, boxes=5)  # last month
    past.order(past.shop("草稿店"), 2, draft=True)
    month = "from=2026-11-01&to=2026-11-30"
    told = shops(past, past.world.manager_east, month).json()
    assert [(row["name"], row["orders"], row["amount"], row["last_order_on"]) for row in told["items"]] == [
        ("二店", 1, "210.00", "2026-11-18"),
        ("一店", 2, "126.00", "2026-11-20"),
    ]
    assert told["total"] == results(past, past.world.manager_east).json()["total"]["active_shops"] == 2
    assert (told["items"][0]["grade"], told["items"][0]["owner"]) == ("B", "王磊")
    day = shops(past, past.world.manager_east, "from=2026-11-20&to=2026-11-20").json()["items"]
    assert [row["id"] for row in day] == [str(first.pk)]
    wang, zhao = past.world.rep_wang.pk, past.world.rep_zhao.pk
    assert shops(past, past.world.manager_east, f"{month}&rep={wang}").json()["total"] == 2
    assert shops(past, past.world.manager_east, f"{month}&rep={zhao}").json()["total"] == 0
    assert shops(past, past.world.manager_north, month).json()["total"] == 0
    assert shops(past, past.world.rep_wang, month).status_code == 403
    for odd in ("", "from=2026-02-30&to=2026-11-30", "from=2026-11-01", f"{month}&rep=x", f"{month}&x=1"):
        assert shops(past, past.world.manager_east, odd).status_code == 422, odd


def test_beside_the_month_stand_the_same_days_of_the_last_and_of_last_years(past: Past) -> None:
    """Today is 20 November: what came on 21 October is not yet counted, and 20 November a year ago is."""
    first, second = past.shop("一店"), past.shop("二店")
    for shop, days_ago, boxes in (
        (first, 30, 9),
        (first, 31, 2),
        (second, 50, 1),
        (first, 365, 4),
        (first, 364, 8),
    ):
        past.order(shop, days_ago, boxes=boxes)
    past.visit(second, 32)
    month, year = results(past, past.world.manager_east).json()["beside"]
    assert (month["key"], month["from"], month["to"]) == ("last_month", "2026-10-01", "2026-10-20")
    assert month["total"] == {
        "orders": 2,
        "amount": "126.00",
        "visits": 1,
        "effective_visits": 0,
        "active_shops": 2,
    }
    assert [(day["on"], day["amount"]) for day in month["days"] if day["orders"]] == [
        ("2026-10-01", "42.00"),
        ("2026-10-20", "84.00"),
    ]
    assert (year["key"], year["from"], year["to"]) == ("last_year", "2025-11-01", "2025-11-20")
    assert (year["total"]["amount"], len(year["days"])) == ("168.00", 20)
    whole = results(past, past.world.manager_east, "2026-10").json()["beside"]
    assert [(span["from"], span["to"]) for span in whole] == [
        ("2026-09-01", "2026-09-30"),
        ("2025-10-01", "2025-10-31"),
    ]
    assert results(past, past.world.manager_east, "2026-12").json()["beside"] == []


def test_a_phone_carries_what_its_month_is_compared_with(past: Past) -> None:
    first, second = past.shop("一店"), past.shop("二店")
    for shop, days_ago, boxes in ((first, 31, 2), (first, 50, 1), (second, 21, 5), (second, 364, 4)):
        past.order(shop, days_ago, boxes=boxes)
    past.visit(second, 32)
    actor = past.world.as_(past.world.rep_wang)
    month, year = past_months(actor, date(2026, 11, 20))
    assert (month["id"], len(month["sums"])) == ("2026-10", 31)
    assert month["sums"][0] == {
        "orders": 1,
        "visits": 0,
        "effective_visits": 0,
        "active_shops": 1,
        "amount": "42.00",
    }
    assert (month["sums"][19]["amount"], month["sums"][19]["active_shops"]) == ("126.00", 1)
    assert (month["sums"][30]["amount"], month["sums"][30]["active_shops"]) == ("336.00", 2)
    assert month["sums"][18]["visits"] == 1
    assert (year["id"], year["sums"][19]["orders"], year["sums"][20]["orders"]) == ("2025-11", 0, 1)
    assert past_months(past.world.as_(past.world.rep_sun), date(2026, 11, 20)) == []


def test_another_team_sees_nothing_of_it_and_a_rep_has_his_own_on_the_phone(past: Past) -> None:
    past.order(past.shop(), 0)
    assert results(past, past.world.manager_north).json()["total"]["orders"] == 0
    assert results(past, past.world.rep_wang).status_code == 403
    for month in ("2026-13", "x", "2026-11-01", "１２３４-01", "9999-12"):
        assert results(past, past.world.manager_east, month).status_code == 422, month


def test_the_route_is_told_what_a_visit_is_worth_and_why(past: Past) -> None:
    shop, quiet_one = past.shop(grade="A"), past.shop("无事", grade="D")
    for days in range(92 + 180, 91, -30):
        past.order(shop, days, boxes=100)
    past.visit(shop, 1)
    past.visit(quiet_one, 1)
    found = values_of(date(2026, 11, 20), [shop.pk, quiet_one.pk])
    assert found[quiet_one.pk].points == 2
    assert found[quiet_one.pk].reasons == ()
    (reason,) = found[shop.pk].reasons
    assert found[shop.pk].points == 12 + reason["points"] == 12 + 30 + 54
    assert reason["text"]["en"] == "Used to order every 30 days, silent for 92 · about ¥4,200 a month"
    assert values_of(date(2026, 10, 1), [shop.pk])[shop.pk].reasons == ()


def pool(past: Past, kind: str) -> set[str]:
    answer = past.world.web(past.world.manager_east).get(f"/api/routes/pool?kind={kind}&on=2026-11-20")
    return {item["name"] for item in answer.json()["items"]}


def test_the_planning_pool_offers_whom_there_is_a_reason_to_visit(past: Past) -> None:
    silent, seen, month_ago = past.shop("断了订货"), past.shop("刚去过"), past.shop("上月去过")
    past.shop("没去过", known=1)
    for days in range(92 + 180, 91, -30):
        past.order(silent, days, boxes=100)
    past.visit(month_ago, 40)
    past.visit(silent, 1)
    past.visit(seen, 1)
    assert pool(past, "due") == {"断了订货", "没去过"}
    assert pool(past, "unvisited") == {"没去过", "上月去过"}
    assert pool(past, "all") == {"断了订货", "没去过", "刚去过", "上月去过"}


def test_without_the_module_nobody_has_a_reason_and_the_last_visit_decides(past: Past) -> None:
    silent, month_ago = past.shop("断了订货"), past.shop("上月去过")
    for days in range(92 + 180, 91, -30):
        past.order(silent, days, boxes=100)
    past.visit(month_ago, 40)
    past.visit(silent, 1)
    past.world.web(past.world.admin).patch("/api/company", {"modules": {"insight": False}})
    assert values_of(TODAY, [silent.pk, month_ago.pk]) == {}
    assert pool(past, "due") == {"上月去过"}
