"""Orders of the past from a file: several rows make one, by its number.

Promises: nobody approves them and nobody gets a notice; who took an order and when stays as the file says; sums are
those of ``rules``; a number that is there already is left alone, and none is given twice, whatever it looks like.
Prices of the past are not compared with today's list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from outrider.catalog.queries import PriceBook, goods_named
from outrider.customers.actions import days_again, mark_ordered, rep_then
from outrider.customers.queries import by_ids
from outrider.engine.access.policy import ALL
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.numbers import hold
from outrider.engine.entities.verbs import Write
from outrider.engine.exchange.declaration import (
    Column,
    Context,
    Fate,
    Importer,
    Kept,
    Refused,
    Row,
    importers,
)
from outrider.engine.exchange.generic import missing, named, undefused, value_of
from outrider.engine.exchange.parts import DIFFER, Parts, parts, yes_or_no
from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import company, company_today
from outrider.engine.journal.models import Entry
from outrider.kernel.money import (
    CENT,
    MAX_PRICE,
    MONEY_SCALE,
    QUANTITY_SCALE,
    format_money,
    format_quantity,
    round_half_up,
)
from outrider.kernel.period import business_date
from outrider.kernel.text import T, fold
from outrider.orders import rules
from outrider.orders.entities import ORDER, PAYMENTS, STATUSES
from outrider.orders.models import Order
from outrider.orders.queries import PHONE_DAYS
from outrider.orders.sheet import LineInput, price_sheet

ROLES = frozenset(role for role, level in ORDER.policy.read.items() if level == ALL)
UNIT_TAKEN = T("没写单位,按“{unit}”", "No unit is written; “{unit}” was taken")
NOT_POSITIVE = T("数量须大于 0,退货不能导入", "The quantity must be over 0; returns cannot be imported")
TOO_MUCH = T("“{column}”太大", "“{column}” is too large")
NO_PRICE = T("单价和金额都没有", "There is neither price nor amount")
AMOUNT_DIFFERS = T(
    "金额按单价 × 数量是 {computed},文件里是 {said}", "Price × quantity is {computed}, the file says {said}"
)
NOT_PAST = T("只导入今天以前的订单", "Only orders of days before today can be imported")
OTHERWISE = T("已有这个单号,内容不同", "This number exists with other contents")
TOO_MANY_LINES = T("一单最多 {most} 行", "An order has at most {most} lines")

NUMBER = Field("number", "text", T("单号", "Number"), max_length=40)
CUSTOMER = Field("customer", "reference", T("客户", "Customer"), reference="customer")
PRODUCT = Field("product", "reference", T("商品", "Product"), reference="product")
REP = Field("rep", "reference", T("业务员", "Rep"), reference="person")
PLACED = Field("placed_at", "datetime", T("下单时间", "Placed at"))
UNIT = Field("unit", "text", T("单位", "Unit"))
QUANTITY = Field("quantity", "quantity", T("数量", "Quantity"))
PRICE = Field("price", "money", T("单价", "Price"))
AMOUNT = Field("amount", "money", T("金额", "Amount"))
GIFT = Field("gift", "boolean", T("赠品", "Gift"))
PAST = tuple(option for option in STATUSES if option[0] in (rules.CONFIRMED, rules.COMPLETED))
STATUS = Field("status", "choice", T("状态", "Status"), options=PAST)
PAYMENT = Field("payment", "choice", T("结算", "Payment"), options=PAYMENTS)
NOTE = Field("note", "text", T("备注", "Note"))
WORDS = {
    "number": ("订单号", "订单编号", "单据编号", "单据号", "order no", "order number"),
    "customer": ("客户名称", "客户编码", "门店", "门店名称", "店名", "customer name", "customer code"),
    "product": ("商品名称", "品名", "产品", "产品名称", "商品编码", "货号", "条码", "sku", "item"),
    "unit": ("销售单位", "计量单位", "uom"),
    "quantity": ("销售数量", "件数", "qty"),
    "price": ("销售单价", "成交价", "unit price"),
    "amount": ("销售金额", "小计", "金额(元)", "line total"),
    "gift": ("是否赠品", "free"),
    "rep": ("销售员", "下单人", "负责人", "业务代表", "sales rep"),
    "placed_at": ("下单日期", "订单日期", "单据日期", "销售日期", "日期", "date", "order date"),
    "status": ("订单状态",),
    "payment": ("结算方式", "付款方式"),
    "note": ("订单备注", "说明", "remark"),
}
HEAD = (CUSTOMER, REP, PLACED, STATUS, PAYMENT, NOTE)
FIELDS = (NUMBER, CUSTOMER, PLACED, REP, PRODUCT, UNIT, QUANTITY, PRICE, AMOUNT, GIFT, STATUS, PAYMENT, NOTE)
REQUIRED = frozenset({"number", "customer", "placed_at", "product", "quantity"})
COLUMNS = tuple(Column(f.name, f.label, WORDS[f.name], required=f.name in REQUIRED) for f in FIELDS)


# -- rows ---------------------------------------------------------------------------------------------


def gather(rows: list[Row]) -> list[list[Row]]:
    """The rows of each number; below its first row an order may leave its number out. The newest order first.

    Then each customer's last order stands already when his older ones come.
    """
    units: dict[str, list[Row]] = {}
    last = ""
    for row in rows:
        number = fold(undefused(row.text("number")))
        if not number:
            number = last if last and not row.text("customer") else f"\n{row.number}"
        units.setdefault(number, []).append(row)
        last = number
    return sorted(units.values(), key=_placed, reverse=True)


def _placed(unit: list[Row]) -> str:
    try:
        text = next(filter(None, (row.text("placed_at") for row in unit)), "")
        return str(value_of(PLACED, undefused(text))) if text else ""
    except Refused:
        return ""


def mend(context: Context, row: Row) -> None:
    """One line: its product, unit, quantity and price, and what it says of its order."""
    said = {name: undefused(text).strip() for name, text in row.raw.items()}
    row.values["name"] = said.get("number", "")
    for field in HEAD:
        if text := said.get(field.name, ""):
            known = named(context, field, text) if field.reference else None
            row.values[field.name] = known or value_of(field, text)
    row.values["number"] = said.get("number", "")
    row.values["product"] = named(context, PRODUCT, _needed(PRODUCT, said))
    row.values["unit"] = _unit(context, row, said.get("unit", ""))
    quantity = _decimal(QUANTITY, _needed(QUANTITY, said), QUANTITY_SCALE)
    if quantity <= 0:
        raise Refused("not_positive", NOT_POSITIVE, "quantity")
    if quantity > rules.MAX_QUANTITY:
        raise Refused("too_much", TOO_MUCH, "quantity", column=QUANTITY.label)
    row.values["quantity"] = quantity
    row.values["gift"] = bool(said.get("gift")) and value_of(GIFT, said["gift"])
    row.values["price"] = _price(row, said, quantity)


def _needed(field: Field, said: dict[str, str]) -> str:
    if not said.get(field.name):
        raise missing(field)
    return said[field.name]


def _decimal(field: Field, text: str, scale: int) -> int:
    """In whole parts of the scale; what a spreadsheet computed may have more places than it means."""
    number = Decimal(str(value_of(field, text)))
    if abs(number) > 10**12:
        raise Refused("too_much", TOO_MUCH, field.name, column=field.label)
    return int((number * scale).to_integral_value(ROUND_HALF_UP))


def _unit(context: Context, row: Row, said: str) -> str:
    product = goods_named(context)[row.values["product"]]
    if not said:
        row.mend("unit_taken", UNIT_TAKEN, unit=product.units[0].name)
    return product.unit_named(said)


def _price(row: Row, said: dict[str, str], quantity: int) -> int:
    """The price, or what the amount makes of it; where both are written and differ, the price counts."""
    price = _decimal(PRICE, said["price"], MONEY_SCALE) if said.get("price") else None
    amount = _decimal(AMOUNT, said["amount"], MONEY_SCALE) if said.get("amount") else None
    if price is None and amount is None:
        if not row.values["gift"]:
            raise Refused("no_price", NO_PRICE, "price")
        return 0
    if price is None:
        price = round_half_up((amount or 0) * QUANTITY_SCALE, quantity)
    if not 0 <= price <= MAX_PRICE:
        raise Refused("too_much", TOO_MUCH, "price", column=PRICE.label)
    computed = rules.line_amount(price, quantity, row.values["gift"])
    if amount is not None and abs(computed - amount) >= CENT and not row.values["gift"]:
        row.mend("amount_differs", AMOUNT_DIFFERS, computed=format_money(computed), said=format_money(amount))
    return price


# -- orders -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Head:
    """What the rows of one number say of their order."""

    number: str
    customer: UUID
    rep: UUID | None
    placed: datetime
    rest: dict[str, Any]


def store(context: Context, write: Write, units: list[list[Row]]) -> list[Fate]:
    """Write the orders of a chunk; those that are there already are left as they are."""
    heads = [_head(unit) for unit in units]
    good = [head for head in heads if isinstance(head, _Head)]
    customers = by_ids({head.customer for head in good})
    reps = {rep for head in good if (rep := head.rep or customers[head.customer].owner_id)}
    departments: dict[UUID, UUID | None] = dict(
        Person.all_objects.filter(pk__in=reps).values_list("pk", "department_id")
    )
    known = _known(write, [head.number for head in good])
    fates: list[Fate] = []
    fresh: list[Order] = []
    today = company_today()
    for unit, head in zip(units, heads, strict=True):
        if isinstance(head, Refused):
            fates.append(head)
            continue
        order = _order(context, write, unit, head, customers[head.customer], departments)
        fate = order if isinstance(order, Refused) else _fate(order, known.get(head.number), today)
        fates.append(fate)
        if fate == "created" and isinstance(order, Order):
            fresh.append(order)
            write.originals[order.pk] = (order.rep_id, order.occurred_at)
            order.long_ago = (today - order.business_date).days > PHONE_DAYS  # type: ignore[attr-defined]
    write.create_many(fresh, verb="order.import")
    _mark(write, fresh)
    return fates


def _known(write: Write, numbers: list[str]) -> dict[str, Order]:
    """The orders that bear these numbers, and nobody claims one of them meanwhile."""
    hold(write, ORDER.key, numbers)
    # A draft has no number: said as the index says it, or SQLite would not use it.
    return {order.number: order for order in Order.all_objects.exclude(number="").filter(number__in=numbers)}


def _fate(order: Order, known: Order | None, today: date) -> Fate:
    if order.business_date >= today:
        return Refused("not_past", NOT_PAST, "placed_at")
    if known is None:
        return "created"
    same = (known.customer_id, known.total) == (order.customer_id, order.total)
    return "unchanged" if same else Refused("exists", OTHERWISE, "number")


def _head(unit: list[Row]) -> _Head | Refused:
    said: dict[str, Any] = {}
    for field in HEAD:
        found = list(dict.fromkeys(row.values[field.name] for row in unit if field.name in row.values))
        if len(found) > 1 and field is not NOTE:
            return Refused("differ", DIFFER, field.name, column=field.label)
        said[field.name] = found[0] if found else None
    number = str(unit[0].values["number"])[: NUMBER.max_length or 40]
    for field, value in ((NUMBER, number), (CUSTOMER, said["customer"]), (PLACED, said["placed_at"])):
        if not value:
            return missing(field)
    if len(unit) > rules.MAX_LINES:
        return Refused("too_many_lines", TOO_MANY_LINES, "number", most=rules.MAX_LINES)
    placed = datetime.fromisoformat(said["placed_at"])
    return _Head(number, said["customer"], said["rep"], placed, said)


def _order(
    context: Context,
    write: Write,
    unit: list[Row],
    head: _Head,
    customer: Any,
    departments: dict[UUID, UUID | None],
) -> Order | Refused:
    rep = rep_then(unit[0], head.rep, customer)
    if isinstance(rep, Refused):
        return rep
    sheet = price_sheet([_line(context, row) for row in unit], goods_named(context), PriceBook({}))
    sums = rules.totals(sheet.values)
    return Order(
        id=context.record_id(unit[0]),
        number=head.number,
        customer=customer,
        rep_id=rep,
        department_id=departments[rep],
        currency=company().currency,
        occurred_at=head.placed,
        business_date=business_date(head.placed, write.time_zone),
        payment=head.rest["payment"] or "now",
        note=(head.rest["note"] or "")[:500],
        status=head.rest["status"] or rules.COMPLETED,
        confirmed_at=head.placed,
        lines=sheet.stored,
        total=sums.total,
        quantity_text=sums.quantity_text[:120],
        product_count=sums.product_count,
    )


def _line(context: Context, row: Row) -> LineInput:
    values = row.values
    return LineInput(
        line_id=context.record_id(row),
        product_id=values["product"],
        unit=values["unit"],
        quantity=format_quantity(values["quantity"]),
        price=format_money(values["price"]),
        gift=values["gift"],
    )


def _mark(write: Write, orders: Sequence[Order]) -> None:
    """The day of the last order, only where it is newer than the one that stands there."""
    latest: dict[UUID, Order] = {}
    for order in orders:
        if order.customer_id not in latest or order.business_date > latest[order.customer_id].business_date:
            latest[order.customer_id] = order
    for order in latest.values():
        mark_ordered(write, order.customer, order.business_date)


def take_back(write: Write, entries: Sequence[Entry]) -> list[Kept]:
    """The day of each customer's last order, from the orders that are left."""
    for customer_id in {entry.entity_id for entry in entries if "last_order_on" in entry.changes}:
        counted = Order.objects.filter(customer_id=customer_id, status__in=rules.COUNTS)
        days = counted.order_by("-business_date").values_list("business_date", flat=True)
        days_again(write, customer_id, last_order_on=days.first())
    return []


LINE = (PRODUCT, UNIT, QUANTITY, PRICE, AMOUNT, GIFT)


def say_lines(lines: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, ...]]:
    """The lines of orders as a file of past orders has them."""
    return [
        (line["product_name"], line["unit_name"], line["quantity"], line["price"], line["amount"],
         yes_or_no(line["gift"], language))
        for line in lines
    ]  # fmt: skip


parts.add(
    "lines", Parts(columns=lambda: tuple(Column(f.name, f.label, WORDS[f.name]) for f in LINE), say=say_lines)
)
importers.add(
    "orders",
    Importer(
        key="orders",
        entity="order",
        label=T("历史订单", "Past orders"),
        columns=COLUMNS,
        keys=("number",),
        mend=mend,
        roles=ROLES,
        gather=gather,
        store=store,
        take_back=take_back,
        lets_go=("number",),
    ),
)
