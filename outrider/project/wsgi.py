"""The WSGI application, for granian."""

import gc
import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.urls import get_resolver
from django.utils.http import parse_header_parameters

from outrider.project.turns import Turns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outrider.project.settings.production")


class Request(WSGIRequest):
    """A request that is always UTF-8.

    Django reads the address in whatever encoding the content type names, also in one that is no encoding of
    texts; that fails before anything of ours could answer.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class Application(WSGIHandler):
    """Django's handler with our request."""

    request_class = Request


django.setup(set_prefix=False)
application = Turns(Application())
# Every address and what answers there is loaded before the first person asks, not while he waits.
assert get_resolver().url_patterns
# What is loaded now stays: the collector need not walk it again with every few hundred new objects.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
