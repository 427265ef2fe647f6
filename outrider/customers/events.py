"""What customers announce, and what it means to a subscriber."""

from __future__ import annotations

# A customer came to be, by hand, by import or from a phone.
CREATED = "customer.create"
# Fields changed; the changes are in the entry. Also a phone's merged edit.
UPDATED = "customer.update"
# The owner changed; ``changes["owner_id"]`` has the former and the new one.
ASSIGNED = "customer.assign"
# Somebody appended a call, meeting, message, e-mail or note.
ACTIVITY_LOGGED = "activity.log"
# A manager took a proposed or learned pin: distances to it must be judged anew.
PIN_MOVED = "customer.pin"
