"""Texts: one line, several lines, mobile numbers, telephones, the digest of a photo."""

from __future__ import annotations

import re
from typing import Annotated, Any

import phonenumbers
from pydantic import AfterValidator, StringConstraints

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.kernel.ids import is_digest
from outrider.kernel.text import clean, fold

HOME_REGION = "CN"
# The usual case, spared the whole numbering plan of the world.
_CHINESE = re.compile(r"(?:\+86|0086)?1[3-9][0-9]{9}")
# The same as people write it, anywhere in a text: 138 0013 8000, +86-138-0013-8000.
_WRITTEN = re.compile(r"(?<![0-9])(?:(?:\+|00)?86[ -]?)?(1[3-9][0-9])[ -]?([0-9]{4})[ -]?([0-9]{4})(?![0-9])")


def _required(value: str) -> str:
    if not value:
        raise ValueError("blank")
    return value


def normal_mobile(value: str) -> str:
    """A mobile number as E.164; numbers without country code are Chinese. ValueError ``mobile``."""
    text = fold(clean(value))
    if not text:
        return ""
    if _CHINESE.fullmatch(text):
        return f"+86{text[-11:]}"
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError("mobile") from error
    if number.extension or not phonenumbers.is_possible_number(number):
        raise ValueError("mobile")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask_mobile(value: str) -> str:
    """``+8613812345678`` as ``138****5678``; foreign numbers keep the first and last digits too."""
    bare = value.removeprefix("+86")
    return f"{bare[:3]}****{bare[-4:]}" if len(bare) > 7 else "****"


def chinese_mobile(value: str) -> str:
    """A text that is a Chinese mobile number and nothing else as E.164, else an empty one."""
    found = _WRITTEN.fullmatch(fold(clean(value)))
    return f"+86{''.join(found.groups())}" if found else ""


class TextType(FieldType):
    """One line of text."""

    operators = frozenset({"", "contains", "empty"})
    default_length = 200
    multiline = False

    def annotation(self, field: Field) -> Any:
        """Cleaned, limited, and not blank when required."""
        # The limit stands before the cleaning as well, so that a megabyte is refused unread.
        limit = field.max_length or self.default_length
        steps: list[Any] = [StringConstraints(max_length=limit)]
        steps.append(AfterValidator(lambda v: clean(v, multiline=self.multiline)))
        if field.required:
            steps.append(AfterValidator(_required))
        return Annotated[(str, *steps)]

    def empty(self, field: Field) -> Any:
        """Null clears a text."""
        return ""

    def meta(self, field: Field, language: str) -> dict[str, Any]:
        """The length limit."""
        return {"max_length": field.max_length or self.default_length}


class LongTextType(TextType):
    """Several lines of text."""

    default_length = 5_000
    multiline = True


class MobileType(TextType):
    """A telephone number, kept as E.164 and masked where it is sensitive."""

    def from_cell(self, field: Field, text: str) -> Any:
        """Any usual spelling, full-width digits too."""
        return normal_mobile(text)

    def annotation(self, field: Field) -> Any:
        """Any usual spelling."""
        steps: list[Any] = [StringConstraints(max_length=40), AfterValidator(normal_mobile)]
        if field.required:
            steps.append(AfterValidator(_required))
        return Annotated[(str, *steps)]

    def masked(self, value: Any) -> Any:
        """The usual four stars."""
        return mask_mobile(value) if value else value

    def from_text(self, field: Field, text: str, actor: Actor) -> Any:
        """A filter takes any spelling."""
        return normal_mobile(text)


class TelephoneType(TextType):
    """A telephone as it is written; a Chinese mobile number in it is masked like one, where it is sensitive."""

    def masked(self, value: Any) -> Any:
        """A landline as it is."""
        return _WRITTEN.sub(r"\1****\3", value) if value else value


def _digest(value: str) -> str:
    if value and not is_digest(value):
        raise ValueError("digest")
    return value


class PhotoType(TextType):
    """The SHA-256 digest of a stored picture."""

    in_files = False

    def annotation(self, field: Field) -> Any:
        """64 hexadecimal digits or nothing."""
        return Annotated[str, StringConstraints(max_length=64), AfterValidator(_digest)]
