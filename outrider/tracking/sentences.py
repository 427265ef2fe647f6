"""The words of the evidence: one sentence per finding, with its raw values, never court language."""

from __future__ import annotations

from datetime import date
from typing import Any

from outrider.kernel.text import T, Text, day_text, distance_text, minutes_text

SENTENCES: dict[str, Text] = {
    "place_near": T(
        "距客户位置 {distance},定位精度 {accuracy}",
        "{distance} from the customer's pin, accuracy {accuracy}",
    ),
    "place_far": T(
        "距客户位置 {distance}(精度 {accuracy}),超出围栏;也可能是门店定位有误",
        "{distance} from the customer's pin (accuracy {accuracy}), outside the fence; the pin may be wrong",
    ),
    "place_edge": T(
        "距客户位置 {distance},精度 {accuracy},可能在围栏内",
        "{distance} from the customer's pin, accuracy {accuracy}: may be inside the fence",
    ),
    "place_vague": T(
        "定位精度仅 {accuracy}(相距 {distance}),看不出是否到店",
        "Accuracy is only {accuracy} ({distance} away): cannot tell whether it was at the shop",
    ),
    "place_datum": T(
        "相距 {distance};若按 {datum} 坐标系解读则为 {near},可能是坐标系混用",
        "{distance} away; read as {datum} it is {near}: the datums may be mixed up",
    ),
    "place_swapped": T(
        "相距 {distance};经纬度对调后在围栏内,可能写反了",
        "{distance} away; with latitude and longitude swapped it is inside the fence",
    ),
    "place_no_pin": T(
        "客户还没有位置,无法比较距离(定位精度 {accuracy})",
        "The customer has no pin yet, so no distance (accuracy {accuracy})",
    ),
    "place_stale_fix": T(
        "收到的定位不在签到前后,未用来判断", "The fixes received are not from around the check-in; not used"
    ),
    "place_pending": T("正在等待定位", "Waiting for a position"),
    "place_located": T("没有可用的定位点", "No usable position was received"),
    "place_unavailable": T("手机当时无法定位", "The phone could not find its position"),
    "place_refused": T("未提供定位", "No position was given"),
    "place_timeout": T("一分钟内没有等到定位", "No position arrived within a minute"),
    "texture_few": T("只有 {count} 个定位点,看不出变化", "Only {count fix|fixes}: too few to compare"),
    "texture_same": T(
        "{seconds} 秒内 {count} 个定位点完全相同;室内定位有时也会这样",
        "{count} identical fixes over {seconds} s; indoor positioning sometimes does this",
    ),
    "texture_coarse": T(
        "{count} 个定位点都只有 {digits} 位小数", "All {count} fixes have only {digits decimal|decimals}"
    ),
    "texture_varies": T(
        "{seconds} 秒内 {count} 个定位点自然变化(相差 {spread})",
        "{count} fixes over {seconds} s vary naturally (within {spread})",
    ),
    "texture_jumps": T(
        "{seconds} 秒内 {count} 个定位点跳动较大(相差 {spread})",
        "{count} fixes over {seconds} s jump about (by {spread})",
    ),
    "motion_none": T("没有上一次定位可比较", "No earlier position to compare with"),
    "motion_same": T(
        "与上次定位在同一处,间隔 {minutes}",
        "At the same place as the last position, {minutes} apart",
    ),
    "motion_feasible": T(
        "距上次定位 {km} 公里,间隔 {minutes},合理",
        "{km} km from the last position, {minutes} apart: feasible",
    ),
    "motion_fast": T(
        "距上次定位 {km} 公里,间隔 {minutes}(时速 {speed} 公里),可能乘坐火车",
        "{km} km from the last position in {minutes} ({speed} km/h): perhaps a train",
    ),
    "motion_too_fast": T(
        "距上次定位 {km} 公里,只隔 {minutes}(时速 {speed} 公里),请核对;飞机或手机时间不准也会这样",
        "{km} km from the last position in only {minutes} ({speed} km/h); please check: "
        "a flight or a wrong clock also looks like this",
    ),
    "time_fresh": T("{seconds} 秒后到达服务器", "Reached the server {seconds} s later"),
    "time_late": T("离线保存,{minutes}后到达服务器", "Saved offline, reached the server {minutes} later"),
    "time_ahead": T("手机时间比服务器快 {minutes}", "The phone's clock is {minutes} ahead of the server"),
    "time_set": T(
        "手机时间在使用中被调整了约 {minutes}",
        "The phone's clock was changed by about {minutes} in use",
    ),
    "photo_same_elsewhere": T(
        "这张照片与{on}在{shop}的照片相同",
        "This photo equals one taken at {shop} on {on}",
    ),
    "photo_same_here": T(
        "这张照片与{on}在本店的照片是同一个文件",
        "This photo is the very file of one taken at this shop on {on}",
    ),
    "photo_alike_elsewhere": T(
        "这张照片与{on}在{shop}的照片几乎一样(64 位中差 {bits} 位)",
        "This photo looks almost the same as one taken at {shop} on {on} ({bits} of 64 bits differ)",
    ),
    "photo_alike_here": T(
        "与{on}在本店的照片很像(64 位中差 {bits} 位);同一货架的新照片本来就会像",
        "Looks like one taken at this shop on {on} ({bits} of 64 bits differ); a new shot of the same shelf does",
    ),
    "photo_no_storefront": T("没有门头照", "There is no storefront photo"),
    "source_demo": T("位置来源:演示定位", "Source of the position: demonstration"),
    "source_browser": T("浏览器不提供模拟定位标记", "A browser does not tell whether a position is mocked"),
}

OUTCOMES: dict[str, Text] = {
    "normal": T("定位正常", "Location is normal"),
    "not_enough": T("依据不足", "Not enough to tell"),
    "for_review": T("待复核", "For review"),
}
PRESENCE: dict[str, Text] = {
    "near": T("手机在客户附近", "The phone was near the customer"),
    "unclear": T("看不出手机是否在客户附近", "Cannot tell whether the phone was near the customer"),
    "far": T("手机不在客户附近", "The phone was not near the customer"),
}
INTEGRITY: dict[str, Text] = {
    "consistent": T("各项依据一致", "The evidence agrees with itself"),
    "doubtful": T("个别依据不一致", "Some of the evidence disagrees"),
    "contradictory": T("依据互相矛盾,请人工核对", "The evidence disagrees with itself; a person should look"),
}
QUALITY: dict[str, Text] = {
    "good": T("依据充分", "Plenty of evidence"),
    "fair": T("依据一般", "Some evidence"),
    "poor": T("依据很少", "Little evidence"),
}
ANOTHER_SHOP = T("另一家门店", "another shop")
HONESTY = T("核验规则尚未经过检验,只供参考", "These rules have not been evaluated yet: take them as hints")


# The three results among a review's grounds, by ``presence_far`` and the like.
_RESULTS = {
    f"{axis}_{result}": text
    for axis, texts in (("presence", PRESENCE), ("integrity", INTEGRITY), ("quality", QUALITY))
    for result, text in texts.items()
}


def sentence(code: str, language: str, params: dict[str, Any]) -> str:
    """One finding in the reader's language; an unknown code (an older model's) says itself.

    A photo of a shop that the reader may not see names none.
    """
    text = SENTENCES.get(code) or _RESULTS.get(code)
    return (
        text.say(language, **{name: _said(name, value) for name, value in params.items()}) if text else code
    )


_METRES = frozenset({"distance", "accuracy", "near", "spread"})


def _said(name: str, value: Any) -> Any:
    """A raw value as it is said: findings are kept with bare numbers and ISO days."""
    if name == "shop" and value is None:
        return ANOTHER_SHOP
    if name in _METRES and isinstance(value, int | float):
        return distance_text(value)
    if name == "minutes" and isinstance(value, int | float):
        return minutes_text(round(value))
    if name == "on":
        return day_text(date.fromisoformat(value))
    return value
