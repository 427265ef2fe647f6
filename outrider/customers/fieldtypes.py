"""Two kinds of value that customers bring: a pin on the map and opening hours."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Q
from pydantic import AfterValidator, Field, StringConstraints

from outrider.customers.opening_hours import MAX_LENGTH
from outrider.customers.rules import GEOCODED
from outrider.engine.access.actor import Actor
from outrider.engine.entities import declaration
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.fieldtypes.base import FieldType
from outrider.engine.entities.fieldtypes.texts import TextType
from outrider.engine.entities.verbs import Input
from outrider.kernel import geo
from outrider.kernel.text import clean


class PinInput(Input):
    """A coordinate as it is received; ``source`` says by what means it came."""

    lat: Annotated[float, Field(strict=True)]
    lng: Annotated[float, Field(strict=True)]
    datum: Literal["WGS-84", "GCJ-02", "BD-09"] = "WGS-84"
    source: Annotated[str, StringConstraints(max_length=20), AfterValidator(clean)] = "manual"
    accuracy: Annotated[float, Field(ge=0, le=1_000_000)] | None = None


def checked(pin: PinInput) -> PinInput:
    """A place on earth that somebody meant. ValueError ``latitude``, ``longitude`` or ``zero``."""
    geo.check(pin.lat, pin.lng)
    if geo.is_zero(pin.lat, pin.lng):
        raise ValueError("zero")
    return pin


def pin_columns(pin: PinInput | None) -> dict[str, Any]:
    """The customer's columns for a pin: WGS-84, the coordinate as received, and its H3 cell."""
    if pin is None:
        return {"pin_lat": None, "pin_lng": None, "pin_given": None, "pin_cell": ""}
    lat, lng = geo.to_wgs84(pin.lat, pin.lng, pin.datum)
    given = {"lat": pin.lat, "lng": pin.lng, "datum": pin.datum, "source": pin.source}
    if pin.accuracy is not None:
        given["accuracy"] = pin.accuracy
    # 7 decimals are a centimetre; the rest is noise of the conversion.
    lat, lng = round(lat, 7), round(lng, 7)
    return {"pin_lat": lat, "pin_lng": lng, "pin_given": given, "pin_cell": geo.cell(lat, lng)}


class PinType(FieldType):
    """A place: answered in WGS-84 with what was received beside it."""

    operators = frozenset({"empty", "unconfirmed"})

    def q(self, field: declaration.Field, operator: str, text: str, actor: Actor) -> Q:
        """``PIN.unconfirmed=true``: those that came from an address alone."""
        if operator != "unconfirmed":
            return super().q(field, operator, text, actor)
        if text not in ("true", "false"):
            raise self.bad_filter(field, text)
        found = Q(**{f"{field.attribute}_given__source": GEOCODED})
        return found if text == "true" else ~found

    def from_cell(self, field: declaration.Field, text: str) -> Any:
        """``latitude, longitude`` in WGS-84, as an export writes it."""
        lat, lng = (float(part) for part in text.replace("，", ",").split(","))
        return {"lat": lat, "lng": lng, "datum": "WGS-84", "source": "import"}

    def annotation(self, field: declaration.Field) -> Any:
        """``{lat, lng, datum?, source?, accuracy?}``."""
        return Annotated[PinInput, AfterValidator(checked)]

    def answer(self, field: declaration.Field) -> Any:
        """An object."""
        return dict[str, Any]

    def column(self, field: declaration.Field) -> str:
        """What tells whether there is a pin."""
        return f"{field.attribute}_lat"

    def columns(self, field: declaration.Field) -> tuple[str, ...]:
        """Place and origin."""
        return (f"{field.attribute}_lat", f"{field.attribute}_lng", f"{field.attribute}_given")

    def raw(self, field: declaration.Field, record: Any) -> Any:
        """The coordinate as received."""
        return getattr(record, f"{field.attribute}_given")

    def json_of(self, field: declaration.Field, *values: Any) -> Any:
        """The place in WGS-84, its source, and the coordinate as received."""
        lat, lng, given = values
        if lat is None or lng is None:
            return None
        given = given or {}
        received = {key: given[key] for key in ("lat", "lng", "datum", "accuracy") if key in given}
        source = given.get("source", "")
        return {"lat": lat, "lng": lng, "datum": "WGS-84", "source": source, "received": received}

    def readable(self, value: Any) -> str:
        """Latitude and longitude in WGS-84."""
        return f"{value['lat']}, {value['lng']}" if value else ""

    def assign(self, field: declaration.Field, record: Any, value: Any) -> dict[str, Any]:
        """Set all columns of the pin."""
        pin = PinInput.model_validate(value) if isinstance(value, dict) else value
        columns = pin_columns(pin)
        for name, stored in columns.items():
            setattr(record, name, stored)
        return columns


class OpeningHoursType(TextType):
    """Opening hours as written; the week that was read of them is a column of its own."""

    operators = frozenset({"contains", "empty"})
    default_length = MAX_LENGTH


field_types.add("pin", PinType())
field_types.add("opening_hours", OpeningHoursType())
