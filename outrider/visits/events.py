"""What visits announce, and what it means to a subscriber."""

from __future__ import annotations

# A visit ended with a check-out: time in store, missing steps and the effect are known.
CHECKED_OUT = "visit.check_out"
# A reached customer that could not be visited.
COULD_NOT = "visit.could_not"
# A person accepted or rejected a visit; the record is the visit, however the decision was made.
REVIEWED = "visit.review"
# Visits of the past were moved in whole, with their plans, evidence and results.
RECORDED = "visit.record"
