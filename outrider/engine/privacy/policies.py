"""The texts that a person reads before location or camera are asked for: what, when, who, how long, how to refuse.

A changed text is a new version; a consent names the version that was read.
"""

from __future__ import annotations

from dataclasses import dataclass

from outrider.kernel.text import T, Text


@dataclass(frozen=True, slots=True)
class PrivacyPolicy:
    """One policy: its present version, a title and the answers to five plain questions."""

    key: str
    version: str
    title: Text
    paragraphs: tuple[tuple[Text, Text], ...]


LOCATION = PrivacyPolicy(
    key="location",
    version="1",
    title=T("位置信息的使用", "How your location is used"),
    paragraphs=(
        (
            T("收集什么", "What"),
            T(
                "签到、签退和“无法拜访”时手机给出的定位点:经纬度、精度、时间和来源。平时不定位,也没有后台轨迹。",
                "The fixes your phone gives when you check in, check out or report that you could not visit: "
                "coordinates, accuracy, time and source. Nothing in between, and no background tracking.",
            ),
        ),
        (
            T("什么时候", "When"),
            T(
                "只在你点“签到”“签退”或“无法拜访”之后的 60 秒内。",
                "Only within 60 seconds after you tap check in, check out or could not visit.",
            ),
        ),
        (
            T("谁能看到", "Who reads it"),
            T(
                "你自己、你的主管和总监,用于核验拜访。每次有人查看你的位置都会记录,你可以在“我的”里看到。",
                "You, your manager and your director, to verify visits. Every reading of your positions "
                "is logged, and you can see the log under Me.",
            ),
        ),
        (
            T("保存多久", "How long"),
            T(
                "定位点保存 30 天后删除,只留下距离和核验结果。",
                "Positions are deleted after 30 days; only the distance and the result stay.",
            ),
        ),
        (
            T("怎样拒绝", "How to refuse"),
            T(
                "点“不同意”照样可以使用,拜访会注明“未提供定位”。同意之后也可以随时在“我的”里撤回。",
                "Tap decline and everything still works; visits will say that no position was given. "
                "You can withdraw your consent at any time under Me.",
            ),
        ),
    ),
)

POLICIES: dict[str, PrivacyPolicy] = {LOCATION.key: LOCATION}
