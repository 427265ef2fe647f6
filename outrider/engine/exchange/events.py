"""What exchange announces, and what it means to a subscriber: the record is the transfer, ``what`` its entity."""

from __future__ import annotations

# An import ended, whole or cancelled; its records are written.
IMPORTED = "exchange.imported"
# An import was taken back as far as that was possible.
UNDONE = "exchange.undone"
