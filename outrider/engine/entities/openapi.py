"""What the contract says of refusals: every operation names the problems that it may answer with.

One ``Problem`` schema (RFC 9457) and one response per status stand in the components; operations refer to
them by rules that hold for all addresses, so that no endpoint has to remember it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

MEDIA = "application/problem+json"
DESCRIPTIONS = {
    400: "The request itself is malformed",
    401: "Nobody is signed in, or the credentials are wrong",
    403: "Not allowed; `csrf` when the token is missing or not this session's",
    404: "Not found, or not this person's to see",
    409: "Contradicts what is there: `stale`, `id_taken`, `duplicate`, `not_now` and others",
    412: "If-Match is not understood: the version stands in the body",
    413: "The body is too large",
    415: "The body is not of a kind that is taken here",
    422: "A field, key or parameter is not right; `errors` names each by its path",
    428: "The version of the record to change is missing",
    429: "Too many attempts or requests",
    502: "A service outside did not do its part",
}
FIELD_ERROR = {
    "type": "object",
    "required": ["field", "code", "message"],
    "properties": {
        "field": {
            "type": "string",
            "description": "Dotted path, such as lines.0.quantity; body for the whole",
        },
        "code": {"type": "string", "description": "Stable machine code"},
        "message": {"type": "string", "description": "A sentence in the reader's language"},
        "yours": {"description": "On stale: the value that was sent"},
        "theirs": {"description": "On stale: the value that is there"},
    },
}
PROBLEM = {
    "type": "object",
    "required": ["type", "status", "code", "title", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable machine code"},
        "title": {"type": "string", "description": "A sentence in the reader's language"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
        "current": {
            "type": "object",
            "description": "On stale: the record as it is",
            "additionalProperties": True,
        },
    },
}


def with_problems(schema: dict[str, Any], public: Collection[str]) -> dict[str, Any]:
    """The schema with its problems; ``public`` are the ids of operations that need no session."""
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {}).update({"FieldError": FIELD_ERROR, "Problem": PROBLEM})
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Problem{status}": {"description": text, "content": content} for status, text in DESCRIPTIONS.items()
    }
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for status in statuses(path, method, public=operation["operationId"] in public):
                known = {"$ref": f"#/components/responses/Problem{status}"}
                operation["responses"].setdefault(status, known)
    return schema


def statuses(path: str, method: str, *, public: bool) -> list[int]:
    """Which problems an operation may answer with."""
    found = {422}
    if not public:
        found |= {401, 403}
    if "{" in path or method != "get":  # a body names records too
        found.add(404)
    if method != "get":
        found |= {400, 403, 409, 412}
    if method in ("post", "patch", "put"):
        found |= {413, 415}
    if method == "patch" and "{record_id}" in path:
        found.add(428)
    if path.endswith("/auth/sign-in"):
        found |= {401, 429}
    if path.endswith("/auth/invitation/code"):
        found |= {429, 502}
    if path.endswith(("/uploads", "/export", "/reveal", "/search")):
        found.add(429)
    return sorted(found)
