"""What follows from a customer's own values; no database.

Owns the words of the trade (kinds, channels, shop types), what is derived from a name, which names are
alike, and whether a tax number can be right.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from outrider.kernel.text import T, Text

Options = tuple[tuple[str, Text], ...]

KINDS: Options = (
    ("outlet", T("终端门店", "Outlet")),
    ("distributor", T("经销商", "Distributor")),
    ("sub_distributor", T("二批商", "Sub-distributor")),
    ("key_account", T("KA 卖场", "Key account")),
    ("hospital", T("医院", "Hospital")),
    ("pharmacy", T("药店", "Pharmacy")),
    ("company", T("企业", "Company")),
    ("person", T("个人", "Person")),
)
CHANNELS: Options = (
    ("traditional", T("传统渠道", "Traditional trade")),
    ("modern", T("现代渠道", "Modern trade")),
    ("catering", T("餐饮渠道", "Catering")),
    ("special", T("特通渠道", "Special channel")),
    ("online", T("线上渠道", "Online")),
    ("other", T("其他渠道", "Other channel")),
)
SHOP_TYPES: Options = (
    ("convenience", T("便利店", "Convenience store")),
    ("grocery", T("食杂店", "Grocery")),
    ("supermarket", T("超市", "Supermarket")),
    ("tobacco_liquor", T("烟酒店", "Tobacco and liquor shop")),
    ("restaurant", T("餐饮店", "Restaurant")),
    ("pharmacy", T("药店", "Pharmacy")),
    ("canteen", T("食堂", "Canteen")),
    ("other", T("其他", "Other")),
)
GRADES: Options = tuple((grade, T(f"{grade} 类", f"Grade {grade}")) for grade in "ABCD")
STATUSES: Options = (("active", T("正常", "Active")), ("closed", T("已关店", "Closed")))
ACTIVITY_KINDS: Options = (
    ("call", T("电话", "Call")),
    ("meeting", T("会面", "Meeting")),
    ("message", T("消息", "Message")),
    ("email", T("邮件", "E-mail")),
    ("note", T("备注", "Note")),
)
# A place that an address was turned into: nobody has been there yet. Once somebody has, it is confirmed.
GEOCODED, CONFIRMED = "geocoded", "confirmed"
# These belong to the whole company: every rep may name one as supplier.
DISTRIBUTORS = ("distributor", "sub_distributor")


def unconfirmed(customer: Any) -> bool:
    """Whether a customer's pin came from its address and nobody has vouched for it."""
    return customer.pin_lat is not None and (customer.pin_given or {}).get("source") == GEOCODED


def label(options: Options, value: str, language: str) -> str:
    """The word for a value, or the value itself when it is unknown."""
    found = next((text for key, text in options if key == value), None)
    return found.say(language) if found else value


# -- alike names and tax numbers: the phone says the same, see shared/vectors.json of the web module -------------

# What a sign adds to a name; the rest is what people call the shop.
TRADE_WORDS = (
    "有限责任公司", "有限公司", "副食品店", "便利超市", "生活超市", "连锁超市", "大药房", "小卖部", "便利店", "烟酒店",
    "烟酒行", "副食店", "食杂店", "食品店", "杂货店", "超市", "便利", "商店", "商行", "百货", "烟酒", "餐厅", "饭店",
    "饭馆", "酒楼", "药房", "药店", "总店", "分店", "商贸", "公司", "店",
)  # fmt: skip
ALIKE = 0.6
# How near the same shop is. Somebody who stands at a door is asked: an alike name is worth it within its fence, the
# very name further off. A file's places are often those of a street, and nobody is there to be asked.
ALIKE_WITHIN_M, SAME_WITHIN_M = 100, 1_000
SAME_IN_FILE_M = 200
TAX_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z


def bare(name: str) -> str:
    """A name as it is compared: full-width forms folded, no blanks, no punctuation."""
    return "".join(char for char in unicodedata.normalize("NFKC", name).lower() if char.isalnum())


def core(name: str) -> str:
    """The name without its branch in brackets and without the words of the trade."""
    shown = unicodedata.normalize("NFKC", name).lower()
    text = bare(re.sub(r"\([^)]*\)", "", shown)) or bare(name)
    rest = text
    for word in TRADE_WORDS:
        rest = rest.replace(word, "")
    return rest if len(rest) >= 2 else text


def alike(one: str, other: str) -> bool:
    """Whether two names may mean one shop: equal cores, one inside the other, or most pairs of signs shared."""
    first, second = core(one), core(other)
    if min(len(first), len(second)) < 2:
        return bare(one) == bare(other)
    if first in second or second in first:
        return True
    pairs, others = _pairs(first), _pairs(second)
    return 2 * len(pairs & others) / (len(pairs) + len(others)) >= ALIKE


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def tax_number_is_right(number: str) -> bool:
    """A unified social credit code: 17 signs and a check sign (ISO 7064 MOD 31-3, as GB 32100-2015 has it)."""
    if len(number) != 18 or any(char not in TAX_ALPHABET for char in number):
        return False
    total = sum(TAX_ALPHABET.index(char) * 3**at for at, char in enumerate(number[:17]))
    return TAX_ALPHABET[-total % 31] == number[17]
