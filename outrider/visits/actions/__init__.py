"""Everything that changes a visit, a plan or a photo's verdict: the verbs, and the only front door to them.

Facts from a phone are stored and flagged, never refused for a business reason; each verb may be
repeated, run late, or run together with itself.
"""

from __future__ import annotations

from outrider.visits.actions.attendance import mark_off_shift
from outrider.visits.actions.bulk import record_visits
from outrider.visits.actions.learning import judge_again
from outrider.visits.actions.photos import file_arrived, judge_photo
from outrider.visits.actions.plans import NO_CUSTOMER, PlanDay, add_plan, cancel_plan, move_plan, set_day
from outrider.visits.actions.remind import remind
from outrider.visits.actions.results import complete_step, name_photos
from outrider.visits.actions.review import decide, explain, review
from outrider.visits.actions.routing import (
    Drafted,
    PlannedStop,
    Published,
    arrange,
    customer_gone,
    customer_returned,
    draft_day,
    publish,
    reorder,
)
from outrider.visits.actions.stay import add_fixes, check_in, check_out, could_not

__all__ = [
    "NO_CUSTOMER",
    "Drafted",
    "PlanDay",
    "PlannedStop",
    "Published",
    "add_fixes",
    "add_plan",
    "arrange",
    "cancel_plan",
    "check_in",
    "check_out",
    "complete_step",
    "could_not",
    "customer_gone",
    "customer_returned",
    "decide",
    "draft_day",
    "explain",
    "file_arrived",
    "judge_again",
    "judge_photo",
    "mark_off_shift",
    "move_plan",
    "name_photos",
    "publish",
    "record_visits",
    "remind",
    "reorder",
    "review",
    "set_day",
]
