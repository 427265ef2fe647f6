"""Addresses: the API of every package that has one, and the web apps."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, re_path
from ninja import Router

from outrider import __version__
from outrider.engine.entities.api import entity_router
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.http import OutriderAPI, StrictParser, problem_response
from outrider.kernel.errors import not_found
from outrider.project import health
from outrider.project.addresses import by_first_word

api = OutriderAPI(
    title="Outrider",
    version=__version__,
    parser=StrictParser(),
    docs_url=None,
    openapi_url="/openapi.json",
)


def _add_routers() -> None:
    # Custom endpoints come first: they may stand below an entity's path.
    for app in apps.get_app_configs():
        module = f"{app.name}.api"
        if app.name.startswith("outrider.") and find_spec(module):
            router = getattr(import_module(module), "router", None)
            if isinstance(router, Router):
                api.add_router("", router)
    if settings.OUTRIDER_DEMO:
        api.add_router("", import_module("outrider.project.demo_api").router)
    for entity in entities:
        api.add_router(f"/{entity.path}", entity_router(entity))


_add_routers()


def app_shell(request: HttpRequest, app: str) -> HttpResponse:
    """Every address of a single-page app answers its shell."""
    page = Path(settings.WEB) / app / "index.html"
    if not page.exists():
        return HttpResponse(
            "The web apps are not built yet: run make demo", status=503, content_type="text/plain"
        )
    response = FileResponse(page.open("rb"), content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response  # type: ignore[return-value]


def unknown(request: HttpRequest) -> HttpResponse:
    """An address that the API does not have."""
    return problem_response(request, not_found())


def home(request: HttpRequest) -> HttpResponse:
    """The demo's two frames in a demo, else the console."""
    return HttpResponseRedirect("/demo" if settings.OUTRIDER_DEMO else "/console/")


urlpatterns = [
    path("", home),
    path("api/health", health.health),
    path("api/ready", health.ready),
    by_first_word("api/", api.urls),
    re_path(r"^api/", unknown),
    # A file that is gone after an upgrade is missing, not a page: a phone must not keep the shell as a script.
    re_path(r"^(?P<app>rep|console)(?:/(?!assets/).*)?$", app_shell),
    re_path(r"^(?P<app>demo)/?$", app_shell),
]
