"""Pydantic schemas made from a declaration, for validation and for OpenAPI alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, cast
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, ValidationError, create_model
from pydantic import Field as Limits

from outrider.engine.entities.declaration import Entity, Field
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.fieldtypes.structures import check_storable
from outrider.engine.entities.verbs import Input
from outrider.kernel.errors import INVALID, FieldError, Problem
from outrider.kernel.text import T

CUSTOM_LIMIT = 20_000
_MESSAGES = {
    "missing": ("required", T("请填写", "This is required")),
    "extra_forbidden": ("unknown_key", T("没有这个字段", "There is no such field")),
    "string_too_long": (
        "too_long",
        T("太长,最多 {max_length} 个字", "Too long: at most {max_length} characters"),
    ),
    "string_too_short": ("too_short", T("请填写", "This is required")),
    "string_unicode": ("characters", T("含有无效字符", "This contains invalid characters")),
    "string_type": ("text", T("应为文字", "This must be text")),
    "uuid_parsing": ("id", T("编号无效", "This is not a valid id")),
    "uuid_type": ("id", T("编号无效", "This is not a valid id")),
    "literal_error": ("choice", T("只能选:{expected}", "Choose one of: {expected}")),
    "int_parsing": ("integer", T("应为整数", "This must be a whole number")),
    "int_type": ("integer", T("应为整数", "This must be a whole number")),
    "int_from_float": ("integer", T("应为整数", "This must be a whole number")),
    "bool_type": ("boolean", T("应为是或否", "This must be true or false")),
    "bool_parsing": ("boolean", T("应为是或否", "This must be true or false")),
    "finite_number": ("finite", T("不是有效的数字", "This is not a finite number")),
    "greater_than_equal": ("too_small", T("不能小于 {ge}", "Must be at least {ge}")),
    "greater_than": ("too_small", T("应大于 {gt}", "Must be greater than {gt}")),
    "less_than_equal": ("too_large", T("不能大于 {le}", "Must be at most {le}")),
    "too_long": ("too_many", T("太多,最多 {max_length} 项", "Too many: at most {max_length}")),
    "too_short": ("too_few", T("太少,至少 {min_length} 项", "Too few: at least {min_length}")),
    "list_type": ("list", T("应为列表", "This must be a list")),
    "dict_type": ("object", T("应为对象", "This must be an object")),
    "model_type": ("object", T("应为对象", "This must be an object")),
    "model_attributes_type": ("object", T("应为对象", "This must be an object")),
    "float_type": ("number", T("应为数字", "This must be a number")),
    "float_parsing": ("number", T("应为数字", "This must be a number")),
    "string_pattern_mismatch": ("pattern", T("格式不对", "This is not in the expected form")),
    "timezone_aware": ("time_zone", T("时间缺少时区", "The time lacks its offset")),
    "date_from_datetime_parsing": ("date", T("不是有效的日期", "This is not a valid date")),
    "date_parsing": ("date", T("不是有效的日期", "This is not a valid date")),
    "datetime_from_date_parsing": ("time", T("不是有效的时间", "This is not a valid time")),
    "date_type": ("date", T("不是有效的日期", "This is not a valid date")),
    "date_from_datetime_inexact": ("date", T("不是有效的日期", "This is not a valid date")),
    "datetime_type": ("time", T("不是有效的时间", "This is not a valid time")),
    "datetime_object_invalid": ("time", T("不是有效的时间", "This is not a valid time")),
    "time_type": ("time", T("不是有效的时间", "This is not a valid time")),
    "time_parsing": ("time", T("不是有效的时间", "This is not a valid time")),
    "datetime_parsing": ("time", T("不是有效的时间", "This is not a valid time")),
}
_VALUES = {
    "surrogate": ("characters", T("含有无效字符", "This contains invalid characters")),
    "control": ("characters", T("含有控制字符", "This contains control characters")),
    "blank": ("required", T("请填写", "This is required")),
    "decimal": ("decimal", T("应为普通的小数,如 12.50", "This must be a plain decimal such as 12.50")),
    "precision": ("precision", T("小数位太多", "Too many decimal places")),
    "range": ("range", T("数字太大", "This number is too large")),
    "minimum": ("too_small", T("数字太小", "This number is too small")),
    "maximum": ("too_large", T("数字太大", "This number is too large")),
    "mobile": ("mobile", T("手机号无效", "This is not a valid mobile number")),
    "latitude": ("latitude", T("纬度应在 -90 到 90 之间", "Latitude must lie between -90 and 90")),
    "longitude": ("longitude", T("经度应在 -180 到 180 之间", "Longitude must lie between -180 and 180")),
    "datum": ("datum", T("坐标系只能是 WGS-84、GCJ-02、BD-09", "The datum must be WGS-84, GCJ-02 or BD-09")),
    "year": ("year", T("年份应在 1970 到 2100 之间", "The year must lie between 1970 and 2100")),
    "calendar": ("date", T("不是有效的日期", "This is not a valid date")),
    "clock": ("time", T("不是有效的时间", "This is not a valid time")),
    "zero": ("zero", T("坐标 0,0 不是真实位置", "0,0 is nobody's place")),
    "choice": ("choice", T("不在可选范围内", "This is none of the choices")),
    "language": ("language", T("至少填写一种语言", "At least one language is required")),
}
_FALLBACK = ("invalid", T("内容无效", "This value is not valid"))


def problem_from(error: ValidationError) -> Problem:
    """Pydantic's findings as our problem, with dotted field paths."""
    return problem_of(error.errors(include_url=False))


def problem_of(items: Iterable[Any], skip: int = 0) -> Problem:
    """Pydantic's error items as our problem; ``skip`` leaves out leading parts of each path."""
    errors = []
    for item in list(items)[:50]:
        path = ".".join(str(part) for part in item["loc"][skip:]) or "body"
        context = item.get("ctx", {})
        if item["type"] == "value_error":
            key = str(context.get("error", ""))
            code, text = _VALUES.get(key, (key if key.isidentifier() else "invalid", _FALLBACK[1]))
        else:
            # A limit that stands behind a cleaning function speaks of items, also for a text.
            of_text = item["type"] in ("too_long", "too_short") and isinstance(item.get("input"), str)
            kind = f"string_{item['type']}" if of_text else item["type"]
            code, text = _MESSAGES.get(kind, (kind, _FALLBACK[1]))
        errors.append(FieldError(path[:200], code, text, {k: v for k, v in context.items() if k != "error"}))
    unknown = next((e for e in errors if e.code == "unknown_key"), None)
    return Problem(422, "unknown_key" if unknown else "invalid", INVALID, errors)


def _small(value: dict[str, Any]) -> dict[str, Any]:
    if len(str(value)) > CUSTOM_LIMIT:
        raise ValueError("range")
    check_storable(value)
    return value


Custom = Annotated[dict[str, Any], AfterValidator(_small)]


def _annotation(entity: Entity, field: Field) -> Any:
    """What a field takes; null only where something is stored for it."""
    kind = field_types.get(field.type)
    taken = kind.annotation(field)
    return taken | None if not field.required and _clearable(entity, field) else taken


def _clearable(entity: Entity, field: Field) -> bool:
    kind = field_types.get(field.type)
    if kind.empty(field) is not None:
        return True
    columns = {column.attname: column for column in entity.model._meta.concrete_fields}
    column = columns.get(kind.column(field))
    return column is None or column.null


@cache
def create_schema(entity: Entity) -> type[Input]:
    """What POST takes."""
    fields: dict[str, Any] = {"id": (UUID | None, None), "custom": (Custom, {})}
    for field in entity.fields:
        if field.read_only:
            continue
        needed = field.required and field.default is None
        fields[field.name] = (_annotation(entity, field), ... if needed else None)
    return create_model(f"{entity.key.title().replace('_', '')}Create", __base__=Input, **fields)


@cache
def update_schema(entity: Entity) -> type[Input]:
    """What PATCH takes: the version and any of the changeable fields."""
    version = Limits(None, ge=1, le=2**53, strict=True)
    fields: dict[str, Any] = {"version": (int | None, version), "custom": (Custom, {})}
    for field in entity.fields:
        if field.read_only or field.create_only:
            continue
        fields[field.name] = (_annotation(entity, field), None)
    return create_model(f"{entity.key.title().replace('_', '')}Update", __base__=Input, **fields)


@cache
def record_schema(entity: Entity) -> type[Input]:
    """What the API answers; for the contract, since answers are encoded directly."""
    fields: dict[str, Any] = {
        "id": (UUID, ...),
        "version": (int, ...),
        "created_at": (str, ...),
        "updated_at": (str, ...),
        "custom": (dict[str, Any], {}),
    }
    for field in entity.fields:
        fields[field.name] = (field_types.get(field.type).answer(field) | None, None)
    name = f"{entity.key.title().replace('_', '')}Record"
    made: Any = create_model(name, __config__=ConfigDict(extra="allow"), **fields)
    return cast("type[Input]", made)
