"""Unit conversion: exact values, and every mistake in a unit list named."""

import json
from pathlib import Path

import pytest

from outrider.catalog.rules import Unit, UnitError, say, to_base, units_of
from outrider.kernel.money import format_quantity, parse_quantity

VECTORS = json.loads(
    (Path(__file__).parents[3] / "web/modules/orders/shared/vectors.json").read_text("utf-8")
)["base_quantities"]
BOX = {"key": "box", "name": "箱", "factor": "15"}
PIECE = {"key": "piece", "name": "瓶", "factor": "1"}


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_units_agree_with_the_shared_vectors(case):
    units = units_of(case["units"])
    entered = {key: parse_quantity(value) for key, value in case["entered"].items()}
    base = to_base(units, entered)
    assert format_quantity(base) == case["base"]
    assert say(units, entered) == case["text"]


def test_units_are_read_in_their_order():
    assert units_of([BOX, PIECE]) == (Unit("box", "箱", 15_000), Unit("piece", "瓶", 1_000))


def test_a_foreign_unit_is_an_error_and_not_nought():
    with pytest.raises(KeyError):
        to_base(units_of([BOX, PIECE]), {"crate": 1_000})


@pytest.mark.parametrize(
    ("stored", "mistake"),
    [
        ([], (0, "key", "required")),
        ([BOX], (0, "factor", "base_missing")),
        ([BOX, BOX], (1, "key", "duplicate")),
        ([PIECE, {**BOX, "name": "瓶"}], (1, "name", "duplicate")),
        ([{**PIECE, "key": "../x"}], (0, "key", "format")),
        ([{**PIECE, "key": ""}], (0, "key", "format")),
        ([{**PIECE, "name": "  "}], (0, "name", "required")),
        ([{**PIECE, "name": "瓶" * 21}], (0, "name", "too_long")),
        ([{**PIECE, "factor": "0"}], (0, "factor", "positive")),
        ([{**PIECE, "factor": "-1"}], (0, "factor", "positive")),
        ([{**PIECE, "factor": "NaN"}], (0, "factor", "quantity")),
        ([{**PIECE, "factor": "1e3"}], (0, "factor", "quantity")),
        ([{**PIECE, "factor": "１２"}], (0, "factor", "quantity")),
        ([{**PIECE, "factor": "100001"}], (0, "factor", "too_large")),
        (
            [PIECE, *({"key": f"u{n}", "name": f"单{n}", "factor": "2"} for n in range(6))],
            (6, "key", "too_many"),
        ),
    ],
)
def test_a_bad_unit_list_names_its_mistake(stored, mistake):
    with pytest.raises(UnitError) as caught:
        units_of(stored)
    assert caught.value.args == mistake
