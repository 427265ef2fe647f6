"""Sheets as a phone sends them, for the order tests."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities import actions
from outrider.engine.entities.write import Write
from outrider.engine.identity.models import Company
from outrider.engine.identity.queries import forget_company

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai
UNITS = [{"key": "box", "name": "箱", "factor": "15"}, {"key": "piece", "name": "瓶", "factor": "1"}]


def line(product, unit="box", quantity="1", price="42.00", **more):
    return {
        "line_id": str(uuid4()),
        "product_id": str(product.pk),
        "unit": unit,
        "quantity": quantity,
        "price": price,
        **more,
    }


def sheet(shop, lines, **more):
    return {
        "order_id": str(uuid4()),
        "customer_id": str(shop.pk),
        "placed_at": "2026-11-23T09:30:00+08:00",
        "lines": lines,
        **more,
    }


def submit(world, payload, person=None):
    return world.do("order.submit", world.as_(person or world.rep_wang), **payload)


def from_phone(world, verb, payload, person=None):
    """The verb as a phone's command: answers the result and the codes of its flags."""
    with write_transaction():
        write = Write(world.as_(person or world.rep_wang), "sync", verb)
        result = actions.run(write, verb, payload)
    return result, [flag.code for flag in write.flags]


def approval(rule):
    Company.objects.update(settings={"orders.approval": rule})
    forget_company()
