"""What people must know of evidence, shifts, days off and corrections."""

from __future__ import annotations

from outrider.tracking.entities.corrections import SHIFT_CORRECTION
from outrider.tracking.entities.evidence import EVIDENCE, LOCATION_STATUSES
from outrider.tracking.entities.shifts import DAY_OFF, SHIFT

__all__ = ["DAY_OFF", "EVIDENCE", "LOCATION_STATUSES", "SHIFT", "SHIFT_CORRECTION"]
