"""Short hands of the insight tests: orders and visits at past moments, through the front doors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from outrider.insight import jobs
from outrider.insight.models import CustomerInsight, CustomerWarning
from outrider.kernel import clock
from outrider.kernel.ids import uuid7
from tests.world.cast import World

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # Friday, 11:00 in Shanghai
TODAY = date(2026, 11, 20)


def quiet(done: int, *_: Any, **__: Any) -> None:
    """A progress that nobody watches."""


def at(days_ago: int) -> datetime:
    """Eleven o'clock some days ago."""
    return datetime.combine(TODAY - timedelta(days=days_ago), time(3), UTC)


@dataclass
class Past:
    """A company whose past is told act by act."""

    world: World
    product: Any

    def order(self, shop: Any, days_ago: int, boxes: int = 10, *, draft: bool = False) -> Any:
        """Boxes at ¥42, taken by the shop's owner."""
        line = {
            "line_id": uuid7(), "product_id": self.product.pk, "unit": "box", "quantity": str(boxes),
            "price": "42.00",
        }  # fmt: skip
        with clock.frozen(at(days_ago)):
            return self.world.do(
                "order.submit",
                self.world.as_(self.world.rep_wang),
                order_id=uuid7(),
                customer_id=shop.pk,
                placed_at=at(days_ago),
                payment="now",
                draft=draft,
                lines=[line],
            )

    def visit(self, shop: Any, days_ago: int) -> Any:
        """In and out within twelve minutes."""
        actor, pk = self.world.as_(self.world.rep_wang), uuid7()
        with clock.frozen(at(days_ago)):
            self.world.do("visit.check_in", actor, visit_id=pk, customer_id=shop.pk, at=at(days_ago))
        out = at(days_ago) + timedelta(minutes=12)
        with clock.frozen(out):
            return self.world.do("visit.check_out", actor, visit_id=pk, at=out)

    def shop(self, name: str = "学府便利", known: int = 400, **more: Any) -> Any:
        """A shop of 王磊's that has been known for so many days."""
        with clock.frozen(at(known)):
            return self.world.customer(name, **{"grade": "", **more})

    @staticmethod
    def daily(days_ago: int = 0) -> dict[str, int]:
        """The hourly job, at a moment."""
        with clock.frozen(at(days_ago)):
            return jobs.daily(quiet)

    @staticmethod
    def rows() -> dict[Any, tuple[Any, ...]]:
        """Every row as it stands."""
        names = ("activity", "contribution", "reasons", "basis", "next_on", "warns_on")
        return {row.pk: tuple(getattr(row, n) for n in names) for row in CustomerInsight.objects.all()}

    @staticmethod
    def warnings() -> list[tuple[str, str]]:
        """Kind and status of every warning."""
        return sorted(CustomerWarning.objects.values_list("kind", "status"))


@pytest.fixture
def past(world: World) -> Iterator[Past]:
    """Friday, 20 November 2026."""
    with clock.frozen(NOW):
        units = [
            {"key": "box", "name": "箱", "factor": "15"},
            {"key": "piece", "name": "瓶", "factor": "1"},
        ]
        yield Past(world, world.make("product", name="苏打水", units=units))
