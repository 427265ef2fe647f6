"""Plane geometry in kilometres for drawing a city: smooth lines, round shapes, lines cut by shapes. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from outrider.simulator.chance import Chance

Point = tuple[float, float]
Line = list[Point]


def smooth(points: Sequence[Point], steps: int = 8) -> Line:
    """A Catmull-Rom curve through the points."""
    ends = [points[0], *points, points[-1]]
    curve: Line = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps):
            curve.append(_between(a, b, c, d, step / steps))
    return [*curve, points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    x, y = (
        0.5
        * (
            2 * b[axis]
            + (c[axis] - a[axis]) * t
            + (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t**2
            + (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t**3
        )
        for axis in (0, 1)
    )
    return x, y


def y_at(line: Sequence[Point], x: float) -> float:
    """The height of a line that runs from west to east."""
    for (x1, y1), (x2, y2) in pairwise(line):
        if x1 <= x <= x2 and x2 > x1:
            return y1 + (y2 - y1) * (x - x1) / (x2 - x1)
    return line[0][1] if x < line[0][0] else line[-1][1]


def between_x(line: Sequence[Point], west: float, east: float) -> Line:
    """The part of a west-east line between two meridians, its ends cut exactly."""
    inner = [point for point in line if west < point[0] < east]
    return [(west, y_at(line, west)), *inner, (east, y_at(line, east))]


def blob(middle: Point, width: float, height: float, chance: Chance, corners: int = 11) -> Line:
    """A round, slightly uneven, closed shape."""
    turn = 2 * math.pi / corners
    reach = [chance.uniform(0.86, 1.12) for _ in range(corners)]
    ring = [
        (
            middle[0] + width / 2 * reach[i] * math.cos(i * turn),
            middle[1] + height / 2 * reach[i] * math.sin(i * turn),
        )
        for i in range(corners)
    ]
    return smooth([*ring, ring[0]], 5)


def inside(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point lies in a closed shape (even-odd rule)."""
    x, y = point
    found = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=False):
        if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
            found = not found
    return found


def cut(a: Point, b: Point, within: Sequence[Point], without: Iterable[Sequence[Point]] = ()) -> list[Line]:
    """The pieces of a straight line that lie within one shape and outside of others."""
    shapes = [within, *without]
    places = sorted({0.0, 1.0, *(t for shape in shapes for t in _crossings(a, b, shape))})
    pieces: list[Line] = []
    for start, end in pairwise(places):
        middle = _along(a, b, (start + end) / 2)
        if not inside(within, middle) or any(inside(hole, middle) for hole in shapes[1:]):
            continue
        first, last = _along(a, b, start), _along(a, b, end)
        if pieces and math.dist(pieces[-1][-1], first) < 1e-9:
            pieces[-1][-1] = last
        else:
            pieces.append([first, last])
    return pieces


def _along(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def _crossings(a: Point, b: Point, ring: Sequence[Point]) -> Iterable[float]:
    """Where, from 0 to 1, a straight line crosses the border of a shape."""
    run = (b[0] - a[0], b[1] - a[1])
    for c, d in zip(ring, [*ring[1:], ring[0]], strict=False):
        side = (d[0] - c[0], d[1] - c[1])
        turn = run[0] * side[1] - run[1] * side[0]
        if abs(turn) < 1e-12:
            continue
        t = ((c[0] - a[0]) * side[1] - (c[1] - a[1]) * side[0]) / turn
        u = ((c[0] - a[0]) * run[1] - (c[1] - a[1]) * run[0]) / turn
        if 0 < t < 1 and 0 <= u < 1:
            yield t


def length(line: Sequence[Point]) -> float:
    """Kilometres along a line."""
    return sum(math.dist(a, b) for a, b in pairwise(line))


def at(line: Sequence[Point], distance: float) -> tuple[Point, Point]:
    """The point at a distance along a line, and the direction there (a unit vector)."""
    for a, b in pairwise(line):
        here = math.dist(a, b)
        if here and distance <= here:
            return _along(a, b, distance / here), ((b[0] - a[0]) / here, (b[1] - a[1]) / here)
        distance -= here
    a, b = line[-2], line[-1]
    here = math.dist(a, b) or 1.0
    return b, ((b[0] - a[0]) / here, (b[1] - a[1]) / here)
