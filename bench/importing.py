"""Importing customers from XLSX: rows a second on PostgreSQL, and how long a push waits on SQLite meanwhile.

The file is what a company sends: Chinese headers, telephone numbers as numbers, owners by name, pins in
GCJ-02, opening hours. Everything that an import does is on: duplicates by rule, the key, the search index,
the journal. ``cpu_rows_s`` is by this process' own CPU time, because other work on the machine does not count.
"""

from __future__ import annotations

import io
import json
import os
import random
import statistics
import threading
import time
from typing import Any

import xlsxwriter

from bench.figures import Figure, measure
from bench.server import told_on_each

ROWS = int(os.environ.get("OUTRIDER_BENCH_ROWS", "20000"))
PRESENT = int(os.environ.get("OUTRIDER_BENCH_PRESENT", "20000"))
REPS = 20
STREETS = ("解放路", "学府路", "中山路", "人民路", "滨江道", "建设街", "文化巷")
SHOPS = ("惠民便利", "好邻居超市", "阿珍小卖部", "天天烟酒", "家乐副食", "红旗连锁", "老街坊")
HEADER = (
    "客户名称",
    "编码",
    "手机号",
    "负责人",
    "等级",
    "门店类型",
    "区县",
    "地址",
    "纬度",
    "经度",
    "营业时间",
)


def workbook(rows: int, first: int, seed: int) -> bytes:
    """The file."""
    chance, out = random.Random(seed), io.BytesIO()  # repeatable data, no secret
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for place in range(rows):
        number = first + place
        name = f"{chance.choice(SHOPS)}({chance.choice(STREETS)}{number}号店)"
        pin = (28.2 + chance.random() * 0.5, 112.9 + chance.random() * 0.5)
        sheet.write_row(
            place + 1, 0,
            (name, f"C{number:06}", 13_000_000_000 + number, f"业务{number % REPS}", chance.choice("ABCD"), "便利店",
             "岳麓区", f"{chance.choice(STREETS)}{number}号", *pin, "08:00-22:00"),
        )  # fmt: skip
    book.close()
    return out.getvalue()


@measure("import_customers_rows_s")
def importing(wanted: set[str]) -> list[Figure]:
    """Both databases."""
    figures = []
    for database, said in told_on_each("bench.importing"):
        value, errors = said.pop("rows_s"), said.pop("refused")
        rows = {"rows": ROWS, "present": PRESENT}
        figures.append(Figure("import_customers_rows_s", database, value, "rows/s", 1, rows, errors, said))
    return figures


def main() -> None:
    """In the process that imports: data, the measured run, and a phone that pushes beside it on SQLite.

    Size: one measured run from an empty database to its numbers, read from top to bottom.
    """
    import django  # the settings are in the environment

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from outrider.engine.entities import actions
    from outrider.engine.exchange.actions import Choices, import_file
    from outrider.engine.identity.models import Company
    from outrider.engine.identity.queries import system_actor

    call_command("migrate", verbosity=0)
    Company.objects.update_or_create(pk=1, defaults={"name": "Bench"})
    system = system_actor()
    top, _ = actions.create("department", system, {"name": "总部"})
    for place in range(REPS):
        values = {
            "name": f"业务{place}",
            "mobile": f"1990000{place:04}",
            "roles": ["rep"],
            "department": str(top.pk),
        }
        actions.create("person", system, values)
    choices = Choices(key=("code",), options={"duplicates": "skip", "datum": "GCJ-02"})

    def load(data: bytes) -> Any:
        return import_file("customers", data, system, file_name="bench.xlsx", choices=choices)

    load(workbook(PRESENT, 0, 1))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    data = workbook(ROWS, PRESENT, 2)
    waits: list[float] = []
    stop = threading.Event()
    beside = threading.Thread(target=_push, args=(stop, waits))
    if connection.vendor == "sqlite":
        beside.start()
    started, cpu = time.monotonic(), time.process_time()
    report = load(data)
    took, worked = time.monotonic() - started, time.process_time() - cpu
    stop.set()
    if beside.ident:
        beside.join()
    said: dict[str, Any] = {"rows_s": ROWS / took, "refused": report.counts["refused"],
                            "cpu_rows_s": round(ROWS / worked)}  # fmt: skip
    if waits:
        said |= {"pushes": len(waits), "wait_p50_ms": round(statistics.median(waits) * 1000),
                 "wait_max_ms": round(max(waits) * 1000)}  # fmt: skip
    print(json.dumps(said))


def _push(stop: threading.Event, waits: list[float]) -> None:
    """What a phone's push does to the database: the write lock, one transaction, one record."""
    from django.db import connection

    from outrider.engine.entities.actions import create
    from outrider.engine.identity.queries import system_actor

    actor = system_actor()
    while not stop.wait(0.1):
        started = time.monotonic()
        create("tag", actor, {"name": f"push {len(waits)}"})
        waits.append(time.monotonic() - started)
    connection.close()


if __name__ == "__main__":
    main()
