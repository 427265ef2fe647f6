"""Coordinates: datums, distances, cells. Everything is kept in WGS-84 beside what was received.

GCJ-02 and BD-09 are converted by ``prcoords`` (round trip better than 1e-7 degrees).
"""

from __future__ import annotations

import math

import h3
import prcoords

DATUMS = ("WGS-84", "GCJ-02", "BD-09")
EARTH_RADIUS_M = 6_371_008.8
CELL_RESOLUTION = 9


def to_wgs84(lat: float, lng: float, datum: str) -> tuple[float, float]:
    """A coordinate of a named datum as WGS-84 (lat, lng); outside China the datums agree.

    Raises ValueError for an unknown datum or a coordinate off the globe.
    """
    check(lat, lng)
    if datum not in DATUMS:
        raise ValueError("datum")
    # The shifted datums exist inside this box only; beyond it every map service gives WGS-84.
    if datum == "WGS-84" or not (0.8293 <= lat <= 55.8271 and 72.004 <= lng <= 137.8347):
        return lat, lng
    if datum == "GCJ-02":
        point = prcoords.gcj_wgs_bored((lat, lng))
    else:
        point = prcoords.bd_wgs_bored((lat, lng))
    return float(point[0]), float(point[1])


def check(lat: float, lng: float) -> None:
    """ValueError ``latitude`` or ``longitude`` for a number that is no place on earth."""
    if not (math.isfinite(lat) and -90 <= lat <= 90):
        raise ValueError("latitude")
    if not (math.isfinite(lng) and -180 <= lng <= 180):
        raise ValueError("longitude")


def is_zero(lat: float, lng: float) -> bool:
    """0°N 0°E is open sea: what broken receivers and software send for "unknown", nobody's place."""
    return abs(lat) < 1e-6 and abs(lng) < 1e-6


def distance_m(lat1: float, lng1: float, lat2: float, lng2: float) -> float:
    """Great-circle distance in metres (haversine on the mean sphere, error below 0.6 %)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_phi, half_lambda = (phi2 - phi1) / 2, math.radians(lng2 - lng1) / 2
    a = math.sin(half_phi) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(a)))


def cell(lat: float, lng: float, resolution: int = CELL_RESOLUTION) -> str:
    """The H3 cell of a WGS-84 coordinate; resolution 9 is about 170 m across."""
    return str(h3.latlng_to_cell(lat, lng, resolution))


def cells_around(lat: float, lng: float) -> list[str]:
    """The cell of a place and its neighbours: whatever lies within 150 m is in one of them."""
    return [str(found) for found in h3.grid_disk(cell(lat, lng), 1)]
