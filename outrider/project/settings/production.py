"""For real work: refuses to start with the demo's secret, demo sign-in or without a secret."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from outrider.project.settings.base import *  # noqa: F403
from outrider.project.settings.base import LOG_HANDLER, SECRET_KEY

if len(SECRET_KEY) < 32 or SECRET_KEY.startswith("demo-only"):
    raise ImproperlyConfigured("OUTRIDER_SECRET must be set to at least 32 random characters")
if os.environ.get("OUTRIDER_DEMO"):
    raise ImproperlyConfigured("production never serves the demo: unset OUTRIDER_DEMO")
ALLOWED_HOSTS = [host for host in os.environ.get("OUTRIDER_HOSTS", "").split(",") if host]
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("OUTRIDER_HOSTS must name the hosts that this server answers for")
SESSION_COOKIE_SECURE = os.environ.get("OUTRIDER_PLAIN_HTTP") != "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
LOG_HANDLER["formatter"] = os.environ.get("OUTRIDER_LOG", "json")
