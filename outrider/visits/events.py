"""What visits announce, and what it means to a subscriber."""

from __future__ import annotations

# A rep checked in; the record is the new visit.
CHECKED_IN = "visit.check_in"
# A visit ended with a check-out: time in store, missing steps and the effect are known.
CHECKED_OUT = "visit.check_out"
# A reached customer that could not be visited.
COULD_NOT = "visit.could_not"
# One step was done; the record is the step's result (and, under the same verb, the visit's columns).
STEP_COMPLETED = "visit.complete_step"
# A photo's file has come; the visit may be complete now.
PHOTO_ARRIVED = "visit.photo_arrived"
# A person accepted or rejected a visit; the record is the visit, however the decision was made.
REVIEWED = "visit.review"
# A person said whether a photo will do.
PHOTO_JUDGED = "photo.judge"
# A stop was planned, moved or cancelled by the rep, or a whole day set.
PLAN_ADDED = "plan.add"
PLAN_MOVED = "plan.move"
PLAN_CANCELLED = "plan.cancel"
DAY_SET = "plan.set_day"
PLAN_REORDERED = "plan.reorder"
# Visits of the past were moved in whole, with their plans, evidence and results.
RECORDED = "visit.record"
