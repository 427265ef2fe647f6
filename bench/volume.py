"""The volume that the figures are taken on, written through the product's own write path.

100,000 customers, 200 products, 50 reps below one manager, 200,000 confirmed orders of 3 lines over 700
days, 3 activities a customer. ``python -m bench.volume SCALE`` fills an empty database.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from bench.handset import PASSWORD
from bench.names import CITY, name_of
from outrider.customers.models import Activity, Customer
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities import actions
from outrider.engine.entities.write import Write
from outrider.engine.identity.models import Company, Person
from outrider.engine.identity.queries import system_actor
from outrider.insight.actions import look_at_everything
from outrider.kernel import clock
from outrider.kernel.ids import uuid7
from outrider.orders.models import Order

MANAGER = "19900009999"
REPS, PRODUCTS, DAYS = 50, 200, 700
CHUNK = 500


def say(text: str) -> None:
    """Progress."""
    print(f"  {text}", flush=True)


def fill(customers: int, orders: int) -> None:
    """Make everything; the order numbers are made here, the rest is the write path's."""
    started = time.monotonic()
    call_command("migrate", verbosity=0)
    Company.objects.update_or_create(pk=1, defaults={"name": "Bench"})
    reps = _people()
    products = _products()
    ids = _customers(customers, reps)
    say(f"{customers} customers after {time.monotonic() - started:.0f} s")
    _activities(ids)
    say(f"{3 * customers} activities after {time.monotonic() - started:.0f} s")
    _orders(orders, ids, reps, products)
    look_at_everything()
    say(f"{orders} orders after {time.monotonic() - started:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _people() -> list[Person]:
    system = system_actor()
    top: Any = actions.create("department", system, {"name": "Sales"})[0]
    made: list[Person] = []
    teams: list[Any] = [
        actions.create("department", system, {"name": f"Team {i}", "parent": str(top.pk)})[0]
        for i in range(5)
    ]
    for index in range(REPS):
        values = {
            "name": f"Rep {index:02d}", "mobile": f"1990000{index:04d}", "roles": ["rep"],
            "department": str(teams[index % 5].pk),
        }  # fmt: skip
        made.append(actions.create("person", system, values)[0])  # type: ignore[arg-type]
    boss: Any = actions.create(
        "person", system,
        {"name": "Manager", "mobile": MANAGER, "roles": ["manager"], "department": str(top.pk)},
    )[0]  # fmt: skip
    for person in (boss, made[0]):
        actions.perform("person.set_password", {"password": PASSWORD}, actor=system, record_id=person.pk)
    return made


def _products() -> list[Any]:
    system = system_actor()
    units = [{"key": "piece", "name": "pc", "factor": "1"}]
    made = []
    for index in range(PRODUCTS):
        values = {"code": f"P{index:03d}", "name": f"Product {index:03d}", "units": units}
        made.append(actions.create("product", system, values)[0])
    lines = [{"product": str(p.pk), "unit": "piece", "price": f"{10 + i}.00"} for i, p in enumerate(made)]
    first = (clock.now() - timedelta(days=DAYS + 10)).date().isoformat()
    actions.create(
        "price_list", system,
        {"name": "Prices", "currency": "CNY", "valid_from": first, "is_default": True, "lines": lines},
    )  # fmt: skip
    return made


def _write(records: list[Any], verb: str) -> None:
    with write_transaction():
        write = Write(system_actor(), "import", verb)
        write.create_many(records)
        write.flush()


def _customers(count: int, reps: list[Person]) -> list[Any]:
    ids = []
    for chunk in itertools.batched(range(count), CHUNK):
        records = []
        for i in chunk:
            rep = reps[i % len(reps)]
            records.append(
                Customer(
                    id=uuid7(),
                    name=name_of(i),
                    code=f"C{i:06d}",
                    kind="outlet",
                    grade="ABCD"[i % 4],
                    owner_id=rep.pk,
                    department_id=rep.department_id,
                    city=CITY[i % 12],
                    address=f"{i % 999} Main Street",
                    mobile=f"+35191{i % 10**7:07d}",
                    custom={"email": f"c{i}@example.org", "zip": f"{i % 99999:05d}"},
                )
            )
        _write(records, "customer.create")
        ids += [record.pk for record in records]
    return ids


def _activities(ids: list[Any]) -> None:
    rnd, now = random.Random(2), clock.now()
    pending = (
        Activity(
            id=uuid7(), customer_id=pk, kind="note", text=f"Visit: stock checked, order promised {n}",
            occurred_at=now - timedelta(days=rnd.randrange(1, DAYS)),
        )
        for pk in ids
        for n in range(3)
    )  # fmt: skip
    for chunk in itertools.batched(pending, CHUNK):
        _write(list(chunk), "activity.log")


def _orders(count: int, ids: list[Any], reps: list[Person], products: list[Any]) -> None:
    rnd, now = random.Random(3), clock.now()
    numbers = itertools.count(1)
    for chunk in itertools.batched(range(count), CHUNK):
        _write([_order(rnd, now, next(numbers), ids, reps, products) for _ in chunk], "order.record")


def _order(
    rnd: random.Random, now: datetime, n: int, ids: list[Any], reps: list[Person], products: list[Any]
) -> Order:
    at = rnd.randrange(len(ids))
    rep = reps[at % len(reps)]
    lines, total = [], 0
    for _ in range(3):
        index, quantity = rnd.randrange(PRODUCTS), rnd.randrange(1, 9)
        price = (10 + index) * 10_000
        total += price * quantity
        lines.append({
            "id": str(uuid7()), "product": str(products[index].pk), "product_name": products[index].name,
            "unit": "piece", "unit_name": "pc", "unit_rank": 0, "quantity": quantity * 1000,
            "base_quantity": quantity * 1000, "price": price, "list_price": price,
            "gift": False, "amount": price * quantity,
        })  # fmt: skip
    return Order(
        id=uuid7(), number=f"BENCH-{n:07d}", customer_id=ids[at], rep_id=rep.pk, department_id=rep.department_id,
        status="confirmed", payment="now", lines=lines, total=total, product_count=3, quantity_text="",
        occurred_at=now - timedelta(days=rnd.randrange(1, DAYS), minutes=rnd.randrange(600)),
        confirmed_at=now,
    )  # fmt: skip


if __name__ == "__main__":
    fill(int(sys.argv[1]), int(sys.argv[2]))
