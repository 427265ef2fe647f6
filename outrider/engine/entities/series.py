"""The door to the number series: an administrator decides what a document's number looks like.

Promises that no change makes a number twice: what is counted and when it begins anew is declared, only the pattern
changes, and it always carries the counter and the date of its period. A series is there from the founding or, in a
company without one, from its first document; nobody makes or deletes one.
"""

from __future__ import annotations

from typing import Any

from outrider.engine.access.policy import ALL, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Options, Section, entities, register
from outrider.engine.entities.models import NumberSeries
from outrider.engine.entities.numbers import complaint, defaults
from outrider.engine.entities.write import Happened, Write, on
from outrider.kernel.errors import invalid
from outrider.kernel.ids import uuid7
from outrider.kernel.text import T, Text

ADMIN = {"admin": ALL}
PERIOD_LABELS = (("day", T("每天", "Every day")), ("month", T("每月", "Every month")),
                 ("year", T("每年", "Every year")), ("none", T("从不", "Never")))  # fmt: skip
PATTERN_HELP = T(
    "{n:04d} 是流水号(至少 4 位),{date:%Y%m%d} 是日期;其余照原样。例:SO-{date:%Y%m%d}-{n:04d}",
    "{n:04d} is the counter (at least 4 digits), {date:%Y%m%d} the date; the rest stays as it is. "
    "Example: SO-{date:%Y%m%d}-{n:04d}",
)
COMPLAINTS = {
    "places": T("花括号里只能写流水号(n)和日期(date),写法见说明",
                "Only the counter (n) and the date (date) may stand in braces; see the help"),
    "counter": T("缺少流水号,编号会重复", "Without the counter the numbers would repeat"),
    "date": T("流水号会重新开始,日期要写到那一级,不然编号会重复",
              "The counter begins anew: the date must go down to that period, or numbers would repeat"),
    "length": T("编号会超过 40 个字", "The number would be longer than 40 characters"),
}  # fmt: skip


def _named(key: str) -> Text:
    known = entities.find(key)
    return known.label if known else Text(key, key)


def _check(write: Write, series: Any) -> None:
    """422 with the pattern for one that would not give a number, or one number twice."""
    if wrong := complaint(series.pattern, series.period):
        raise invalid("pattern", wrong, COMPLAINTS[wrong])


SERIES = register(
    Entity(
        key="number_series", path="number-series", model=NumberSeries,
        label=T("编号规则", "Number series"), plural=T("编号规则", "Number series"), icon="hash", title="key",
        fields=(
            Field("key", "choice", T("单据", "Document"), read_only=True,
                  options=Options(lambda: [(key, _named(key)) for key in defaults.keys()])),  # noqa: SIM118
            Field("pattern", "text", T("样式", "Pattern"), required=True, max_length=60, help=PATTERN_HELP),
            Field("period", "choice", T("流水号从 1 重新开始", "The counter begins anew"), read_only=True,
                  options=PERIOD_LABELS),
            Field("last", "integer", T("已用到", "Last one given"), read_only=True),
        ),
        columns=("key", "pattern", "period", "last"), sorts=("key",), default_sort="key",
        sections=(Section(T("基本", "Basics"), ("key", "pattern", "period", "last")),),
        scope=Scope(public=True),
        policy=Policy(read=ADMIN, update=ADMIN, export=ADMIN),
        validate=_check,
        bin=False,
    )
)  # fmt: skip


@on("company.found")
def begin(write: Write, happened: Happened) -> None:
    """A new company finds its series there, to be changed before the first document."""
    if happened.entry.entity != "department":
        return  # the founding writes people as well; the company's own row is its department
    for key in defaults.keys():  # noqa: SIM118  # a registry
        pattern, period = defaults.get(key)
        row = NumberSeries(id=uuid7(), key=key, pattern=pattern, period=period)
        write.create(row, verb="number_series.create")
