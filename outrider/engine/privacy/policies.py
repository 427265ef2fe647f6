"""The texts that a person reads before location or camera are asked for: what, when, who, how long, how to refuse.

The phone carries the same words, so that they can be read without a network; a test compares the two. A
changed text is a new version, its digest says which text a version was, and who agreed to an older one is
asked again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from outrider.kernel.text import T, Text


@dataclass(frozen=True, slots=True)
class PrivacyPolicy:
    """One policy: its present version, a title, the answers to five plain questions, what is agreed to.

    ``paragraphs`` are key, heading and text; ``digest`` is that of the words of this version.
    """

    key: str
    version: str
    digest: str
    title: Text
    paragraphs: tuple[tuple[str, Text, Text], ...]
    statement: Text

    def measured(self) -> str:
        """The digest of the words as they stand here, in the languages in which they are written."""
        said = [self.title, *(text for _, *both in self.paragraphs for text in both), self.statement]
        lines = [text.say(language) for language in ("zh-Hans", "en") for text in said]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


LOCATION = PrivacyPolicy(
    key="location",
    version="2",
    digest="27ff30b945bd9e08",
    title=T("位置与照片说明", "About location and photos"),
    paragraphs=(
        (
            "what",
            T("收集什么", "What is collected"),
            T(
                "几个定位点(经纬度、精度、时间、来源),以及你为拜访和门店拍的照片。平时不定位,没有后台轨迹。",
                "A few fixes (coordinates, accuracy, time, source) and the photos that you take for visits and "
                "shops. Nothing in between, and no background tracking.",
            ),
        ),
        (
            "when",
            T("什么时候", "When"),
            T(
                "只在你自己点下这些操作之后:签到、签退、无法拜访、上班打卡,最长一分钟;"
                "新增客户、修正位置、设为门店位置,得到的是门店的位置;调整今天的路线,只用来计算,不保存。"
                "今日页显示距离、计划页找附近该访和拍照水印也会用到位置,这些只留在手机上。",
                "Only after you yourself tap one of these: check in, check out, could not visit, clock in, for "
                "a minute at most; new customer, correct the position, use as the shop’s position, which give the "
                "shop its position; plan the rest of the day anew, which uses it once and keeps nothing. "
                "The distance on Today, the shops nearby on the plan and the mark on a photo use it too; these "
                "stay on the phone.",
            ),
        ),
        (
            "who",
            T("谁能看到", "Who reads it"),
            T(
                "你自己、你的主管和总监,用来核验拜访和打卡。每次有人查看你的位置都会留下记录,你可以在“我的”里看到。"
                "门店的位置,能看到这家门店的同事都能看到。",
                "You, your manager and your director, to verify visits and shifts. Every look at your positions is "
                "recorded, and you can see the record under Me. A shop’s position is seen by whoever may see the shop.",
            ),
        ),
        (
            "long",
            T("保存多久", "How long"),
            T(
                "你的定位点保存 30 天后自动删除,只留下距离和核验结果。门店的位置属于门店,不会到期。"
                "照片随记录保存。",
                "Your fixes are deleted after 30 days; only the distance and the result stay. A shop’s position "
                "belongs to the shop and does not expire. Photos stay with their record.",
            ),
        ),
        (
            "refuse",
            T("如何拒绝", "How to refuse"),
            T(
                "不同意也能使用全部功能,拜访和打卡上会写“未提供定位”。同意之后可随时在“我的”里撤回。",
                "Everything works without; visits and shifts then say “location not given”. You can withdraw at "
                "any time under Me.",
            ),
        ),
    ),
    statement=T(
        "我同意按以上说明收集我的位置。", "I agree that my position is collected as described above."
    ),
)

POLICIES: dict[str, PrivacyPolicy] = {LOCATION.key: LOCATION}
