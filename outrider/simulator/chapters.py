"""The shops whose past is told: on which days somebody came, on which they ordered and what. Pure.

A day is named by how many days it lies before the story's day, a Friday. Nothing here says what the product
shall find: its own rules read these visits and orders as they read everybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from outrider.simulator import people
from outrider.simulator.shops import MALL, MOVED_IN, Shop

Lines = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A shop's told past: boxes by product for each day of an order, and the other days of a visit.

    ``visits`` are its owner's, ``others`` those of colleagues. On a shop's own beat nothing need be said of visits.
    """

    orders: Mapping[int, Lines]
    visits: tuple[int, ...] = ()
    others: Mapping[int, str] = field(default_factory=dict)


def _every(days: tuple[int, ...], *sizes: Lines) -> dict[int, Lines]:
    """The same few orders over and over."""
    return {day: sizes[place % len(sizes)] for place, day in enumerate(days)}


# About ¥4,800 every thirty days, and nothing any more for 92 days although somebody comes every fortnight.
SCHOOL = Chapter(
    orders=_every(
        (92, 122, 151, 182, 212, 241, 270, 301, 331, 361, 392),
        (("soda", 40), ("oolong", 65)),
        (("soda", 40), ("oolong", 63)),
        (("soda", 40), ("oolong", 67)),
    ),
    visits=(10, 24, 38, 52, 66, 80, 108, 136, 164, 199, 227, 255, 283, 318, 346, 378),
)
# Grade A, and nobody has been there for 31 days; it buys when somebody comes, as it likes.
MALL_TOLD = Chapter(
    orders=_every(
        (31, 59, 73, 115, 129, 157, 171, 213, 241, 255, 297, 311, 353, 395),
        (("soda", 60), ("water", 80), ("oolong", 40), ("crisps_tomato", 12)),
        (("soda", 45), ("ice_tea", 50), ("cracker", 16)),
        (("soda", 70), ("water", 60), ("oolong_plain", 45), ("bubble_peach", 20)),
    ),
    visits=(45, 87, 101, 143, 185, 199, 227, 269, 283, 325, 339, 367, 381),
)
# Every 45 days, give or take one; today is day 44.
LAO_LI = Chapter(
    orders=_every(
        (44, 88, 134, 179, 224, 270, 315, 359, 403),
        (("soda", 16), ("oolong", 14), ("coconut", 9)),
        (("soda", 18), ("oolong", 12), ("coconut", 8)),
    ),
    visits=(9, 30, 58, 72, 107, 151, 205, 247, 290, 338, 380),
)
# Some thirty boxes now and then; in this week of last year it was 120.
A_ZHEN = Chapter(
    orders={
        **_every(
            (16, 31, 52, 66, 94, 108, 136, 150, 171, 199, 213, 241, 255, 276, 304, 318, 339, 381, 402),
            (("soda", 10), ("water", 12), ("crisps_tomato", 4)),
            (("soda", 12), ("oolong", 8), ("water", 10)),
            (("ice_tea", 9), ("soda", 9), ("crisps_tomato", 5)),
        ),
        365: (("soda", 50), ("oolong", 40), ("water", 30)),
    },
    visits=(10, 80, 122, 185, 227, 290, 353),
)
# The first rep's day also has reasons: restocking due, the same week of last year, a rhythm broken.
HUI_MIN = Chapter(
    orders=_every(tuple(range(28, 421, 28)), (("soda", 20), ("oolong", 16)), (("soda", 22), ("oolong", 14)))
)
NEIGHBOURS = Chapter(
    orders={
        **_every(
            tuple(range(14, 421, 14)), (("soda", 14), ("water", 12)), (("soda", 10), ("crisps_tomato", 5))
        ),
        364: (("soda", 40), ("oolong", 30), ("ice_tea", 20)),
    }
)
SHU_XIANG = Chapter(
    orders=_every(tuple(range(35, 421, 14)), (("plum", 8), ("soda", 8)), (("plum", 6), ("soda_big", 8)))
)
# Moved in on Monday with a pin 1.8 km off: three colleagues have helped there, today its own rep is there.
NEWCOMER = Chapter(
    orders={3: (("soda", 12), ("oolong", 10)), 0: (("water", 8), ("ice_tea", 6))},
    visits=(0,),
    others={3: "sun_hao", 2: "liu_yang", 1: people.FIRST_REP.key},
)

CHAPTERS: Mapping[str, Chapter] = {
    "学府便利": SCHOOL,
    MALL[1]: MALL_TOLD,
    "老李烟酒副食": LAO_LI,
    "阿珍小卖部": A_ZHEN,
    "惠民便利(解放路店)": HUI_MIN,
    "好街坊超市(学府路店)": NEIGHBOURS,
    "蜀香小馆": SHU_XIANG,
    MOVED_IN[1]: NEWCOMER,
}


def is_told(shop: Shop, on: date, story: date) -> bool:
    """Whether what this shop orders on a day is told here, not drawn."""
    return on <= story and shop.name in CHAPTERS


def ordered(shop: Shop, on: date, story: date) -> Lines:
    """What a told shop orders that day; empty for nothing."""
    return CHAPTERS[shop.name].orders.get((story - on).days, ())


def visitors(shop: Shop, on: date, story: date) -> list[str]:
    """The keys of the reps who come to a shop that day although it is on nobody's beat."""
    chapter, before = CHAPTERS.get(shop.name), (story - on).days
    if chapter is None or before < 0:
        return []
    if before in chapter.others:
        return [chapter.others[before]]
    return [shop.rep] if before in chapter.visits or before in chapter.orders else []


__all__ = ["CHAPTERS", "Chapter", "is_told", "ordered", "visitors"]
