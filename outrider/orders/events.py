"""What orders announce, and what it means to a subscriber."""

from __future__ import annotations

# A sheet was stored, as a draft or as an order (see ``changes["status"]``).
SUBMITTED = "order.submit"
# A draft became an order; it has its number now.
CONFIRMED = "order.confirm"
# It no longer counts: voided by the rep or the office, or returned by the approver.
VOIDED = "order.void"
# Orders of the past were moved in, already in their present state.
RECORDED = "order.record"
