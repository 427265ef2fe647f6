"""What customers announce, and what it means to a subscriber."""

from __future__ import annotations

# Fields changed; the changes are in the entry. Also a phone's merged edit.
UPDATED = "customer.update"
# A file made or changed a customer.
IMPORTED = "customer.import"
# It went into the bin, and came back from it.
DELETED = "customer.delete"
RESTORED = "customer.restore"
# A manager took a proposed or learned pin: distances to it must be judged anew.
PIN_MOVED = "customer.pin"
