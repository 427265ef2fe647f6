"""Nasty values by field type, with what must become of each, and a good body for every entity.

``REFUSED`` tables map a value's name to (value, code); ``STORED`` tables to (value, what is read back). The
walk over the registry in ``test_bad_records`` sends each of them to every field of its type, so a new entity
or field is covered on the day it is declared.
"""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

from outrider.engine.entities.declaration import Entity, Field
from tests.world.cast import mobile

_numbers = itertools.count(1)
NOBODY = "01980000-0000-7000-8000-000000000000"
LONG = "x" * 30_000

# What no text field takes, whatever its length.
TEXT_REFUSED: dict[str, tuple[Any, str]] = {
    "NUL": ("a\x00b", "characters"),
    "escape": ("a\x1bb", "characters"),
    "long": (LONG, "too_long"),
    "thousand marks": ("e" + "́" * 6_000, "too_long"),
    "number": (7, "text"),
    "list": (["a"], "text"),
    "object": ({"a": 1}, "text"),
    "boolean": (True, "text"),
}
# What every text of twenty characters takes as it is.
TEXT_STORED: dict[str, tuple[str, str]] = {
    "four-byte Han": ("𠮷野家", "𠮷野家"),
    "emoji family": ("👨‍👩‍👧 店", "👨‍👩‍👧 店"),
    "zero-width and right-to-left": ("王\u200b磊\u202e\ufeff", "王磊"),
    "decomposed": ("Cafe\u0301", "Café"),
    "full-width": ("ＡＢ１２", "ＡＢ１２"),
    "markup": ("<script>x</script>", "<script>x</script>"),
    "template": ("{{7*7}} {0}", "{{7*7}} {0}"),
    "SQL": ("'; DROP TABLE x;--", "'; DROP TABLE x;--"),
    "wildcards": ("100%_\\", "100%_\\"),
    "formula": ("=1+1", "=1+1"),
    "full-width formula": (" ＝HYPERLINK(1)", "＝HYPERLINK(1)"),
    "null": ("null", "null"),
    "device name": ("CON", "CON"),
    "path": ("../../etc/passwd", "../../etc/passwd"),
    "combining": ("e\u0301\u0302\u0303", "é̂̃"),
}
# What is written in one line stays in one: name, address, serial number.
LINES = ("a\nb", "a\r\nb", "a\rb", "a\u2028b", "a\u2029b", " a \n\n b ")
TEXTS = ("text", "long_text", "telephone", "opening_hours")
PIECE = {"key": "piece", "name": "瓶", "factor": "1"}
BLANKS = ("", "   ", "\u200b\u200e", "\t\n", "\u3000")

REFUSED: dict[str, dict[str, tuple[Any, str]]] = {
    "integer": {
        "text": ("7", "integer"),
        "fraction": (1.5, "integer"),
        "boolean": (True, "integer"),
        "list": ([1], "integer"),
        "2^63": (2**63, "too_large"),
        "2^53+1": (2**53 + 1, "too_large"),
        "1e300": (1e300, "integer"),
        "far below": (-(2**62), "too_small"),
    },
    "boolean": {"text": ("true", "boolean"), "one": (1, "boolean"), "list": ([], "boolean")},
    "choice": {
        "unknown": ("admin", "choice"),
        "case": ("OUTLET", "choice"),
        "number": (1, "choice"),
        "list": (["outlet"], "choice"),
        "NUL": ("\x00", "choice"),
    },
    "date": {
        "none such": ("2026-02-30", "date"),
        "no leap year": ("2027-02-29", "date"),
        "year 0": ("0000-01-01", "date"),
        "year 9999": ("9999-12-31", "year"),
        "year 1969": ("1969-12-31", "year"),
        "Excel serial": (45_000, "date"),
        "text": ("明天", "date"),
        "list": ([2026, 1, 1], "date"),
        "moment": ("2026-11-22T08:00:00+08:00", "date"),
        "NUL": ("2026-11-22\x00", "date"),
    },
    "datetime": {
        "no offset": ("2026-11-22T08:00:00", "time_zone"),
        "24:30": ("2026-11-22T24:30:00Z", "time"),
        "24:00": ("2026-11-22T24:00:00Z", "time"),
        "24:00 with an offset": ("2026-11-22T24:00:00+08:00", "time"),
        "leap second": ("2026-12-31T23:59:60Z", "time"),
        "year 9999": ("9999-12-31T23:59:59Z", "year"),
        "year 0": ("0000-01-01T00:00:00Z", "time"),
        "text": ("now", "time"),
        "list": ([], "time"),
        "number": (1_700_000_000, "time"),
    },
    "time": {
        "25:00": ("25:00", "time"),
        "24:00": ("24:00", "time"),
        "text": ("early", "time"),
        "number": (480, "time"),
    },
    "reference": {
        "nobody": (NOBODY, "no_such_record"),
        "text": ("me", "id"),
        "number": (1, "id"),
        "list": ([NOBODY], "id"),
        "NUL": (NOBODY[:-1] + "\x00", "id"),
    },
    "tags": {"nobody": ([NOBODY], "no_such_record"), "text": ("a", "list"), "numbers": ([1], "id")},
    "references": {
        "nobody": ([NOBODY], "no_such_record"),
        "text": ("a", "list"),
        "many": ([NOBODY] * 501, "too_many"),
    },
    "mobile": {
        "letters": ("call me", "mobile"),
        "extension": ("13800138000 ext 5", "mobile"),
        "short": ("1380", "mobile"),
        "39 digits": ("1" * 39, "mobile"),
        "NUL": ("1380013800\x00", "characters"),
        "long": (LONG, "too_long"),
        "number": (13800138000, "text"),
    },
    "pin": {
        "over the pole": ({"lat": 90.5, "lng": 0}, "latitude"),
        "swapped": ({"lat": 121.47, "lng": 31.23}, "latitude"),
        "round the globe": ({"lat": 1, "lng": 181}, "longitude"),
        "null island": ({"lat": 0, "lng": 0}, "zero"),
        "null island, -0": ({"lat": -0.0, "lng": -0.0}, "zero"),
        "strings": ({"lat": "41", "lng": "-8"}, "number"),
        "datum": ({"lat": 41, "lng": -8, "datum": "CGCS"}, "choice"),
        "half": ({"lat": 41}, "required"),
        "accuracy": ({"lat": 41, "lng": -8, "accuracy": -1}, "too_small"),
        "list": ([41, -8], "object"),
        "NUL": ({"lat": 41, "lng": -8, "source": "\x00"}, "characters"),
        "more": ({"lat": 41, "lng": -8, "owner_id": 1}, "unknown_key"),
    },
    "label": {
        "text": ("名字", "object"),
        "nothing": ({}, "language"),
        "unknown": ({"fr": "nom"}, "language"),
        "blank": ({"en": " "}, "language"),
        "NUL": ({"en": "a\x00"}, "characters"),
        "number": ({"en": 1}, "text"),
        "long": ({"en": "a" * 200}, "too_long"),
    },
    "roles": {"none": ([], "too_few"), "unknown": (["root"], "choice"), "text": ("admin", "list")},
    "choices": {"unknown": (["root"], "choice"), "text": ("outlet", "list"), "number": ([1], "text")},
    "units": {
        "none": ([], "too_few"),
        "text": ("箱", "list"),
        "object": ({"key": "p"}, "list"),
        "no base": ([{"key": "box", "name": "箱", "factor": "12"}], "unit_factor_base_missing"),
        "zero": ([PIECE, {"key": "box", "name": "箱", "factor": "0"}], "unit_factor_positive"),
        "twice": ([PIECE, {"key": "piece", "name": "箱", "factor": "2"}], "unit_key_duplicate"),
        "comma": ([PIECE, {"key": "box", "name": "箱", "factor": "1,000"}], "unit_factor_quantity"),
        "full-width": ([PIECE, {"key": "box", "name": "箱", "factor": "１２"}], "unit_factor_quantity"),
        "1e309": ([PIECE, {"key": "box", "name": "箱", "factor": "1e309"}], "unit_factor_quantity"),
        "NUL": ([{**PIECE, "key": "p\x00"}], "unit_key_format"),
        "more": ([{**PIECE, "price": "1"}], "unknown_key"),
    },
    "price_lines": {
        "product": ([{"product": "x", "unit": "box", "price": "1"}], "id"),
        "negative": ([{"product": NOBODY, "unit": "box", "price": "-1"}], "range"),
        "comma": ([{"product": NOBODY, "unit": "box", "price": "1,234.5"}], "decimal"),
        "full-width": ([{"product": NOBODY, "unit": "box", "price": "１２"}], "decimal"),
        "places": ([{"product": NOBODY, "unit": "box", "price": "1.00001"}], "precision"),
        "number": ([{"product": NOBODY, "unit": "box", "price": 1.5}], "text"),
        "1e309": ([{"product": NOBODY, "unit": "box", "price": "1e309"}], "decimal"),
        "twice": ([{"product": NOBODY, "unit": "box", "price": "1"}] * 2, "duplicate_line"),
        "nobody": ([{"product": NOBODY, "unit": "box", "price": "1"}], "no_such_record"),
    },
    "steps": {
        "text": ("photo", "list"),
        "kind": ([{"key": "a", "kind": "shell", "name": {"en": "A"}}], "step_kind"),
        "key": ([{"key": "A B", "kind": "note", "name": {"en": "A"}}], "pattern"),
        "twice": ([{"key": "a", "kind": "note", "name": {"en": "A"}}] * 2, "duplicate"),
        "config": (
            [{"key": "a", "kind": "note", "name": {"en": "A"}, "config": {"is_admin": True}}],
            "unknown_key",
        ),
        "NUL": (
            [{"key": "a", "kind": "photo", "name": {"en": "A"}, "config": {"talking_points": "\x00"}}],
            "characters",
        ),
    },
    "opening_hours": {**TEXT_REFUSED},
    "text": TEXT_REFUSED,
    "long_text": TEXT_REFUSED,
}


def good_value(field: Field, known: dict[str, UUID], entity: Entity) -> Any:
    """A value that a field takes."""
    special = {
        ("product", "units"): [PIECE],
        ("visit_plan", "on"): "2027-01-04",
        ("price_list", "currency"): "CNY",
        ("saved_view", "entity"): "customer",
    }
    if (entity.key, field.name) in special:
        return special[entity.key, field.name]
    by_type: dict[str, Any] = {
        "text": f"好{next(_numbers)}",
        "long_text": "好",
        "integer": max(1, field.minimum or 0),
        "boolean": False,
        "date": "2026-11-20",
        "datetime": "2026-11-20T08:00:00+08:00",
        "time": "09:00",
        "mobile": mobile(),
        "label": {"zh-Hans": "好"},
        "roles": ["rep"],
        "steps": [],
        "choices": [],
        "tags": [],
        "price_lines": [],
    }
    if field.type == "choice":
        return field.options[0][0]
    if field.type in ("reference", "references"):
        found = str(known[field.reference])
        return [found] if field.type == "references" else found
    return by_type[field.type]


def good_body(entity: Entity, known: dict[str, UUID]) -> dict[str, Any]:
    """The least that creates a record."""
    return {
        field.name: good_value(field, known, entity)
        for field in entity.fields
        if field.required and not field.read_only
    }
