"""What people must know of evidence, shifts and days off."""

from __future__ import annotations

from outrider.tracking.entities.evidence import EVIDENCE, LOCATION_STATUSES
from outrider.tracking.entities.shifts import DAY_OFF, SHIFT

__all__ = ["DAY_OFF", "EVIDENCE", "LOCATION_STATUSES", "SHIFT"]
