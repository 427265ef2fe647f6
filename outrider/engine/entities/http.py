"""The edge: decode → policy → verb → encode, and one problem format."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from outrider.engine.access.actor import Actor
from outrider.engine.entities.fieldtypes.times import plausible
from outrider.engine.entities.openapi import with_problems
from outrider.engine.entities.schemas import problem_of
from outrider.engine.entities.strict_json import decode_json
from outrider.engine.entities.verbs import Held, Retry
from outrider.kernel.errors import INVALID, Problem, conflict, invalid
from outrider.kernel.text import DEFAULT_LANGUAGE, LANGUAGES, T

log = logging.getLogger("outrider.http")
UNAUTHENTICATED = T("请先登录", "Please sign in")
TOO_LARGE = T("内容太大", "The body is too large")
MEDIA_TYPE = T("内容类型应为 application/json", "The content type must be application/json")
MALFORMED = T("请求不完整或格式不对", "The request is incomplete or malformed")
BAD_DATE = T("不是有效的日期", "This is not a valid date")
UNKNOWN_PARAMETER = T("没有参数“{name}”", "There is no parameter “{name}”")
WAITING = T("它所依赖的记录还没有到", "What this depends on has not arrived yet")
JSON_LIMIT = 2 * 1024 * 1024


def json_response(data: Any, status: int = 200, content_type: str = "application/json") -> HttpResponse:
    """An answer encoded at once, past ninja's response models: declarations already gave its shape."""
    return HttpResponse(orjson.dumps(data, default=str), status=status, content_type=content_type)


def language_of(request: HttpRequest) -> str:
    """The reader's language."""
    language: str = getattr(request, "language", DEFAULT_LANGUAGE)
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """RFC 9457."""
    body = problem.as_dict(language_of(request))
    return json_response(body, problem.status, "application/problem+json")


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking. 401 when nobody."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise Problem(401, "unauthenticated", UNAUTHENTICATED)
    return actor


def signed_in(request: HttpRequest) -> Actor:
    """Ninja's authentication callable."""
    return actor_of(request)


def only(request: HttpRequest, *names: str) -> None:
    """422 for a parameter that an address does not have. ``app`` chooses the cookie and is known everywhere."""
    for name in request.GET:
        if name not in names and name != "app":
            raise invalid(name[:100], "unknown_parameter", UNKNOWN_PARAMETER, name=name[:100])


def day_parameter(text: str) -> date | None:
    """The day that the parameter ``on`` names, None where it is left out. 422 for what is no day of this time."""
    try:
        return plausible(date.fromisoformat(text)) if text else None
    except ValueError as error:
        raise invalid("on", "date", BAD_DATE) from error


class StrictParser(Parser):
    """JSON that was meant as such: right type, bounded, no duplicate keys, not absurdly deep."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The decoded body. 413, 415 or 422."""
        return parse_json(request)


def parse_json(request: HttpRequest) -> Any:
    """The request's JSON object."""
    if request.content_type not in ("application/json", "application/merge-patch+json"):
        raise Problem(415, "unsupported_media", MEDIA_TYPE)
    body = request.body
    if len(body) > JSON_LIMIT:
        raise Problem(413, "too_large", TOO_LARGE)
    return decode_json(body)


class OutriderAPI(NinjaAPI):
    """Ninja with our problem format."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """Ninja's schema, with the problems that each operation may answer with."""
        public = {
            operation.operation_id or self.get_openapi_operation_id(operation)
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
            if not operation.auth_callbacks
        }
        return with_problems(super().get_openapi_schema(**options), public)

    def set_default_exception_handlers(self) -> None:
        """Every refusal is a problem document; the rest is logged and answered as a plain 500."""
        super().set_default_exception_handlers()
        self.add_exception_handler(Problem, problem_response)  # type: ignore[arg-type]  # only raised as instances
        self.add_exception_handler(
            Retry, lambda request, _: problem_response(request, conflict("waiting", WAITING))
        )
        self.add_exception_handler(ValidationError, _validation)  # type: ignore[arg-type]  # likewise
        self.add_exception_handler(
            AuthenticationError,
            lambda request, _: problem_response(request, Problem(401, "unauthenticated", UNAUTHENTICATED)),
        )
        self.add_exception_handler(HttpError, _http_error)  # type: ignore[arg-type]  # likewise
        self.add_exception_handler(Held, _held)  # type: ignore[arg-type]  # likewise
        self.add_exception_handler(
            RequestDataTooBig,
            lambda request, _: problem_response(request, Problem(413, "too_large", TOO_LARGE)),
        )
        for kind in (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
            self.add_exception_handler(
                kind, lambda request, _: problem_response(request, Problem(400, "malformed", MALFORMED))
            )


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    # Ninja wraps whatever a parser raises: what our own says about a body is the cause.
    if isinstance(error.__cause__, Problem):
        return problem_response(request, error.__cause__)
    return problem_response(request, Problem(error.status_code, "invalid", INVALID))


def _held(request: HttpRequest, refusal: Held) -> HttpResponse:
    """A phone's work is kept for a person to decide; whoever asks online is told at once."""
    return problem_response(request, conflict(refusal.code, refusal.text, **refusal.params))


def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # Ninja's paths begin with the place and, for bodies, the argument's name.
    body = all(item["loc"][:1] == ("body",) for item in error.errors)
    return problem_response(request, problem_of(error.errors, skip=2 if body else 1))


__all__ = [
    "UUID",
    "OutriderAPI",
    "Router",
    "actor_of",
    "json_response",
    "only",
    "problem_response",
    "signed_in",
]
