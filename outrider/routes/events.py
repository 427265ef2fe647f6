"""What routes announce, and what it means to a subscriber."""

from __future__ import annotations

# An order was accepted for a rep's day; the record is the day's route (the plans change under the same verb).
ACCEPTED = "route.optimise"
# Drafts, and what had changed of stops that they had, were given to their reps.
PUBLISHED = "route.publish"
