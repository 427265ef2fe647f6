"""The doors of tracking: the evidence of an act, and a person's working day."""

from __future__ import annotations

from outrider.tracking.actions import corrections
from outrider.tracking.actions.evidence import (
    KEEP,
    Act,
    FixInput,
    LocationInput,
    expire_before,
    observe,
    observe_again,
    observe_many,
    observe_more,
)
from outrider.tracking.actions.shifts import close_forgotten
from outrider.tracking.models import Evidence
from outrider.tracking.rules import FENCE_M, Pin, Tick

__all__ = [
    "FENCE_M",
    "KEEP",
    "Act",
    "Evidence",
    "FixInput",
    "LocationInput",
    "Pin",
    "Tick",
    "close_forgotten",
    "corrections",
    "expire_before",
    "observe",
    "observe_again",
    "observe_many",
    "observe_more",
]
