"""Which customer a new one seems to repeat: the same mobile number, or the same name close by.

Owns the two rules of a file. Names are compared without case, width, blanks, marks (``rules.bare``) and the words that
every shop ends in; "close by" is 200 m where both have a pin, else the same district. Read once per import and kept
true by the rows that it creates, so that a file is compared with itself as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from outrider.customers.models import Customer
from outrider.customers.rules import SAME_IN_FILE_M, bare
from outrider.engine.exchange.declaration import Context, Row, Twin
from outrider.kernel.geo import distance_m
from outrider.kernel.text import T

SAME_MOBILE = T("手机号相同", "the same mobile number")
SAME_NAME_NEAR = T("名称相同,相距 200 米以内", "the same name within 200 m")
SAME_NAME_DISTRICT = T("名称相同,同一区县", "the same name in the same district")
_COMMON = re.compile(r"(有限责任公司|有限公司|商店|店铺|门店|店)$")


def bare_name(name: str) -> str:
    """A shop's name as two people who write it would agree on."""
    plain = bare(name)
    return _COMMON.sub("", plain) or plain


@dataclass(frozen=True, slots=True)
class _Known:
    id: UUID
    name: str
    lat: float | None
    lng: float | None
    district: str


@dataclass(slots=True)
class _Index:
    by_mobile: dict[str, _Known] = field(default_factory=dict)
    by_name: dict[str, list[_Known]] = field(default_factory=dict)

    def add(self, known: _Known, mobile: str) -> None:
        if mobile:
            self.by_mobile.setdefault(mobile, known)
        self.by_name.setdefault(bare_name(known.name), []).append(known)


def _index(context: Context) -> _Index:
    """All living customers: a repeated one is a repeated one, whoever's it is."""
    if "twins" not in context.memory:
        made = context.memory["twins"] = _Index()
        rows = Customer.objects.values_list("pk", "name", "pin_lat", "pin_lng", "district", "mobile")
        for pk, name, lat, lng, district, mobile in rows.iterator(chunk_size=5_000):
            made.add(_Known(pk, name, lat, lng, district), mobile)
    found: _Index = context.memory["twins"]
    return found


def find_twin(context: Context, row: Row) -> Twin | None:
    """The customer that the row seems to repeat, with the rule that says so."""
    index, here = _index(context), _known(row, None)
    mobile = row.values.get("mobile")
    if mobile and (known := index.by_mobile.get(mobile)):
        return Twin(known.id, known.name, SAME_MOBILE)
    for known in index.by_name.get(bare_name(here.name), ()):
        if None not in (known.lat, known.lng, here.lat, here.lng):
            if _near(known, here):
                return Twin(known.id, known.name, SAME_NAME_NEAR)
        elif known.district and known.district == here.district:
            return Twin(known.id, known.name, SAME_NAME_DISTRICT)
    return None


def _near(one: _Known, other: _Known) -> bool:
    lat, lng = one.lat or 0, one.lng or 0
    return distance_m(lat, lng, other.lat or 0, other.lng or 0) <= SAME_IN_FILE_M


def _known(row: Row, record_id: UUID | None) -> _Known:
    pin: Any = row.values.get("pin") or {}
    # The datum moves a place by some hundred metres, all of a file alike: near enough to compare.
    return _Known(
        record_id or UUID(int=0),
        str(row.values.get("name", "")),
        pin.get("lat"),
        pin.get("lng"),
        str(row.values.get("district", "")),
    )


def remember(context: Context, row: Row, record_id: UUID) -> None:
    """A row has become a customer: the rest of the file is compared with it too."""
    if "twins" in context.memory:
        _index(context).add(_known(row, record_id), str(row.values.get("mobile") or ""))
