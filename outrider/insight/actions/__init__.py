"""Everything that changes insight: making rows anew, raising and closing warnings, deciding them."""

from __future__ import annotations

from outrider.insight.actions.renewing import CHUNK, order_rebuild, renew, renew_all
from outrider.insight.actions.warnings import next_day, plan_visit, raise_warnings, seen

__all__ = ["CHUNK", "next_day", "order_rebuild", "plan_visit", "raise_warnings", "renew", "renew_all", "seen"]
