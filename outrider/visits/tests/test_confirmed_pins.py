"""Who stands in a shop has confirmed its pin, when that came from the address alone."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.visits.tests.conftest import LAT, LNG, Cast, cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
GEOCODED = {"lat": LAT, "lng": LNG, "datum": "WGS-84", "source": "geocoded"}


def visited(cast: Cast, metres: float, **more: Any) -> str:
    cast.consent("wang")
    shop = cast.customer("wang", "推算", pin=GEOCODED)
    cast.check_out("wang", cast.check_in("wang", shop, metres=metres, **more))
    shop.refresh_from_db()
    return str(shop.pin_given["source"])


def test_a_visit_inside_the_fence_confirms_it(cast: Cast) -> None:
    assert visited(cast, 20) == "confirmed"


def test_a_visit_elsewhere_or_without_a_position_does_not(cast: Cast) -> None:
    assert visited(cast, 2_000) == "geocoded"
    assert visited(cast, 20, location={"status": "refused", "fixes": []}) == "geocoded"
