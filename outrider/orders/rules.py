"""The sums and states of an order as pure rules over values.

Owns line amounts, totals, the words for a quantity, what a submitted order is flagged for, and which
state follows which. Promises whole numbers only (money 1/10,000, quantity 1/1,000) and equality with the
phone: ``web/modules/orders/shared/vectors.json`` is read by both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from outrider.kernel.money import QUANTITY_SCALE, format_quantity, multiply

DRAFT, PENDING, CONFIRMED = "draft", "pending", "confirmed"
PARTLY_DELIVERED, COMPLETED, VOID = "partly_delivered", "completed", "void"

MAX_LINES = 200
MAX_QUANTITY = 100_000 * QUANTITY_SCALE

Approval = Literal["off", "always", "below_list_price"]

# From which states each verb may start. One table, so that the phone, the console and the server agree.
MAY_START: dict[str, frozenset[str]] = {
    "confirm": frozenset({DRAFT}),
    "approve": frozenset({PENDING}),
    "reject": frozenset({PENDING}),
    "deliver_part": frozenset({CONFIRMED, PARTLY_DELIVERED}),
    "complete": frozenset({CONFIRMED, PARTLY_DELIVERED}),
    "void": frozenset({DRAFT, PENDING, CONFIRMED}),
}
# States in which an order counts as sold: figures, last_order_on, the day's amount.
COUNTS = frozenset({PENDING, CONFIRMED, PARTLY_DELIVERED, COMPLETED})


@dataclass(frozen=True, slots=True)
class Line:
    """One order line as a value; ``unit_rank`` is the unit's place in its product (0 = order unit)."""

    product: str
    unit_name: str
    unit_rank: int
    quantity: int
    price: int
    gift: bool = False
    list_price: int | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands at the foot of the sheet: ``5 品 12箱6瓶 ¥1,286``."""

    total: int
    product_count: int
    quantity_text: str


def line_amount(price: int, quantity: int, gift: bool) -> int:
    """Money for one line, rounded half up to the cent; a gift costs nothing."""
    return 0 if gift else multiply(price, quantity)


def totals(lines: Sequence[Line]) -> Totals:
    """The sums of an order: each line is rounded before it is added."""
    return Totals(
        total=sum(line_amount(line.price, line.quantity, line.gift) for line in lines),
        product_count=len({line.product for line in lines}),
        quantity_text=_say_quantities(lines),
    )


def _say_quantities(lines: Iterable[Line]) -> str:
    """Quantities by unit name, order units first, then in order of appearance; gifts count as goods."""
    sums: dict[str, int] = {}
    ranks: dict[str, int] = {}
    for line in lines:
        sums[line.unit_name] = sums.get(line.unit_name, 0) + line.quantity
        ranks[line.unit_name] = min(ranks.get(line.unit_name, line.unit_rank), line.unit_rank)
    # A stable sort keeps the order of appearance inside a rank.
    return "".join(f"{format_quantity(sums[name])}{name}" for name in sorted(sums, key=ranks.__getitem__))


def below_list_price(lines: Iterable[Line]) -> bool:
    """Whether any paid line is cheaper than the list price of its day."""
    return any(
        not line.gift and line.list_price is not None and line.price < line.list_price for line in lines
    )


def status_after_submit(approval: Approval, lines: Sequence[Line]) -> str:
    """Confirmed at once unless the company wants somebody to look: 待审核."""
    if approval == "always" or (approval == "below_list_price" and below_list_price(lines)):
        return PENDING
    return CONFIRMED


def may(verb: str, status: str) -> bool:
    """Whether an order in this state may go through this verb."""
    return status in MAY_START[verb]
