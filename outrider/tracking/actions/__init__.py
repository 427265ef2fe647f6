"""The doors of tracking: the evidence of an act, and a person's working day."""

from __future__ import annotations

from outrider.tracking.actions.corrections import DECIDERS
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
    "DECIDERS",
    "FENCE_M",
    "KEEP",
    "Act",
    "Evidence",
    "FixInput",
    "LocationInput",
    "Pin",
    "Tick",
    "close_forgotten",
    "expire_before",
    "observe",
    "observe_again",
    "observe_many",
    "observe_more",
]
