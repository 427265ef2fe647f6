"""Reading visits: the visit's page, what the phone keeps, the customer's panels, the manager's day."""

from __future__ import annotations

from outrider.visits.queries.day import day_of, person_day
from outrider.visits.queries.ended import ended_visits
from outrider.visits.queries.page import visit_detail, visit_photos, visit_sync
from outrider.visits.queries.places import map_of
from outrider.visits.queries.planning import board_of, last_seen_at, usual_stay_s
from outrider.visits.queries.summary import day_summaries
from outrider.visits.queries.wall import photo_wall
from outrider.visits.rules import OPEN_PLANS, check_code

__all__ = [
    "OPEN_PLANS",
    "board_of",
    "check_code",
    "day_of",
    "day_summaries",
    "ended_visits",
    "last_seen_at",
    "map_of",
    "person_day",
    "photo_wall",
    "usual_stay_s",
    "visit_detail",
    "visit_photos",
    "visit_sync",
]
