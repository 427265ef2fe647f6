"""Who works at 岚溪食品饮料: departments, people, their roles, and which districts each team walks.

All names are made up. The mobile numbers begin with 199 0000, which no operator hands out.
"""

from __future__ import annotations

from dataclasses import dataclass

COMPANY = "岚溪食品饮料(演示)"
COUNTRY = "+86"
STAFF_BLOCK, CONTACT_BLOCK = 19900000000, 19900010000


@dataclass(frozen=True, slots=True)
class Desk:
    """A department: its key, name and the one above it."""

    key: str
    name: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person; ``district`` is where a rep's shops lie."""

    key: str
    name: str
    roles: tuple[str, ...]
    desk: str
    district: str = ""
    # How much of a working day's visits the rep makes by noon, and how well he sells.
    pace: float = 1.0
    selling: float = 1.0


DESKS = (
    Desk("sales", "销售部"),
    Desk("east", "城东区域", "sales"),
    Desk("north", "江北区域", "sales"),
    Desk("east_old", "城东组", "east"),
    Desk("east_new", "高新组", "east"),
    Desk("north_river", "江北组", "north"),
    Desk("north_port", "临港组", "north"),
)

REPS = (
    Colleague("wang_lei", "王磊", ("rep",), "east_old", "chengdong"),
    Colleague("zhao_peng", "赵鹏", ("rep",), "east_old", "chengdong", 1.05, 0.95),
    Colleague("sun_hao", "孙浩", ("rep",), "east_old", "chengdong", 0.9, 0.85),
    Colleague("liu_yang", "刘洋", ("rep",), "east_old", "chengdong", 1.0, 1.0),
    Colleague("he_jing", "何静", ("rep",), "east_new", "gaoxin", 1.1, 1.2),
    Colleague("xu_mingyuan", "许明远", ("rep",), "east_new", "gaoxin", 0.95, 0.9),
    Colleague("luo_dan", "罗丹", ("rep",), "east_new", "gaoxin", 1.0, 1.05),
    Colleague("tang_zhigang", "唐志刚", ("rep",), "north_river", "jiangbei", 1.1, 1.1),
    Colleague("fang_xiaoyun", "方晓芸", ("rep",), "north_river", "jiangbei", 1.0, 1.0),
    Colleague("du_wei", "杜威", ("rep",), "north_river", "jiangbei", 0.85, 0.8),
    Colleague("shi_haibo", "石海波", ("rep",), "north_port", "lingang", 1.0, 0.95),
    Colleague("yan_qing", "严青", ("rep",), "north_port", "lingang", 1.05, 1.1),
)
LEADERS = (
    Colleague("zhou_liqun", "周立群", ("director",), "sales"),
    Colleague("chen_huimin", "陈慧敏", ("manager",), "east"),
    Colleague("gao_jianguo", "高建国", ("manager",), "north"),
    # The back office of a small company also keeps the system.
    Colleague("lin_xiaoyan", "林晓燕", ("back_office", "admin"), "sales"),
)
PEOPLE = (*REPS, *LEADERS)

FIRST_REP = REPS[0]
ON_LEAVE = "liu_yang"
LATE_PHONE = "sun_hao"
WRONG_PIN = "zhao_peng"
SAME_PHOTO = "sun_hao"
NOT_STARTED = "xu_mingyuan"
MANAGER_OF = {"chengdong": "chen_huimin", "gaoxin": "chen_huimin"}


def manager_of(rep: Colleague) -> str:
    """The key of the manager who plans for a rep."""
    return MANAGER_OF.get(rep.district, "gao_jianguo")


def staff_mobile(place: int) -> str:
    """The mobile number of the so-manieth colleague, E.164."""
    return f"{COUNTRY}{STAFF_BLOCK + 1 + place}"


def contact_mobile(place: int) -> str:
    """The mobile number of the so-manieth contact, E.164."""
    return f"{COUNTRY}{CONTACT_BLOCK + place}"
