"""What tracking announces."""

from __future__ import annotations

# A shift began, or an earlier one was told of; the record is the shift.
SHIFT_STARTED = "shift.start"
# A shift ended: by its person, or at midnight by the rule.
SHIFT_ENDED = "shift.end"
