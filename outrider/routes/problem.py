"""One rep's day as a problem of pure values: stops, lunch, start and end, and what a plan of it looks like.

Times are whole seconds from the day's local midnight, distances whole metres, places WGS-84. The cost that
a plan is judged by counts tenths of a second: travel and waiting as they are, a kilometre on the road as
100 seconds more, and for every stop that is left out what a visit there would have been worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

# What somebody planned is worth half a day of way and waiting, so that it is left out for want of room only;
# who has to give way then is decided by points: a hundred are worth five hours more.
BASE_WORTH_S, POINT_WORTH_S, MOST_POINTS = 14_400, 180, 100
# A must-do stop outweighs whatever it displaces: more than a day full of the best optional ones.
MUST_WORTH_S = 360_000
COST_PER_SECOND, COST_PER_METRE = 10, 1
LUNCH = "lunch"
MOST_STOPS = 200

Window = tuple[int, int]
Reason = Literal[
    "no_place", "closed", "closed_then", "windows_exclude", "unreachable", "too_far", "day_full",
    "worth_less", "way_too_long", "customer_closed", "lunch_does_not_fit", "done_before_lunch", "twice", "too_many",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A coordinate on the ground."""

    lat: float
    lng: float


@dataclass(frozen=True, slots=True)
class Stop:
    """A customer who may be visited.

    ``windows`` are alternatives, each wide enough to hold the whole visit or useless: None says that no
    hours are known and any time will do, an empty tuple that the customer is closed all day.
    """

    key: str
    place: Place | None
    service_s: int
    windows: tuple[Window, ...] | None = None
    must: bool = False
    points: int = 0

    @property
    def worth_s(self) -> int:
        """Seconds of travel and waiting that a visit is worth."""
        if self.must:
            return MUST_WORTH_S
        return BASE_WORTH_S + POINT_WORTH_S * max(0, min(MOST_POINTS, self.points))


@dataclass(frozen=True, slots=True)
class Lunch:
    """A break that begins between two moments, taken wherever the rep is then."""

    earliest_s: int
    latest_s: int
    duration_s: int


@dataclass(frozen=True, slots=True)
class Day:
    """What is to be planned. Without a start (or end) the day begins (ends) at its first (last) stop."""

    stops: tuple[Stop, ...]
    start_s: int
    end_s: int
    start: Place | None = None
    end: Place | None = None
    lunch: Lunch | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing in the order of a day: a visit, or lunch at the place of the stop ``at`` ("" = at the start)."""

    key: str
    at: str = ""

    @property
    def is_lunch(self) -> bool:
        """Whether it is the break."""
        return self.key == LUNCH


@dataclass(frozen=True, slots=True)
class Timed:
    """A step with its times: arrival, begin (after waiting), leave, and the way that led to it."""

    step: Step
    arrive_s: int
    begin_s: int
    leave_s: int
    travel_s: int
    travel_m: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stop (or ``lunch``) that is not in the plan, and why; ``by`` names the stops that took its room."""

    key: str
    reason: Reason
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer: what happens when, what was left out and why."""

    steps: tuple[Timed, ...]
    finish_s: int
    travel_s: int
    distance_m: int
    wait_s: int
    left_out: tuple[LeftOut, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """The keys of the visits in order."""
        return tuple(timed.step.key for timed in self.steps if not timed.step.is_lunch)


Matrix = list[list[int | None]]


class Travel(Protocol):
    """How long and how far it is from place to place; a road router can stand behind it."""

    def table(self, places: list[Place]) -> tuple[Matrix, Matrix]:
        """Seconds and metres from each place to each; None where there is no way."""
