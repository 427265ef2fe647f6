"""The facts of a day as values, and what came after they were frozen. The phone mirrors both.

The facts of a day::

    shift         null | {status, started_at, ended_at, ended_by, worked_s, location_status}
    planned done visits could_not effective ad_hoc in_store_s photos photos_rejected off_shift distance_m
    missed        [{customer, name, reason}]            out_of_stock, near_expiry  [{product, name, customers}]
    orders        {count, amount, rows: [{id, customer, name, number, status, total, quantity}]}

``distance_m`` joins the shops where one checked in by straight lines, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NO_ORDERS: dict[str, Any] = {"count": 0, "amount": "0.00", "rows": []}
# What a late fact may move, in the order in which it is told.
COUNTED = (
    "planned", "done", "visits", "could_not", "effective", "ad_hoc", "photos", "photos_rejected", "distance_m",
)  # fmt: skip


def supplement(frozen: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What differs now from what was submitted: ``[{key, before, after}]``, empty when nothing came later."""
    found = [
        {"key": key, "before": frozen.get(key, 0), "after": now.get(key, 0)}
        for key in COUNTED
        if frozen.get(key, 0) != now.get(key, 0)
    ]
    before, after = frozen.get("orders") or NO_ORDERS, now.get("orders") or NO_ORDERS
    found += [
        {"key": f"orders_{name}", "before": before[name], "after": after[name]}
        for name in ("count", "amount")
        if before[name] != after[name]
    ]
    for name in ("out_of_stock", "near_expiry"):
        counts = len(frozen.get(name) or ()), len(now.get(name) or ())
        if counts[0] != counts[1]:
            found.append({"key": name, "before": counts[0], "after": counts[1]})
    return found
