"""The pure rules: sequences, the three-way merge, receipts."""

from __future__ import annotations

import random

import pytest

from outrider.engine.sync.merging import three_way
from outrider.engine.sync.receipts import changes_mac, command_mac, file_mac
from outrider.engine.sync.sequence import MOST_ABOVE, absorb, missing


@pytest.mark.parametrize(
    ("contiguous", "above", "seen", "expected"),
    [
        (0, [], [1], (1, [])),
        (0, [], [2], (0, [2])),
        (0, [2, 4], [1], (2, [4])),
        (2, [4], [3, 3, 1], (4, [])),
        (9, [], [3], (9, [])),
    ],
)
def test_a_sequence_closes_its_gaps(contiguous, above, seen, expected):
    assert absorb(contiguous, above, seen) == expected


def test_any_order_ends_the_same():
    numbers = [*range(1, 200)]
    random.Random(7).shuffle(numbers)
    state: tuple[int, list[int]] = (0, [])
    for number in numbers:
        state = absorb(*state, [number])
    assert state == (199, [])


def test_a_gap_is_counted_and_the_rest_is_bounded():
    assert missing(3, [6, 7, 9]) == 3
    assert missing(3, []) == 0
    assert len(absorb(0, [], range(2, 20_000))[1]) == MOST_ABOVE


def test_a_field_is_taken_kept_or_contested():
    merged = three_way(
        {"name": ("旧", "新"), "phone": ("1", "2"), "grade": ("A", "B"), "city": ("x", "y")},
        {"name": "旧", "phone": "3", "grade": "B", "city": "y"},
    )
    assert merged.changes == {"name": "新"}
    assert merged.conflicts == {"phone": ("3", "2")}


def test_receipts_are_what_the_phone_computes():
    key = bytes(range(32))
    assert command_mac(key, "d", "e", 7, ["a", "b"]) == "N0dPRAzCzAd1py/bSVEZq5Rubml4dIcnXVuaTpocJFo="
    assert command_mac(key, "d", "e", 0, []) != command_mac(key, "d", "e", 0, ["a"])
    assert changes_mac(key, "d", "e", "c") != file_mac(key, "d", "c")
