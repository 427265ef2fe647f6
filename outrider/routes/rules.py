"""How a company's day becomes a problem: frame, opening hours, appointments. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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


def frame_of(settings: Mapping[str, Any]) -> Frame:
    """The frame that the company's setting ``routes`` describes; what is missing or nonsense stays as usual.

    ``{"start": "08:30", "end": "18:00", "lunch": {"from": "11:30", "to": "13:00", "minutes": 45} | null,
    "start_place": {"lat", "lng"} | null, "end_place": ..., "detour": 1.35, "speed_kmh": 18}``
    """
    usual = Frame()
    lunch = usual.lunch
    given = settings.get("lunch", {})
    if given is None:
        lunch = None
    elif isinstance(given, Mapping) and lunch is not None:
        lunch = Lunch(
            clock_s(given.get("from"), lunch.earliest_s),
            clock_s(given.get("to"), lunch.latest_s),
            int(_number(given.get("minutes"), lunch.duration_s // MINUTE_S, 0, 180)) * MINUTE_S,
        )
    start = clock_s(settings.get("start"), usual.start_s)
    return Frame(
        start,
        max(start, clock_s(settings.get("end"), usual.end_s)),
        lunch,
        _place(settings.get("start_place")),
        _place(settings.get("end_place")),
        _number(settings.get("detour"), DETOUR, 1, 5),
        _number(settings.get("speed_kmh"), SPEED_KMH, 1, 130),
    )


def clock_s(text: Any, usual: int) -> int:
    """``08:30`` in seconds of the day."""
    try:
        found = time.fromisoformat(str(text))
    except ValueError:
        return usual
    return found.hour * 3_600 + found.minute * 60 + found.second


def _number(value: Any, usual: float, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return usual
    return min(most, max(least, float(value)))


def _place(value: Any) -> Place | None:
    if not isinstance(value, Mapping):
        return None
    lat, lng = value.get("lat"), value.get("lng")
    if not isinstance(lat, (int, float)) or not isinstance(lng, (int, float)):
        return None
    return Place(float(lat), float(lng)) if abs(lat) <= 90 and abs(lng) <= 180 else None


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
