"""How a company's day becomes a problem: frame, opening hours, appointments. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from outrider.kernel import geo
from outrider.routes.problem import Lunch, Place, Window
from outrider.routes.travel import DETOUR, SPEED_KMH, GreatCircle

DAY_S = 86_400
MINUTE_S = 60
NOON = Lunch(11 * 3_600 + 1_800, 13 * 3_600, 45 * 60)


@dataclass(frozen=True, slots=True)
class Frame:
    """A company's working day: from when to when, lunch, where it begins and ends, and how one gets about."""

    start_s: int = 8 * 3_600 + 1_800
    end_s: int = 18 * 3_600
    lunch: Lunch | None = NOON
    start: Place | None = None
    end: Place | None = None
    detour: float = DETOUR
    speed_kmh: float = SPEED_KMH

    @property
    def travel(self) -> GreatCircle:
        """The ways, until a road router is connected."""
        return GreatCircle(self.detour, self.speed_kmh)


def frame_of(setting: Callable[[str], Any]) -> Frame:
    """The frame that the company's settings describe; what is not set or makes no sense stays as usual."""
    usual, noon = Frame(), NOON
    start = clock_s(setting("routes.start"), usual.start_s)
    minutes = _number(setting("routes.lunch_minutes"), noon.duration_s // MINUTE_S, 0, 180)
    earliest = clock_s(setting("routes.lunch_from"), noon.earliest_s)
    latest = max(earliest, clock_s(setting("routes.lunch_until"), noon.latest_s))
    return Frame(
        start,
        max(start, clock_s(setting("routes.end"), usual.end_s)),
        Lunch(earliest, latest, int(minutes) * MINUTE_S) if minutes else None,
        place_of(setting("routes.start_place")),
        place_of(setting("routes.end_place")),
        _number(setting("routes.detour_percent"), DETOUR * 100, 100, 500) / 100,
        _number(setting("routes.speed_kmh"), SPEED_KMH, 1, 130),
    )


def clock_s(text: Any, usual: int) -> int:
    """``08:30`` in seconds of the day."""
    try:
        found = time.fromisoformat(str(text).replace("：", ":").strip())
    except ValueError:
        return usual
    return found.hour * 3_600 + found.minute * 60 + found.second


def _number(value: Any, usual: float, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return usual
    return min(most, max(least, float(value)))


def place_of(text: Any) -> Place | None:
    """``31.2304, 121.4737`` as a place; None for anything else."""
    try:
        lat, lng = (float(part) for part in str(text).replace("，", ",").split(","))
        geo.check(lat, lng)
    except ValueError:
        return None
    return Place(lat, lng)


def windows_on(week: Sequence[Sequence[Sequence[int]]] | None, on: date) -> tuple[Window, ...] | None:
    """A day's opening windows in seconds, last night's late hours included; None when hours are unknown."""
    if week is None:
        return None
    today = [(start * MINUTE_S, end * MINUTE_S) for start, end in week[on.weekday()]]
    late = [(0, end * MINUTE_S - DAY_S) for _, end in week[on.weekday() - 1] if end * MINUTE_S > DAY_S]
    return tuple(sorted(late + today))


def within(
    windows: tuple[Window, ...] | None, earliest: time | None, latest: time | None
) -> tuple[Window, ...] | None:
    """The windows cut to an appointment's times."""
    if earliest is None and latest is None:
        return windows
    first = 0 if earliest is None else earliest.hour * 3_600 + earliest.minute * 60
    last = DAY_S if latest is None else latest.hour * 3_600 + latest.minute * 60
    cut = [(max(start, first), min(end, last)) for start, end in windows or ((0, DAY_S),)]
    if windows == ():
        return ()
    # Hours that the appointment does not meet at all stay as an empty window: closed *then*, not all day.
    return tuple((start, end) for start, end in cut if start < end) or ((first, first),)


def moment_of(on: date, seconds: int, zone: str) -> datetime:
    """A second of a day as a moment."""
    return datetime.combine(on, time(), ZoneInfo(zone)) + timedelta(seconds=seconds)


def second_of(moment: datetime, on: date, zone: str) -> int:
    """A moment as a second of a day; negative before it, over 86,400 after it."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return int((local - datetime.combine(on, time())).total_seconds())
