"""The city: nowhere real, drawn the same way again, fit for the console's map."""

import json
import math

from outrider.kernel.text import LANGUAGES
from outrider.simulator import city as town
from outrider.simulator.geometry import at, cut, inside, length
from outrider.simulator.ground import layers

CITY = town.build(1)
# Where the shifted datums of China apply.
SHIFTED = ((0.8293, 55.8271), (72.004, 137.8347))


def test_the_same_seed_draws_the_same_city() -> None:
    assert town.build(1) == CITY
    assert town.build(2) != CITY


def test_no_point_lies_where_china_is() -> None:
    points = [place for street in CITY.streets for place in map(town.place, street.line)]
    (south, north), (west, east) = SHIFTED
    assert not [p for p in points if south <= p[0] <= north and west <= p[1] <= east]
    assert all(math.dist(p, town.MIDDLE) < 0.2 for p in points)


def test_streets_keep_to_their_district_and_out_of_the_water() -> None:
    lesser = [street for street in CITY.streets if not street.main]
    assert len(lesser) > 80
    for street in lesser:
        middle, _ = at(street.line, length(street.line) / 2)
        assert inside(CITY.districts[street.district], middle), street
        assert not any(inside(shape, middle) for shape in (*CITY.water, *CITY.parks)), street


def test_the_districts_do_not_overlap() -> None:
    for street in CITY.streets:
        middle, _ = at(street.line, length(street.line) / 2)
        assert [key for key, ring in CITY.districts.items() if inside(ring, middle)] == [street.district]


def test_a_line_is_cut_by_shapes() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
    hole = [(1.0, 1.0), (2.0, 1.0), (2.0, 3.0), (1.0, 3.0)]
    pieces = cut((-1, 2), (5, 2), square, [hole])
    assert [[(round(x, 6), y) for x, y in piece] for piece in pieces] == [
        [(0, 2), (1, 2)],
        [(2, 2), (4, 2)],
    ]


def test_the_map_gets_closed_shapes_and_names_in_every_language() -> None:
    ground = layers(1)
    kinds = [layer["kind"] for layer in ground["layers"]]
    assert kinds == ["district", "green", "water", "block", "road", "road-main", "label"]
    for layer in ground["layers"]:
        for feature in layer["data"]["features"]:
            geometry = feature["geometry"]
            if geometry["type"] == "Polygon":
                assert all(ring[0] == ring[-1] for ring in geometry["coordinates"])
            if layer["kind"] == "label":
                assert set(feature["properties"]["name"]) == set(LANGUAGES)
    assert len(json.dumps(ground)) < 200_000
