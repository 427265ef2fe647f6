"""Everything that changes insight: making rows anew, raising and closing warnings, deciding them."""

from __future__ import annotations

from outrider.insight.actions.renewing import look_at_everything, look_at_the_day, order_rebuild, renew
from outrider.insight.actions.warnings import next_days, plan_visit, raise_warnings, seen

__all__ = [
    "look_at_everything",
    "look_at_the_day",
    "next_days",
    "order_rebuild",
    "plan_visit",
    "raise_warnings",
    "renew",
    "seen",
]
