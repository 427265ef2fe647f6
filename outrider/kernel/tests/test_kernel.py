from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from outrider.kernel import clock, geo, money
from outrider.kernel.ids import uuid7
from outrider.kernel.period import business_date, day_bounds, month_bounds, same_days
from outrider.kernel.registry import MultiRegistry, Registry
from outrider.kernel.text import T, Text, clean, day_text, distance_text, fold, label_in, minutes_text


def test_ids_are_version_seven_and_never_repeat() -> None:
    ids = [uuid7() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {i.version for i in ids} == {7}
    assert {i.variant for i in ids} == {"specified in RFC 4122"}


@pytest.mark.parametrize(
    ("text", "value"),
    [("42.00", 420_000), ("0.0001", 1), ("-1.5", -15_000), ("7", 70_000), ("0.50000", 5_000)],
)
def test_money_is_read_exactly(text: str, value: int) -> None:
    assert money.parse_money(text) == value


@pytest.mark.parametrize(
    "text", ["", "1,234.5", "１２", "NaN", "Infinity", "1e3", "0.00001", " 1", "+1", ".5", "1.", "9" * 16]
)
def test_money_refuses_what_is_no_plain_decimal(text: str) -> None:
    with pytest.raises(ValueError, match=r"decimal|precision|range"):
        money.parse_money(text)


def test_money_is_written_with_at_least_two_places() -> None:
    assert [money.format_money(v) for v in (420_000, 1, -15_000, 0)] == ["42.00", "0.0001", "-1.50", "0.00"]
    assert money.format_quantity(12_500) == "12.5"
    assert money.format_quantity(12_000) == "12"


def test_amounts_round_half_up_to_the_cent() -> None:
    assert money.multiply(money.parse_money("0.005"), money.parse_quantity("1")) == money.parse_money("0.01")
    assert money.multiply(money.parse_money("76.80"), money.parse_quantity("3.5")) == money.parse_money(
        "268.80"
    )
    assert money.multiply(money.parse_money("-0.005"), money.parse_quantity("1")) == money.parse_money(
        "-0.01"
    )


def test_datums_are_told_apart_in_china_and_agree_outside() -> None:
    lat, lng = geo.to_wgs84(39.908823, 116.397470, "GCJ-02")
    assert 400 < geo.distance_m(lat, lng, 39.908823, 116.397470) < 700
    assert geo.to_wgs84(41.15, -8.61, "GCJ-02") == pytest.approx((41.15, -8.61), abs=1e-9)
    with pytest.raises(ValueError, match="datum"):
        geo.to_wgs84(1, 1, "EPSG:3857")
    for bad in (91, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="latitude"):
            geo.check(bad, 0)


def test_a_degree_of_latitude_is_111_km() -> None:
    assert geo.distance_m(0, 0, 1, 0) == pytest.approx(111_195, abs=1)


def test_the_business_day_is_the_companys() -> None:
    late = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert business_date(late, "Asia/Shanghai") == date(2026, 11, 23)
    start, end = day_bounds(date(2026, 11, 23), "Asia/Shanghai")
    assert start == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert end == datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert month_bounds(date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))


def test_the_same_days_of_another_month_end_with_it_where_it_is_shorter() -> None:
    """Beside 1 to 20 November stand 1 to 20 October; beside the whole of March the whole of February."""
    assert same_days(date(2026, 11, 1), date(2026, 11, 20), 1) == (date(2026, 10, 1), date(2026, 10, 20))
    assert same_days(date(2026, 11, 1), date(2026, 11, 30), 12) == (date(2025, 11, 1), date(2025, 11, 30))
    assert same_days(date(2026, 3, 1), date(2026, 3, 31), 1) == (date(2026, 2, 1), date(2026, 2, 28))
    assert same_days(date(2026, 2, 1), date(2026, 2, 28), 1) == (date(2026, 1, 1), date(2026, 1, 28))
    assert same_days(date(2026, 1, 1), date(2026, 1, 1), 1) == (date(2025, 12, 1), date(2025, 12, 1))
    assert same_days(date(2028, 2, 1), date(2028, 2, 29), 12) == (date(2027, 2, 1), date(2027, 2, 28))


def test_a_frozen_clock_stands() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with clock.frozen(moment):
        assert clock.now() == moment
    assert clock.now() != moment


def test_texts_speak_three_languages() -> None:
    text = T("客户{name}", "customer {name}")
    assert text.say("en", name="A") == "customer A"
    assert text.say("zh-Hans", name="A") == "客户A"
    assert label_in({"en": "Shop"}, "zh-Hant") == "Shop"
    assert label_in({"zh-Hans": "店", "en": "Shop"}, "zh-Hant") == "店"


def test_a_day_has_its_own_words_in_each_language() -> None:
    text = Text("{on}的拜访", "Visits of {on}")
    said = text.everywhere(on=day_text(date(2026, 3, 5)))
    assert said == {"zh-Hans": "3月5日的拜访", "zh-Hant": "3月5日的拜访", "en": "Visits of 5 Mar"}


def test_distances_and_times_are_said_in_the_unit_that_fits() -> None:
    far = [distance_text(metres).say("en") for metres in (0, 349.6, 999, 1000, 1796, 9_940, 12_400)]
    assert far == ["0 m", "350 m", "999 m", "1 km", "1.8 km", "9.9 km", "12 km"]
    long = [minutes_text(minutes).say("zh-Hans") for minutes in (0, 59, 60, 1155)]
    assert long == ["0 分钟", "59 分钟", "1 小时", "19 小时 15 分"]


def test_a_number_stands_with_its_noun() -> None:
    stops = T("{count} 家", "{count stop|stops} of {name}")
    assert [stops.say("en", count=count, name="A") for count in (0, 1, 2)] == [
        "0 stops of A",
        "1 stop of A",
        "2 stops of A",
    ]
    assert stops.say("zh-Hans", count=1, name="A") == "1 家"


def test_text_is_cleaned_of_what_nobody_typed() -> None:
    assert clean(" 惠民\u200b便利\u202e \n店 ") == "惠民便利 店"
    assert clean("e\u0301") == "é"
    assert clean("a\r\nb", multiline=True) == "a\nb"
    assert clean("👨‍👩‍👧") == "👨‍👩‍👧"
    for bad in ("a\x00b", "\ud800", "\x1b[31m"):
        with pytest.raises(ValueError, match=r"surrogate|control"):
            clean(bad)
    assert fold("ＡＢＣ　１２") == "abc 12"


def test_a_registry_takes_a_key_once_and_lists_its_members() -> None:
    registry: Registry[str] = Registry("test_registry")
    registry.add("a", "x")
    with pytest.raises(ValueError, match="twice"):
        registry.add("a", "y")
    with pytest.raises(KeyError, match="test_registry has no b"):
        registry.get("b")
    several: MultiRegistry[str] = MultiRegistry("test_registries")
    several.add("k", "1")
    several.add("k", "2")
    assert several.of("k") == ["1", "2"]
