"""The fictional city 临澜: a river that runs into the sea, four districts, streets, parks, a harbour.

Owns where everything is. Promises: drawn from the seed alone; in the open North Pacific, far outside the
box in which the shifted datums of China apply, so that no point of it is ever a real address.
Coordinates inside are kilometres east and north of the middle; ``place`` turns them into WGS-84.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from outrider.kernel.text import T, Text
from outrider.simulator.chance import Chance
from outrider.simulator.geometry import Line, Point, at, between_x, blob, cut, length, smooth, y_at

MIDDLE = (31.2, 152.4)
KM_PER_DEGREE = 111.195
NAME = "临澜市"
PROVINCE = "澜海省"

DISTRICTS: Mapping[str, Text] = {
    "chengdong": T("城东", "Chengdong"),
    "gaoxin": T("高新", "Gaoxin"),
    "jiangbei": T("江北", "Jiangbei"),
    "lingang": T("临港", "Lingang"),
}
RIVER_NAME = T("澜江", "Lan River")
LAKE_NAME = T("镜湖", "Mirror Lake")
BAY_NAME = T("临澜湾", "Linlan Bay")

RIVER = smooth(
    [
        (-24.0, 1.2),
        (-15.0, 3.4),
        (-8.6, 2.5),
        (-6.6, 2.7),
        (-4.6, 1.7),
        (-2.6, 0.7),
        (-0.6, 0.7),
        (1.4, 1.35),
        (3.4, 1.1),
        (5.2, 0.0),
        (6.8, -0.9),
        (8.6, -1.3),
    ]
)
COAST = smooth(
    [
        (4.0, 22.0),
        (5.4, 12.0),
        (5.9, 6.4),
        (6.3, 4.9),
        (6.1, 3.4),
        (6.6, 1.9),
        (6.9, 0.4),
        (7.1, -1.0),
        (7.5, -2.4),
        (7.1, -3.7),
        (6.3, -4.7),
        (6.2, -6.4),
        (4.9, -12.0),
        (6.0, -22.0),
    ]
)
NORTH = smooth([(-8.0, 5.2), (-5.4, 5.7), (-2.4, 5.2), (0.6, 5.6), (3.4, 5.3), (6.2, 5.5)])
SOUTH = smooth([(-8.0, -3.9), (-5.2, -4.6), (-1.6, -4.4), (1.6, -5.0), (3.9, -4.9), (6.3, -5.1)])
WEST = -7.8
CANAL = smooth([(-1.5, 0.9), (-1.75, -0.8), (-1.35, -2.3), (-1.7, -3.6), (-1.55, -4.7)])
PORT_LINE = 3.9


@dataclass(frozen=True, slots=True)
class Street:
    """A street with its name; a line inside one district."""

    name: str
    district: str
    line: tuple[Point, ...]
    main: bool


@dataclass(frozen=True)
class City:
    """Everything that is drawn, in kilometres."""

    districts: Mapping[str, Line]
    water: Sequence[Line]
    parks: Sequence[Line]
    piers: Sequence[Line]
    roads: Sequence[tuple[Line, bool]]
    streets: Sequence[Street]


# district: how its grid is turned (degrees), the distance of streets both ways (km), the words of their names.
GRIDS: Mapping[str, tuple[float, float, float, str]] = {
    "chengdong": (
        -4,
        0.46,
        0.40,
        "桂花 梧桐 书院 文昌 青石 染坊 北门 钟楼 槐荫 米市 河沿 东华 永安 和平 春晖 明德",
    ),
    "gaoxin": (9, 0.62, 0.56, "天枢 天璇 启明 星河 智造 创业 求索 晨星 软件园 数谷 新程 致远 锦业 西园"),
    "jiangbei": (5, 0.58, 0.52, "渔歌 柳堤 望江 北山 沙洲 新桥 棉纺 铁西 白鹭 芦苇 松涛 竹园 石桥 麦田 云台"),
    "lingang": (-14, 0.55, 0.58, "灯塔 锚地 船坞 帆影 潮声 保税 渔港 海晏 远洋 石浦 甲板 海棠"),
}
SHORTEST = 0.3
KINDS_OF_STREET = ("街", "路", "巷", "路")


def build(seed: int = 1) -> City:
    """The whole city of a seed."""
    chance = Chance(seed).part("city")
    districts = _districts()
    lake = blob((-4.3, -2.3), 1.5, 1.0, chance.part("lake"))
    parks = [
        blob((-4.3, -2.3), 2.3, 1.7, chance.part("lake park")),
        blob((1.35, -1.35), 1.15, 0.85, chance.part("central park")),
        blob((-3.4, 5.1), 3.4, 1.2, chance.part("north hill")),
        blob((3.1, 4.9), 1.7, 0.9, chance.part("north wood")),
        blob((6.3, -3.4), 0.9, 1.1, chance.part("sea park")),
        blob((-6.6, 0.6), 1.2, 0.9, chance.part("west garden")),
    ]
    great = _great_roads()
    lesser = [
        street for key in DISTRICTS for street in _grid(key, districts[key], [lake, *parks], chance.part(key))
    ]
    named = [
        street
        for road, names in great
        for key, name in names.items()
        for street in _named_parts(key, districts[key], road, name)
    ]
    roads = [*((list(street.line), False) for street in lesser), *((road, True) for road, _ in great)]
    return City(districts, [_sea(), _river(), _canal(), lake], parks, _piers(), roads, [*named, *lesser])


def _half_width(x: float) -> float:
    """Half of the river's width: 130 m in the west, 420 m at its mouth."""
    mouth: float = max(0.0, (x - 3) / 5) ** 1.6
    return 0.13 + 0.05 * math.sin(x * 1.3) + 0.24 * mouth


def _bank(side: int) -> Line:
    return [(x, y + side * _half_width(x)) for x, y in RIVER]


def _coast(top: float, bottom: float) -> Line:
    """The coast from north to south between two heights, its ends cut exactly."""
    turned = [(-y, x) for x, y in COAST]
    return [(x, -y) for y, x in between_x(turned, -top, -bottom)]


def _canal_line() -> Line:
    """From the river to the southern border."""
    turned = [(-y, x) for x, y in CANAL]
    top, bottom = y_at(_bank(-1), CANAL[0][0]), y_at(SOUTH, CANAL[-1][0])
    return [(x, -y) for y, x in between_x(turned, -top, -bottom)]


def _districts() -> dict[str, Line]:
    north_bank, south_bank, canal = _bank(1), _bank(-1), _canal_line()
    mouth_north, mouth_south = _meets_coast(north_bank), _meets_coast(south_bank)
    shore_north = _coast(y_at(NORTH, 6.15), mouth_north[1])
    shore_south = _coast(mouth_south[1], y_at(SOUTH, 6.25))
    return {
        "jiangbei": [
            *between_x(north_bank, WEST, mouth_north[0]),
            *reversed(shore_north),
            *reversed(between_x(NORTH, WEST, 6.15)),
        ],
        "gaoxin": [
            *between_x(south_bank, WEST, canal[0][0]),
            *canal,
            *reversed(between_x(SOUTH, WEST, canal[-1][0])),
        ],
        "chengdong": [
            *between_x(south_bank, canal[0][0], PORT_LINE),
            *reversed(between_x(SOUTH, canal[-1][0], PORT_LINE)),
            *reversed(canal),
        ],
        "lingang": [
            *between_x(south_bank, PORT_LINE, mouth_south[0]),
            *shore_south,
            *reversed(between_x(SOUTH, PORT_LINE, 6.25)),
        ],
    }


def _meets_coast(bank: Line) -> Point:
    """Where a bank of the river reaches the sea."""
    turned = sorted((y, x) for x, y in COAST)
    return next((x, y) for x, y in bank if x >= y_at(turned, y))


def _river() -> Line:
    return [*_bank(1), *reversed(_bank(-1))]


def _sea() -> Line:
    return [*COAST, (40.0, -22.0), (40.0, 22.0)]


def _canal() -> Line:
    canal = [(CANAL[0][0], 0.7), *_canal_line()]
    return [*((x - 0.035, y) for x, y in canal), *((x + 0.035, y) for x, y in reversed(canal))]


def _great_roads() -> list[tuple[Line, Mapping[str, str]]]:
    """The roads that join the districts, and what they are called in each: river roads, ring, bridges."""
    river_roads = [
        (between_x([(x, y + side * (_half_width(x) + 0.16)) for x, y in RIVER], WEST + 0.3, 6.3), names)
        for side, names in ((1, {"jiangbei": "滨江北路"}), (-1, dict.fromkeys(DISTRICTS, "滨江南路")))
    ]
    ring = smooth(
        [
            (-5.9, 0.4),
            (-5.5, 3.1),
            (-2.9, 4.1),
            (0.7, 4.3),
            (3.9, 3.6),
            (5.1, 1.6),
            (4.9, -1.6),
            (3.5, -3.6),
            (0.4, -3.9),
            (-3.2, -3.6),
            (-5.5, -2.2),
            (-5.9, 0.4),
        ]
    )
    kechuang = smooth([(-4.7, 4.4), (-4.4, 3.2), (-4.2, 1.4), (-4.0, -0.6), (-3.1, -1.9), (-3.2, -4.4)])
    jiefang = smooth([(0.2, 5.3), (0.45, 3.2), (0.55, 1.0), (0.6, -1.2), (0.75, -4.6)])
    xuefu = smooth([(2.1, 4.4), (2.3, 3.0), (2.45, 1.2), (2.5, -1.2), (2.6, -4.7)])
    to_port = smooth([(-7.6, -1.0), (-3.0, -0.75), (0.6, -0.6), (3.4, -1.3), (6.2, -2.3)])
    return [
        *river_roads,
        (ring, dict.fromkeys(DISTRICTS, "环城路")),
        (kechuang, {"gaoxin": "科创大道", "jiangbei": "江北大道"}),
        (jiefang, {"chengdong": "解放路", "jiangbei": "解放北路"}),
        (xuefu, {"chengdong": "学府路", "jiangbei": "学府北路"}),
        (to_port, {"gaoxin": "云谷路", "chengdong": "人民路", "lingang": "港务大道"}),
    ]


def _named_parts(key: str, district: Line, road: Line, name: str) -> list[Street]:
    """The stretches of a great road inside one district."""
    parts: list[Line] = []
    for a, b in pairwise(road):
        for piece in cut(a, b, district):
            if parts and math.dist(parts[-1][-1], piece[0]) < 1e-6:
                parts[-1].append(piece[-1])
            else:
                parts.append(piece)
    return [Street(name, key, tuple(part), main=True) for part in parts if length(part) > SHORTEST]


def _grid(key: str, district: Line, holes: Sequence[Line], chance: Chance) -> list[Street]:
    """Streets both ways over a district, turned a little, cut at its borders, parks and water."""
    turn, wide, high, words = GRIDS[key]
    sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
    xs, ys = [x for x, _ in district], [y for _, y in district]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    reach = max(max(xs) - min(xs), max(ys) - min(ys))
    names = [f"{word}{chance.choice(KINDS_OF_STREET)}" for word in words.split()]
    streets: list[Street] = []
    for axis, step in (("v", wide), ("h", high)):
        count = int(reach / step)
        first = -(count // 2) * step
        for number in range(count):
            across = first + number * step + chance.uniform(-0.05, 0.05)
            ends = [(across, -reach), (across, reach)] if axis == "v" else [(-reach, across), (reach, across)]
            a, b = ((middle[0] + x * cosine - y * sine, middle[1] + x * sine + y * cosine) for x, y in ends)
            name = names[(number + (axis == "h") * 7) % len(names)]
            pieces = [piece for piece in cut(a, b, district, holes) if length(piece) > SHORTEST]
            streets += [Street(name, key, tuple(piece), main=False) for piece in pieces]
    return streets


def place(point: Point) -> tuple[float, float]:
    """Kilometres as WGS-84 (lat, lng), to a tenth of a metre."""
    lat = MIDDLE[0] + point[1] / KM_PER_DEGREE
    lng = MIDDLE[1] + point[0] / (KM_PER_DEGREE * math.cos(math.radians(MIDDLE[0])))
    return round(lat, 6), round(lng, 6)


def beside(street: Street, distance: float, side: int, metres: float) -> Point:
    """A spot beside a street, ``side`` 1 or -1, so many metres from its middle."""
    (x, y), (dx, dy) = at(street.line, distance)
    return x - dy * side * metres / 1000, y + dx * side * metres / 1000


def _piers() -> list[Line]:
    """Four piers of the harbour."""
    return [
        [(7.0, y), (7.95, y - 0.16), (7.97, y - 0.08), (7.0, y + 0.09)] for y in (-1.75, -2.2, -2.65, -3.1)
    ]


__all__ = ["City", "Street", "beside", "build", "place"]
