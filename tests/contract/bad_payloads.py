"""Good payloads of every verb that a phone may queue, and what spoils them."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from tests.contract.bad_values import NOBODY

AT = "2026-11-22T09:00:00+08:00"
FIX = {"lat": 41.15, "lng": -8.61, "accuracy": 12.0, "at": AT}
PHOTO = {"photo_id": NOBODY, "digest": "a" * 64, "taken_at": AT}
LINE = {
    "line_id": NOBODY,
    "product_id": "{product}",
    "unit": "box",
    "quantity": "2",
    "price": "42.00",
    "gift": False,
}

# A payload that each offline verb takes; {customer}, {visit} and the like are filled in.
GOOD: dict[str, dict[str, Any]] = {
    "visit.check_in": {
        "visit_id": "{new}", "customer_id": "{customer}", "at": AT, "planned": False,
        "location": {"status": "located", "fixes": [FIX]},
    },
    "visit.add_fixes": {"visit_id": "{visit}", "location": {"status": "located", "fixes": [FIX]}},
    "visit.complete_step": {
        "visit_id": "{visit}", "result_id": "{new}", "step_key": "photo", "kind": "photo", "at": AT,
        "data": {}, "photos": [PHOTO],
    },
    "visit.check_out": {"visit_id": "{visit}", "at": AT, "location": {"status": "unavailable", "fixes": []}},
    "visit.could_not": {
        "visit_id": "{new}", "customer_id": "{customer}", "reason": "closed", "at": AT, "note": "关门", "photos": [],
    },
    "plan.add": {"plan_id": "{new}", "customer_id": "{customer}", "on": "{today}", "position": 1},
    "plan.reorder": {"on": "{today}", "plan_ids": ["{plan}"]},
    "plan.move": {"plan_id": "{plan}", "on": "{today}", "position": 2},
    "plan.cancel": {"plan_id": "{plan}", "note": "下雨"},
    "order.submit": {
        "order_id": "{new}", "customer_id": "{customer}", "payment": "now", "draft": False, "placed_at": AT,
        "lines": [LINE],
    },
    "order.void": {"order_id": "{order}", "reason": "写错"},
    "activity.log": {"activity_id": "{new}", "customer_id": "{customer}", "text": "谈价格", "happened_at": AT},
    "customer.update": {"customer_id": "{customer}", "changes": {"remark": {"from": "", "to": "好"}}},
    "contact.save": {"contact_id": "{new}", "customer_id": "{customer}", "changes": {"name": {"to": "李姐"}}},
    "customer.create": {"customer_id": "{new}", "name": "阿珍小卖部", "at": AT},
    "pin.propose": {"change_id": "{new}", "customer_id": "{customer}", "pin": {"lat": 31.2, "lng": 121.5}},
    "consent.give": {"policy": "location", "version": "2"},
    "consent.withdraw": {"policy": "location", "version": "2"},
    "notice.read": {"ids": []},
    "comment.add": {
        "comment_id": "{new}", "entity": "visit", "record_id": "{visit}", "text": "陈列很好", "at": AT,
    },
    "daily_report.submit": {
        "report_id": "{new}", "on": "{today}", "at": AT, "problems": "缺货", "support": "", "tomorrow": "补货",
    },
    "daily_report.read": {"report_ids": []},
    "order.approve": {"order_id": "{order}"},
    "order.reject": {"order_id": "{order}", "reason": "数量不对"},
    "shift.start": {"shift_id": "{new}", "at": AT, "location": {"status": "located", "fixes": [FIX]}},
    "shift.add_fixes": {"shift_id": "{shift}", "location": {"status": "located", "fixes": [FIX]}},
    "shift.break": {"shift_id": "{shift}", "at": AT},
    "shift.resume": {"shift_id": "{shift}", "at": AT},
    "shift.end": {"shift_id": "{shift}", "at": AT, "location": {"status": "unavailable", "fixes": []}},
    "day_off.mark": {"day_off_id": "{new}", "person_id": "{person}", "on": "{today}", "reason": "体检"},
    "day_off.cancel": {"day_off_id": "{day_off}"},
    "shift_correction.ask": {"correction_id": "{new}", "on": "{today}", "started_at": AT, "reason": "忘记打卡"},
    "shift_correction.decide": {"correction_id": NOBODY, "decision": "rejected", "note": "查不到"},
    "review.explain": {"review_id": NOBODY, "note_id": "{new}", "text": "门店搬了", "at": AT},
    "pin.confirm": {"customer_id": "{customer}"},
    "day_ends.set": {"start": "company", "end": "stop"},
    "conflict.resolve": {"conflict_id": NOBODY, "choice": "current"},
    "command.resolve": {"command_id": NOBODY, "resolution": "discard"},
}  # fmt: skip

# By the kind of a good value: what spoils it, with the code of the refusal ("" = any).
SPOILT: dict[str, list[tuple[Any, str]]] = {
    "id": [("x", "id"), (7, "id"), (None, "id"), ([NOBODY], "id"), (NOBODY[:-1] + "\x00", "id")],
    "moment": [
        ("2026-11-22T09:00:00", "time_zone"), ("2026-13-01T00:00:00Z", "time"), ("9999-12-31T00:00:00Z", "year"),
        ("2026-11-22T24:00:00Z", "time"), ("2026-11-22T24:00:00+08:00", "time"),
        ("0000-01-01T00:00:00Z", "time"), (1_763_000_000, "time"), ("now", "time"), (None, "time"),
    ],
    "day": [("2026-02-30", "date"), ("9999-12-31", "year"), (45_000, "date"), ("", "date"), (None, "date")],
    "text": [("a\x00b", "characters"), ("x" * 20_000, "too_long"), (7, "text"), ({}, "text")],
    "boolean": [("perhaps", "boolean"), ([], "boolean"), (7, "boolean")],
    "integer": [
        ("x", "integer"), (1.5, "integer"), (10**12, "too_large"), (2**53 + 1, "too_large"), (-(10**12), "too_small"),
        ([], "integer"),
    ],
    "list": [("x", "list"), ({}, "list"), (None, "list")],
    "object": [("x", "object"), ([], "object"), (7, "object")],
}  # fmt: skip
# Words of a list, told by the field's name.
CHOICES = {"reason", "payment", "choice", "resolution", "decision", "start", "end"}
FREE = {"order.void", "day_off.mark", "order.reject", "shift_correction.ask"}  # their reason is a sentence
SPOILT["choice"] = [("x", "choice"), ("a\x00", "choice"), (7, "choice"), ({}, "choice"), (None, "choice")]


def kind_of(key: str, name: str, value: Any) -> str:
    """What sort of value a field holds, by its name and its good value."""
    if name in CHOICES and key not in FREE:
        return "choice"
    if name.endswith("_id"):
        return "id"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "moment" if value == AT else "day" if value == "{today}" else "text"
    return {int: "integer", list: "list", dict: "object"}[type(value)]


# Numbers and places inside a payload: what is refused, by path.
INSIDE: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "negative": ("order.submit", {"lines": [{**LINE, "quantity": "-2"}]}, "lines.0.quantity", "too_small"),
    "-0": ("order.submit", {"lines": [{**LINE, "quantity": "-0"}]}, "lines.0.quantity", "too_small"),
    "2^53+1": (
        "order.submit",
        {"lines": [{**LINE, "quantity": "9007199254740993"}]},
        "lines.0.quantity",
        "decimal",
    ),
    "24:00": (
        "visit.check_in",
        {"location": {"fixes": [{**FIX, "at": "2026-11-22T24:00:00+08:00"}]}},
        "location.fixes.0.at",
        "time",
    ),
    "zero": ("order.submit", {"lines": [{**LINE, "quantity": "0"}]}, "lines.0.quantity", "too_small"),
    "comma": ("order.submit", {"lines": [{**LINE, "quantity": "1,000"}]}, "lines.0.quantity", "decimal"),
    "full-width": ("order.submit", {"lines": [{**LINE, "quantity": "１２"}]}, "lines.0.quantity", "decimal"),
    "four places": (
        "order.submit",
        {"lines": [{**LINE, "quantity": "1.2345"}]},
        "lines.0.quantity",
        "precision",
    ),
    "a number": ("order.submit", {"lines": [{**LINE, "quantity": 2}]}, "lines.0.quantity", "text"),
    "2^63": (
        "order.submit",
        {"lines": [{**LINE, "quantity": "9223372036854775808"}]},
        "lines.0.quantity",
        "decimal",
    ),
    "1e3": ("order.submit", {"lines": [{**LINE, "quantity": "1e3"}]}, "lines.0.quantity", "decimal"),
    "negative price": ("order.submit", {"lines": [{**LINE, "price": "-1"}]}, "lines.0.price", "range"),
    "no price": ("order.submit", {"lines": [{**LINE, "price": "NaN"}]}, "lines.0.price", "decimal"),
    "line twice": ("order.submit", {"lines": [LINE, LINE]}, "lines", "duplicate_line"),
    "amount": ("order.submit", {"lines": [{**LINE, "amount": "1"}]}, "lines.0.amount", "unknown_key"),
    "total": ("order.submit", {"total": "1"}, "total", "unknown_key"),
    "no lines": ("order.submit", {"lines": []}, "lines", "required"),
    "2,001 lines": ("order.submit", {"lines": [LINE] * 2_001}, "lines", "too_many"),
    "text place": (
        "visit.check_in",
        {"location": {"fixes": [{**FIX, "lat": "north"}]}},
        "location.fixes.0.lat",
        "number",
    ),
    "no time": (
        "visit.check_in",
        {"location": {"fixes": [{"lat": 1, "lng": 1}]}},
        "location.fixes.0.at",
        "required",
    ),
    "datum": (
        "visit.check_in",
        {"location": {"fixes": [{**FIX, "datum": "CGCS"}]}},
        "location.fixes.0.datum",
        "choice",
    ),
    "201 fixes": ("visit.check_in", {"location": {"fixes": [FIX] * 201}}, "location.fixes", "too_many"),
    "digest": (
        "visit.complete_step",
        {"photos": [{**PHOTO, "digest": "A" * 64}]},
        "photos.0.digest",
        "pattern",
    ),
    "photo size": ("visit.complete_step", {"photos": [{**PHOTO, "size": -1}]}, "photos.0.size", "too_small"),
    "51 photos": ("visit.complete_step", {"photos": [PHOTO] * 51}, "photos", "too_many"),
    "NUL deep": ("visit.complete_step", {"data": {"a": [{"b": "\x00"}]}}, "data", "characters"),
    "too much": ("visit.complete_step", {"data": {"a": "x" * 300_000}}, "data", "range"),
    "unknown field": (
        "customer.update",
        {"changes": {"password": {"to": "x"}}},
        "changes.password",
        "unknown_key",
    ),
    "owner": (
        "customer.update",
        {"changes": {"owner_id": {"to": NOBODY}}},
        "changes.owner_id",
        "unknown_key",
    ),
    "bad field": (
        "customer.update",
        {"changes": {"pin": {"to": {"lat": 91, "lng": 0}}}},
        "changes.pin.to",
        "latitude",
    ),
    "no change": ("customer.update", {"changes": {}}, "changes", "too_few"),
    "bad name": ("contact.save", {"changes": {"name": {"to": "\x00"}}}, "name", "characters"),
}


# What a phone saw with its own eyes is stored, however odd, and says so.
ODD: dict[str, tuple[dict[str, Any], set[str]]] = {
    "ten years ago": ({"at": "2016-11-22T09:00:00+08:00"}, {"clock_behind"}),
    "after 2038": ({"at": "2038-01-19T03:14:08Z"}, {"clock_ahead"}),
    "latitude -0": ({"location": {"status": "located", "fixes": [{**FIX, "lat": -0.0}]}}, set()),
    "ten years ahead": ({"at": "2036-11-22T09:00:00+08:00"}, {"clock_ahead"}),
    "1970": ({"at": "1970-01-01T00:00:00Z"}, {"clock_behind"}),
    "over the pole": ({"location": {"status": "located", "fixes": [{**FIX, "lat": 91.0}]}}, {"fix_unusable"}),
    "swapped": (
        {"location": {"status": "located", "fixes": [{**FIX, "lat": 121.5, "lng": 31.2}]}},
        {"fix_unusable"},
    ),
    "null island": ({"location": {"status": "located", "fixes": [{**FIX, "lat": 0, "lng": 0}]}}, set()),
    "accuracy -1": ({"location": {"status": "located", "fixes": [{**FIX, "accuracy": -1}]}}, set()),
    "accuracy 1e6": ({"location": {"status": "located", "fixes": [{**FIX, "accuracy": 1e6}]}}, set()),
    "heading 900": (
        {"location": {"status": "located", "fixes": [{**FIX, "heading": 900, "speed": -5}]}},
        set(),
    ),
    "out of order, twice": (
        {"location": {"status": "located", "fixes": [FIX, FIX, {**FIX, "at": "2026-11-22T08:00:00Z"}]}},
        set(),
    ),
    "unknown plan": ({"plan_id": NOBODY}, {"plan_unknown"}),
    "unknown type": ({"visit_type_id": NOBODY}, set()),
}


def filled(template: Any, ids: dict[str, UUID], today: str) -> Any:
    text = json.dumps(template)
    for name, value in {**ids, "today": today}.items():
        text = text.replace("{" + name + "}", str(value))
    return json.loads(text)


# What may be null: the other field then says it.
OPTIONAL = {("shift_correction.ask", "started_at"), ("day_ends.set", "start"), ("day_ends.set", "end")}


def spoilt(key: str) -> list[tuple[str, Any, str]]:
    """Field, bad value, code; and last what no verb takes."""
    found = [
        (name, bad, code)
        for name, value in GOOD[key].items()
        for bad, code in SPOILT[kind_of(key, name, value)]
        if bad is not None or (key, name) not in OPTIONAL
    ]
    return [*found, *((extra, True, "unknown_key") for extra in ("is_admin", "owner_id", "score"))]
