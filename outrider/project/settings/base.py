"""What all installations share."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from outrider.engine.jobs.conf import q_cluster
from outrider.project.databases import database_from
from outrider.project.places import HOME, PROJECT

WEB = Path(os.environ.get("OUTRIDER_WEB", PROJECT / "web" / "dist"))
OUTRIDER_DEMO = False
OUTRIDER_FILES = HOME / "files"
# The newest seals of the journal, outside the database; best on another machine's disk.
OUTRIDER_AUDIT_HEADS = Path(os.environ.get("OUTRIDER_AUDIT_HEADS") or HOME / "audit-heads.jsonl")

DEBUG = False
SECRET_KEY = os.environ.get("OUTRIDER_SECRET", "")
ALLOWED_HOSTS: list[str] = ["*"]
ROOT_URLCONF = "outrider.project.urls"
WSGI_APPLICATION = "outrider.project.wsgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.Person"
APPEND_SLASH = False
SESSION_COOKIE_SECURE = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "axes",
    "django_q",
    "outrider.engine.entities",
    "outrider.engine.journal",
    "outrider.engine.search",
    "outrider.engine.identity",
    "outrider.engine.privacy",
    "outrider.engine.files",
    "outrider.engine.jobs",
    "outrider.engine.messaging",
    "outrider.engine.sealing",
    "outrider.engine.sync",
    "outrider.engine.exchange",
    "outrider.engine.views",
    "outrider.customers",
    "outrider.catalog",
    "outrider.tracking",
    "outrider.visits",
    "outrider.orders",
    "outrider.routes",
    "outrider.daily_reports",
    "outrider.insight",
    "outrider.simulator",
]

MIDDLEWARE = [
    "outrider.project.tracing.Traced",
    "outrider.project.security.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "outrider.engine.identity.middleware.SignedIn",
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "outrider.engine.identity.backends.MobileBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Lock-out: five wrong passwords for one number from one address, for a quarter of an hour.
AXES_HANDLER = "outrider.engine.identity.lockout.QueuedHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "mobile"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

DATABASES = {"default": database_from(os.environ.get("OUTRIDER_DATABASE_URL", ""), HOME / "outrider.sqlite3")}

# No templates of ours: the web apps are static files.
TEMPLATES: list[dict[str, object]] = []
WHITENOISE_ROOT = str(WEB) if WEB.exists() else None
WHITENOISE_INDEX_FILE = True
# Files named after their content never change; all others (shells, service worker) are asked for again each time.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/assets/.+-[\w-]{8}\.\w+$"
WHITENOISE_MAX_AGE = 0
STATIC_URL = "/static/"

Q_CLUSTER = q_cluster()

LOG_HANDLER = {"class": "logging.StreamHandler", "formatter": os.environ.get("OUTRIDER_LOG", "plain")}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "outrider.project.logs.PlainLines"},
        "json": {"()": "outrider.project.logs.JsonLines"},
    },
    "handlers": {"console": LOG_HANDLER},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"outrider": {"level": "INFO"}},
}

SILENCED_SYSTEM_CHECKS = [
    "axes.W002",  # our middleware answers lock-outs itself
    "auth.W004",  # mobile numbers are unique among the living, by a partial constraint
]
