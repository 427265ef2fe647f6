"""The ground of the console's map in a demo: the city as plain layers that need no outside service.

Each layer is ``{"key", "kind", "data": FeatureCollection}``; the map paints it by its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from outrider.engine.identity.queries import company
from outrider.simulator import city as town
from outrider.simulator.geometry import Line, Point, y_at
from outrider.visits.board import map_base

SETTING = "demo.seed"


def demo_ground() -> dict[str, Any] | None:
    """The demo city; None for every other company, which then has no ground of ours."""
    own = company()
    return layers(int(own.settings.get(SETTING, 1))) if own.is_demo else None


@cache
def layers(seed: int) -> dict[str, Any]:
    """All layers of a seed's city, from the bottom up. Drawn once by each process: it never changes."""
    city = town.build(seed)
    main = [road for road, is_main in city.roads if is_main]
    lesser = [road for road, is_main in city.roads if not is_main]
    return {
        "layers": [
            _layer("district", [_polygon([line]) for line in city.districts.values()]),
            _layer("green", [_polygon([line]) for line in city.parks]),
            _layer("water", [_polygon([line]) for line in city.water]),
            _layer("block", [_polygon([line]) for line in city.piers]),
            _layer("road", [_line(road) for road in lesser]),
            _layer("road-main", [_line(road) for road in main]),
            _layer("label", _labels(city)),
        ]
    }


def _layer(kind: str, features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"key": kind, "kind": kind, "data": {"type": "FeatureCollection", "features": features}}


def _feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _position(point: Point) -> list[float]:
    lat, lng = town.place(point)
    return [lng, lat]


def _line(line: Sequence[Point]) -> dict[str, Any]:
    return _feature("LineString", [_position(point) for point in line])


def _polygon(rings: Sequence[Line]) -> dict[str, Any]:
    closed = [[*ring, ring[0]] if ring[0] != ring[-1] else ring for ring in rings]
    return _feature("Polygon", [[_position(point) for point in ring] for ring in closed])


def _labels(city: town.City) -> list[dict[str, Any]]:
    """The districts' names in their middle, and the names of the waters."""
    spots = [(town.DISTRICTS[key], _middle(line)) for key, line in city.districts.items()]
    spots += [
        (town.RIVER_NAME, (-1.6, y_at(town.RIVER, -1.6))),
        (town.LAKE_NAME, (-4.3, -2.3)),
        (town.BAY_NAME, (8.6, 1.6)),
    ]
    return [_feature("Point", _position(point), name=text.everywhere()) for text, point in spots]


def _middle(line: Line) -> Point:
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


map_base.add("demo_city", demo_ground)
