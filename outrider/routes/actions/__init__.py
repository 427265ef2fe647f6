"""Everything that changes a planned day: drafting it, letting its rep have it, and where his days begin and end."""

from __future__ import annotations

from outrider.routes.actions.day_ends import SetEnds, set_ends
from outrider.routes.actions.drafting import Arrange, Here, SetDay, accept, set_day
from outrider.routes.actions.publishing import DayOf, Publish, publish_days

__all__ = [
    "Arrange",
    "DayOf",
    "Here",
    "Publish",
    "SetDay",
    "SetEnds",
    "accept",
    "publish_days",
    "set_day",
    "set_ends",
]
