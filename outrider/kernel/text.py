"""Texts in three languages, and the cleaning of text that people and files send.

A text is written once in simplified Chinese and English beside the thing it names; the traditional
form is looked up in a generated table (``zh_hant.json``, made by ``make fix``), so that a missing
entry falls back to the simplified form instead of failing.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
DEFAULT_LANGUAGE = "zh-Hans"
_TABLE = Path(__file__).with_name("zh_hant.json")
# Zero-width and direction marks that nobody types on purpose. The zero-width joiner (200D) stays:
# emoji families need it.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x200C, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


_SURROGATE = re.compile("[\ud800-\udfff]")
# A number with its noun, as English has it: ``{count stop|stops}``. The web apps' catalogues write it alike.
_COUNTED = re.compile(r"\{(\w+) ([^{}|]+)\|([^{}]+)\}")


@cache
def _hant_table() -> dict[str, str]:
    table: dict[str, str] = json.loads(_TABLE.read_text("utf-8")) if _TABLE.exists() else {}
    return table


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or label with ``{named}`` places, in every language of the product."""

    zh: str
    en: str

    def say(self, language: str = DEFAULT_LANGUAGE, **params: Any) -> str:
        """The text in one language (``zh-Hans``, ``zh-Hant`` or ``en``), its places filled in, those with texts too."""
        pattern = self.en if language == "en" else self.zh
        if language == "zh-Hant":
            pattern = _hant_table().get(self.zh, self.zh)
        if not params:
            return pattern
        counted = _COUNTED.sub(lambda m: f"{{{m[1]}}} {m[2] if params.get(m[1]) == 1 else m[3]}", pattern)
        return counted.format(**_said(params, language))

    def everywhere(self, **params: Any) -> dict[str, str]:
        """The text in all languages, keyed by language code."""
        return {language: self.say(language, **params) for language in LANGUAGES}


class Sentences(Text):
    """Texts with their places filled in, said one after the other."""

    __slots__ = ("parts",)
    parts: tuple[tuple[Text, dict[str, Any]], ...]

    def __init__(self, *parts: tuple[Text, dict[str, Any]]) -> None:
        super().__init__("", "")
        object.__setattr__(self, "parts", parts)

    def say(self, language: str = DEFAULT_LANGUAGE, **params: Any) -> str:
        """All of them in one language; their places are filled in already."""
        return "; ".join(text.say(language, **given) for text, given in self.parts)


def _said(params: dict[str, Any], language: str) -> dict[str, Any]:
    return {name: one.say(language) if isinstance(one, Text) else one for name, one in params.items()}


_all_texts: dict[str, Text] = {}


def T(zh: str, en: str) -> Text:
    """Declare a text; kept in a list so that the traditional table can be made and checked."""
    text = Text(zh, en)
    _all_texts[zh] = text
    return text


_DAY = T("{month}月{day}日", "{on}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(*days: date) -> Text:
    """Days of about now as people say them, for a place in another text: 11月20日, 20 Nov."""
    said = ({"month": on.month, "day": on.day, "on": f"{on.day} {_MONTHS[on.month - 1]}"} for on in days)
    return Sentences(*((_DAY, places) for places in said))


_METRES, _KILOMETRES = T("{n} 米", "{n} m"), T("{n} 公里", "{n} km")
_MINUTES, _HOURS = T("{m} 分钟", "{m} min"), T("{h} 小时", "{h} h")
_HOURS_MINUTES = T("{h} 小时 {m} 分", "{h} h {m} min")


def distance_text(metres: float) -> Text:
    """A distance for a place in another text: 350 米, 1.8 公里, 12 公里."""
    if metres < 1000:
        return Sentences((_METRES, {"n": round(metres)}))
    km = metres / 1000
    return Sentences((_KILOMETRES, {"n": f"{km:.1f}".removesuffix(".0") if km < 10 else round(km)}))


def minutes_text(minutes: int) -> Text:
    """How long, for a place in another text: 12 分钟, 2 小时, 19 小时 15 分."""
    hours, rest = divmod(minutes, 60)
    text = _MINUTES if not hours else _HOURS_MINUTES if rest else _HOURS
    return Sentences((text, {"h": hours, "m": rest}))


def listed(parts: Iterable[str], language: str) -> str:
    """Several things in one line, as the language lists them."""
    return (", " if language == "en" else "、").join(parts)


def all_texts() -> list[Text]:
    """Every text declared so far, for the table's generator and its test."""
    return list(_all_texts.values())


def label_in(label: dict[str, str] | str | None, language: str) -> str:
    """An administrator's label in the reader's language, else the first language that has one."""
    if not label:
        return ""
    if isinstance(label, str):
        return label
    for key in (language, *LANGUAGES):
        if label.get(key):
            return label[key]
    return ""


def clean(value: str, *, multiline: bool = False) -> str:
    """Text as it is stored: NFC, trimmed, without invisible marks.

    Raises ValueError for what no database or screen can carry: NUL, lone surrogates and other control
    characters. Line ends become one blank in a single-line text.
    """
    if value.isprintable() and unicodedata.is_normalized("NFC", value):
        # Most of what files and forms send: nothing in it can be wrong.
        return value.strip() if multiline else " ".join(value.split())
    if _SURROGATE.search(value):
        raise ValueError("surrogate")
    text = unicodedata.normalize("NFC", value).translate(_INVISIBLE)
    if multiline:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    else:
        text = " ".join(text.split())
    if not text.isprintable() and any(
        unicodedata.category(char) == "Cc" and char not in "\n\t" for char in text
    ):
        raise ValueError("control")
    return text.strip()


def fold(value: str) -> str:
    """Text as it is compared: NFKC (full-width becomes half-width), case folded, blanks single."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())
