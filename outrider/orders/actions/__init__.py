"""Everything that changes an order: submit, confirm, approve, reject, deliver, complete, void, look at.

``submit`` owns the way from a sheet to an order, ``deciding`` what people decide about it afterwards.
"""

from outrider.orders.actions import deciding, submit

__all__ = ["deciding", "submit"]
