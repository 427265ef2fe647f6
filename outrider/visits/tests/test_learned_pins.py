"""Learned pins: who has to have been where, the card, the correction, and what is judged anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from outrider.customers.models import PinChange
from outrider.tracking.models import Position
from outrider.visits import rules
from outrider.visits.board import queue_sources
from outrider.visits.models import Visit
from outrider.visits.queries import day_of
from outrider.visits.queries.day import question
from outrider.visits.tests.conftest import LAT, METRE, NOON, Cast

MONDAY = date(2026, 11, 23)
FAR = 900


@pytest.mark.parametrize(
    ("stays", "wanted"),
    [
        ([("wang", 0), ("zhao", 0), ("sun", 0)], True),
        ([("wang", 0), ("wang", 1), ("wang", 7)], True),
        ([("wang", 0), ("wang", 0), ("wang", 0)], False),
        ([("wang", 0), ("zhao", 0), ("wang", 1)], False),
        ([], False),
    ],
)
def test_three_people_or_one_on_three_days(stays: list[tuple[str, int]], wanted: bool) -> None:
    assert rules.pin_in_doubt((who, MONDAY - timedelta(days=ago)) for who, ago in stays) is wanted


def cards(cast: Cast) -> list[dict[str, Any]]:
    return [card for card in day_of(cast.chen, "zh-Hans")["queue"] if card["kind"] == "pin_change"]


def decide(cast: Cast, card: dict[str, Any], action: str, reason: str = "") -> None:
    queue_sources.get("pin_change").decide(
        question(cast.chen, "zh-Hans"), PinChange.objects.get().pk, action, reason
    )


def stay(cast: Cast, shop: Any, ago: int, metres: float = FAR) -> Visit:
    at = NOON - timedelta(days=ago, hours=1)
    visit = cast.check_in("wang", shop, metres=metres, at=at)
    return cast.check_out("wang", visit)


@pytest.mark.django_db
def test_the_third_day_at_another_spot_asks_the_manager_and_one_tap_corrects(cast: Cast) -> None:
    cast.consent("wang")
    shop = cast.customer("wang")
    visits = [stay(cast, shop, 8), stay(cast, shop, 4, FAR + 30)]
    assert PinChange.objects.count() == 0
    visits.append(stay(cast, shop, 0, FAR + 10))
    card = cards(cast)[0]
    assert card["title"] == "惠民便利:门店定位可能有误"
    assert [action["label"] for action in card["actions"]] == ["一键修正", "定位没错"]
    decide(cast, card, "accepted")
    shop.refresh_from_db()
    assert abs((shop.pin_lat - LAT) / METRE - FAR - 10) < 20
    outcomes = {visit.outcome for visit in Visit.objects.filter(customer=shop.pk)}
    assert ("for_review" in outcomes, {v.inside for v in Visit.objects.all()}) == (False, {True})


@pytest.mark.django_db
def test_a_refused_spot_is_not_proposed_again_and_a_decision_stands(cast: Cast) -> None:
    cast.consent("wang")
    shop = cast.customer("wang")
    first = stay(cast, shop, 8)
    cast.do("chen", "visit.review", record=first.pk, decision="rejected", reason="没有到店")
    stay(cast, shop, 4)
    stay(cast, shop, 1)
    decide(cast, cards(cast)[0], "rejected", "门店没有搬")
    stay(cast, shop, 0)
    assert [change.status for change in PinChange.objects.all()] == ["rejected"]
    first.refresh_from_db()
    assert (first.review, first.inside) == ("rejected", False)


@pytest.mark.django_db
def test_what_has_no_positions_any_more_is_left_as_it_was_judged(cast: Cast) -> None:
    cast.consent("wang")
    shop = cast.customer("wang")
    old = stay(cast, shop, 12)
    Position.objects.all().delete()
    for ago in (6, 3, 0):
        stay(cast, shop, ago)
    decide(cast, cards(cast)[0], "accepted")
    old.refresh_from_db()
    assert old.inside is False
    assert Visit.objects.filter(inside=True).count() == 3
