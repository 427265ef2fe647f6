"""What a reason says on a day, in the reader's language. The phone has the same sentences in its catalogues."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from outrider.insight import rules
from outrider.insight.rules import Reason
from outrider.kernel.money import MONEY_SCALE
from outrider.kernel.text import T

MISSED = T("{grade} 类 {days} 天未拜访", "Grade {grade}, not visited for {days day|days}")
NEVER = T("{grade} 类客户,{days} 天来还没去过", "Grade {grade}, never visited in {days day|days}")
BROKEN = T(
    "原约 {every} 天一单,已 {days} 天没下单", "Used to order every {every day|days}, silent for {days}"
)
MONTHLY = T("每月约 {amount}", "about {amount} a month")
CYCLE = T("平均 {every} 天一单,今天第 {days} 天", "Orders every {every day|days}; today is day {days}")
SAME_WEEK = T("去年同周 {what}", "Same week last year: {what}")
NAMES = {
    rules.FREQUENCY: T("拜访频次", "Visit frequency"),
    rules.RHYTHM: T("订货中断", "Orders stopped"),
    rules.DUE: T("到补货期", "Restocking due"),
    rules.SEASON: T("去年同期", "Same week last year"),
}


def name_of(kind: str, language: str) -> str:
    """The name of a rule; one of a newer version as it is."""
    return NAMES[kind].say(language) if kind in NAMES else kind


def say(reason: Reason, on: date, language: str) -> str:
    """The sentence of a reason on a day."""
    facts = reason.facts
    if reason.kind == rules.FREQUENCY:
        days = (on - date.fromisoformat(facts["since"])).days
        text = MISSED if facts["visited"] else NEVER
        return text.say(language, grade=facts["grade"], days=days)
    if reason.kind == rules.SEASON:
        return SAME_WEEK.say(language, what=facts["quantity"] or yuan(rules.money_of(facts, "amount")))
    days = (on - date.fromisoformat(facts["last"])).days
    if reason.kind == rules.DUE:
        return CYCLE.say(language, every=facts["every"], days=days)
    monthly = MONTHLY.say(language, amount=yuan(rules.money_of(facts, "monthly")))
    return f"{BROKEN.say(language, every=facts['every'], days=days)} · {monthly}"


def say_all(reasons: Iterable[Reason], on: date, language: str) -> str:
    """Several reasons in one line."""
    return " · ".join(say(reason, on, language) for reason in reasons)


def yuan(amount: int) -> str:
    """Whole units of money, grouped: about so much."""
    return f"¥{(amount + MONEY_SCALE // 2) // MONEY_SCALE:,}"
