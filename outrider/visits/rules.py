"""Visits as pure rules over values: time in store, missing steps, effect, plans, the watermark's code.

No database, no clock, no language. The phone mirrors what it needs of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

LONGEST_STAY_S = 16 * 3600
# States of a plan that is not decided yet: on the phone, the manager's own still, or without room in the route.
OPEN_PLANS = ("planned", "draft", "left_out")
OFF_SHIFT = "off_shift"  # 班次外, among a visit's remarks
IMPORTED = "imported"  # told by a file, among a visit's remarks
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: people read it aloud


def pin_in_doubt(stays: Iterable[tuple[Any, date]]) -> bool:
    """Whether check-ins at one spot outside the fence say that the pin is wrong: three people, or one on three days."""
    days: dict[Any, set[date]] = {}
    for person, day in stays:
        days.setdefault(person, set()).add(day)
    return len(days) >= 3 or any(len(of_one) >= 3 for of_one in days.values())


def time_in_store(checked_in: datetime, checked_out: datetime) -> tuple[int, tuple[str, ...]]:
    """Seconds between check-in and check-out, never negative, and what is odd about them."""
    seconds = int((checked_out - checked_in).total_seconds())
    if seconds < 0:
        return 0, ("ends_before_start",)
    return seconds, ("very_long_stay",) if seconds > LONGEST_STAY_S else ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a visit type."""

    key: str
    kind: str
    required: bool = False
    config: Mapping[str, Any] = field(default_factory=dict)
    name: Mapping[str, str] | str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One result as a rule sees it: its data, and how many photos it names."""

    id: str
    step_key: str
    kind: str
    data: Mapping[str, Any]
    photos: int = 0
    replaces: str | None = None
    at: datetime | None = None


def steps_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """A type's steps from their stored form."""
    return tuple(
        Step(
            key=str(item["key"]),
            kind=str(item["kind"]),
            required=bool(item.get("required")),
            config=item.get("config") or {},
            name=item.get("name") or "",
        )
        for item in stored
    )


def current(results: Sequence[Result]) -> list[Result]:
    """The results that count: those that no later one replaces."""
    replaced = {result.replaces for result in results if result.replaces}
    return [result for result in results if result.id not in replaced]


# (data, number of photos, config of the step) → whether the step is done
Done = Callable[[Mapping[str, Any], int, Mapping[str, Any]], bool]


def steps_done(steps: Sequence[Step], results: Sequence[Result], done: Mapping[str, Done]) -> list[str]:
    """Keys of the type's steps that count as done, in the type's order.

    Photos of several results of one step are counted together; a step kind that this server does not
    know counts as done once anything arrived.
    """
    by_step: dict[str, list[Result]] = {}
    for result in current(results):
        by_step.setdefault(result.step_key, []).append(result)
    finished: list[str] = []
    for step in steps:
        own = by_step.get(step.key, [])
        judge = done.get(step.kind)
        photos = sum(result.photos for result in own)
        if own and (judge is None or any(judge(r.data, photos, step.config) for r in own)):
            finished.append(step.key)
    return finished


def missing_steps(steps: Sequence[Step], finished: Iterable[str]) -> list[str]:
    """Keys of required steps that are not done."""
    have = set(finished)
    return [step.key for step in steps if step.required and step.key not in have]


@dataclass(frozen=True, slots=True)
class Stay:
    """What decides whether a visit was effective."""

    status: str
    inside: bool | None
    review: str
    seconds: int | None
    min_minutes: int
    missing: int


def effective(stay: Stay) -> bool | None:
    """有效拜访: inside the fence or accepted by a person, long enough, required steps done.

    None while nobody can tell: the visit is open, or there is no position to judge the fence by and no
    person has decided. A rejected visit is not effective, whatever else it has.
    """
    if stay.status == "open":
        return None
    if stay.status == "could_not" or stay.review == "rejected":
        return False
    if stay.missing or (stay.seconds or 0) < stay.min_minutes * 60:
        return False
    if stay.review == "accepted":
        return True
    return stay.inside


def may_plan(on: date, today: date, *, leads: bool, late: bool = False) -> bool:
    """A rep plans his own today and tomorrow; who leads plans any day from today on.

    ``late`` admits a past day as well: the phone was offline when the plan was made.
    """
    if on < today and not late:
        return False
    return leads or on <= today + timedelta(days=1)


def check_code(digest: str) -> str:
    """The code drawn on a watermark photo: the first 40 bits of its original's SHA-256, as ``7K2M-9XQ4``.

    Five bits a letter in Crockford's base32; the phone draws the same (modules/visits/shared/check-code).
    So a printed photo leads to its file, and a code copied onto another photo does not fit it.
    """
    bits = int(digest[:10], 16)
    letters = "".join(CODE_ALPHABET[bits >> shift & 31] for shift in range(35, -5, -5))
    return f"{letters[:4]}-{letters[4:]}"


def same_code(one: str, other: str) -> bool:
    """Whether two spellings of a check code are the same."""
    plain = str.maketrans("", "", "- ")
    return one.upper().translate(plain) == other.upper().translate(plain)


ALIKE_BITS = 6  # so many of the 64 bits of two pictures' looks may differ
BAND_BITS = 16


def bands(dhash: str) -> tuple[int | None, ...]:
    """The four parts of a picture's look; None each when it has none."""
    return tuple(int(dhash[at : at + 4], 16) if dhash else None for at in range(0, 16, 4))


def band_neighbours(band: int) -> list[int]:
    """A band and all that differ from it in one bit.

    Two looks that differ in at most 6 bits have, of their 4 bands, at least one that differs in at most one
    bit (Dirichlet's box principle, as in "multi-index hashing", Norouzi, Punjani and Fleet, CVPR 2012): looking
    up these 17 values of each band finds every alike picture, and an index answers it.
    """
    return [band, *(band ^ (1 << bit) for bit in range(BAND_BITS))]


def bits_apart(one: str, other: str) -> int:
    """In how many bits two looks differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def contradicts(same_file: bool, same_customer: bool) -> bool:
    """Whether a photo that resembles one of another visit speaks against its visit.

    The same file anywhere does. One that only looks alike does where it is said to show another customer; an
    honest new shot of the same shelf looks like the last one.
    """
    return same_file or not same_customer


def day_order(
    wanted: Sequence[str], present: Mapping[str, str], finished: Iterable[str]
) -> tuple[list[str], dict[str, int], list[str]]:
    """How a day's plans change so that they read as ``wanted`` (customer ids, in order).

    ``present`` maps customer → open plan, ``finished`` are customers whose plan is already decided.
    Answers (customers to add, position by customer, plans to cancel); positions start at 1.
    """
    closed = set(finished)
    positions = {customer: place for place, customer in enumerate(dict.fromkeys(wanted), start=1)}
    adding = [customer for customer in positions if customer not in present and customer not in closed]
    cancelling = [plan for customer, plan in present.items() if customer not in positions]
    return adding, positions, cancelling
