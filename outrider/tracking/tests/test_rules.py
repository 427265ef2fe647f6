"""Evidence as pure rules: what each signal says, how much it weighs, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from outrider.tracking import rules
from outrider.tracking.rules import Fix, Pin, Scene, Sighting, Tick

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SHOP = Pin(41.15, -8.61)
# One metre north in degrees of latitude.
METRE = 1 / 111_195


def fix(metres: float = 0, seconds: int = 0, **more: Any) -> Fix:
    base = Fix(41.15 + metres * METRE, -8.61, "WGS-84", AT + timedelta(seconds=seconds), accuracy=10)
    return replace(base, **more)


def scene(*fixes: Fix, **more: Any) -> Scene:
    status: rules.Status = "located" if fixes else "pending"
    return replace(Scene(AT, AT + timedelta(seconds=3), status, tuple(fixes), SHOP), **more)


def test_a_fix_at_the_door_supports_with_three() -> None:
    reading = rules.judge_place(scene(fix(35)))
    assert (reading.says, reading.weight, reading.code) == ("supports", 3.0, "place_near")
    assert reading.params == {"distance": 35, "accuracy": 10}


@pytest.mark.parametrize(
    ("metres", "accuracy", "says", "weight", "code"),
    [
        (199, 10, "supports", 3.0, "place_near"),
        (199, 150, "supports", 1.5, "place_near"),
        (219, 10, "neutral", 0.0, "place_edge"),
        (1_200, 10, "contradicts", -2.0, "place_far"),
        (1_800, 10, "contradicts", -3.0, "place_far"),
        (9_000, 10, "contradicts", -4.0, "place_far"),
        (900, 600, "neutral", 0.0, "place_vague"),
        (9_000, 600, "contradicts", -4.0, "place_far"),
    ],
)
def test_distance_is_judged_against_the_stated_accuracy(
    metres: float, accuracy: float, says: str, weight: float, code: str
) -> None:
    reading = rules.judge_place(scene(fix(metres, accuracy=accuracy)))
    assert (reading.says, reading.weight, reading.code) == (says, weight, code)


def test_missing_evidence_weighs_nothing() -> None:
    for status in ("pending", "unavailable", "refused", "timeout"):
        reading = rules.judge_place(scene(status=status))
        assert (reading.says, reading.weight, reading.code) == ("not_available", 0.0, f"place_{status}")
    assert rules.judge_place(scene(fix(), pin=None)).code == "place_no_pin"
    verdict = rules.judge(scene(status="refused"))
    assert (verdict.outcome, verdict.presence, verdict.integrity, verdict.quality) == (
        "not_enough",
        "unclear",
        "consistent",
        "poor",
    )


def test_an_old_cached_fix_is_not_used() -> None:
    assert rules.judge_place(scene(fix(seconds=-301))).code == "place_stale_fix"
    assert rules.judge_place(scene(fix(seconds=-299))).code == "place_near"
    assert rules.judge_place(scene(fix(seconds=91))).code == "place_stale_fix"


def test_the_most_accurate_fix_is_used() -> None:
    assert scene(fix(900, accuracy=800), fix(20, 9, accuracy=8)).best == fix(20, 9, accuracy=8)


def test_a_mixed_datum_is_an_honest_cause() -> None:
    # Tiananmen as GCJ-02, sent under the wrong name: about 550 m off.
    pin = Pin(39.90734, 116.39108)
    lat, lng = 39.908744, 116.397327
    sent = Fix(lat, lng, "WGS-84", AT, accuracy=10)
    right = rules.judge_place(scene(replace(sent, datum="GCJ-02"), pin=pin))
    assert right.says == "supports"
    reading = rules.judge_place(scene(sent, pin=pin))
    assert (reading.says, reading.weight, reading.code) == ("neutral", 0.0, "place_datum")
    assert reading.params["datum"] == "GCJ-02"
    assert 500 <= reading.params["distance"] <= 620


def test_a_swapped_pair_is_an_honest_cause() -> None:
    reading = rules.judge_place(scene(fix(lat=-8.61, lng=41.15)))
    assert (reading.says, reading.code) == ("neutral", "place_swapped")


@pytest.mark.parametrize(
    ("fixes", "says", "weight", "code"),
    [
        ([fix(0), fix(1, 10)], "not_available", 0.0, "texture_few"),
        ([fix(0), fix(0, 10), fix(0, 20)], "contradicts", -0.7, "texture_same"),
        ([fix(0), fix(4, 10), fix(7, 20)], "supports", 0.7, "texture_varies"),
        ([fix(0), fix(500, 10), fix(7, 20)], "neutral", 0.0, "texture_jumps"),
        (
            [fix(lat=41.15), fix(lat=41.151, seconds=10), fix(lat=41.15, seconds=20)],
            "contradicts",
            -1.0,
            "texture_coarse",
        ),
    ],
)
def test_texture(fixes: list[Fix], says: str, weight: float, code: str) -> None:
    reading = rules.judge_texture(scene(*fixes))
    assert (reading.says, reading.weight, reading.code) == (says, weight, code)


@pytest.mark.parametrize(
    ("km", "minutes", "says", "weight", "code"),
    [
        (0.02, 5, "supports", 0.3, "motion_same"),
        (1.5, 0, "supports", 0.3, "motion_feasible"),  # within two kilometres clocks and pins may be wrong
        (20, 20, "supports", 0.3, "motion_feasible"),
        (100, 30, "neutral", 0.0, "motion_fast"),
        (100, 10, "contradicts", -2.5, "motion_too_fast"),
        (500, 10, "contradicts", -4.0, "motion_too_fast"),
    ],
)
def test_motion(km: float, minutes: int, says: str, weight: float, code: str) -> None:
    before = Sighting(41.15 + km * 1000 * METRE, -8.61, AT - timedelta(minutes=minutes), 10)
    reading = rules.judge_motion(scene(fix(), previous=before))
    assert (reading.says, reading.weight, reading.code) == (says, weight, code)


def test_no_earlier_sighting_says_nothing() -> None:
    assert rules.judge_motion(scene(fix())).says == "not_available"


def test_time_ahead_late_and_set() -> None:
    late = rules.judge_time(scene(received_at=AT + timedelta(hours=5)))
    assert (late.says, late.weight, late.code, late.params) == ("neutral", 0.0, "time_late", {"minutes": 300})
    ahead = rules.judge_time(scene(received_at=AT - timedelta(minutes=6)))
    assert (ahead.says, ahead.weight, ahead.code) == ("contradicts", -2.0, "time_ahead")
    assert rules.judge_time(scene(received_at=AT - timedelta(minutes=5))).code == "time_fresh"
    now, before = Tick(AT, 600_000, "boot"), Tick(AT - timedelta(minutes=40), 0, "boot")
    turned = rules.judge_time(scene(clock=now, clock_before=before))
    assert (turned.says, turned.weight, turned.code, turned.params) == (
        "contradicts",
        -1.5,
        "time_set",
        {"minutes": 30},
    )
    rebooted = rules.judge_time(scene(clock=now, clock_before=replace(before, boot_id="other")))
    assert rebooted.code == "time_fresh"


def test_the_demo_names_itself() -> None:
    assert rules.judge_source(scene(fix(source="demo"))).code == "source_demo"
    assert rules.judge_source(scene(fix())).says == "not_available"


def test_a_good_check_in_is_normal() -> None:
    before = Sighting(41.16, -8.61, AT - timedelta(minutes=30), 10)
    verdict = rules.judge(scene(fix(20), fix(24, 10), fix(28, 20), previous=before))
    assert (verdict.outcome, verdict.presence, verdict.integrity, verdict.quality) == (
        "normal",
        "near",
        "consistent",
        "good",
    )
    assert (verdict.presence_score, verdict.integrity_score, verdict.quality_share) == (3.0, 1.3, 1.0)


def test_one_point_eight_kilometres_is_for_review() -> None:
    verdict = rules.judge(scene(fix(1_800)))
    assert (verdict.outcome, verdict.presence, verdict.integrity) == ("for_review", "far", "consistent")


def test_in_a_group_only_the_strongest_each_way_count() -> None:
    def signal(key: str, group: str, weight: float) -> tuple[rules.Signal, rules.Reading]:
        made = rules.Signal(key, group, "integrity", 1.0, rules.judge_time)
        return made, rules.Reading("supports", weight, "x")

    readings = [signal("a", "g", 0.5), signal("b", "g", 2.0), signal("c", "g", -1.0), signal("d", "h", -0.5)]
    assert rules.axis_score(readings, "integrity") == 0.5
    assert rules.axis_score(readings, "presence") == 0.0


@pytest.mark.parametrize(
    ("bad", "name"),
    [
        ({"lat": 90.1}, "lat"),
        ({"lng": -180.1}, "lng"),
        ({"lat": float("nan")}, "lat"),
        ({"lat": 0.0, "lng": 0.0}, "null island"),
    ],
)
def test_no_place_on_earth_is_counted_not_dropped(bad: dict[str, Any], name: str) -> None:
    assert rules.clean_fixes([fix(**bad), fix(3, 1)]) == ((fix(3, 1),), 1), name


def test_side_values_beyond_reason_become_unknown() -> None:
    odd = fix(accuracy=-1, altitude=1e9, heading=361, speed=-3)
    assert rules.clean_fix(odd) == fix(accuracy=None)
    assert rules.clean_fix(fix(accuracy=0)) == fix(accuracy=None)
    assert rules.clean_fix(fix(heading=360.0)) == fix(heading=0.0)


def test_fixes_are_ordered_and_met_once() -> None:
    assert rules.clean_fixes([fix(2, 20), fix(1, 10), fix(2, 20)]) == ((fix(1, 10), fix(2, 20)), 0)


def test_the_fence_forgives_a_hundred_metres_at_most() -> None:
    assert rules.within_fence(200, 0) is True
    assert rules.within_fence(295, 95) is True
    assert rules.within_fence(301, 500) is False
    assert rules.within_fence(None, 10) is None


def test_every_finding_has_its_sentence_in_three_languages() -> None:
    from outrider.tracking.sentences import SENTENCES, sentence

    params = {
        "distance": 350, "accuracy": 10, "near": 20, "datum": "GCJ-02", "count": 3, "seconds": 20,
        "digits": 3, "spread": 7, "km": 1.5, "minutes": 4, "speed": 400,
        "month": 10, "day": 3, "on": "2026-10-03", "shop": "“惠民”", "bits": 4,
    }  # fmt: skip
    for code in SENTENCES:
        for language in ("zh-Hans", "zh-Hant", "en"):
            assert "{" not in sentence(code, language, params), code
    same = "photo_same_elsewhere"
    assert sentence(same, "zh-Hans", params) == "这张照片与10月3日在“惠民”的照片相同"
    nameless = sentence(same, "zh-Hans", {**params, "shop": None})
    assert nameless == "这张照片与10月3日在另一家门店的照片相同"
    assert sentence("place_near", "zh-Hans", params) == "距客户位置 350 米,定位精度 10 米"
