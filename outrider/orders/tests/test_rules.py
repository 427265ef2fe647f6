"""Order sums against the vectors shared with the phone, and the table of states."""

import json
from pathlib import Path

import pytest

from outrider.kernel.money import format_money, parse_money, parse_quantity
from outrider.orders import rules
from outrider.orders.rules import Line

VECTORS = json.loads(
    (Path(__file__).parents[3] / "web/modules/orders/shared/vectors.json").read_text("utf-8")
)


def line_of(item):
    return Line(
        product=item["product"],
        unit_name=item["unit_name"],
        unit_rank=item["unit_rank"],
        quantity=parse_quantity(item["quantity"]),
        price=parse_money(item["price"]),
        gift=item["gift"],
    )


@pytest.mark.parametrize("case", VECTORS["line_amounts"], ids=lambda case: case["name"])
def test_line_amounts_agree_with_the_shared_vectors(case):
    amount = rules.line_amount(parse_money(case["price"]), parse_quantity(case["quantity"]), case["gift"])
    assert format_money(amount) == case["amount"]


@pytest.mark.parametrize("case", VECTORS["totals"], ids=lambda case: case["name"])
def test_totals_agree_with_the_shared_vectors(case):
    sums = rules.totals([line_of(item) for item in case["lines"]])
    assert (format_money(sums.total), sums.product_count, sums.quantity_text) == (
        case["total"],
        case["product_count"],
        case["quantity_text"],
    )


def test_approval_looks_only_when_the_company_wants_it():
    cheap = [Line("a", "箱", 0, 1_000, 350_000, list_price=420_000)]
    full = [Line("a", "箱", 0, 1_000, 420_000, list_price=420_000)]
    gift = [Line("a", "箱", 0, 1_000, 0, gift=True, list_price=420_000)]
    unknown = [Line("a", "箱", 0, 1_000, 1, list_price=None)]
    assert rules.status_after_submit("off", cheap) == "confirmed"
    assert rules.status_after_submit("always", full) == "pending"
    assert rules.status_after_submit("below_list_price", cheap) == "pending"
    assert [rules.status_after_submit("below_list_price", each) for each in (full, gift, unknown)] == [
        "confirmed"
    ] * 3


def test_states_follow_one_table():
    states = ["draft", "pending", "confirmed", "partly_delivered", "completed", "void"]
    allowed = {verb: [state for state in states if rules.may(verb, state)] for verb in rules.MAY_START}
    assert allowed == {
        "confirm": ["draft"],
        "approve": ["pending"],
        "reject": ["pending"],
        "deliver_part": ["confirmed", "partly_delivered"],
        "complete": ["confirmed", "partly_delivered"],
        "void": ["draft", "pending", "confirmed"],
    }
