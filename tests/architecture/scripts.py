"""Functions of TypeScript and of the script part of Vue files, found by their brackets.

Owns how such a file is read: comments, texts, templates and regular expressions are blanked first, so that every
bracket left is code. No types are understood beyond where they end. A name stands for whatever names the function.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

OPEN, CLOSE = "([{", ")]}"
SPECIAL = re.compile(r"[\"'`/{}]")
SCRIPT = re.compile(r"(<script\b[^>]*>)(.*?)(</script>)", re.DOTALL)
# After these a slash begins a regular expression, and after anything else it divides.
BEFORE_PATTERN = re.compile(
    r"(?:^|[(,=:;!&|?{}\[+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|throw))\s*$"
)
CONTROL = frozenset({"if", "for", "while", "switch", "catch", "with", "await", "return", "super"})
# A group of tests is a list of functions, not one.
GROUP = re.compile(r"\bdescribe(?:\.\w+)*\([^()]*$")
# An expression goes on in the next line when that begins, or this one ends, with an operator.
CONTINUES = re.compile(r"[.?:|&+*/%=<>-]|instanceof\b|as\b|satisfies\b")
WAITS = re.compile(r"(?:[?:|&+*/%=<>-]|\b(?:await|typeof|new|in|of))$")
NAME = re.compile(r"[\w$#]*$")
ASSIGNED = re.compile(r"([\w$]+)\s*(?::[^=;]*)?[=:(]\s*(?:[^()=]*,\s*)?(?:async\s*)?$")
NEAR = 120  # characters: as far before its parameters as a function's name is looked for


@dataclass(frozen=True)
class Function:
    """Where a function begins and ends, counted from line 1."""

    name: str
    first: int
    last: int

    @property
    def lines(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Script:
    """One TypeScript or Vue file."""

    path: str
    text: str

    @cached_property
    def code(self) -> str:
        """The file with the same lines, where only code is left."""
        return blanked(script_part(self.text) if self.path.endswith(".vue") else self.text)

    @cached_property
    def pairs(self) -> dict[int, int]:
        """Each opening bracket's closing one."""
        found: dict[int, int] = {}
        waiting: list[int] = []
        for place, char in enumerate(self.code):
            if char in OPEN:
                waiting.append(place)
            elif char in CLOSE and waiting:
                found[waiting.pop()] = place
        return found

    @cached_property
    def line_ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.code)]

    def line(self, place: int) -> int:
        return bisect_left(self.line_ends, place) + 1

    def functions(self) -> Iterator[Function]:
        """Functions, methods and arrows, in order. An arrow without parentheses is none here."""
        type_end = 0  # of the function found last: brackets in its return type are no function's
        for start, end in sorted(self.pairs.items()):
            if self.code[start] == "(" and start >= type_end:
                after = self._type_end(end + 1)
                found = self._function(start, after)
                if found:
                    type_end = max(type_end, after if after > end + 1 else 0)
                    yield found

    def _function(self, start: int, after: int) -> Function | None:
        """Whose parameters begin at ``start``, when ``after`` them and a return type a body begins."""
        before = self.code[max(0, start - NEAR) : start].rstrip()
        if self.code.startswith("{", after):
            name = _word_before(before)
            first, last = start - len(name), self.pairs.get(after, after)
            if not name or name in CONTROL:
                return None
        elif self.code.startswith("=>", after) and not GROUP.search(before):
            body = self._blanks(after + 2)
            last = (
                self.pairs.get(body, body) if self.code.startswith("{", body) else self._expression_end(body)
            )
            named, first = ASSIGNED.search(before), start
            name = named.group(1) if named else "arrow"
        else:
            return None
        return Function(name, self.line(first), self.line(last))

    def _type_end(self, place: int) -> int:
        """Past blanks and a return type. A type that begins with parentheses may be that of a function."""
        place = self._blanks(place)
        if not self.code.startswith(":", place):
            return place
        place, operand, of_function = self._blanks(place + 1), True, False
        while place < len(self.code):
            char = self.code[place]
            if char in "{([" and (operand or char != "{"):
                of_function = operand and char == "("
                place, operand = self.pairs.get(place, place) + 1, False
            elif char == "<":
                place, operand = self._after_type_parameters(place), False
            elif self.code.startswith("=>", place):
                if not of_function:
                    return place
                place, operand, of_function = place + 2, True, False
            elif char in "{;,)]}=" or (char == "\n" and not operand):
                return place
            else:
                operand = char in "|&:?" or (operand and char.isspace())
                place += 1
            place = self._blanks(place, newlines=operand)
        return place

    def _after_type_parameters(self, place: int) -> int:
        depth = 0
        while place < len(self.code):
            depth += (self.code[place] == "<") - (self.code[place] == ">" and self.code[place - 1] != "=")
            place += 1
            if not depth:
                break
        return place

    def _expression_end(self, place: int) -> int:
        """The last character of an arrow's body: its brackets, or as far as the expression goes on."""
        last = place
        while place < len(self.code):
            char = self.code[place]
            if char in OPEN:
                last = place = self.pairs.get(place, place)
            elif char in CLOSE or char in ",;":
                break
            elif char == "\n":
                after = self._blanks(place)
                if not (
                    CONTINUES.match(self.code, after) or WAITS.search(self.code, max(0, last - 12), last + 1)
                ):
                    break
            elif not char.isspace():
                last = place
            place += 1
        return last

    def _blanks(self, place: int, *, newlines: bool = True) -> int:
        blank = " \t\r\n" if newlines else " \t"
        while place < len(self.code) and self.code[place] in blank:
            place += 1
        return place


def _word_before(text: str) -> str:
    """The last word, past the parameters of a type."""
    if text.endswith(">"):
        depth, place = 1, len(text) - 1
        while place and depth:
            place -= 1
            depth += (text[place] == ">") - (text[place] == "<")
        text = text[:place].rstrip()
    found = NAME.search(text)
    return found.group() if found else ""


def script_part(text: str) -> str:
    """A Vue file without template and styles, its lines where they were."""
    kept, last = "", 0
    for part in SCRIPT.finditer(text):
        kept += re.sub(r"[^\n]", " ", text[last : part.start(2)]) + part.group(2)
        last = part.end(2)
    return kept + re.sub(r"[^\n]", " ", text[last:])


def blanked(text: str) -> str:
    """Code alone: what stands in comments, quotes, templates and patterns becomes blanks."""
    return "".join(_blanked(text, 0, until="")[0])


def _blanked(text: str, place: int, until: str) -> tuple[list[str], int]:
    out: list[str] = []
    depth = 0
    while place < len(text):
        found = SPECIAL.search(text, place)
        plain = found.start() if found else len(text)
        out.extend(text[place:plain])
        place = plain
        if not found:
            break
        char = text[place]
        if until and char == until and depth == 0:
            return out, place
        if char in "\"'":
            place = _copy_blank(text, place, _end_of_quote(text, place), out)
        elif char == "`":
            place = _template(text, place, out)
        elif text.startswith("//", place):
            end = text.find("\n", place)
            place = _copy_blank(text, place, len(text) if end < 0 else end, out)
        elif text.startswith("/*", place):
            place = _copy_blank(text, place, text.find("*/", place) + 2 or len(text), out)
        elif char == "/" and BEFORE_PATTERN.search("".join(out[-20:])):
            place = _copy_blank(text, place, _end_of_pattern(text, place), out)
        else:
            depth += (char == "{") - (char == "}")
            out.append(char)
            place += 1
    return out, place


def _copy_blank(text: str, place: int, end: int, out: list[str]) -> int:
    out.extend("\n" if char == "\n" else " " for char in text[place:end])
    return end


def _end_of_quote(text: str, place: int) -> int:
    quote, place = text[place], place + 1
    while place < len(text) and text[place] not in (quote, "\n"):
        place += 2 if text[place] == "\\" else 1
    return place + 1


def _end_of_pattern(text: str, place: int) -> int:
    place, inside = place + 1, False
    while place < len(text) and text[place] != "\n" and (inside or text[place] != "/"):
        inside = text[place] == "[" or (inside and text[place] != "]")
        place += 2 if text[place] == "\\" else 1
    return place + 1


def _template(text: str, place: int, out: list[str]) -> int:
    """A text in backquotes: blank, but for the code between its braces."""
    out.append(" ")
    place += 1
    while place < len(text) and text[place] != "`":
        if text.startswith("${", place):
            inner, end = _blanked(text, place + 2, until="}")
            out.extend((" ", "(", *inner, ")"))
            place = end + 1
        else:
            step = 2 if text[place] == "\\" else 1
            place = _copy_blank(text, place, min(place + step, len(text)), out)
    out.append(" ")
    return place + 1
