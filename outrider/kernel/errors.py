"""Problems that a person can understand: one machine code, one field path, one plain sentence.

The HTTP layer turns a ``Problem`` into RFC 9457 ``application/problem+json``; sync turns it into an
answer; import into a row's reason. Nobody else formats errors.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from outrider.kernel.text import DEFAULT_LANGUAGE, T, Text


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; ``field`` is a dotted path such as ``lines.0.quantity``."""

    field: str
    code: str
    text: Text
    params: dict[str, Any] = dataclasses.field(default_factory=dict)
    extra: dict[str, Any] = dataclasses.field(default_factory=dict)

    def as_dict(self, language: str) -> dict[str, Any]:
        """The error for a reader of one language."""
        message = self.text.say(language, **self.params)
        return {"field": self.field, "code": self.code, "message": message, **self.extra}


class Problem(Exception):
    """A refusal with a stable code, an HTTP status and a sentence."""

    def __init__(
        self,
        status: int,
        code: str,
        text: Text,
        errors: list[FieldError] | None = None,
        extra: dict[str, Any] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.text, self.params = status, code, text, params
        self.errors = errors or []
        self.extra = extra or {}

    def as_dict(self, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """The body of the problem document for a reader of one language."""
        title = self.text.say(language, **self.params)
        detail = "; ".join(f"{e.field}: {e.text.say(language, **e.params)}" for e in self.errors[:5])
        return {
            "type": "about:blank",
            "status": self.status,
            "code": self.code,
            "title": title,
            "detail": detail or title,
            "errors": [e.as_dict(language) for e in self.errors],
            **self.extra,
        }


INVALID = T("请检查填写的内容", "Please check what was entered")
NOT_FOUND = T("找不到这条记录,或你无权查看", "Not found, or not yours to see")
FORBIDDEN = T("你没有这项权限", "You are not allowed to do this")
STALE = T(
    "这条记录刚被别人改过,请核对后再保存", "Somebody changed this record meanwhile; compare and save again"
)


def invalid(field_path: str, code: str, text: Text, **params: Any) -> Problem:
    """422 about one field."""
    return Problem(422, "invalid", INVALID, [FieldError(field_path, code, text, params)])


def not_found() -> Problem:
    """404; the same answer whether the record is absent or hidden, so that nothing is betrayed."""
    return Problem(404, "not_found", NOT_FOUND)


def forbidden(text: Text = FORBIDDEN, **params: Any) -> Problem:
    """403 for a person who is known but may not."""
    return Problem(403, "forbidden", text, **params)


def conflict(code: str, text: Text, **params: Any) -> Problem:
    """409 with its own code."""
    return Problem(409, code, text, **params)


def stale(current: dict[str, Any], errors: list[FieldError]) -> Problem:
    """409 for a write based on an old version, with the present record and both values by field."""
    return Problem(409, "stale", STALE, errors, {"current": current})
