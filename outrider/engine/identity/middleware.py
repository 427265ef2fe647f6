"""Who is asking: one cookie per app, one query per request, a token against forged requests.

The header ``X-Outrider-App`` (or ``?app=`` for pictures, which send no header) chooses the cookie, so that
a rep's phone and a manager's console live side by side in one browser.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from outrider.engine.entities.http import problem_response
from outrider.engine.identity.queries import actor_for, apply_company_clock
from outrider.engine.identity.sessions import SessionStore
from outrider.kernel.errors import FieldError, Problem
from outrider.kernel.text import DEFAULT_LANGUAGE, LANGUAGES, T

APPS = ("rep", "console")
LIFETIME = {"rep": timedelta(days=30), "console": timedelta(hours=12)}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What Django makes: whatever else stands in the cookie is no session, and not worth a query.
SESSION_KEY = re.compile(r"[a-z0-9]{8,40}")
PRECONDITION = T(
    "不支持 If-Match,请在内容里给出版本号", "If-Match is not understood here: name the version in the body"
)
CSRF = T("页面已过期,请刷新后再试", "This page is out of date; reload it and try again")


def cookie_name(app: str) -> str:
    """The session cookie of an app."""
    return f"outrider_{app}"


def csrf_token(session_key: str | None) -> str:
    """The token that belongs to a session; a random one before sign-in."""
    if not session_key:
        return secrets.token_urlsafe(24)
    return salted_hmac("outrider.csrf", session_key, algorithm="sha256").hexdigest()


def chosen_app(request: HttpRequest) -> str:
    """Which app is asking."""
    named = request.headers.get("X-Outrider-App") or request.GET.get("app") or ""
    if named in APPS:
        return named
    return next((app for app in ("console", "rep") if cookie_name(app) in request.COOKIES), "console")


def _session_key(request: HttpRequest, app: str) -> str | None:
    given = request.COOKIES.get(cookie_name(app), "")
    return given if SESSION_KEY.fullmatch(given) else None


class SignedIn:
    """Sets ``request.outrider_app``, ``.session``, ``.actor`` and ``.language``; guards unsafe methods."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, incoming: HttpRequest) -> HttpResponse:
        """Serve one request."""
        request: Any = incoming
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        app = request.outrider_app = chosen_app(request)
        apply_company_clock()
        request.session = SessionStore(_session_key(request, app))
        request.actor = self._actor(request, app)
        request.language = self._language(request)
        if request.actor:
            # Panels and timelines speak through the actor: they must speak what this screen asked for.
            request.actor.language = request.language
        if request.method not in SAFE and not self._genuine(request, app):
            return problem_response(request, Problem(403, "csrf", CSRF))
        if request.method not in SAFE and "If-Match" in request.headers:
            wrong = FieldError("If-Match", "precondition", PRECONDITION)
            return problem_response(request, Problem(412, "precondition", PRECONDITION, [wrong]))
        response = self.get_response(request)
        self._set_cookies(request, response, app)
        return response

    def _actor(self, request: Any, app: str) -> Any:
        store = request.session
        if not store.session_key or not store.get("person"):
            return None
        person = store.person
        valid = person is not None and person.is_active and person.deleted_at is None
        if not valid or store.row.app != app:
            return None
        if not constant_time_compare(store.get("auth", ""), person.get_session_auth_hash()):
            return None
        return actor_for(
            person,
            device_id=store.row.device_id,
            app=app,
            subtree=store.subtree,
            department_name=store.department_name,
        )

    def _language(self, request: Any) -> str:
        asked = request.headers.get("Accept-Language", "").split(",")[0].strip()
        if asked in LANGUAGES:
            return str(asked)
        return str(request.actor.language) if request.actor else DEFAULT_LANGUAGE

    def _genuine(self, request: Any, app: str) -> bool:
        cookie = request.COOKIES.get(f"{cookie_name(app)}_csrf", "")
        header = request.headers.get("X-CSRF-Token", "")
        if not cookie or not constant_time_compare(cookie, header):
            return False
        # Signed in, the token must be the session's own: a cookie planted by a neighbour site is not.
        return request.actor is None or constant_time_compare(header, csrf_token(request.session.session_key))

    def _set_cookies(self, request: Any, response: HttpResponse, app: str) -> None:
        store, name = request.session, cookie_name(app)
        secure = settings.SESSION_COOKIE_SECURE
        if store.modified and not store.is_empty():
            store.set_expiry(LIFETIME[app])
            store.save()
        elif store.row is not None and store.row.expire_date - timezone.now() < LIFETIME[app] / 2:
            store.set_expiry(LIFETIME[app])
            store.save()
            store.modified = True
        if store.modified and store.session_key:
            age = int(LIFETIME[app].total_seconds())
            response.set_cookie(
                name, store.session_key, max_age=age, httponly=True, samesite="Lax", secure=secure
            )
            request.csrf = csrf_token(store.session_key)
        elif store.is_empty() and name in request.COOKIES and request.actor is None:
            response.delete_cookie(name, samesite="Lax")
        token = getattr(request, "csrf", None)
        if token:
            age = int(LIFETIME[app].total_seconds())
            response.set_cookie(f"{name}_csrf", token, max_age=age, samesite="Lax", secure=secure)
