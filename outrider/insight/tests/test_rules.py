"""The four dated reasons, the usual gap, 活跃度 and 贡献值, told with exact values."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outrider.insight import rules
from outrider.insight.rules import DUE, FREQUENCY, RHYTHM, SEASON, Bought, Came, Known, Reason, Ways

TODAY = date(2026, 11, 20)  # a Friday
WAYS = Ways()


def moment(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 3, tzinfo=UTC)


def bought(on: date, yuan: int = 800, quantity: str = "20箱") -> Bought:
    return Bought(f"o-{on}", moment(on), on, yuan * 10_000, quantity)


def came(on: date) -> Came:
    return Came(f"v-{on}", moment(on), on)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def every(gap: int, last: date, times: int, yuan: int = 800) -> list[Bought]:
    return [bought(last - timedelta(days=gap * place), yuan) for place in reversed(range(times))]


def shop(grade: str = "", orders: list[Bought] | None = None, visits: list[Came] | None = None) -> Known:
    return Known(grade, True, ago(400), orders or [], visits or [])


def held(known: Known, on: date = TODAY) -> dict[str, Reason]:
    return {r.kind: r for r in rules.best(rules.insight_of(known, WAYS, on).reasons, on)}


# -- (a) frequency -----------------------------------------------------------------------------------


def test_a_shop_of_grade_a_is_missed_from_the_fifteenth_day_and_a_warning_from_the_twenty_first() -> None:
    reason = held(shop("A", visits=[came(ago(31)), came(ago(60))]))[FREQUENCY]
    assert reason.facts == {"grade": "A", "every": 14, "since": "2026-10-20", "visited": True}
    assert (reason.begins, reason.ends, reason.warns) == (ago(16), None, ago(10))
    assert reason.visits == (f"v-{ago(31)}",)
    assert [reason.severity(ago(d)) for d in (17, 16, 11, 10)] == [0, 1, 1, 2]
    assert (reason.points, reason.points_on(TODAY)) == (60, 120)


def test_a_shop_that_was_never_visited_counts_from_the_day_it_became_known() -> None:
    known = Known("C", True, ago(57), [], [])
    reason = held(known)[FREQUENCY]
    assert reason.facts["visited"] is False
    assert (reason.begins, reason.warns) == (TODAY, None)


def test_a_grade_without_a_frequency_misses_nothing() -> None:
    assert not held(shop("D", visits=[came(ago(300))]))
    assert not held(shop("", visits=[came(ago(300))]))


def test_a_shop_that_is_not_active_gives_no_reason_but_keeps_its_figures() -> None:
    known = Known("A", False, ago(400), every(30, ago(90), 6), [came(ago(90))])
    found = rules.insight_of(known, WAYS, TODAY)
    assert not found.reasons
    assert found.activity is not None
    assert found.contribution == 6 * 800 * 10_000


# -- (b) and (c): the rhythm -------------------------------------------------------------------------


def test_a_monthly_buyer_silent_for_92_days_is_broken() -> None:
    orders = every(30, ago(92), 7, yuan=4800)
    reason = held(shop(orders=orders))[RHYTHM]
    assert (reason.facts["every"], reason.facts["last"]) == (30, ago(92).isoformat())
    assert reason.facts["monthly"] == "4800.00"
    assert reason.begins == ago(92) + timedelta(days=61)
    assert reason.severity(TODAY) == rules.WARNING
    assert reason.orders == tuple(order.id for order in orders)


def test_day_44_of_45_is_due_and_a_warning_because_nobody_comes_by_by_chance() -> None:
    reason = held(shop(orders=every(45, ago(44), 5)))[DUE]
    assert (reason.facts["every"], reason.begins, reason.severity(TODAY)) == (45, ago(2), rules.WARNING)


def test_a_weekly_buyer_is_due_without_a_warning() -> None:
    reason = held(shop(orders=every(7, ago(6), 8)))[DUE]
    assert reason.severity(TODAY) == rules.NOTE


def test_two_orders_are_no_rhythm_and_three_need_a_longer_silence() -> None:
    assert not held(shop(orders=every(30, ago(100), 2)))
    assert not held(shop(orders=every(30, ago(89), 3)))
    assert RHYTHM in held(shop(orders=every(30, ago(91), 3)))


def test_one_long_holiday_moves_the_usual_gap_little() -> None:
    days = [ago(d) for d in (150, 140, 130, 85, 75, 65, 55)]
    gap = rules.usual_gap(days)
    assert gap is not None
    assert (gap.every, gap.regular) == (10, True)


def test_who_buys_now_and_then_is_never_due_and_broken_late() -> None:
    days = [ago(d) for d in (200, 195, 170, 166, 140, 139, 100)]
    gap = rules.usual_gap(days)
    assert gap is not None
    assert not gap.regular
    assert gap.quiet_after > 2 * gap.every


def test_two_orders_of_a_day_are_one_order_day() -> None:
    orders = every(30, ago(40), 5)
    twice = [*orders, Bought("again", moment(ago(40)), ago(40), 10_000, "1箱")]
    one, two = held(shop(orders=orders)), held(shop(orders=twice))
    assert one[DUE].begins == two[DUE].begins
    assert "again" in two[DUE].orders


def test_after_a_year_of_silence_nothing_is_broken_any_more() -> None:
    assert RHYTHM in held(shop(orders=every(30, ago(365), 6)))
    assert RHYTHM not in held(shop(orders=every(30, ago(366), 6)))


# -- (d) the same week last year ---------------------------------------------------------------------


def test_the_same_week_last_year_holds_from_monday_to_sunday() -> None:
    last_year = [bought(ago(365), 5000, "80箱"), bought(ago(363), 100, "40箱6瓶")]
    reason = held(shop(orders=[*last_year, *every(40, ago(60), 4)]))[SEASON]
    assert (reason.begins, reason.ends) == (date(2026, 11, 16), date(2026, 11, 22))
    assert reason.facts == {
        "week": "2025-11-17",
        "amount": "5100.00",
        "quantity": "120箱6瓶",
        "big": True,
    }
    assert reason.severity(TODAY) == rules.WARNING


def test_an_order_of_this_week_or_the_week_before_answers_it() -> None:
    for days, answered in ((4, True), (11, True), (12, False)):
        known = shop(orders=[bought(ago(364), 5000), bought(ago(days))])
        assert (SEASON not in held(known)) is answered, days


def test_an_ordinary_week_last_year_is_a_note() -> None:
    reason = held(shop(orders=[bought(ago(364)), *every(40, ago(60), 4)]))[SEASON]
    assert reason.severity(TODAY) == rules.NOTE


def test_quantities_that_cannot_be_read_are_kept_as_they_are() -> None:
    assert rules.add_quantities(["80箱", "", "1.5箱2瓶"]) == "81.5箱2瓶"
    assert rules.add_quantities(["一箱", "2箱"]) == "一箱 + 2箱"
    assert rules.add_quantities([]) == ""


# -- what a day changes ------------------------------------------------------------------------------

HISTORIES = st.builds(
    lambda grade, order_days, visit_days: shop(
        grade,
        [bought(ago(d), 100 + d) for d in sorted(order_days, reverse=True)],
        [came(ago(d)) for d in visit_days],
    ),
    st.sampled_from(["", "A", "B", "D"]),
    st.sets(st.integers(0, 500), max_size=25),
    st.sets(st.integers(0, 200), max_size=5),
)


@settings(max_examples=60, deadline=None)
@given(HISTORIES, st.integers(0, 60))
def test_nothing_changes_before_the_day_that_was_foretold(known: Known, later: int) -> None:
    first = rules.insight_of(known, WAYS, TODAY)
    if first.next_on is not None:
        assert first.next_on > TODAY
    on = TODAY + timedelta(days=later)
    if first.next_on is None or on < first.next_on:
        again = rules.insight_of(known, WAYS, on)
        assert (again.reasons, again.contribution, again.activity) == (
            first.reasons,
            first.contribution,
            first.activity,
        )


@settings(max_examples=60, deadline=None)
@given(HISTORIES, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_read_changes_nothing(known: Known, chance: random.Random) -> None:
    orders, visits = list(known.orders), list(known.visits)
    chance.shuffle(orders)
    chance.shuffle(visits)
    shuffled = Known(known.grade, known.active, known.since, orders, visits)
    assert rules.insight_of(shuffled, WAYS, TODAY) == rules.insight_of(known, WAYS, TODAY)


@settings(max_examples=40, deadline=None)
@given(HISTORIES)
def test_a_reason_survives_being_stored(known: Known) -> None:
    for reason in rules.insight_of(known, WAYS, TODAY).reasons:
        assert Reason.read(reason.as_json()) == reason


# -- 活跃度 and 贡献值 -------------------------------------------------------------------------------


def test_a_visit_counts_one_and_half_of_it_thirty_days_later() -> None:
    stored = rules.activity(shop(visits=[came(TODAY)]))
    assert stored is not None
    assert rules.activity_on(stored, moment(TODAY)) == pytest.approx(1.0, abs=1e-5)
    assert rules.activity_on(stored, moment(TODAY + timedelta(days=30))) == pytest.approx(0.5, abs=1e-5)
    assert rules.activity_from(1.0, moment(TODAY)) == pytest.approx(stored, abs=1)


def test_an_order_counts_two_and_the_order_of_customers_never_changes_by_time() -> None:
    ordered = rules.activity(shop(orders=[bought(TODAY)]))
    visited = rules.activity(shop(visits=[came(TODAY)]))
    both = rules.activity(shop(orders=[bought(TODAY)], visits=[came(TODAY)]))
    assert ordered is not None
    assert visited is not None
    assert both is not None
    assert visited < ordered < both
    for days in (0, 30, 3000):
        at = moment(TODAY + timedelta(days=days))
        assert rules.activity_on(visited, at) < rules.activity_on(ordered, at) < rules.activity_on(both, at)


def test_decades_overflow_nothing() -> None:
    old, new = date(1971, 1, 1), date(2099, 12, 31)
    stored = rules.activity(Known("", True, old, [bought(old)], [came(new)]))
    assert stored is not None
    assert rules.activity_on(stored, moment(new)) == pytest.approx(1.0, abs=1e-5)
    assert rules.activity_on(stored, moment(old)) == 2.0**60


def test_contribution_is_the_value_of_365_days_and_says_when_it_falls() -> None:
    orders = [bought(ago(365), 1), bought(ago(364), 20), bought(TODAY, 300)]
    assert rules.contribution(orders, TODAY) == (320 * 10_000, TODAY + timedelta(days=1))
    assert rules.contribution([], TODAY) == (0, None)
