"""JSON from outside: one object, bounded, and meaning one thing only.

Promises: what JSON cannot mean (NaN, half characters, a key twice, absurd depth) is refused with the path of
the place, never repaired. The common case is one fast parse: a body that reads back to the very same bytes
holds no key twice; anything else is parsed a second time by the standard parser, which sees every pair.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import orjson

from outrider.kernel.errors import INVALID, FieldError, Problem
from outrider.kernel.text import T, Text

BAD_JSON = T("内容不是有效的 JSON", "The body is not valid JSON")
NOT_OBJECT = T("内容应为 JSON 对象", "The body must be a JSON object")
TOO_DEEP = T("内容嵌套太深", "The body is nested too deeply")
NOT_FINITE = T("不是有效的数字", "This is not a finite number")
HALF = T("含有无效字符", "This contains invalid characters")
TWICE = T("“{key}”出现了两次", "“{key}” is given twice")
DEPTH_LIMIT = 40


class Pairs(dict[str, Any]):
    """An object that named a key twice; ``twice`` is the first such key."""

    twice: str = ""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    marked, seen = Pairs(made), set()
    for key, _ in pairs:
        if key in seen:
            marked.twice = key
            break
        seen.add(key)
    return marked


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_standard = json.JSONDecoder(object_pairs_hook=_pairs)
_finite = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_no_constant)


def decode_json(body: bytes) -> dict[str, Any]:
    """A JSON object from bytes. 422 with the path of what is wrong otherwise."""
    try:
        data = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise _why(body) from error
    if not isinstance(data, dict):
        raise _problem("invalid", "body", "object", NOT_OBJECT)
    if body.count(b"[") + body.count(b"{") > DEPTH_LIMIT and too_deep(data):
        raise _problem("invalid", "body", "depth", TOO_DEEP)
    if orjson.dumps(data) != body:
        refuse_twice(_standard.decode(body.decode() or "{}"))
    return data


def parse_leniently(body: bytes) -> Any:
    """For what must not be lost as a whole: half characters are kept, objects with a key twice are ``Pairs``.

    ValueError or RecursionError for what is no JSON at all, NaN and its like included.
    """
    return _finite.decode(body.decode("utf-8"))


def refuse_twice(data: Any) -> None:
    """422 ``duplicate_key`` with the path of the first key that stands twice in its object."""
    for path, item in _walk(data):
        if isinstance(item, Pairs):
            where = item.twice if item is data else f"{path}.{item.twice}"
            raise _problem("duplicate_key", where, "duplicate_key", TWICE, key=item.twice[:60])


def too_deep(data: Any, left: int = DEPTH_LIMIT) -> bool:
    """Whether objects and lists are nested deeper than anything of ours is."""
    if not isinstance(data, (dict, list)):
        return False
    if left == 0:
        return True
    return any(too_deep(item, left - 1) for item in (data.values() if isinstance(data, dict) else data))


def _why(body: bytes) -> Problem:
    """What the fast parser could not read, and where: a number that is none, or half a character."""
    try:
        data = _standard.decode(body.decode("utf-8"))
    except RecursionError:
        return _problem("invalid", "body", "depth", TOO_DEEP)
    except ValueError:
        return _problem("invalid", "body", "json", BAD_JSON)
    if too_deep(data):
        return _problem("invalid", "body", "depth", TOO_DEEP)
    for path, item in _walk(data):
        if isinstance(item, float) and not math.isfinite(item):
            return _problem("invalid", path, "finite", NOT_FINITE)
        if isinstance(item, str) and any("\ud800" <= char <= "\udfff" for char in item):
            return _problem("invalid", path, "characters", HALF)
    return _problem("invalid", "body", "json", BAD_JSON)


def _walk(data: Any) -> Iterator[tuple[str, Any]]:
    """Every value with its dotted path, outermost first; keys too, under the path of their object.

    However deep: what is only looked through must not make a whole batch of commands fail.
    """
    left: list[tuple[str, Any]] = [("", data)]
    while left:
        path, value = left.pop()
        yield path or "body", value
        if isinstance(value, dict):
            for key in reversed(value):
                left += [(f"{path}.{key}".lstrip("."), value[key]), (path, key)]
        elif isinstance(value, list):
            left += [(f"{path}.{index}".lstrip("."), value[index]) for index in reversed(range(len(value)))]


def _problem(code: str, where: str, kind: str, text: Text, **params: Any) -> Problem:
    path = where.encode("utf-8", "replace").decode()[:200]
    said = {key: value.encode("utf-8", "replace").decode() for key, value in params.items()}
    return Problem(422, code, INVALID, [FieldError(path, kind, text, said)])
