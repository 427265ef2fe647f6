"""What follows from a customer's own values; no database.

Owns the words of the trade (kinds, channels, shop types) and what is derived from a name.
"""

from __future__ import annotations

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
SALUTATIONS = ("老板", "老板娘", "店长", "经理", "先生", "女士", "哥", "姐")
ACTIVITY_KINDS: Options = (
    ("call", T("电话", "Call")),
    ("meeting", T("会面", "Meeting")),
    ("message", T("消息", "Message")),
    ("email", T("邮件", "E-mail")),
    ("note", T("备注", "Note")),
)
# These belong to the whole company: every rep may name one as supplier.
DISTRIBUTORS = ("distributor", "sub_distributor")


def label(options: Options, value: str, language: str) -> str:
    """The word for a value, or the value itself when it is unknown."""
    found = next((text for key, text in options if key == value), None)
    return found.say(language) if found else value
