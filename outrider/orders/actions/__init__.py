"""Everything that changes an order: submit, confirm, approve, reject, deliver, complete, void, look at.

``submit`` owns the way from a sheet to an order, ``deciding`` what people decide about it afterwards,
``bulk`` the way of many past sheets at once.
"""

from outrider.orders.actions import bulk, deciding, submit

__all__ = ["bulk", "deciding", "submit"]
