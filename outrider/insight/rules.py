"""What a customer's orders and visits say, as pure rules over values: four dated reasons, 活跃度 and 贡献值.

No database, no language, no model. A reason says from which day to which it holds and names the dates it
rests on, so that a phone without network says "today is day 44" by its own clock. What is computed today and
what is computed tomorrow differ only in what entered or left the horizon; ``next_on`` says when that happens.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from outrider.kernel.money import MONEY_SCALE, format_money, format_quantity, parse_money, parse_quantity

FREQUENCY, RHYTHM, DUE, SEASON = "frequency", "rhythm", "due", "season"
KINDS = (FREQUENCY, RHYTHM, DUE, SEASON)
NOTE, WARNING = 1, 2

HALF_LIFE_DAYS = 30
VISIT_WEIGHT, ORDER_WEIGHT = 1.0, 2.0
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
MICRO = 1_000_000
CONTRIBUTION_DAYS = 365

GAPS_KEPT = 12  # the last thirteen order days: a habit, not a history
QUIET_LEAST_DAYS = 14
SILENCE_ENDS_DAYS = 365  # after a year without an order nothing is broken any more: it is over
SHORTEST_CYCLE, LONG_CYCLE = 5, 21
SAME_WEEK_DAYS = 364  # 52 weeks: the same weekday
AHEAD_DAYS = 13  # a phone that is offline for a week still knows next week's reasons
BIG_WEEK = 1.5
GRADE_POINTS = {"A": 60, "B": 40, "C": 25, "D": 10}
WARNED_GRADES = frozenset("AB")
_QUANTITY = re.compile(r"(\d+(?:\.\d{1,3})?)([^\d.]+)")


@dataclass(frozen=True, slots=True)
class Bought:
    """An order that counts as sold: money in 1/10,000, and its quantities in words."""

    id: str
    at: datetime
    on: date
    total: int
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """A visit that ended, or 无法拜访; one that a person rejected is none."""

    id: str
    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one customer; ``since`` is the day on which he became known."""

    grade: str
    active: bool
    since: date
    orders: Sequence[Bought] = ()
    visits: Sequence[Came] = ()


@dataclass(frozen=True, slots=True)
class Ways:
    """How a company looks at it: days between visits by grade, days of notice before a cycle is due."""

    every: Mapping[str, int] = field(default_factory=lambda: {"A": 14, "B": 28, "C": 56})
    lead: int = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """Why to go there: holds from ``begins`` to ``ends`` (both included; open when None).

    From ``warns`` on it is worth a manager's eye. ``points`` is what a visit is worth to the day's route.
    """

    kind: str
    begins: date
    ends: date | None
    warns: date | None
    points: int
    facts: Mapping[str, Any]
    orders: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()

    def severity(self, on: date) -> int:
        """0 when it does not hold that day, else ``NOTE`` or ``WARNING``."""
        if on < self.begins or (self.ends is not None and on > self.ends):
            return 0
        return WARNING if self.warns is not None and on >= self.warns else NOTE

    def points_on(self, on: date) -> int:
        """The worth on a day: a missed frequency weighs up to twice as much the later it is."""
        if not self.severity(on):
            return 0
        if self.kind != FREQUENCY:
            return self.points
        late = (on - self.begins).days
        every: int = self.facts["every"]
        return min(2 * self.points, self.points + self.points * late // max(1, every))

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "kind": self.kind,
            "from": self.begins.isoformat(),
            "to": self.ends and self.ends.isoformat(),
            "warns": self.warns and self.warns.isoformat(),
            "points": self.points,
            "facts": dict(self.facts),
            "orders": list(self.orders),
            "visits": list(self.visits),
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Reason:
        """A stored reason."""
        return cls(
            stored["kind"],
            date.fromisoformat(stored["from"]),
            _day(stored["to"]),
            _day(stored["warns"]),
            stored["points"],
            stored["facts"],
            tuple(stored["orders"]),
            tuple(stored["visits"]),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Insight:
    """All of it for one customer; ``next_on`` is the first day on which it must be computed again."""

    activity: int | None
    contribution: int
    reasons: tuple[Reason, ...]
    next_on: date | None


def insight_of(known: Known, ways: Ways, today: date) -> Insight:
    """What is to be said of a customer, with the reasons that hold now or will."""
    reasons = reasons_of(known, ways, today) if known.active else ()
    sold, falls = contribution(known.orders, today)
    changes = [reason.ends + timedelta(days=1) for reason in reasons if reason.ends is not None]
    if known.active:
        changes += season_entries(known.orders, today)
    changes += [falls] if falls else []
    return Insight(activity(known), sold, reasons, min(changes, default=None))


# -- 活跃度 and 贡献值 -------------------------------------------------------------------------------


def activity(known: Known) -> int | None:
    """log2 of Σ weight·2^(t/30 d), t since the epoch, in millionths: its order changes by events alone.

    The value of a day is ``activity_on``. In log form decades overflow nothing; ``fsum`` makes the sum the
    same in whatever order the events came. None without any event.
    """
    marks = [(VISIT_WEIGHT, visit.at) for visit in known.visits]
    marks += [(ORDER_WEIGHT, order.at) for order in known.orders]
    if not marks:
        return None
    powers = [math.log2(weight) + half_lives(at) for weight, at in marks]
    most = max(powers)
    return round(MICRO * (most + math.log2(math.fsum(2.0 ** (power - most) for power in powers))))


def half_lives(at: datetime) -> float:
    """Half-lives between the epoch and a moment."""
    return (at - EPOCH).total_seconds() / (HALF_LIFE_DAYS * 86_400)


def activity_on(stored: int, at: datetime) -> float:
    """活跃度 at a moment, as people read it: a visit today counts 1, one of a month ago a half."""
    return float(2.0 ** min(60.0, stored / MICRO - half_lives(at)))


def activity_from(value: float, at: datetime) -> int:
    """The stored form of a value at a moment, for comparing; ValueError unless it is above zero."""
    return round(MICRO * (math.log2(value) + half_lives(at)))


def contribution(orders: Iterable[Bought], today: date) -> tuple[int, date | None]:
    """贡献值, the value of the last 365 days' orders, and the day on which the oldest of them falls out."""
    first = today - timedelta(days=CONTRIBUTION_DAYS - 1)
    counted = [order for order in orders if first <= order.on]
    oldest = min((order.on for order in counted), default=None)
    return sum(order.total for order in counted), oldest and oldest + timedelta(days=CONTRIBUTION_DAYS)


# -- the four rules ----------------------------------------------------------------------------------


def reasons_of(known: Known, ways: Ways, today: date) -> tuple[Reason, ...]:
    """The reasons that hold today or will hold without any further event, in the order of the rules."""
    found = [
        missed_frequency(known, ways),
        *order_rhythm(known.orders, ways),
        *same_week(known.orders, today),
    ]
    return tuple(r for r in found if r is not None and (r.ends is None or r.ends >= today))


def missed_frequency(known: Known, ways: Ways) -> Reason | None:
    """(a) Nobody has been there for longer than the grade asks; open until somebody goes."""
    every = ways.every.get(known.grade, 0)
    if every < 1:
        return None
    last = max(known.visits, key=lambda visit: (visit.on, visit.id), default=None)
    since = last.on if last else known.since
    warned = known.grade in WARNED_GRADES
    return Reason(
        FREQUENCY,
        begins=since + timedelta(days=every + 1),
        ends=None,
        # Half as long again: one beat that was missed is no affair of the manager's.
        warns=since + timedelta(days=every + math.ceil(every / 2)) if warned else None,
        points=GRADE_POINTS.get(known.grade, 10),
        facts={"grade": known.grade, "every": every, "since": since.isoformat(), "visited": last is not None},
        visits=(last.id,) if last else (),
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """How long a customer usually waits between orders, and when waiting is out of the ordinary."""

    every: int
    quiet_after: int
    regular: bool


def usual_gap(days: Sequence[date]) -> Gap | None:
    """The usual gap of ascending order days; None with fewer than three of them.

    The mean of the ordinary gaps (between half and double the median), so that one holiday or one forgotten
    entry moves it little. Silence is out of the ordinary beyond double the gap and four robust deviations
    (1.4826 × the median absolute deviation); with two gaps only, beyond three times the gap.
    """
    gaps = [(after - before).days for before, after in pairwise(days)][-GAPS_KEPT:]
    if len(gaps) < 2:
        return None
    middle = median(gaps)
    ordinary = [gap for gap in gaps if middle / 2 <= gap <= middle * 2]
    mean = sum(ordinary) / len(ordinary)
    spread = 1.4826 * median(abs(gap - middle) for gap in gaps)
    often = 2 if len(gaps) > 2 else 3
    return Gap(
        every=max(1, math.floor(mean + 0.5)),
        quiet_after=math.ceil(max(often * mean, mean + 4 * spread, QUIET_LEAST_DAYS)),
        regular=len(gaps) > 2 and spread <= 0.35 * mean and 4 * len(ordinary) >= 3 * len(gaps),
    )


def order_rhythm(orders: Sequence[Bought], ways: Ways) -> list[Reason]:
    """(c) The usual gap is nearly over, then (b) it is broken; both end with the next order."""
    days = sorted({order.on for order in orders})[-GAPS_KEPT - 1 :]
    gap = usual_gap(days)
    if gap is None:
        return []
    last, used = days[-1], [order for order in orders if order.on >= days[0]]
    usual = int(median(order.total for order in used))
    monthly = usual * 30 // gap.every
    facts = {"every": gap.every, "last": last.isoformat(), "days": [day.isoformat() for day in days]}
    ids = tuple(order.id for order in sorted(used, key=lambda order: (order.on, order.id)))
    broken = last + timedelta(days=gap.quiet_after + 1)
    found = []
    if gap.regular and gap.every >= SHORTEST_CYCLE:
        due = last + timedelta(days=max(1, gap.every - ways.lead))
        warns = due if gap.every >= LONG_CYCLE else None
        more = {**facts, "amount": format_money(usual)}
        found.append(Reason(DUE, due, broken - timedelta(days=1), warns, 20 + worth(usual), more, orders=ids))
    over = last + timedelta(days=SILENCE_ENDS_DAYS)
    if broken <= over:
        more = {**facts, "monthly": format_money(monthly)}
        found.append(Reason(RHYTHM, broken, over, broken, 30 + worth(monthly), more, orders=ids))
    return found


def same_week(orders: Sequence[Bought], today: date) -> list[Reason]:
    """(d) Ordered in the same week last year and not yet now: this week and the next.

    A week runs from Monday to Sunday and is compared with the one 364 days before. An order in it, or in the
    seven days before it, answers the reason. It is big, and a warning, from one and a half times a usual week.
    """
    weeks: dict[date, list[Bought]] = {}
    for order in orders:
        weeks.setdefault(_monday(order.on), []).append(order)
    sums = {week: sum(order.total for order in sold) for week, sold in weeks.items()}
    days = {order.on for order in orders}
    found = []
    for week, sold in sorted(weeks.items()):
        begins = week + timedelta(days=SAME_WEEK_DAYS)
        ends = begins + timedelta(days=6)
        if ends < today or begins > today + timedelta(days=AHEAD_DAYS):
            continue
        if any(begins - timedelta(days=7) <= day <= ends for day in days):
            continue
        others = [amount for other, amount in sums.items() if other != week]
        big = not others or sums[week] >= BIG_WEEK * median(others)
        facts = {
            "week": week.isoformat(),
            "amount": format_money(sums[week]),
            "quantity": add_quantities(order.quantity for order in sold),
            "big": big,
        }
        ids = tuple(order.id for order in sorted(sold, key=lambda order: (order.on, order.id)))
        points = (20 if big else 5) + worth(sums[week])
        found.append(Reason(SEASON, begins, ends, begins if big else None, points, facts, orders=ids))
    return found


def season_entries(orders: Iterable[Bought], today: date) -> list[date]:
    """The coming days on which a week of last year comes into sight."""
    lead = timedelta(days=SAME_WEEK_DAYS - AHEAD_DAYS)
    return sorted({entry for order in orders if (entry := _monday(order.on) + lead) > today})[:1]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def worth(amount: int) -> int:
    """What money adds to the worth of a visit: 10 points for ¥100, 10 more for about each doubling, 60 at most."""
    return min(60, round(10 * math.log2(1 + max(0, amount) / (100 * MONEY_SCALE))))


def add_quantities(texts: Iterable[str]) -> str:
    """Quantities in words, added by unit: 80箱 and 40箱6瓶 are 120箱6瓶; words that cannot be read are kept."""
    sums: dict[str, int] = {}
    known = [text for text in texts if text]
    for text in known:
        if "".join(number + unit for number, unit in _QUANTITY.findall(text)) != text:
            return " + ".join(known)
        for number, unit in _QUANTITY.findall(text):
            sums[unit] = sums.get(unit, 0) + parse_quantity(number)
    return "".join(f"{format_quantity(quantity)}{unit}" for unit, quantity in sums.items())


def best(reasons: Iterable[Reason], on: date) -> list[Reason]:
    """The reasons that hold on a day, the weightiest first."""
    held = [reason for reason in reasons if reason.severity(on)]
    return sorted(
        held, key=lambda reason: (-reason.severity(on), -reason.points_on(on), KINDS.index(reason.kind))
    )


def money_of(facts: Mapping[str, Any], name: str) -> int:
    """An amount in a reason's facts."""
    return parse_money(facts[name])
