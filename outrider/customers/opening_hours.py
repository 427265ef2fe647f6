"""Opening hours: OpenStreetMap's notation, kept as written and read into weekly intervals.

Owns ``parse``. Promises never to raise and never to guess silently: what a rule means beyond a plain week
(seasons, dates, "after sunset") is left out and named in ``flags``; text with no readable week has
``week is None``. Minutes count from the day's 00:00; an interval that runs past midnight ends above 1440
and belongs to the day on which it starts. Follows the OSM wiki's ``Key:opening_hours`` specification:
``;`` overrides the days it names, ``,`` before a weekday adds to them. Chinese, English and German
spellings that real data contains are understood too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

DAY = 24 * 60
MAX_LENGTH = 500
Interval = tuple[int, int]
Week = tuple[tuple[Interval, ...], ...]

_DAYS = {
    **dict.fromkeys(("mo", "mon", "monday", "周一", "montag"), 0),
    **dict.fromkeys(("tu", "tue", "tues", "tuesday", "周二", "di", "dienstag"), 1),
    **dict.fromkeys(("we", "wed", "wednesday", "周三", "mi", "mittwoch"), 2),
    **dict.fromkeys(("th", "thu", "thur", "thurs", "thursday", "周四", "do", "donnerstag"), 3),
    **dict.fromkeys(("fr", "fri", "friday", "周五", "freitag"), 4),
    **dict.fromkeys(("sa", "sat", "saturday", "周六", "samstag"), 5),
    **dict.fromkeys(("su", "sun", "sunday", "周日", "周天", "so", "sonntag"), 6),
}
_EVERY_DAY = frozenset({"每天", "每日", "daily", "everyday"})
_OFF = frozenset({"off", "closed", "休息", "不营业", "geschlossen"})
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())
_ALWAYS = re.compile(r"(?:24\s*/\s*7|24小时|24h|全天)(?:营业)?")
_CHINESE_WEEKDAY = re.compile(r"(?:星期|礼拜|周)([一二三四五六日天])")
_CHINESE_DAY_LIST = re.compile(r"周([一二三四五六日天]{2,7})")
_CHINESE_CLOCK = re.compile(r"(?:(早上|上午|凌晨|早)|(中午|下午|晚上|晚))(\d{1,2})(?=[:点])")
_CHINESE_DAY_RANGE = re.compile(r"(周[一二三四五六日天])[至到-]([一二三四五六日天])(?![0-9])")
_TOKEN = re.compile(
    r"""(?P<comment>"[^"]*"?)
      | (?P<time>\d{1,2}(?:[:.]\d{2}|h\d{2}|点半|点)?\s?(?:am|pm)\b
                |\d{1,2}(?:[:.]\d{2}(?:h\b)?|h\d{2}|点半|点))
      | (?P<number>\d+)
      | (?P<word>[^\W\d_]+)
      | (?P<mark>\|\||[-+,;:\[\]/])
      | (?P<blank>\s+)
      | (?P<odd>.)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A text and what could be read of it; ``holidays`` is None when public holidays are not named."""

    text: str
    week: Week | None
    holidays: tuple[Interval, ...] | None = None
    flags: tuple[str, ...] = ()

    def as_json(self) -> list[list[list[int]]] | None:
        """The week as stored and sent to phones: seven days from Monday, ``[[start, end], …]`` in minutes."""
        return None if self.week is None else [[list(span) for span in day] for day in self.week]


@dataclass(slots=True)
class _Rule:
    """One rule of the text while it is read."""

    days: set[int] = field(default_factory=set)
    spans: list[Interval] = field(default_factory=list)
    holiday: bool = False
    school: bool = False
    off: bool = False
    seasonal: bool = False
    adds: bool = False


class _Unreadable(Exception):
    """This rule says something that is no plain week; ``args`` is its flag."""


@lru_cache(maxsize=2048)
def parse(text: str) -> OpeningHours:
    """Read opening hours; any text is accepted, at most 500 characters are looked at."""
    flags: set[str] = set()
    if len(text) > MAX_LENGTH:
        return OpeningHours(text, None, None, ("too_long",))
    plain = _normalise(text)
    if not plain:
        return OpeningHours(text, None)
    if "||" in plain:
        flags.add("fallback")
        plain = plain.split("||")[0]
    rules: list[_Rule] = []
    for part in re.split(r";|\n", _without_comments(plain, flags)):
        _read_part(part, rules, flags)
    return _assemble(text, rules, flags)


def _normalise(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"[‐-―−~〜—]+", "-", plain)
    plain = plain.replace("、", ",").replace("。", ";").replace("“", '"').replace("”", '"')
    plain = _CHINESE_WEEKDAY.sub(r"周\1", plain)
    plain = _CHINESE_DAY_LIST.sub(lambda found: ",".join(f"周{day}" for day in found[1]), plain)
    plain = _CHINESE_CLOCK.sub(_afternoon, plain)
    plain = _CHINESE_DAY_RANGE.sub(r"\1-周\2", plain)
    plain = re.sub(r"(?<=[\d点半])\s*(?:至|到|to|bis)\s*(?=\d)", "-", plain)
    plain = re.sub(r"(?<=[一二三四五六日天])(?:至|到)", "-", plain)
    plain = re.sub(r"(?<=\d)\s+(?:und|and|&|和)\s+(?=\d)", ",", plain)
    # Two rules that a full stop or a bare blank separates: "… 15:00. Lunch", "24:00 Fr-Sa".
    plain = re.sub(r"(?<=\d)\.\s+(?=\D)", "; ", plain)
    return plain.strip().strip(";,. ")


def _afternoon(found: re.Match[str]) -> str:
    """ "下午2点" as 14点; noon and later hours stay as they are."""
    hour = int(found[3])
    return str(hour + 12 if found[2] and hour < 11 else hour)


def _without_comments(plain: str, flags: set[str]) -> str:
    """The text less its comments, which may hold any character and so go before it is cut into rules."""
    without = re.sub(r'"[^"]*"?', " ", plain)
    if without != plain:
        flags.add("comment")
    return without


def _read_part(part: str, rules: list[_Rule], flags: set[str]) -> None:
    """Read what stands between two semicolons into rules; unreadable parts become flags."""
    part = part.strip(" ,")
    if not part:
        return
    if _ALWAYS.fullmatch(part):
        rules.append(_Rule(days=set(range(7)), spans=[(0, DAY)]))
        return
    try:
        found = _TOKEN.finditer(_ALWAYS.sub("00:00-24:00", part))
        tokens = [(match.lastgroup or "", match.group().strip()) for match in found]
        rules.extend(_Reader([token for token in tokens if token[0] != "blank"], flags).rules())
    except _Unreadable as problem:
        flags.add(problem.args[0])


class _Reader:
    """A small recursive-descent reader of one part."""

    def __init__(self, tokens: list[tuple[str, str]], flags: set[str]) -> None:
        self.tokens, self.at, self.flags = tokens, 0, flags

    def peek(self, ahead: int = 0) -> tuple[str, str]:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def skip(self, *marks: str) -> bool:
        if self.peek()[0] == "mark" and self.peek()[1] in marks:
            self.at += 1
            return True
        return False

    def rules(self) -> list[_Rule]:
        found: list[_Rule] = []
        adds = False
        while self.peek()[0] != "end":
            rule = self.rule()
            rule.adds = adds
            # "Sa 17:00-23:00 off" takes hours away: more than a plain week can say.
            if rule.off and rule.spans:
                self.flags.add("partly_off")
            else:
                found.append(rule)
            if not self.skip(","):
                # "Su-Do 11:00-24:00 Fr-Sa 11:00-01:00": a forgotten semicolon.
                if self.peek()[0] != "end":
                    self.flags.add("separator_missing")
                adds = False
            else:
                adds = True
        return found

    def rule(self) -> _Rule:
        rule = _Rule()
        start = self.at
        self.selectors(rule)
        self.skip(":")
        self.times(rule)
        kind, word = self.peek()
        if kind == "word" and word in _OFF:
            self.take()
            rule.off = True
        elif kind == "word" and word in {"open", "uhr", "hs"}:
            self.take()
        if self.at == start:
            raise _Unreadable("not_understood")
        if rule.seasonal:
            self.flags.add("seasonal")
        return rule

    def selectors(self, rule: _Rule) -> None:
        """Days, holidays and seasons, in any order, separated by commas."""
        while True:
            kind, word = self.peek()
            if kind == "word" and word in _DAYS:
                self.day_range(rule)
            elif kind == "word" and word in _EVERY_DAY:
                self.take()
                rule.days.update(range(7))
            elif kind == "word" and word in {"ph", "节假日", "法定节假日"}:
                self.take()
                rule.holiday = True
            elif kind == "word" and word == "sh":
                self.take()
                rule.school = True
            elif self.season(rule):
                continue
            else:
                return
            if self.peek() == ("mark", ",") and self.peek(1)[0] == "word":
                self.take()

    def day_range(self, rule: _Rule) -> None:
        first = _DAYS[self.take()[1]]
        if self.peek() == ("mark", "["):
            raise _Unreadable("nth_weekday")
        last = first
        if self.peek() in {("mark", "-"), ("word", "to"), ("word", "bis")} and self.peek(1)[1] in _DAYS:
            self.take()
            last = _DAYS[self.take()[1]]
        rule.days.update((first + step) % 7 for step in range((last - first) % 7 + 1))

    def season(self, rule: _Rule) -> bool:
        """Months, years, weeks, Easter: read over, remembered as not weekly."""
        kind, word = self.peek()
        months = word[:3] in _MONTHS and word.isascii()
        if kind == "word" and (months or word in {"easter", "week", "days"}):
            rule.seasonal = True
            self.take()
            return True
        if kind == "number" and (self.peek(1)[1][:3] in _MONTHS or rule.seasonal):
            rule.seasonal = True
            self.take()
            return True
        if rule.seasonal and kind == "mark" and word in "-+,:/" and not rule.days:
            self.take()
            return True
        return False

    def times(self, rule: _Rule) -> None:
        while self.starts_span():
            rule.spans.append(self.span())
            if self.peek() == ("mark", ",") and self.starts_span(1):
                self.take()
            elif self.starts_span():
                self.flags.add("separator_missing")

    def starts_span(self, ahead: int = 0) -> bool:
        """A time, or a bare hour with a dash; a bare number alone is a date or a year."""
        kind = self.peek(ahead)[0]
        return kind == "time" or (kind == "number" and self.peek(ahead + 1) in {("mark", "-"), ("mark", "+")})

    def span(self) -> Interval:
        start = _minutes(self.take()[1])
        if self.skip("+"):
            self.flags.add("open_end")
            return start, max(start + 1, DAY)
        if not self.skip("-"):
            raise _Unreadable("not_understood")
        if self.peek()[0] not in {"time", "number"}:
            raise _Unreadable("not_understood")
        end = _minutes(self.take()[1])
        if self.skip("+"):
            self.flags.add("open_end")
        # 09:00-00:00 and 18:00-02:00 run into the night; 01:00-01:00 is once round.
        return start, end if end > start else end + DAY


def _minutes(word: str) -> int:
    match = re.match(r"(\d{1,2})(?:[:.h点](\d{2})?)?(半)?h?\s?(am|pm)?$", word)
    if match is None:
        raise _Unreadable("not_understood")
    hour, minute = int(match[1]), 30 if match[3] else int(match[2] or 0)
    if match[4]:
        hour = hour % 12 + (12 if match[4] == "pm" else 0)
    total = hour * 60 + minute
    # The specification allows hours up to 26:00 for what ends in the night.
    if minute > 59 or total > 26 * 60:
        raise _Unreadable("impossible_time")
    return total


def _assemble(text: str, rules: list[_Rule], flags: set[str]) -> OpeningHours:
    week: list[list[Interval]] = [[] for _ in range(7)]
    holidays: tuple[Interval, ...] | None = None
    understood = False
    for rule in rules:
        if rule.seasonal or (rule.school and not rule.days):
            flags.add("seasonal" if rule.seasonal else "school_holidays")
            continue
        if rule.holiday:
            holidays = tuple(sorted(rule.spans)) if not rule.off else ()
            if not rule.days:
                continue
        understood = True
        spans = [] if rule.off else rule.spans or [(0, DAY)]
        for day in rule.days or range(7):
            week[day] = _merge([*week[day], *spans] if rule.adds else spans)
    found: Week | None = tuple(tuple(day) for day in week) if understood else None
    if found is None:
        flags.add("not_understood")
    return OpeningHours(text, found, holidays, tuple(sorted(flags)))


def _merge(spans: list[Interval]) -> list[Interval]:
    """Sorted, overlapping and touching spans joined."""
    merged: list[Interval] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
