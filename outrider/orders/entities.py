"""What people must know of an order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.engine.access.policy import OFFICE, OWN, SELF, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, register
from outrider.engine.entities.numbers import defaults
from outrider.engine.identity.company import Module, company_settings, modules
from outrider.kernel.text import T
from outrider.orders import fieldtypes
from outrider.orders.models import Order

assert fieldtypes  # the field type must be registered before it is named below

PAYMENTS = (("now", T("现结", "Pay now")), ("monthly", T("月结", "Monthly")))
STATUSES = (
    ("draft", T("草稿", "Draft")),
    ("pending", T("待审核", "Pending")),
    ("confirmed", T("已确认", "Confirmed")),
    ("partly_delivered", T("部分发货", "Partly delivered")),
    ("completed", T("已完成", "Completed")),
    ("void", T("已作废", "Void")),
)
APPROVALS = (
    ("off", T("不审核", "Never")),
    ("below_list_price", T("低于价格表时审核", "Below the list price")),
    ("always", T("都要审核", "Always")),
)
modules.add(
    "orders",
    Module(
        T("订单与商品", "Orders and products"),
        T("现场下单、商品、价格表、必分销", "Orders on the spot, products, price lists, must-stock"),
        entities=("order", "product", "price_list", "must_stock_list"),
        pains=frozenset({"relations"}),
    ),
)
company_settings.add(
    "orders.approval",
    Field(
        "approval",
        "choice",
        T("订单审核", "Approval of orders"),
        required=True,
        options=APPROVALS,
        default="off",
    ),
)
defaults.add("order", ("SO-{date:%Y%m%d}-{n:04d}", "day"))


def _about(order: Any) -> UUID:
    found: UUID = order.customer_id
    return found


def _slice(order: Any) -> str | None:
    """A rep keeps his own orders on the phone, even after the customer went to somebody else.

    One of long ago that a file brings (``imports``) is announced to no phone: none carries it.
    """
    return None if getattr(order, "long_ago", False) else str(order.rep_id)


ORDER = register(
    Entity(
        key="order",
        path="orders",
        model=Order,
        label=T("订单", "Order"),
        plural=T("订单", "Orders"),
        icon="clipboard-list",
        title="number",
        fields=(
            Field("number", "text", T("单号", "Number"), read_only=True, max_length=40),
            Field("customer", "reference", T("客户", "Customer"), reference="customer", read_only=True),
            Field("visit", "reference", T("拜访", "Visit"), reference="visit", read_only=True),
            Field("rep", "reference", T("业务员", "Rep"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field(
                "supplying_distributor",
                "reference",
                T("供货经销商", "Supplying distributor"),
                reference="customer",
                read_only=True,
            ),
            Field("delivery_on", "date", T("期望送货日", "Wished delivery"), read_only=True),
            Field("payment", "choice", T("结算", "Payment"), options=PAYMENTS, read_only=True),
            Field("status", "choice", T("状态", "Status"), options=STATUSES, read_only=True),
            Field("lines", "lines", T("明细", "Lines"), read_only=True),
            Field("total", "money", T("金额", "Total"), read_only=True),
            Field("quantity_text", "text", T("数量", "Quantity"), read_only=True),
            Field("product_count", "integer", T("品项数", "Products"), read_only=True),
            Field("note", "text", T("备注", "Note"), read_only=True, max_length=500),
            Field("reason", "text", T("原因", "Reason"), read_only=True, max_length=500),
            Field("placed_at", "datetime", T("下单时间", "Placed at"), attr="occurred_at", read_only=True),
            Field("business_date", "date", T("业务日期", "Business date"), read_only=True),
            Field("flags", "json", T("提醒", "Flags"), read_only=True, default=[]),
            Field("flagged", "boolean", T("待查看", "To be looked at"), read_only=True),
            Field("confirmed_at", "datetime", T("确认时间", "Confirmed at"), read_only=True),
        ),
        columns=(
            "number",
            "customer",
            "rep",
            "status",
            "quantity_text",
            "total",
            "payment",
            "delivery_on",
            "placed_at",
        ),
        filters=(
            "customer",
            "rep",
            "department",
            "supplying_distributor",
            "visit",
            "status",
            "payment",
            "business_date",
            "placed_at",
            "delivery_on",
            "total",
            "flagged",
            "number",
        ),
        sorts=("placed_at", "number", "total", "delivery_on", "business_date"),
        default_sort="-placed_at",
        sections=(
            Section(
                T("基本", "Basics"),
                ("number", "status", "customer", "rep", "department", "visit", "placed_at", "business_date"),
            ),
            Section(
                T("交货", "Delivery"),
                ("supplying_distributor", "delivery_on", "payment", "note", "reason", "flags"),
            ),
            Section(T("明细", "Lines"), ("lines", "product_count", "quantity_text", "total")),
        ),
        search={"name": "number", "text": ("note",)},
        # The present owner reads what was ordered at his customer before him; what becomes of it stays with its rep.
        scope=Scope(owner="rep", mine="customer__owner", department="department"),
        # Orders are written by their own verbs: order.submit and what follows it.
        policy=Policy(
            read={"rep": OWN, "manager": SUBTREE, **OFFICE},
            update={"rep": SELF, "manager": SUBTREE, **OFFICE},
            export={"manager": SUBTREE, **OFFICE},
        ),
        bin=False,
        about=_about,
        slice=_slice,
        comes_with="customer",
    )
)
