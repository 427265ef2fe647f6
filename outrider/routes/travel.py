"""Ways between places without a road network: great circle × detour factor, at an average speed.

The default behind ``problem.Travel``. A city's streets are about 1.3 to 1.4 times the straight line; the
speed is that of a rep with a scooter or a car in town, parking included.
"""

from __future__ import annotations

from dataclasses import dataclass

from outrider.kernel.geo import distance_m
from outrider.routes.problem import Matrix, Place

DETOUR, SPEED_KMH, FARTHEST_M = 1.35, 18.0, 150_000


@dataclass(frozen=True, slots=True)
class GreatCircle:
    """Straight lines made longer. Beyond ``farthest_m`` nothing is reachable in a working day."""

    detour: float = DETOUR
    speed_kmh: float = SPEED_KMH
    farthest_m: int = FARTHEST_M

    def leg(self, here: Place, there: Place) -> tuple[int, int] | None:
        """Seconds and metres of one way, rounded half up, or None."""
        straight = distance_m(here.lat, here.lng, there.lat, there.lng)
        metres = int(straight * self.detour + 0.5)
        if metres > self.farthest_m:
            return None
        return int(straight * self.detour * 3.6 / self.speed_kmh + 0.5), metres

    def table(self, places: list[Place]) -> tuple[Matrix, Matrix]:
        """Every leg; symmetric, so each is computed once."""
        size = len(places)
        seconds: Matrix = [[0] * size for _ in range(size)]
        metres: Matrix = [[0] * size for _ in range(size)]
        for i in range(size):
            for j in range(i):
                leg = self.leg(places[i], places[j])
                seconds[i][j] = seconds[j][i] = None if leg is None else leg[0]
                metres[i][j] = metres[j][i] = None if leg is None else leg[1]
        return seconds, metres
