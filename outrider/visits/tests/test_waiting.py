"""A held entry tells the manager what it holds, in words, and no more than he may see."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.engine.sync.tests.phone import Phone
from outrider.visits.queries.day import day_of
from outrider.visits.tests.conftest import NOON, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone(cast.world.rep_wang)


def hold(phone: Phone, verb: str, body: dict[str, Any]) -> None:
    assert phone.statuses(phone.send(phone.command(verb, body))) == ["held"]


def told(cast: Cast, who: Any, language: str = "zh-Hans") -> list[dict[str, Any]]:
    return [card for card in day_of(who, language)["queue"] if card["kind"] == "held_command"]


def parts(card: dict[str, Any]) -> list[tuple[str, str]]:
    return [(part["label"], part["value"]) for part in card["facts"]["account"]]


def test_it_names_what_it_is_about_and_says_what_was_written(cast: Cast, phone: Phone) -> None:
    shop, product = cast.customer("wang"), cast.product()
    hold(phone, "visit.check_in", {
        "visit_id": "x", "customer_id": str(shop.pk), "at": NOON.isoformat(), "location": {"fixes": cast.fixes()},
        "late_reason": "手机没电",
    })  # fmt: skip
    hold(phone, "order.submit", {
        "order_id": "x", "customer": str(shop.pk), "note": "明天送",
        "lines": [{"product": str(product.pk), "unit": "箱", "quantity": "2"}],
    })  # fmt: skip
    check_in, order = told(cast, cast.chen)
    assert check_in["facts"]["person"] == str(cast.wang.id)
    assert parts(check_in)[:2] == [("客户", "惠民便利"), ("时间", "2026-11-23 12:00")]
    # Positions are read where reading them is logged.
    assert "31.2" not in str(check_in)
    assert ("备注", "明天送") in parts(order)
    assert ("客户", "惠民便利") in parts(order)
    assert any(f"{product.name} 2 箱" in value for _, value in parts(order))
    assert told(cast, cast.gao) == []


def test_numbers_are_masked_and_strangers_records_are_not_named(cast: Cast, phone: Phone) -> None:
    strange = cast.customer("sun", "别人的店")
    hold(phone, "customer.create", {
        "customer_id": "x", "name": "新店", "owner": str(strange.pk), "phone": "13812345678",
        "contact": {"name": "老王", "mobile": "13812345678"},
    })  # fmt: skip
    hold(phone, "plan.add", {"plan_id": "x", "customer_id": str(strange.pk), "on": "2026-11-24"})
    made, plan = told(cast, cast.chen)
    assert "13812345678" not in str(made["facts"])
    assert ("名称", "新店") in parts(made)
    assert "别人的店" not in str(plan["facts"])


def test_what_makes_no_sense_at_all_is_told_as_nothing(cast: Cast, phone: Phone) -> None:
    hold(phone, "visit.check_out", {"visit_id": [[{}]], "at": {"a": None}, "lines": [1, [2, {"x": "y"}]]})
    (card,) = told(cast, cast.chen, "en")
    assert all(part["label"] and part["value"] for part in card["facts"]["account"])
