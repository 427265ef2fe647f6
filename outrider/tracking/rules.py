"""What a check-in's evidence says, as pure rules over values: no database, no clock, no language.

Owns the cleaning of fixes, the first signals (place, fix texture, motion, time, source), how groups
are summed and how three results and one outcome follow. Missing evidence weighs nothing and only
lowers the quality: it is never guilt, and nothing here blocks a visit. Weights are in log-likelihood
units (natural logarithm) chosen by hand and not yet evaluated on anything; a new
``MODEL`` never changes what a person has decided.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from outrider.kernel.geo import check, distance_m, is_zero, to_wgs84
from outrider.kernel.registry import Registry

MODEL = "1"
Says = Literal["supports", "neutral", "contradicts", "not_available"]
Axis = Literal["presence", "integrity"]
Status = Literal["pending", "located", "unavailable", "refused", "timeout"]

FENCE_M = 200.0
UNKNOWN_ACCURACY_M = 100.0  # what a fix without a stated accuracy is taken for
VAGUE_ACCURACY_M = 500.0  # a network position: it can neither support nor contradict a doorstep
BEFORE = timedelta(minutes=5)  # an older fix is a cached one from somewhere else
AFTER = timedelta(seconds=90)  # the late fix of a check-in: 60 s, and half a minute for the phone
MAX_SPEED_KMH = 300.0
FAST_SPEED_KMH = 150.0
IMPOSSIBLE_SPEED_KMH = 1000.0
NEAR, FAR = 1.5, -2.0
DOUBTFUL, CONTRADICTORY = -1.0, -2.5


@dataclass(frozen=True, slots=True)
class Fix:
    """One position as received, cleaned: the datum is named, impossible side values are None."""

    lat: float
    lng: float
    datum: str
    at: datetime
    accuracy: float | None = None
    altitude: float | None = None
    heading: float | None = None
    speed: float | None = None
    source: str = "browser"

    @property
    def point(self) -> tuple[float, float]:
        """The same place in WGS-84."""
        return to_wgs84(self.lat, self.lng, self.datum)

    @property
    def radius(self) -> float:
        """The stated accuracy in metres, or what stands for an unstated one."""
        return UNKNOWN_ACCURACY_M if self.accuracy is None else self.accuracy


@dataclass(frozen=True, slots=True)
class Pin:
    """Where the customer is: WGS-84, and the datum in which somebody gave it."""

    lat: float
    lng: float
    datum: str = "WGS-84"


@dataclass(frozen=True, slots=True)
class Sighting:
    """The person's last located evidence before this one (WGS-84)."""

    lat: float
    lng: float
    at: datetime
    accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """One reading of a phone's two clocks."""

    wall: datetime
    monotonic_ms: float
    boot_id: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything the signals may look at for one check-in."""

    at: datetime
    received_at: datetime
    status: Status
    fixes: tuple[Fix, ...] = ()
    pin: Pin | None = None
    fence_m: float = FENCE_M
    previous: Sighting | None = None
    clock: Tick | None = None
    clock_before: Tick | None = None

    @property
    def best(self) -> Fix | None:
        """The fix that the place is judged by: the most accurate one taken around the check-in."""
        usable = [fix for fix in self.fixes if self.at - BEFORE <= fix.at <= self.at + AFTER]
        return min(usable, key=lambda fix: (fix.radius, fix.at)) if usable else None

    @property
    def distance(self) -> float | None:
        """Metres from the best fix to the pin, or None when either is missing."""
        if self.best is None or self.pin is None:
            return None
        return distance_m(*self.best.point, self.pin.lat, self.pin.lng)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one signal says; ``code`` names its sentence, ``params`` are the raw values in it."""

    says: Says
    weight: float
    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signal:
    """One ground of judgement. ``possible`` is how much it can say at best, for the quality."""

    key: str
    group: str
    axis: Axis
    possible: float
    judge: Callable[[Scene], Reading]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Three results and the outcome, with the readings they follow from."""

    outcome: Literal["normal", "not_enough", "for_review"]
    presence: Literal["near", "unclear", "far"]
    integrity: Literal["consistent", "doubtful", "contradictory"]
    quality: Literal["good", "fair", "poor"]
    presence_score: float
    integrity_score: float
    quality_share: float
    readings: tuple[tuple[Signal, Reading], ...]


evidence_signals: Registry[Signal] = Registry("evidence_signals", "A ground for judging a check-in")


def _finite(value: float | None, low: float, high: float) -> float | None:
    return value if value is not None and math.isfinite(value) and low <= value <= high else None


def clean_fix(fix: Fix) -> Fix | None:
    """The fix with impossible side values removed, or None when it is no place on earth."""
    try:
        check(fix.lat, fix.lng)
    except ValueError:
        return None
    if is_zero(fix.lat, fix.lng):
        return None
    accuracy = _finite(fix.accuracy, 0.01, 1_000_000)
    heading = _finite(fix.heading, 0, 360)
    return Fix(
        lat=fix.lat,
        lng=fix.lng,
        datum=fix.datum,
        at=fix.at,
        accuracy=accuracy,
        altitude=_finite(fix.altitude, -1_000, 20_000),
        heading=None if heading is None else heading % 360,
        speed=_finite(fix.speed, 0, 400),
        source=fix.source,
    )


def clean_fixes(fixes: Iterable[Fix]) -> tuple[tuple[Fix, ...], int]:
    """Usable fixes in order of time without duplicates, and how many were no place on earth."""
    seen: set[tuple[datetime, float, float]] = set()
    kept: list[Fix] = []
    unusable = 0
    for fix in fixes:
        cleaned = clean_fix(fix)
        if cleaned is None:
            unusable += 1
            continue
        key = (cleaned.at, cleaned.lat, cleaned.lng)
        if key not in seen:
            seen.add(key)
            kept.append(cleaned)
    return tuple(sorted(kept, key=lambda fix: fix.at)), unusable


def within_fence(distance: float | None, accuracy: float | None, fence_m: float = FENCE_M) -> bool | None:
    """Whether a check-in counts as inside the fence; the stated accuracy helps by 100 m at most."""
    if distance is None:
        return None
    return distance - min(UNKNOWN_ACCURACY_M if accuracy is None else accuracy, 100.0) <= fence_m


def _missing(code: str, **params: Any) -> Reading:
    return Reading("not_available", 0.0, code, params)


def _metres(value: float) -> int:
    return round(value)


def _honest_cause(scene: Scene, fix: Fix, pin: Pin) -> Reading | None:
    """A far fix that a mixed datum or a swapped pair would explain: 100 to 700 m, or half the globe."""
    far = _metres(distance_m(*fix.point, pin.lat, pin.lng))
    for datum in ("WGS-84", "GCJ-02", "BD-09"):
        if datum == fix.datum:
            continue
        near = distance_m(*to_wgs84(fix.lat, fix.lng, datum), pin.lat, pin.lng)
        if near <= scene.fence_m:
            params = {"distance": far, "datum": datum, "near": _metres(near)}
            return Reading("neutral", 0.0, "place_datum", params)
    if abs(fix.lng) <= 90 and distance_m(fix.lng, fix.lat, pin.lat, pin.lng) <= scene.fence_m:
        return Reading("neutral", 0.0, "place_swapped", {"distance": far})
    return None


def judge_place(scene: Scene) -> Reading:
    """Distance to the pin against the stated accuracy."""
    fix, pin = scene.best, scene.pin
    if fix is None:
        stale = bool(scene.fixes)
        return _missing("place_stale_fix" if stale else f"place_{scene.status}")
    if pin is None:
        return _missing("place_no_pin", accuracy=_metres(fix.radius))
    distance = distance_m(*fix.point, pin.lat, pin.lng)
    params = {"distance": _metres(distance), "accuracy": _metres(fix.radius)}
    if fix.radius > VAGUE_ACCURACY_M and distance - 2 * fix.radius <= scene.fence_m:
        return Reading("neutral", 0.0, "place_vague", params)
    if distance <= scene.fence_m:
        return Reading("supports", 3.0 if fix.radius <= 100 else 1.5, "place_near", params)
    beyond = distance - 2 * fix.radius - scene.fence_m
    if beyond <= 0:
        return Reading("neutral", 0.0, "place_edge", params)
    honest = _honest_cause(scene, fix, pin)
    if honest is not None:
        return honest
    weight = -2.0 if beyond <= 1_000 else -3.0 if beyond <= 5_000 else -4.0
    return Reading("contradicts", weight, "place_far", params)


def _decimals(value: float) -> int:
    return len(repr(value).partition(".")[2].rstrip("0"))


def judge_texture(scene: Scene) -> Reading:
    """Do several fixes vary as a receiver's do? An indoor provider that repeats itself is honest too."""
    fixes = scene.fixes
    if len(fixes) < 3 or (fixes[-1].at - fixes[0].at).total_seconds() < 15:
        return _missing("texture_few", count=len(fixes))
    seconds = round((fixes[-1].at - fixes[0].at).total_seconds())
    params = {"count": len(fixes), "seconds": seconds}
    first = fixes[0]
    if all(abs(f.lat - first.lat) <= 1e-7 and abs(f.lng - first.lng) <= 1e-7 for f in fixes):
        return Reading("contradicts", -0.7, "texture_same", params)
    digits = max(max(_decimals(f.lat), _decimals(f.lng)) for f in fixes)
    if digits <= 3 and all(f.radius <= 100 for f in fixes):
        return Reading("contradicts", -1.0, "texture_coarse", {**params, "digits": digits})
    spread = max(distance_m(*first.point, *f.point) for f in fixes)
    params["spread"] = _metres(spread)
    if spread <= 3 * max(f.radius for f in fixes) + 50:
        return Reading("supports", 0.7, "texture_varies", params)
    return Reading("neutral", 0.0, "texture_jumps", params)


def judge_motion(scene: Scene) -> Reading:
    """Could the person have come here from the last evidence? Trains and late clocks are honest."""
    fix, before = scene.best, scene.previous
    if fix is None or before is None:
        return _missing("motion_none")
    seconds = max(abs((fix.at - before.at).total_seconds()), 1.0)
    apart = distance_m(*fix.point, before.lat, before.lng)
    slack = fix.radius + (UNKNOWN_ACCURACY_M if before.accuracy is None else before.accuracy)
    gap = max(0.0, apart - slack)
    speed = gap / seconds * 3.6
    params = {"km": round(apart / 1000, 1), "minutes": round(seconds / 60), "speed": round(speed)}
    if gap < 2_000 or speed <= FAST_SPEED_KMH:
        return Reading("supports", 0.3, "motion_feasible" if params["km"] else "motion_same", params)
    if speed <= MAX_SPEED_KMH:
        return Reading("neutral", 0.0, "motion_fast", params)
    return Reading("contradicts", -4.0 if speed > IMPOSSIBLE_SPEED_KMH else -2.5, "motion_too_fast", params)


def judge_time(scene: Scene) -> Reading:
    """Do the phone's clocks agree with each other and with the server? Being offline is no lie."""
    ahead = (scene.at - scene.received_at).total_seconds()
    if ahead > 300:
        return Reading("contradicts", -2.0, "time_ahead", {"minutes": round(ahead / 60)})
    now, before = scene.clock, scene.clock_before
    if now is not None and before is not None and now.boot_id == before.boot_id:
        wall = (now.wall - before.wall).total_seconds()
        ran = (now.monotonic_ms - before.monotonic_ms) / 1000
        if abs(wall - ran) > 120:
            minutes = round(abs(wall - ran) / 60)
            return Reading("contradicts", -1.5, "time_set", {"minutes": minutes})
    late = round(-ahead / 60)
    if late > 10:
        return Reading("neutral", 0.0, "time_late", {"minutes": late})
    return Reading("supports", 0.3, "time_fresh", {"seconds": max(0, round(-ahead))})


def judge_source(scene: Scene) -> Reading:
    """A demonstration names itself; a browser says nothing about mock positions."""
    if any(fix.source == "demo" for fix in scene.fixes):
        return Reading("neutral", 0.0, "source_demo")
    return _missing("source_browser")


PLACE = evidence_signals.add("place", Signal("place", "place", "presence", 3.0, judge_place))
TEXTURE = evidence_signals.add("texture", Signal("texture", "texture", "integrity", 1.0, judge_texture))
MOTION = evidence_signals.add("motion", Signal("motion", "motion", "integrity", 1.0, judge_motion))
TIME = evidence_signals.add("time", Signal("time", "time", "integrity", 1.0, judge_time))
SOURCE = evidence_signals.add("source", Signal("source", "native", "integrity", 0.0, judge_source))


def judge_photo(same_file: bool, same_customer: bool, bits: int) -> Reading:
    """A photo that resembles one of another visit; of the same shelf, an honest new shot does."""
    where = "here" if same_customer else "elsewhere"
    if same_file:
        return Reading("contradicts", -2.0 if same_customer else -3.0, f"photo_same_{where}")
    if same_customer:
        return Reading("neutral", 0.0, "photo_alike_here", {"bits": bits})
    return Reading("contradicts", -2.0, "photo_alike_elsewhere", {"bits": bits})


def axis_score(readings: Iterable[tuple[Signal, Reading]], axis: Axis) -> float:
    """The sum over groups of the strongest positive and the strongest negative weight in each."""
    best: dict[str, float] = {}
    worst: dict[str, float] = {}
    for signal, reading in readings:
        if signal.axis != axis:
            continue
        best[signal.group] = max(best.get(signal.group, 0.0), reading.weight)
        worst[signal.group] = min(worst.get(signal.group, 0.0), reading.weight)
    return round(sum(best.values()) + sum(worst.values()), 3)


def quality_share(readings: Iterable[tuple[Signal, Reading]], accuracy: float | None) -> float:
    """How much of the possible evidence was there (0 to 1); a vague place counts half."""
    total = there = 0.0
    for signal, reading in readings:
        total += signal.possible
        if reading.says != "not_available":
            vague = signal.axis == "presence" and (accuracy is None or accuracy > 100)
            there += signal.possible * (0.5 if vague else 1.0)
    return round(there / total, 3) if total else 0.0


def judge(scene: Scene, signals: Iterable[Signal] | None = None) -> Verdict:
    """Everything that the registered signals say about one check-in."""
    chosen = tuple(evidence_signals if signals is None else signals)
    readings = tuple((signal, signal.judge(scene)) for signal in chosen)
    presence, integrity = axis_score(readings, "presence"), axis_score(readings, "integrity")
    share = quality_share(readings, scene.best.accuracy if scene.best else None)
    near, far = presence >= NEAR, presence <= FAR
    broken = integrity <= CONTRADICTORY
    return Verdict(
        outcome="for_review" if far or broken else "normal" if near else "not_enough",
        presence="near" if near else "far" if far else "unclear",
        integrity="contradictory" if broken else "doubtful" if integrity <= DOUBTFUL else "consistent",
        quality="good" if share >= 0.75 else "fair" if share >= 0.4 else "poor",
        presence_score=presence,
        integrity_score=integrity,
        quality_share=share,
        readings=readings,
    )
