"""Every API request has an id: in its answer, in each line of the log about it, and in an error's text.

A request that failed (5xx) or took over a second has a line; ``OUTRIDER_ACCESS_LOG=1`` gives one to each.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from outrider.engine.entities.http import problem_response
from outrider.kernel import trace
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.kernel.text import T

SLOW_MS = 1_000
HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_INTERNAL = T("服务器出错了,请重试;若仍不行,请告诉管理员编号 {id}",
              "The server met an error. Try again; if it stays, tell your administrator the number {id}")  # fmt: skip
log = logging.getLogger("outrider.request")


class Traced:
    """The outermost middleware: names the request, notes how it went, answers an unforeseen error as a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.all = os.environ.get("OUTRIDER_ACCESS_LOG") == "1"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        name = given if _GIVEN.fullmatch(given) else str(uuid7())
        with trace.tracing(name):
            begun = time.perf_counter()
            response = self.get_response(request)
            if response.status_code == 500 and response["Content-Type"].startswith("text/html"):
                response = problem_response(request, Problem(500, "internal", _INTERNAL, id=name))
            response[HEADER] = name
            milliseconds = (time.perf_counter() - begun) * 1_000
            if self.all or response.status_code >= 500 or milliseconds > SLOW_MS:
                self._note(request, response, milliseconds)
            return response

    def _note(self, request: HttpRequest, response: HttpResponse, milliseconds: float) -> None:
        found, actor = request.resolver_match, getattr(request, "actor", None)
        more = {
            "method": request.method,
            "route": found.route if found else "",
            "status": response.status_code,
            "ms": round(milliseconds, 1),
            "app": getattr(request, "outrider_app", ""),
            "person": str(actor.id) if actor else "",
        }
        level = logging.ERROR if response.status_code >= 500 else logging.INFO
        log.log(level, "request", extra={"more": more})
