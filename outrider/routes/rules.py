"""How a company's day becomes a problem: frame, opening hours, appointments; what waits to be published. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
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
    office: Place | None = None

    @property
    def travel(self) -> GreatCircle:
        """The ways, until a road router is connected."""
        return GreatCircle(self.detour, self.speed_kmh)


def frame_of(setting: Callable[[str], Any]) -> Frame:
    """The frame that the company's settings describe; what makes no sense stays as usual, which is their default."""
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
        place_of(setting("routes.office_place")),
    )


def with_ends(frame: Frame, start: str, end: str, home: Place | None) -> Frame:
    """The frame of one person: his own start and end. A place that nobody has named is the company's."""
    return replace(
        frame,
        start=_end_of(start, frame.start, frame.office, home),
        end=_end_of(end, frame.end, frame.office, home),
    )


def _end_of(choice: str, usual: Place | None, office: Place | None, home: Place | None) -> Place | None:
    if choice == "stop":
        return None
    chosen = {"home": home, "office": office}.get(choice)
    return chosen or usual


def clock_s(text: Any, usual: int) -> int:
    """``08:30`` in seconds of the day."""
    try:
        found = time.fromisoformat(str(text).replace("：", ":").strip())
    except ValueError:
        return usual
    return found.hour * 3_600 + found.minute * 60 + found.second


def clock_of(seconds: int) -> str:
    """Seconds of the day as ``08:30``."""
    return f"{seconds // 3_600:02}:{seconds % 3_600 // MINUTE_S:02}"


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


def free_after_lunch(lunch: Lunch, breaks: Sequence[tuple[int, int | None]]) -> int | None:
    """When a lunch that was had, or is being had, is over; None when it is still to come.

    Of the day's breaks (begin and end, no end while it lasts) the first that begins about lunch time is it: at most its
    own length before it may be planned.
    """
    begun = min((pause for pause in breaks if pause[0] >= lunch.earliest_s - lunch.duration_s), default=None)
    if begun is None:
        return None
    return begun[0] + lunch.duration_s if begun[1] is None else begun[1]


def moment_of(on: date, seconds: int, zone: str) -> datetime:
    """A second of a day as a moment."""
    return datetime.combine(on, time(), ZoneInfo(zone)) + timedelta(seconds=seconds)


def second_of(moment: datetime, on: date, zone: str) -> int:
    """A moment as a second of a day; negative before it, over 86,400 after it."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return int((local - datetime.combine(on, time())).total_seconds())


# -- what waits to be published ------------------------------------------------------------------------

# By the plan's id: {"removed": True}, or where it is to stand ({"position", "eta", "leave_at", "left_out"}).
Pending = dict[str, dict[str, Any]]


def change_of(
    position: int, left_out: str, place: int | None, former: dict[str, Any] | None, *, stays_out: bool
) -> dict[str, Any] | None:
    """What waits for a stop that its rep has, when its place in the manager's order is ``place``; None for nothing.

    ``position`` and ``left_out`` are as the rep has them, ``former`` is what waited already: an accepted order's
    times are kept while the place stays the same.
    """
    if place is None:
        return {"removed": True}
    kept = None if former is None or former.get("removed") else former
    if stays_out and (kept["left_out"] if kept else left_out):
        return kept
    if kept and kept["position"] == place and not kept["left_out"]:
        return kept
    if position == place and not left_out:
        return None
    return {"position": place, "eta": None, "leave_at": None, "left_out": ""}


def moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Which stops were moved, as a person would say it: all but the most that can stand still. Both hold the same."""
    rank = {key: place for place, key in enumerate(before)}
    ends: list[int] = []
    chains: dict[int, tuple[str, ...]] = {}
    for key in after:
        length = bisect_left(ends, rank[key])
        chains[length] = (*chains.get(length - 1, ()), key)
        ends[length : length + 1] = [rank[key]]
    still = chains[len(ends) - 1] if ends else ()
    return set(after) - set(still)


def taken_out(pending: Mapping[str, Mapping[str, Any]]) -> list[UUID]:
    """The plans that are to go."""
    return [UUID(key) for key, change in pending.items() if change.get("removed")]


def as_kept(change: Mapping[str, Any]) -> dict[str, Any]:
    """A change as JSON keeps it."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in change.items()
    }


def as_published(pending: Mapping[str, Mapping[str, Any]]) -> dict[UUID, dict[str, Any] | None]:
    """What waits, in the shape in which visits publish it; None takes a stop out."""
    return {UUID(key): None if change.get("removed") else as_read(change) for key, change in pending.items()}


def as_read(change: Mapping[str, Any]) -> dict[str, Any]:
    """A place as the plan's columns have it."""
    times = {name: change[name] and datetime.fromisoformat(change[name]) for name in ("eta", "leave_at")}
    return {**change, **times}


def coarse(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a pin to three decimals: about 100 m, so that no table holds where somebody lives."""
    given = columns["pin_given"]
    return {
        "pin_lat": None if columns["pin_lat"] is None else round(columns["pin_lat"], 3),
        "pin_lng": None if columns["pin_lng"] is None else round(columns["pin_lng"], 3),
        "pin_given": given and {**given, "lat": round(given["lat"], 3), "lng": round(given["lng"], 3)},
    }
