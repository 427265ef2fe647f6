"""What people must know of visit types, visits with their facts, and plans."""

from __future__ import annotations

from outrider.visits.entities.facts import STEP_RESULT, STOCK_LINE, VISIT_PHOTO
from outrider.visits.entities.fence import FENCE
from outrider.visits.entities.plan import VISIT_PLAN
from outrider.visits.entities.review import REVIEW
from outrider.visits.entities.types import VISIT_TYPE, VISIT_TYPE_VERSION
from outrider.visits.entities.visit import VISIT

__all__ = [
    "FENCE",
    "REVIEW",
    "STEP_RESULT",
    "STOCK_LINE",
    "VISIT",
    "VISIT_PHOTO",
    "VISIT_PLAN",
    "VISIT_TYPE",
    "VISIT_TYPE_VERSION",
]
