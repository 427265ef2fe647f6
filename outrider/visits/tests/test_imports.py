"""Visits of the past from a file: kept as told, never as evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from outrider.customers.models import Customer
from outrider.engine.exchange.actions import import_file
from outrider.engine.exchange.report import Report
from outrider.engine.exchange.undoing import undo
from outrider.engine.jobs.models import Job
from outrider.engine.jobs.runner import run
from outrider.engine.journal.models import Entry
from outrider.engine.messaging.models import Notice
from outrider.kernel.errors import Problem
from outrider.tracking.models import Evidence
from outrider.visits.models import Visit
from tests.world.cast import World

HEADER = "客户,拜访人,签到时间,签退时间,在店分钟,状态,未拜访原因,小结"


def load(world: World, *rows: str) -> Report:
    return import_file("visits", "\n".join([HEADER, *rows]).encode(), world.as_(world.back_office))


def reasons(report: Report) -> dict[int, list[str]]:
    return {row.number: [reason.code for reason in row.reasons] for row in report.rows if row.reasons}


def test_visits_are_kept_as_told_and_never_as_evidence(world: World) -> None:
    shop = world.customer("惠民便利")
    rows = [
        "惠民便利,赵鹏,2026-03-05 09:30,2026-03-05 10:00,,,,谈了陈列",
        "惠民便利,赵鹏,2026-03-12 09:30,,25,已完成,,",
        "惠民便利,,2026-03-19,,,,关门,",
        "惠民便利,赵鹏,2026-03-26 09:30,,,,老板出国了,",
    ]
    report = load(world, *rows)
    assert (dict(report.counts), reasons(report)) == (
        {"created": 4},
        {4: ["rep_taken", "no_end"], 5: ["reason_noted", "no_end"]},
    )
    last, closed, second, first = Visit.objects.order_by("-checked_in_at")
    assert (first.rep_id, first.created_by_id, first.time_in_store_s, first.summary) == (
        world.rep_zhao.pk, world.rep_zhao.pk, 1800, "谈了陈列",
    )  # fmt: skip
    assert first.checked_in_at == first.created_at == datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
    assert (second.time_in_store_s, closed.status, closed.could_not_reason) == (1500, "could_not", "closed")
    assert (last.status, last.note) == ("done", "老板出国了")
    for visit in (first, second, closed, last):
        assert (visit.flagged, visit.inside, visit.outcome, visit.location_status) == (
            ["imported"], None, "not_enough", "unavailable",
        )  # fmt: skip
        assert not visit.effective
    assert not Evidence.objects.exists()
    # No phone carries what is so long ago; none is told.
    assert set(Entry.objects.filter(verb="visit.import").values_list("slice_key", flat=True)) == {None}
    assert not Notice.objects.exclude(kind="import_ended").exists()
    shop.refresh_from_db()
    assert shop.last_visit_on.isoformat() == "2026-03-26"
    page = world.web(world.admin).get(f"/api/visits/{first.pk}")
    assert page.status_code == 200, page.content
    assert world.web(world.admin).get("/api/console/day?on=2026-03-05").status_code == 200
    assert dict(load(world, *rows).counts) == {"unchanged": 4}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",赵鹏,2026-03-05 09:30,,,,,", "required"),
        ("惠民便利,赵鹏,,,,,,", "required"),
        ("没有的店,赵鹏,2026-03-05 09:30,,,,,", "no_such_record"),
        ("惠民便利,张三丰,2026-03-05 09:30,,,,,", "no_such_record"),
        ("惠民便利,赵鹏,某日,,,,,", "not_understood"),
        ("惠民便利,赵鹏,2026-03-05 09:30,2026-03-05 09:00,,,,", "ends_before_start"),
        ("惠民便利,赵鹏,2099-03-05 09:30,,,,,", "not_past"),
        ("惠民便利,赵鹏,2026-03-05 09:30,,,进行中,,", "not_understood"),
    ],
)
def test_what_cannot_have_been_is_refused(world: World, row: str, code: str) -> None:
    world.customer("惠民便利")
    good = "惠民便利,赵鹏,2026-03-06 09:30,,20,,,"
    report = load(world, row, good, good)
    assert reasons(report) == {2: [code], 4: ["twice_in_file"]} or (
        reasons(report)[2],
        reasons(report)[4],
    ) == ([code], ["twice_in_file"])
    assert Visit.objects.count() == 1


def test_the_customer_knows_and_forgets_with_them(world: World) -> None:
    shop = world.customer("惠民便利")

    def activity() -> Any:
        for job in Job.objects.filter(name="insight.rebuild", state="queued"):
            run(str(job.pk))
        return world.web(world.admin).get(f"/api/customers/{shop.pk}").json()["activity"]

    report = load(world, *(f"惠民便利,赵鹏,2026-0{m}-05 09:30,,20,,," for m in range(1, 9)))
    assert activity()
    result = undo(UUID(report.batch), world.as_(world.back_office))
    assert (result["binned"], result["kept"]) == (8, 0)
    assert not activity()
    assert Customer.objects.get().last_visit_on is None
    with pytest.raises(Problem, match="forbidden"):
        import_file("visits", HEADER.encode() + b"\nx", world.as_(world.manager_east))
