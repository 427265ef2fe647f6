"""How a stranger's list of shops becomes customers: headers, words, addresses, telephones, places.

Owns the ``customers`` importer: files of the trade (Chinese or English headers) and OpenStreetMap extracts
alike. Promises that what cannot be used is not lost: it goes into the remark, and the report counts it.
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass, field
from typing import Any

import phonenumbers

from outrider.customers import rules
from outrider.customers.duplicates import find_twin, remember
from outrider.customers.import_words import COLUMNS, LABELS, OSM
from outrider.customers.models import Customer, Tag
from outrider.customers.opening_hours import MAX_LENGTH, parse
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.fieldtypes.texts import chinese_mobile, normal_mobile
from outrider.engine.entities.queries import visible
from outrider.engine.exchange.declaration import (
    Context,
    Importer,
    Lookup,
    Refused,
    Row,
    importers,
)
from outrider.engine.exchange.generic import MASKED, origin, undefused
from outrider.kernel.geo import DATUMS, is_zero
from outrider.kernel.text import T, fold

NO_NAME = T("没有名称", "There is no name")
NAME_FROM = T("名称取自“{column}”", "The name was taken from “{column}”")
TOO_LONG = T(
    "“{field}”太长,截短后全文放入备注", "“{field}” is too long; it was cut, the whole is in the remark"
)
UNKNOWN_WORD = T(
    "“{field}”的取值未识别,已放入备注", "The value of “{field}” is not known; it is in the remark"
)
OUT_OF_PLACE = T("坐标无效,未采用", "The coordinate is no place; it was not used")
DATUM_UNKNOWN = T("坐标系未识别,按 WGS-84 处理", "The datum is not known; WGS-84 was assumed")
SWAPPED = T("经纬度写反,已对调", "Latitude and longitude were swapped back")
NO_PLACE = T("只有一个坐标值,未采用", "Half a coordinate; it was not used")
BAD_PHONE = T("电话无法识别,原样保留", "The telephone number was not understood; it is kept as written")
MORE_PHONES = T("有多个电话,其余放入备注", "Several telephone numbers; the others are in the remark")
BAD_MOBILE = T("手机号无效,已放入备注", "The mobile number is not valid; it is in the remark")
HOURS_UNREAD = T("营业时间未能解析,原文保留", "The opening hours were not understood; the text is kept")
HOURS_PARTLY = T(
    "营业时间只解析了一部分,原文保留", "The opening hours were understood in part; the text is kept"
)
HOURS_CUT = T("营业时间太长,已放入备注", "The opening hours are too long; they are in the remark")
NO_PERSON = T("找不到负责人“{name}”", "There is no such owner: “{name}”")
NO_SUPPLIER = T(
    "找不到经销商“{name}”,已放入备注", "There is no such distributor: “{name}”; it is in the remark"
)
NO_TAG = T("没有标签“{name}”,已放入备注", "There is no such tag: “{name}”; it is in the remark")
BAD_CODE = T("区划代码不是 6 位数字,已放入备注", "The division code has not six digits; it is in the remark")

CHOICES = {
    "kind": rules.KINDS,
    "channel": rules.CHANNELS,
    "shop_type": rules.SHOP_TYPES,
    "grade": rules.GRADES,
    "status": rules.STATUSES,
}
_LIMITS = {f.name: f.max_length for f in entities.get("customer").fields if f.max_length}
_WORDS = {
    name: {fold(word): value for value, label in options for word in (value, *label.everywhere().values())}
    for name, options in CHOICES.items()
}
_SPLIT = re.compile(r"[;；,，、|/]")


# -- look-ups for a chunk ---------------------------------------------------------------------------


def prepare(context: Context, rows: list[Row]) -> None:
    """Look people, distributors and tags up once for all rows of a chunk."""
    if any(row.text("owner") for row in rows) and "people" not in context.memory:
        people = Lookup()
        for person in visible(entities.get("person"), context.actor):
            people.add(person.name, person.pk)
            people.add(person.mobile, person.pk)
            people.add(person.mobile.removeprefix("+86"), person.pk)
        context.memory["people"] = people
    if any(row.text("tags") for row in rows) and "tags" not in context.memory:
        context.memory["tags"] = tags = Lookup()
        for tag_id, name in Tag.objects.values_list("pk", "name"):
            tags.add(name, tag_id)
    if any(row.text("supplier") for row in rows):
        # Read anew for each chunk: the distributor may stand in an earlier part of the same file.
        context.memory["suppliers"] = suppliers = Lookup()
        found = Customer.objects.filter(kind__in=rules.DISTRIBUTORS)
        for customer_id, name, code in found.values_list("pk", "name", "code"):
            suppliers.add(name, customer_id)
            suppliers.add(code, customer_id)


# -- one row ----------------------------------------------------------------------------------------


def mend(context: Context, row: Row) -> None:
    """Fill the row's values. Refused without any name, or with an owner whom nobody knows."""
    for name, text in row.raw.items():
        row.raw[name] = undefused(text)
    remarks = Remarks(context.actor.language)
    remarks.keep(row.text("remark"))
    _name(row, remarks)
    _words(row, remarks)
    _plain(row, remarks)
    _address(row, remarks)
    _reach(row, remarks)
    _hours(row, remarks)
    _place(context, row)
    _belongs(context, row, remarks)
    if remarks.kept:
        row.values["remark"] = "\n".join(remarks.kept)[:5000]
    origin(context, row)
    _key(row)


@dataclass(slots=True)
class Remarks:
    """What no field takes, kept for the remark; a label stands in the language of the person who imports."""

    language: str
    kept: list[str] = field(default_factory=list)

    def keep(self, text: str, column: str = "") -> None:
        """One more line, if there is anything to keep; under its column's name where that says more."""
        if text:
            self.kept.append(f"{LABELS[column].say(self.language)}: {text}" if column else text)


def _set(row: Row, name: str, text: str, remarks: Remarks) -> None:
    """Set a text within its limit; what does not fit is kept whole in the remark."""
    plain = " ".join(text.split())
    limit = _LIMITS.get(name, 200)
    if len(plain) > limit:
        label = entities.get("customer").by_name[name].label
        row.mend("too_long", TOO_LONG, field=label)
        remarks.keep(plain[:2000])
        plain = plain[:limit].rstrip()
    if plain:
        row.values[name] = plain


def _name(row: Row, remarks: Remarks) -> None:
    for column in ("name", "name_zh", "name_en", "brand", "operator"):
        if row.text(column):
            _set(row, "name", row.text(column), remarks)
            if column != "name":
                row.mend(f"name_from_{column}", NAME_FROM, column=LABELS[column])
            return
    raise Refused("no_name", NO_NAME, "name")


def _words(row: Row, remarks: Remarks) -> None:
    """Choices by value or by word in any language; an OSM category says three of them at once."""
    if category := row.text("category"):
        tag = fold(category.rpartition("=")[2])
        kind, channel, shop_type = OSM.get(tag, ("outlet", "other", "other"))
        row.values.update(kind=kind, channel=channel, shop_type=shop_type)
    for name, words in _WORDS.items():
        text = row.text(name)
        if not text:
            continue
        value = words.get(fold(text)) or words.get(
            fold(text).removesuffix("类").removesuffix("级").strip() + " 类"
        )
        if value is None:
            row.mend(f"{name}_unknown", UNKNOWN_WORD, field=LABELS[name])
            remarks.keep(text, name)
        else:
            row.values[name] = value


def _plain(row: Row, remarks: Remarks) -> None:
    for name in ("code", "province", "district", "external_key"):
        if row.text(name):
            _set(row, name, row.text(name), remarks)
    code = row.text("district_code")
    if code.isascii() and code.isdigit() and len(code) == 6:
        row.values["district_code"] = code
    elif code:
        row.mend("district_code_invalid", BAD_CODE)
        remarks.keep(code, "district_code")


def _address(row: Row, remarks: Remarks) -> None:
    """One line; a street with its number becomes one, Chinese without and others with a blank."""
    address = row.text("address")
    if not address and row.text("street"):
        address = f"{row.text('street')} {row.text('housenumber')}".strip()
        if row.text("postcode"):
            address += f", {row.text('postcode')}"
    if address:
        _set(row, "address", address, remarks)
    # An extract's own area name ("munchen") stands back behind the city of the address.
    city = row.text("addr_city") or row.text("city").replace("_", " ")
    if city:
        _set(row, "city", city, remarks)


def _reach(row: Row, remarks: Remarks) -> None:
    """Telephone numbers: a mobile number among them is one, the first other one counts, the rest are kept."""
    numbers = [part.strip() for part in _SPLIT.split(row.text("phone")) if part.strip()]
    if not row.text("mobile") and (mobile := next(filter(chinese_mobile, numbers), "")):
        row.values["mobile"] = chinese_mobile(mobile)
        numbers.remove(mobile)
    if len(numbers) > 1:
        row.mend("several_phones", MORE_PHONES)
        remarks.keep("; ".join(numbers[1:])[:500])
    if numbers:
        _set(row, "phone", _phone(row, numbers[0]), remarks)
    if (mobile := row.text("mobile")) and "*" in mobile:
        row.mend("masked", MASKED, column=LABELS["mobile"])
    elif mobile:
        number = _parsed(mobile)
        if number is None:
            row.mend("mobile_invalid", BAD_MOBILE)
            remarks.keep(mobile[:100], "mobile")
        else:
            row.values["mobile"] = number


def _phone(row: Row, text: str) -> str:
    number = _parsed(text)
    if number is None:
        row.mend("phone_unreadable", BAD_PHONE)
        return text
    parsed = phonenumbers.parse(number)
    if parsed.country_code == 86:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _parsed(text: str) -> str | None:
    """A possible number as E.164; without country code it is Chinese."""
    try:
        return normal_mobile(text) or None
    except ValueError:
        return None


def _hours(row: Row, remarks: Remarks) -> None:
    text = " ".join(row.text("opening_hours").split())
    if not text:
        return
    if len(text) > MAX_LENGTH:
        row.mend("hours_too_long", HOURS_CUT)
        remarks.keep(text[:2000])
        return
    row.values["opening_hours"] = text
    hours = parse(text)
    if hours.week is None:
        row.mend("hours_unread", HOURS_UNREAD)
    elif hours.flags:
        row.mend("hours_partly_read", HOURS_PARTLY)


def _place(context: Context, row: Row) -> None:
    lat, lng = _number(row.text("lat")), _number(row.text("lng"))
    if lat is None and lng is None:
        if row.text("lat") or row.text("lng"):
            row.mend("place_invalid", OUT_OF_PLACE)
        return
    if lat is None or lng is None:
        row.mend("place_half", NO_PLACE)
        return
    if abs(lat) > 90 and abs(lng) <= 90:
        lat, lng = lng, lat
        row.mend("place_swapped", SWAPPED)
    if abs(lat) > 90 or abs(lng) > 180 or is_zero(lat, lng):
        row.mend("place_invalid", OUT_OF_PLACE)
        return
    datum = (row.text("datum") or context.options.get("datum", "")).upper().replace("WGS84", "WGS-84")
    datum = {"GCJ02": "GCJ-02", "BD09": "BD-09", "火星": "GCJ-02", "百度": "BD-09"}.get(datum, datum)
    if datum not in DATUMS:
        if datum:
            row.mend("datum_unknown", DATUM_UNKNOWN)
        datum = "WGS-84"
    row.values["pin"] = {"lat": lat, "lng": lng, "datum": datum, "source": "import"}


def _number(text: str) -> float | None:
    try:
        value = float(fold(text))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _belongs(context: Context, row: Row, remarks: Remarks) -> None:
    """Owner, supplier and tags by name; only a wrong owner refuses the row: somebody's shop is at stake."""
    if name := row.text("owner"):
        owner = context.memory["people"].get(name)
        if owner is None:
            raise Refused("owner_unknown", NO_PERSON, "owner", name=name[:60])
        row.values["owner"] = str(owner)
    if name := row.text("supplier"):
        supplier = context.memory["suppliers"].get(name)
        if supplier is None:
            row.mend("supplier_unknown", NO_SUPPLIER, name=name[:60])
            remarks.keep(name[:200], "supplier")
        else:
            row.values["supplying_distributor"] = str(supplier)
    found: list[str] = []
    for name in filter(None, (part.strip() for part in _SPLIT.split(row.text("tags")))):
        tag = context.memory["tags"].get(name)
        if tag is None:
            row.mend("tag_unknown", NO_TAG, name=name[:40])
            remarks.keep(name[:100], "tags")
        else:
            found.append(str(tag))
    if found:
        row.values["tags"] = found


def _key(row: Row) -> None:
    """What makes the same file harmless: an OSM id, or else the shop's own name, place and number."""
    values: dict[str, Any] = row.values
    if values.get("code") or values.get("external_key"):
        return
    if row.text("osm_id"):
        values["external_key"] = f"osm:{row.text('osm_type') or 'node'}/{row.text('osm_id')}"[:80]
        return
    pin = values.get("pin") or {}
    parts = [values["name"], values.get("address"), values.get("phone"), values.get("mobile"), pin.get("lat")]
    digest = hashlib.sha256("\n".join(fold(str(part or "")) for part in parts).encode()).hexdigest()
    values["external_key"] = f"row:{digest[:40]}"


importers.add(
    "customers",
    Importer(
        key="customers",
        entity="customer",
        label=T("客户", "Customers"),
        columns=COLUMNS,
        keys=("code", "external_key"),
        prepare=prepare,
        mend=mend,
        options={"datum": frozenset(DATUMS)},
        twin=find_twin,
        remember=remember,
    ),
)
