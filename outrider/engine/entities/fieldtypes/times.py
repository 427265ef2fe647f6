"""Dates, moments and times of day."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from outrider.engine.access.actor import Actor
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.fieldtypes.base import FieldType

_RANGE = frozenset({"", "from", "to", "empty"})
FIRST_YEAR, LAST_YEAR = 1970, 2100


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
        value = datetime.fromisoformat(text.replace(" ", "+"))
        if value.tzinfo is None:
            raise ValueError("time_zone")
        return plausible(value)


class TimeType(FieldType):
    """A time of day."""

    operators = _RANGE

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
        return _of_the_wall(time.fromisoformat(text))
