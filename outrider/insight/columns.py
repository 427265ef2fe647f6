"""The columns that insight puts beside a customer: 活跃度, 贡献值 and the dated reasons."""

from __future__ import annotations

from outrider.engine.entities.declaration import Field, Section
from outrider.engine.entities.extensions import Columns, add_columns
from outrider.insight import fieldtypes
from outrider.kernel.text import T

assert fieldtypes  # the field types must be registered before they are named below

ACTIVITY_HELP = T(
    "每次拜访计 1、每张订单计 2,每过 30 天减半",
    "A visit counts 1, an order 2; each halves every 30 days",
)
CONTRIBUTION_HELP = T("近 365 天算数的订单金额", "Value of the last 365 days' orders that count as sold")

add_columns(
    "customer",
    Columns(
        path="insight",
        fields=(
            Field(
                "activity",
                "decaying",
                T("活跃度", "Activity"),
                attr="insight__activity",
                read_only=True,
                help=ACTIVITY_HELP,
            ),
            Field(
                "contribution",
                "money",
                T("贡献值", "Contribution"),
                attr="insight__contribution",
                read_only=True,
                help=CONTRIBUTION_HELP,
            ),
            Field(
                "reasons",
                "reasons",
                T("拜访理由", "Reasons"),
                attr="insight__reasons",
                read_only=True,
                listed=False,
            ),
        ),
        columns=("activity", "contribution"),
        filters=("activity", "contribution"),
        sorts=("activity", "contribution"),
        sections=(Section(T("往来", "Dealings"), ("activity", "contribution")),),
        entity="warning",
    ),
)
