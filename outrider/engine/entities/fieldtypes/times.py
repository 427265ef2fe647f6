"""Dates, moments and times of day."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.engine.entities.services import services
from outrider.kernel.iso import clock_of, moment_of
from outrider.kernel.text import fold

_RANGE = frozenset({"", "from", "to", "empty"})
FIRST_YEAR, LAST_YEAR = 1970, 2100
# What spreadsheets count days from, and how people write a day.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(.*)")


def shown_moment(text: str) -> tuple[date, time]:
    """A day, and its time where one is written: ISO, 2026/3/5, 2026年3月5日, a spreadsheet's serial, 20260305.

    ValueError ``date`` for everything else; day before month is not guessed.
    """
    plain = fold(text)
    if _SERIAL.fullmatch(plain):
        days, rest = divmod(float(plain), 1)
        seconds = min(round(rest * 86_400), 86_399)
        clock = time(seconds // 3600, seconds // 60 % 60, seconds % 60)
        return _SERIAL_ZERO + timedelta(days=int(days)), clock
    if re.fullmatch(r"(19|20)\d{6}", plain):
        return date(int(plain[:4]), int(plain[4:6]), int(plain[6:])), time()
    found = _DAY.fullmatch(plain)
    if found is None:
        raise ValueError("date")
    said = found[4].strip(" t").removesuffix("z")
    return date(int(found[1]), int(found[2]), int(found[3])), clock_of(said) if said else time()


def plausible[D: (date, datetime)](value: D) -> D:
    """A date of this product's time. ValueError ``year`` otherwise."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError("year")
    return value


def _written(value: Any) -> Any:
    """A day is written out: a bare number may be seconds, milliseconds or a spreadsheet's days."""
    if isinstance(value, (int, float)) or (isinstance(value, str) and value[4:5] != "-"):
        raise ValueError("calendar")
    return value


def _written_clock(value: Any) -> Any:
    """The same for a time, with or without its day."""
    if isinstance(value, (int, float)) or (isinstance(value, str) and ":" not in value):
        raise ValueError("clock")
    return value


def _of_the_wall(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("clock")
    return value


PlausibleDate = Annotated[date, BeforeValidator(_written), AfterValidator(plausible)]
PlausibleMoment = Annotated[AwareDatetime, BeforeValidator(_written_clock), AfterValidator(plausible)]
# A time of day by the company's own clock: with an offset it would mean another one every summer.
WallTime = Annotated[time, BeforeValidator(_written_clock), AfterValidator(_of_the_wall)]


class DateType(FieldType):
    """A calendar day."""

    operators = _RANGE

    def from_cell(self, field: Field, text: str) -> Any:
        """An ISO date of what is written."""
        return shown_moment(text)[0].isoformat()

    def annotation(self, field: Field) -> Any:
        """An ISO date."""
        return PlausibleDate

    def answer(self, field: Field) -> Any:
        """A date."""
        return date

    def to_json(self, value: Any) -> Any:
        """An ISO date."""
        return value.isoformat() if value else None

    def from_text(self, field: Field, text: str, actor: Actor) -> Any:
        """A filter value."""
        return plausible(date.fromisoformat(text))


class DateTimeType(FieldType):
    """A moment with its offset."""

    operators = _RANGE

    def from_cell(self, field: Field, text: str) -> Any:
        """With an offset as it is, without one by the company's clock."""
        with suppress(ValueError):
            if (exact := moment_of(text.strip())).tzinfo is not None:
                return exact.isoformat()
        day, clock = shown_moment(text)
        zone = ZoneInfo(services.get("time_zone")())
        return datetime.combine(day, clock, zone if clock.tzinfo is None else None).isoformat()

    def annotation(self, field: Field) -> Any:
        """RFC 3339 with offset."""
        return PlausibleMoment

    def answer(self, field: Field) -> Any:
        """A moment."""
        return datetime

    def to_json(self, value: Any) -> Any:
        """RFC 3339 in UTC."""
        return moment(value)

    def from_text(self, field: Field, text: str, actor: Actor) -> Any:
        """A filter value; it must carry an offset (a blank stands for the + that URLs lose)."""
        value = moment_of(text.replace(" ", "+"))
        if value.tzinfo is None:
            raise ValueError("time_zone")
        return plausible(value)


class TimeType(FieldType):
    """A time of day."""

    operators = _RANGE

    def from_cell(self, field: Field, text: str) -> Any:
        """``8:30`` as well as ``08:30``."""
        plain = fold(text)
        return f"0{plain}" if plain[1:2] == ":" else plain

    def annotation(self, field: Field) -> Any:
        """``HH:MM``."""
        return WallTime

    def answer(self, field: Field) -> Any:
        """A time."""
        return time

    def to_json(self, value: Any) -> Any:
        """``HH:MM``."""
        return value.isoformat(timespec="minutes") if value else None

    def from_text(self, field: Field, text: str, actor: Actor) -> Any:
        """A filter value."""
        return _of_the_wall(clock_of(text))
